using Dapper;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Words;

namespace Zhishu.Search;

/// <summary>A term in two languages.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Chinese">Simplified Chinese.</param>
/// <param name="English">English, in the spelling that is shown.</param>
/// <param name="Source">
/// Where it comes from: <c>ipc</c>, <c>nice</c> … for titles of a classification, <c>hand</c>; empty for what was added here. <c>sign</c>: a general word, by which signs
/// are compared and no question is translated.
/// </param>
/// <param name="Field">What it belongs to, such as an IPC class; may be empty.</param>
public sealed record TermPair(int Id, string Chinese, string English, string Source, string Field)
{
    /// <summary>Whether only signs are compared by it.</summary>
    public bool IsOfSigns => Source == Terms.OfSigns;
}

/// <summary>What became of a file of terms.</summary>
/// <param name="Added">Pairs that are new.</param>
/// <param name="Known">Pairs that were there.</param>
/// <param name="Faults">Number of each line that cannot be taken, with the reason.</param>
public sealed record TermImport(int Added, int Known, IReadOnlyList<(int Line, Bilingual Fault)> Faults);

/// <summary>The table of terms in Chinese and English, by which a question finds records in the other language. It starts with the shipped file and is edited from then on.</summary>
public sealed class Terms(HubDatabase database, ReferenceData reference, SearchIndex index, TimeProvider clock)
{
    /// <summary>Most characters of a term.</summary>
    public const int Longest = 100;

    /// <summary>Source of the pairs by which only signs are compared.</summary>
    public const string OfSigns = "sign";

    /// <summary>Heads of the columns of a file.</summary>
    public static IReadOnlyList<string> Head { get; } = ["zh", "en", "source", "field"];

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (DateTimeOffset Read, (long Count, int Last) State, TermTable Table, SignTable Signs)? _cache;

    /// <summary>A page of the table in the order of the numbers.</summary>
    /// <param name="find">Part of a term in either language; empty for all.</param>
    /// <param name="from">Pairs to leave out at the beginning.</param>
    /// <param name="size">Most pairs.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(long Total, IReadOnlyList<TermPair> Pairs)> ListAsync(string find, int from, int size, CancellationToken ct)
    {
        await SeedAsync(ct);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        const string Where = "from search.term where @find = '' or strpos(zh, @find) > 0 or strpos(lower(en), lower(@find)) > 0";
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"select count(*) {Where}", new { find }, cancellationToken: ct));
        var pairs = await connection.QueryAsync<TermPair>(new CommandDefinition(
            $"select id, zh as chinese, en as english, source, field {Where} order by id limit @size offset @from", new { find, from, size }, cancellationToken: ct));
        return (total, [.. pairs]);
    }

    /// <summary>Adds a pair.</summary>
    /// <returns>What is wrong with it, or null; a pair that is there already is a fault.</returns>
    /// <param name="chinese">Chinese.</param>
    /// <param name="english">English.</param>
    /// <param name="field">What it belongs to; may be empty.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="ofSigns">Whether only signs are compared by it.</param>
    public async Task<Bilingual?> AddAsync(string chinese, string english, string field, CancellationToken ct, bool ofSigns = false)
    {
        var (zh, en, area) = (Clean(chinese), Clean(english), Clean(field));
        if (Fault(zh, en, area) is { } fault)
            return fault;
        return await WriteAsync([(zh, en, ofSigns ? OfSigns : "", area)], ct) == 1 ? null : new($"表中已有“{zh}”与“{en}”");
    }

    /// <summary>Removes a pair.</summary>
    /// <returns>What was removed, or null when there is no such number.</returns>
    public async Task<TermPair?> RemoveAsync(int id, CancellationToken ct)
    {
        await SeedAsync(ct);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var removed = await connection.QuerySingleOrDefaultAsync<TermPair>(new CommandDefinition(
            "delete from search.term where id = @id returning id, zh as chinese, en as english, source, field", new { id }, cancellationToken: ct));
        _cache = null;
        return removed;
    }

    /// <summary>Adds the pairs of a CSV file with the columns of <see cref="Head"/>, of which the last two may be missing. What can be taken is taken.</summary>
    public async Task<TermImport> ImportAsync(TextReader file, CancellationToken ct)
    {
        var rows = new List<(string, string, string, string)>();
        var faults = new List<(int, Bilingual)>();
        foreach (var (line, cells) in TermFile.Rows(file))
        {
            var (zh, en, field) = (Clean(cells[0]), Clean(cells.ElementAtOrDefault(1) ?? ""), Clean(cells.ElementAtOrDefault(3) ?? ""));
            if (Fault(zh, en, field) is { } fault)
                faults.Add((line, fault));
            else
                rows.Add((zh, en, Clean(cells.ElementAtOrDefault(2) ?? ""), field));
        }

        var added = await WriteAsync(rows, ct);
        return new(added, rows.Count - added, faults);
    }

    /// <summary>Rows of the whole table in the order of <see cref="Head"/>.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> ExportAsync(CancellationToken ct) =>
        [.. (await ListAsync("", 0, int.MaxValue, ct)).Pairs.Select(pair => new[] { pair.Chinese, pair.English, pair.Source, pair.Field })];

    /// <summary>The table as questions are read by it. Changes of other processes show after 15 seconds.</summary>
    internal async Task<TermTable> TableAsync(CancellationToken ct) => (await ReadAsync(ct)).Table;

    /// <summary>The table as signs are compared by it.</summary>
    internal async Task<SignTable> SignsAsync(CancellationToken ct) => (await ReadAsync(ct)).Signs;

    private async Task<(TermTable Table, SignTable Signs)> ReadAsync(CancellationToken ct)
    {
        if (_cache is { } cache && clock.GetUtcNow() - cache.Read < Fresh)
            return (cache.Table, cache.Signs);
        await _gate.WaitAsync(ct);
        try
        {
            await SeedAsync(ct);
            await using var connection = await database.Source.OpenConnectionAsync(ct);

            // Pairs are added and removed, never changed.
            var state = await connection.QuerySingleAsync<(long Count, int Last)>(new CommandDefinition("select count(*), coalesce(max(id), 0) from search.term", cancellationToken: ct));
            if (_cache is not { } known || known.State != state)
            {
                var pairs = (await connection.QueryAsync<(string Zh, string En, string Source)>(new CommandDefinition("select zh, en, source from search.term order by id",
                    cancellationToken: ct))).ToList();
                known = new(default, state, new(index.Analysis, pairs.Where(pair => pair.Source != OfSigns).Select(pair => (pair.Zh, pair.En))), new(pairs));
            }

            _cache = known with { Read = clock.GetUtcNow() };
            return (known.Table, known.Signs);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static string Clean(string text) => string.Join(' ', SafeText.Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private Bilingual? Fault(string zh, string en, string field) => zh.Length > Longest || en.Length > Longest || field.Length > Longest
        ? new($"中文、英文和领域各不超过 {Longest} 个字符")
        : index.Analysis.Pieces(zh).All(piece => !piece.Cjk)
            ? new("中文一栏应有汉字")
            : !index.Analysis.Pieces(en).Any() || index.Analysis.Pieces(en).Any(piece => piece.Cjk)
                ? new("英文一栏应为英文词，不含汉字")
                : null;

    private async Task<int> WriteAsync(IReadOnlyList<(string Zh, string En, string Source, string Field)> rows, CancellationToken ct)
    {
        await SeedAsync(ct);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var added = await WriteAsync(connection, rows, ct);
        _cache = null;
        return added;
    }

    private static Task<int> WriteAsync(NpgsqlConnection connection, IReadOnlyList<(string Zh, string En, string Source, string Field)> rows, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into search.term (zh, en, source, field)
            select * from unnest(@zh, @en, @source, @field)
            on conflict do nothing
            """,
            new
            {
                zh = rows.Select(row => row.Zh).ToArray(),
                en = rows.Select(row => row.En).ToArray(),
                source = rows.Select(row => row.Source).ToArray(),
                field = rows.Select(row => row.Field).ToArray(),
            }, cancellationToken: ct));

    /// <summary>Fills the table from the shipped file, once for ever: what is removed later stays removed. Pairs of signs came later than the others.</summary>
    private async Task SeedAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var (name, ofSigns) in new[] { ("terms", false), ("sign terms", true) })
        {
            if (await connection.ExecuteAsync(new CommandDefinition("insert into search.cursor (name, seq) values (@name, 1) on conflict do nothing",
                new { name }, cancellationToken: ct)) == 0)
                continue;
            using var file = new StreamReader(Path.Combine(reference.Folder, "text", "terms.csv"));
            await WriteAsync(connection, [.. TermFile.Rows(file).Where(row => row.Cells[2] == OfSigns == ofSigns)
                .Select(row => (row.Cells[0], row.Cells[1], row.Cells[2], row.Cells[3]))], ct);
        }

        await transaction.CommitAsync(ct);
    }
}
