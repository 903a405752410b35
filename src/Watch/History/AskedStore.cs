using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Search;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.History;

/// <summary>A round of the history.</summary>
internal sealed record Round(int Number, long Questions, DateTime From, DateTime To);

/// <summary>
/// The search history: of a space, or of a browser's session, which is carried over when its person signs in or keeps something. After half a day without a question a new round begins.
/// </summary>
internal sealed class AskedStore(HubDatabase database, SpaceKeeper spaces, TimeProvider clock) : IAskedQuestions
{
    /// <summary>Most questions of a round; the next one begins a new round.</summary>
    public const int Most = 500;

    /// <summary>The history of a session goes after so many days without a question.</summary>
    public const int SessionDays = 3;

    /// <summary>A question of the history goes after so many days.</summary>
    public const int Days = 400;

    private const string Cookie = "zhishu.asked"; // zhishu.session is that of the account
    private const int SessionsPerHour = 600;
    private const string Columns = "number, address, typed, total, asked_at as AskedAt";
    private static readonly TimeSpan Pause = TimeSpan.FromHours(12);
    private static readonly object Known = new();

    public async Task<IReadOnlyList<AskedQuestion>> RoundAsync(HttpContext context, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await OwnerAsync(context, connection, ct) is { } owner ? await ReadAsync(connection, owner, null, ct) : [];
    }

    public async Task<IReadOnlyList<AskedQuestion>> NoteAsync(HttpContext context, SearchQuestion question, string typed, long? total, CancellationToken ct)
    {
        var (address, now) = (question.Plain, clock.GetUtcNow());
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (address.Length is 0 or > KeptQuestions.LongestAddress || (await OwnerAsync(context, connection, ct) ?? await BeginAsync(context, connection, ct)) is not { } owner)
            return [];
        await NoteAsync(connection, owner, [(address, SafeText.Clean(typed).Replace('\0', ' '), total)], now, ct);
        return await ReadAsync(connection, owner, null, ct);
    }

    /// <summary>The questions of a round; none for somebody without a history.</summary>
    public async Task<IReadOnlyList<AskedQuestion>> RoundAsync(HttpContext context, int? round, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await OwnerAsync(context, connection, ct) is { } owner ? await ReadAsync(connection, owner, round, ct) : [];
    }

    /// <summary>The rounds, the last first, and the present one.</summary>
    public async Task<(int Present, IReadOnlyList<Round> Rounds)> RoundsAsync(HttpContext context, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (await OwnerAsync(context, connection, ct) is not { } owner)
            return (0, []);
        var present = await connection.ExecuteScalarAsync<int>(new CommandDefinition("select round from watch.asker where owner = @owner", new { owner }, cancellationToken: ct));
        return (present, [.. await connection.QueryAsync<Round>(new CommandDefinition("""
            select round as Number, count(*) as Questions, min(asked_at) as "From", max(asked_at) as "To"
            from watch.asked
            where owner = @owner
            group by round
            order by round desc
            limit 200
            """, new { owner }, cancellationToken: ct))]);
    }

    /// <summary>Begins a new round, or takes an earlier one up again.</summary>
    public Task TurnAsync(HttpContext context, int? round, CancellationToken ct) => WithOwnerAsync(context, """
        update watch.asker set asked_at = @now,
          round = case when @round::int is null then greatest(round, (select coalesce(max(round), 0) from watch.asked where owner = @owner)) + 1 else @round end
        where owner = @owner and (@round::int is null or exists (select from watch.asked where owner = @owner and round = @round))
        """, round, 0, ct);

    /// <summary>Strikes a question out; the others keep their numbers.</summary>
    public Task StrikeAsync(HttpContext context, int round, int number, CancellationToken ct) =>
        WithOwnerAsync(context, "delete from watch.asked where owner = @owner and round = @round and number = @number", round, number, ct);

    /// <summary>Forgets all of it.</summary>
    public async Task ForgetAsync(HttpContext context, CancellationToken ct)
    {
        await WithOwnerAsync(context, "delete from watch.asker where owner = @owner", null, 0, ct);
        context.Response.Cookies.Delete(Cookie);
    }

    private async Task WithOwnerAsync(HttpContext context, string sql, int? round, int number, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (await OwnerAsync(context, connection, ct) is { } owner)
            await connection.ExecuteAsync(new CommandDefinition(sql, new { owner, round, number, now = clock.GetUtcNow() }, cancellationToken: ct));
    }

    private static async Task<IReadOnlyList<AskedQuestion>> ReadAsync(NpgsqlConnection connection, Guid owner, int? round, CancellationToken ct) =>
        [.. await connection.QueryAsync<AskedQuestion>(new CommandDefinition(
            $"select {Columns} from watch.asked where owner = @owner and round = coalesce(@round, (select round from watch.asker where owner = @owner)) order by number",
            new { owner, round }, cancellationToken: ct))];

    // One after another for the same owner: two windows get two numbers.
    private static async Task NoteAsync(
        NpgsqlConnection connection, Guid owner, IEnumerable<(string Address, string Typed, long? Total)> questions, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            set local synchronous_commit = off;
            select from watch.asker where owner = @owner for update;
            update watch.asker a set round = round + 1
            where owner = @owner and (asked_at < @pause or (select count(*) from watch.asked where owner = @owner and round = a.round) >= @Most)
              and exists (select from watch.asked where owner = @owner and round = a.round);
            update watch.asker set asked_at = @now where owner = @owner
            """, new { owner, now, pause = now - Pause, Most }, transaction, cancellationToken: ct));
        foreach (var (address, typed, total) in questions)
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into watch.asked (owner, round, number, key, address, typed, total, asked_at)
                select owner, round, (select coalesce(max(number), 0) + 1 from watch.asked d where d.owner = a.owner and d.round = a.round), @key, @address, @typed, @total, @now
                from watch.asker a
                where owner = @owner
                on conflict (owner, round, key) do update set total = coalesce(excluded.total, asked.total), asked_at = excluded.asked_at
                """, new { owner, key = KeptQuestions.KeyOf(address), address, typed, total, now }, transaction, cancellationToken: ct));
        }

        await transaction.CommitAsync(ct);
    }

    // Whoever has a space owns the history with it; what the session of the browser holds is taken over.
    private async Task<Guid?> OwnerAsync(HttpContext context, NpgsqlConnection connection, CancellationToken ct)
    {
        if (context.Items[Known] is Guid known)
            return known;
        Guid? session = context.Request.Cookies[Cookie] is { Length: > 0 and < 100 } key ? IdOf(key) : null;
        var space = await spaces.FindAsync(context, ct);
        if (space is null && Origin.HasAccount(context) && session is not null)
            space = await spaces.EnsureAsync(context, ct);
        var owner = space?.Id ?? await connection.QuerySingleOrDefaultAsync<Guid?>(
            new CommandDefinition("select owner from watch.asker where owner = @session", new { session }, cancellationToken: ct));
        if (space is not null)
        {
            await AddAsync(connection, space.Id, space.Id, null, ct);
            if (session is { } left)
                await TakeOverAsync(context, connection, left, space.Id, ct);
        }

        if (owner is { } found)
            context.Items[Known] = found;
        return owner;
    }

    private async Task TakeOverAsync(HttpContext context, NpgsqlConnection connection, Guid session, Guid space, CancellationToken ct)
    {
        var questions = await ReadAsync(connection, session, null, ct);
        if (questions.Count > 0)
            await NoteAsync(connection, space, questions.Select(one => (one.Address, one.Typed, one.Total)), clock.GetUtcNow(), ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from watch.asker where owner = @session and space_id is null", new { session }, cancellationToken: ct));
        context.Response.Cookies.Delete(Cookie);
    }

    private async Task<Guid?> BeginAsync(HttpContext context, NpgsqlConnection connection, CancellationToken ct)
    {
        if (Origin.HasAccount(context))
        {
            var space = await spaces.EnsureAsync(context, ct);
            await AddAsync(connection, space.Id, space.Id, null, ct);
            return space.Id;
        }

        var key = SpaceKeeper.NewKey();
        if (!await AddAsync(connection, IdOf(key), null, Origin.Of(context), ct))
            return null;
        context.Response.Cookies.Append(Cookie, key, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true });
        return IdOf(key);
    }

    private async Task<bool> AddAsync(NpgsqlConnection connection, Guid owner, Guid? space, string? origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await connection.ExecuteAsync(new CommandDefinition("""
            insert into watch.asker (owner, space_id, round, asked_at, origin, created_at)
            select @owner, @space, 1, @now, @origin, @now
            where @origin::text is null or (select count(*) from watch.asker where origin = @origin and created_at > @since) < @SessionsPerHour
            on conflict do nothing
            """, new { owner, space, origin, now, since = now.AddHours(-1), SessionsPerHour }, cancellationToken: ct)) > 0;
    }

    private static Guid IdOf(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
