using Dapper;
using Npgsql;
using NpgsqlTypes;
using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Records;

namespace Zhishu.Pictures.Store;

/// <summary>A picture of a record as the table has it.</summary>
internal sealed record ShownPicture(Guid RecordId, short N, string Key, RecordKind Kind, LegalStatus Status, string[] Codes, string Applicant, bool Synthetic)
{
    /// <summary>Most pictures of a record that are searched: a design has seven views, some have variants.</summary>
    private const int Most = 40;

    private const int LongestApplicant = 200;

    /// <summary>The picture of a mark and the views of a design; drawings of other patents and layouts are not compared by their looks.</summary>
    public static IReadOnlyList<MediaItem> MediaOf(IpRecord record) => record.Kind switch
    {
        RecordKind.Trademark => Those(record, "mark"),
        RecordKind.Patent when record.Type == "design" => Those(record, "view", "drawing", "abstract"),
        _ => [],
    };

    public static IEnumerable<ShownPicture> Of(StoredRecord stored)
    {
        var record = stored.Record;
        var codes = record.Classifications.Where(code => code.Scheme is "nice" or "locarno" or "vienna").Select(code => $"{code.Scheme}:{code.Symbol}").Distinct().Take(100).ToArray();
        var applicant = SafeText.Narrow(string.Join(' ', record.Parties.Where(party => party.Role is PartyRole.Applicant or PartyRole.Owner).Select(party => party.Name))).ToLowerInvariant();
        return MediaOf(record).Select((media, n) => new ShownPicture(stored.Id, (short)n, media.Key, record.Kind, record.Status, codes,
            applicant.Length > LongestApplicant ? applicant[..LongestApplicant] : applicant, record.Synthetic));
    }

    private static IReadOnlyList<MediaItem> Those(IpRecord record, params string[] kinds) =>
        [.. record.Media.Where(media => media.Key.Length > 0 && media.Type != "application/pdf" && kinds.Contains(media.Kind)).DistinctBy(media => media.Key).Take(Most)];
}

/// <summary>The tables of pictures: what is shown by which record, what files look like, what waits to be looked at.</summary>
internal sealed class PictureTable(HubDatabase database, TimeProvider clock)
{
    private const int KeptTurns = 200_000;
    private static readonly TimeSpan Absent = TimeSpan.FromHours(1);

    /// <summary>Replaces what some records show, in the transaction of the caller, and notes that their files wait.</summary>
    public async Task ReplaceAsync(NpgsqlConnection connection, Guid[] touched, IReadOnlyList<ShownPicture> shown, CancellationToken ct)
    {
        var gone = (await connection.QueryAsync<Guid>(new CommandDefinition(
            "with gone as (delete from pictures.shown where record_id = any(@touched) returning record_id) select distinct record_id from gone",
            new { touched }, cancellationToken: ct))).ToHashSet();
        if (shown.Count > 0)
            await CopyAsync(connection, shown, ct);
        gone.UnionWith(shown.Select(picture => picture.RecordId));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into pictures.waiting (key, after)
            select k, @now from unnest(@keys) as k
            where not exists (select from pictures.look l where l.key = k and l.version = @version)
            on conflict do nothing;
            insert into pictures.turn (record_id) select unnest(@records)
            """, new { keys = shown.Select(picture => picture.Key).Distinct().ToArray(), records = gone.ToArray(), now = clock.GetUtcNow(), Look.Version }, cancellationToken: ct));
    }

    /// <summary>Files whose look was made in another way wait to be looked at again.</summary>
    public Task RenewAsync(CancellationToken ct) => database.ExecuteAsync(
        "insert into pictures.waiting (key, after) select key, @now from pictures.look where version <> @Version on conflict do nothing", new { now = clock.GetUtcNow(), Look.Version }, ct);

    /// <summary>Files to look at next.</summary>
    public Task<IReadOnlyList<string>> NextAsync(int most, CancellationToken ct) => database.QueryAsync<string>(
        "select key from pictures.waiting where after <= @now order by after limit @most", new { now = clock.GetUtcNow(), most }, ct);

    /// <summary>Keeps a look; null for a file that cannot be opened.</summary>
    public Task KeepAsync(string key, Look? look, CancellationToken ct) => database.ExecuteAsync(
        """
        with kept as (
          insert into pictures.look (key, version, look) values (@key, @Version, @bytes)
          on conflict (key) do update set (version, look) = (excluded.version, excluded.look)),
        done as (delete from pictures.waiting where key = @key)
        insert into pictures.turn (key) values (@key)
        """, new { key, Look.Version, bytes = look?.ToBytes() ?? [] }, ct);

    /// <summary>A file that is not there comes later, or never.</summary>
    public Task PutOffAsync(string key, CancellationToken ct) =>
        database.ExecuteAsync("update pictures.waiting set after = @after where key = @key", new { key, after = clock.GetUtcNow() + Absent }, ct);

    /// <summary>Looks of files that nobody shows any more go, and so do turns that every process has long read.</summary>
    public Task TidyAsync(CancellationToken ct) => database.ExecuteAsync(
        """
        delete from pictures.waiting w where not exists (select from pictures.shown s where s.key = w.key);
        delete from pictures.look l where not exists (select from pictures.shown s where s.key = l.key);
        delete from pictures.turn where seq <= (select max(seq) from pictures.turn) - @KeptTurns
        """, new { KeptTurns }, ct);

    /// <summary>The look of a file, or null when there is none or nothing is to be seen.</summary>
    public async Task<Look?> LookAsync(string key, CancellationToken ct) =>
        await database.QueryAsync<byte[]>("select look from pictures.look where key = @key and version = @Version", new { key, Look.Version }, ct) is [var bytes] ? Look.Read(bytes) : null;

    /// <summary>The looks of some files.</summary>
    public async Task<IReadOnlyDictionary<string, Look>> LooksAsync(IReadOnlyCollection<string> keys, CancellationToken ct) =>
        (await database.QueryAsync<(string Key, byte[] Bytes)>("select key, look from pictures.look where key = any(@keys) and version = @Version", new { keys = keys.ToArray(), Look.Version }, ct))
            .Select(row => (row.Key, Look: Look.Read(row.Bytes))).Where(row => row.Look is { Views.Count: > 0 }).ToDictionary(row => row.Key, row => row.Look!);

    /// <summary>How many pictures there are, and how many wait to be looked at.</summary>
    public async Task<(long Shown, long Waiting)> CountAsync(CancellationToken ct) =>
        (await database.QueryAsync<(long, long)>("select (select count(distinct key) from pictures.shown), (select count(*) from pictures.waiting)", new { }, ct))[0];

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<ShownPicture> shown, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy pictures.shown (record_id, n, key, kind, status, codes, applicant, synthetic) from stdin (format binary)", ct);
        foreach (var picture in shown)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(picture.RecordId, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(picture.N, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync(picture.Key, NpgsqlDbType.Text, ct);
            await copy.WriteAsync((short)picture.Kind, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync((short)picture.Status, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync(picture.Codes, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            await copy.WriteAsync(picture.Applicant, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(picture.Synthetic, NpgsqlDbType.Boolean, ct);
        }

        await copy.CompleteAsync(ct);
    }
}
