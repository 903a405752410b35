using System.Text.Json;
using Dapper;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Alerts;

/// <summary>Alerts and their notices in the database.</summary>
internal sealed class AlertStore(HubDatabase database, TimeProvider clock)
{
    public const int MostAlerts = 200;
    public const int MostOfGuest = 30;

    // An alert of somebody without an account or a confirmed address rests when nobody has looked for half a year; it goes on where it was when its owner comes back.
    private static readonly TimeSpan Rests = TimeSpan.FromDays(180);
    private const string Columns =
        "id, space_id as SpaceId, name, address, record_id as RecordId, record_version as RecordVersion, every, by_mail as ByMail, feed_key as FeedKey, "
        + "seq, next_at as NextAt, created_at as CreatedAt";
    private const string NoticeColumns = "n.id, n.alert_id as AlertId, a.name, n.written_at as WrittenAt, n.total, n.items::text as Items, n.seen";

    /// <summary>Alerts of the day are written at eight in the morning in China, those of the week on Mondays.</summary>
    public static DateTimeOffset NextAfter(DateTimeOffset now, string every)
    {
        var eight = new DateTimeOffset(ChinaTime.DayOf(now).ToDateTime(new TimeOnly(8, 0)), TimeSpan.FromHours(8));
        if (eight <= now)
            eight = eight.AddDays(1);
        while (every == "weekly" && eight.DayOfWeek != DayOfWeek.Monday)
            eight = eight.AddDays(1);
        return eight.ToUniversalTime();
    }

    /// <summary>Adds an alert that looks at changes from now on.</summary>
    /// <returns>What stands in the way, or null.</returns>
    public async Task<Bilingual?> AddAsync(Guid spaceId, string name, string? address, StoredRecord? record, string every, bool byMail, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var added = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into watch.alert (id, space_id, name, address, record_id, record_version, every, by_mail, feed_key, seq, next_at, created_at)
            select @id, @spaceId, @name, @address, @recordId, @version, @every, @byMail, @key, (select seq from search.cursor where name = 'entry'), @next, @now
            where (select count(*) from watch.alert where space_id = @spaceId) < (select case when account_id is null then @MostOfGuest else @MostAlerts end from watch.space where id = @spaceId)
              and not exists (select from watch.alert where space_id = @spaceId and (record_id = @recordId or address = @address))
            """,
            new
            {
                id = Guid.CreateVersion7(now),
                spaceId,
                name,
                address,
                recordId = record?.Id,
                version = record?.Version,
                every,
                byMail,
                key = SpaceKeeper.NewKey(),
                next = NextAfter(now, every),
                now,
                MostAlerts,
                MostOfGuest
            }, cancellationToken: ct));
        return added > 0 ? null : new($"已经订阅过，或订阅已达上限（未登录 {MostOfGuest} 项，登录后 {MostAlerts} 项）");
    }

    public async Task<IReadOnlyList<Alert>> ListAsync(Guid spaceId, CancellationToken ct) =>
        await database.QueryAsync<Alert>($"select {Columns} from watch.alert where space_id = @spaceId order by created_at desc", new { spaceId }, ct);

    public async Task<bool> RemoveAsync(Guid spaceId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("delete from watch.alert where id = @id and space_id = @spaceId", new { id, spaceId }, cancellationToken: ct)) > 0;
    }

    /// <summary>Stops the mail of an alert by the key that stands in it.</summary>
    public async Task<bool> StopMailAsync(string feedKey, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("update watch.alert set by_mail = false where feed_key = @feedKey", new { feedKey }, cancellationToken: ct)) > 0;
    }

    public async Task<Alert?> ByFeedKeyAsync(string feedKey, CancellationToken ct) =>
        (await database.QueryAsync<Alert>($"select {Columns} from watch.alert where feed_key = @feedKey", new { feedKey }, ct)).FirstOrDefault();

    public async Task<IReadOnlyList<Alert>> DueAsync(CancellationToken ct) =>
        await database.QueryAsync<Alert>(
            $"""
            select {Columns} from watch.alert
            where next_at <= @now and exists (select from watch.space s where s.id = space_id and (s.account_id is not null or (s.email_confirmed and by_mail) or s.seen_at > @rests))
            order by next_at limit 100
            """, new { now = clock.GetUtcNow(), rests = clock.GetUtcNow() - Rests }, ct);

    public async Task PostponeAsync(Alert alert, TimeSpan by, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update watch.alert set next_at = @next where id = @Id", new { alert.Id, next = clock.GetUtcNow() + by }, cancellationToken: ct));
    }

    public async Task<IReadOnlyList<Notice>> NoticesAsync(Guid spaceId, CancellationToken ct) =>
        await database.QueryAsync<Notice>(
        $"select {NoticeColumns} from watch.notice n join watch.alert a on a.id = n.alert_id where n.space_id = @spaceId order by n.written_at desc limit 100", new { spaceId }, ct);

    public async Task<IReadOnlyList<Notice>> NoticesOfAsync(Guid alertId, CancellationToken ct) =>
        await database.QueryAsync<Notice>(
        $"select {NoticeColumns} from watch.notice n join watch.alert a on a.id = n.alert_id where n.alert_id = @alertId order by n.written_at desc limit 50", new { alertId }, ct);

    /// <summary>A notice, which counts as seen from now on.</summary>
    public async Task<Notice?> SeeAsync(Guid spaceId, Guid id, CancellationToken ct) => (await database.QueryAsync<Notice>(
        $"with seen as (update watch.notice set seen = true where id = @id and space_id = @spaceId returning *) "
            + $"select {NoticeColumns} from seen n join watch.alert a on a.id = n.alert_id", new { id, spaceId }, ct)).FirstOrDefault();

    public static IReadOnlyList<NoticeItem> ItemsOf(Notice notice) => JsonSerializer.Deserialize<List<NoticeItem>>(notice.Items, JsonSerializerOptions.Web)!;
}
