using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Records;

namespace Zhishu.Pictures.Set;

/// <summary>What narrows a search; null and empty do not.</summary>
internal sealed record PictureFilter(RecordKind? Kind, LegalStatus? Status, IReadOnlyList<string> Codes, string? Applicant)
{
    public static readonly PictureFilter None = new(null, null, [], null);

    /// <summary>A record that is not to be found, since it is the one asked about.</summary>
    public Guid? Besides { get; init; }
}

/// <summary>A record that shows a picture.</summary>
internal sealed record Shower(Guid Id, short N, RecordKind Kind, LegalStatus Status, string[] Codes, string Applicant, bool Synthetic)
{
    public bool Passes(PictureFilter filter) => (filter.Kind is null || Kind == filter.Kind)
        && (filter.Status is null || Status == filter.Status)
        && (filter.Codes.Count == 0 || filter.Codes.Any(wanted => Codes.Any(code => IsWithin(code, wanted))))
        && (filter.Applicant is null || Applicant.Contains(filter.Applicant, StringComparison.Ordinal))
        && Id != filter.Besides;

    // nice:9 is itself alone; locarno:14 and vienna:26.1 hold what is below them.
    private static bool IsWithin(string code, string wanted) => code == wanted
        || (code.Length > wanted.Length && code.StartsWith(wanted, StringComparison.Ordinal) && code[wanted.Length] is '-' or '.' && !wanted.StartsWith("nice", StringComparison.Ordinal));
}

/// <summary>A picture found, with who shows it.</summary>
internal sealed record FoundPicture(string Key, Likeness Likeness, IReadOnlyList<Shower> Showers);

/// <summary>
/// This process's copy of the looks of all pictures and of who shows them. It is read from the tables at the first search and follows them from then on, before each
/// search. Exact: every picture that passes is compared.
/// </summary>
internal sealed class PictureSet(HubDatabase database)
{
    private readonly SemaphoreSlim _one = new(1);
    private State? _state;

    private sealed class State
    {
        public long Seq;
        public readonly VectorSet Vectors = new();
        public readonly List<Place> Places = [];
        public readonly Dictionary<string, int> ByKey = new(StringComparer.Ordinal);
        public readonly Dictionary<Guid, string[]> ByRecord = [];
        public readonly Dictionary<string, string> Pool = new(StringComparer.Ordinal);
        public int Dead;
    }

    private sealed class Place(string key)
    {
        public readonly string Key = key;
        public List<Shower> Showers = [];
        public bool IsDead;
    }

    private sealed record ShownRow(Guid RecordId, short N, string Key, short Kind, short Status, string[] Codes, string Applicant, bool Synthetic);

    /// <summary>Number of pictures that can be found.</summary>
    public async Task<int> CountAsync(CancellationToken ct) => await WithAsync(state => state.Places.Count(place => !place.IsDead && place.Showers.Count > 0), ct);

    /// <summary>The pictures most alike to a look.</summary>
    public async Task<IReadOnlyList<FoundPicture>> FindAsync(Look asked, PictureFilter filter, int most, float least, CancellationToken ct) => await WithAsync(
        state => state.Vectors.Find(asked, at => state.Places[at] is { IsDead: false } place && place.Showers.Exists(shower => shower.Passes(filter)), most, least, ct)
            .Select(found => new FoundPicture(state.Places[found.Picture].Key, found, [.. state.Places[found.Picture].Showers.Where(shower => shower.Passes(filter))])).ToList(), ct);

    // One search at a time: a search has the processor to itself for some milliseconds, and nothing changes under it.
    private async Task<T> WithAsync<T>(Func<State, T> work, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            await FollowAsync(ct);
            return await Task.Run(() => work(_state!), ct);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (_state is { } state && state.Dead <= 1000 + (state.Places.Count / 3) && await TurnsAsync(connection, state.Seq, ct) is { } turns)
        {
            if (turns.Count == 0)
                return;
            await TakeAsync(connection, state, turns, ct);
            return;
        }

        _state = await ReadAsync(connection, ct);
    }

    // Null when turns that were not read are gone already, or the database was brought back to an earlier state.
    private static async Task<List<(long Seq, Guid? Record, string? Key)>?> TurnsAsync(NpgsqlConnection connection, long after, CancellationToken ct)
    {
        var turns = (await connection.QueryAsync<(long Seq, Guid? Record, string? Key)>(new CommandDefinition(
            "select seq, record_id, key from pictures.turn where seq >= @after order by seq limit 50001", new { after }, cancellationToken: ct))).ToList();
        if (after > 0 && (turns.Count == 0 || turns[0].Seq != after))
            return null;
        if (turns.Count > 50_000)
            return null;
        return after > 0 ? turns[1..] : turns;
    }

    private static async Task TakeAsync(NpgsqlConnection connection, State state, List<(long Seq, Guid? Record, string? Key)> turns, CancellationToken ct)
    {
        var records = turns.Select(turn => turn.Record).OfType<Guid>().Distinct().ToArray();
        foreach (var record in records)
        {
            if (!state.ByRecord.Remove(record, out var keys))
                continue;
            foreach (var key in keys)
            {
                if (state.ByKey.TryGetValue(key, out var at))
                    state.Places[at].Showers.RemoveAll(shower => shower.Id == record);
            }
        }

        var shown = await ShownAsync(connection, "where record_id = any($1)", [new() { Value = records }], ct).ToListAsync(ct);
        foreach (var key in turns.Select(turn => turn.Key).OfType<string>().Distinct())
        {
            // A look that was made anew takes the place of the former one.
            if (state.ByKey.Remove(key, out var former))
                (state.Places[former].IsDead, state.Dead) = (true, state.Dead + 1);
            shown.AddRange(await ShownAsync(connection, "where key = $1", [new() { Value = key }], ct).ToListAsync(ct));
        }

        var missing = shown.Select(row => row.Key).Where(key => !state.ByKey.ContainsKey(key)).Distinct().ToArray();
        foreach (var (key, bytes) in await connection.QueryAsync<(string, byte[])>(new CommandDefinition(
            "select key, look from pictures.look where key = any(@missing) and version = @Version order by key",
            new { missing, Look.Version }, cancellationToken: ct)))
            AddLook(state, key, bytes);
        foreach (var row in shown.DistinctBy(row => (row.RecordId, row.N)))
            AddShown(state, row);
        state.Seq = turns[^1].Seq;
    }

    private static async Task<State> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        // What comes meanwhile comes once more by its turn.
        var state = new State { Seq = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select coalesce(max(seq), 0) from pictures.turn", cancellationToken: ct)) };
        await using (var command = new NpgsqlCommand("select key, look from pictures.look where version = $1 order by key", connection) { CommandTimeout = 0 })
        {
            command.Parameters.Add(new() { Value = Look.Version });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                AddLook(state, reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        }

        await foreach (var row in ShownAsync(connection, "order by record_id, n", [], ct))
            AddShown(state, row);
        return state;
    }

    private static async IAsyncEnumerable<ShownRow> ShownAsync(NpgsqlConnection connection, string which, NpgsqlParameter[] parameters, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select record_id, n, key, kind, status, codes, applicant, synthetic from pictures.shown {which}", connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new(reader.GetGuid(0), reader.GetInt16(1), reader.GetString(2), reader.GetInt16(3), reader.GetInt16(4), reader.GetFieldValue<string[]>(5),
                reader.GetString(6), reader.GetBoolean(7));
        }
    }

    private static void AddLook(State state, string key, byte[] bytes)
    {
        if (Look.Read(bytes) is not { Views.Count: > 0 } look || !state.ByKey.TryAdd(key, state.Places.Count))
            return;
        state.Vectors.Add(look);
        state.Places.Add(new(key));
    }

    private static void AddShown(State state, ShownRow row)
    {
        string Pooled(string text) => state.Pool.TryGetValue(text, out var known) ? known : state.Pool[text] = text;
        state.ByRecord[row.RecordId] = state.ByRecord.TryGetValue(row.RecordId, out var keys) ? [.. keys.Append(row.Key).Distinct()] : [row.Key];
        if (!state.ByKey.TryGetValue(row.Key, out var at))
            return;
        var showers = state.Places[at].Showers;
        showers.RemoveAll(shower => shower.Id == row.RecordId && shower.N == row.N);
        showers.Add(new(row.RecordId, row.N, (RecordKind)row.Kind, (LegalStatus)row.Status, [.. row.Codes.Select(Pooled)], Pooled(row.Applicant), row.Synthetic));
    }
}
