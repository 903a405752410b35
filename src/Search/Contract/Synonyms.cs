using Dapper;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search;

/// <summary>Words that are searched for together.</summary>
/// <param name="Id">Number of the group.</param>
/// <param name="Terms">The words, the preferred one first.</param>
public sealed record SynonymGroup(int Id, IReadOnlyList<string> Terms);

/// <summary>The table of synonyms and abbreviations. It starts with the shipped file and is edited from then on.</summary>
public sealed class Synonyms(HubDatabase database, ReferenceData reference, TimeProvider clock)
{
    /// <summary>Most words in a group.</summary>
    public const int MostTerms = 20;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (DateTimeOffset Read, IReadOnlyList<SynonymGroup> Groups, Dictionary<string, List<string>> ByTerm)? _cache;

    /// <summary>All groups in the order of their numbers. Changes of other processes show after 15 seconds.</summary>
    public async Task<IReadOnlyList<SynonymGroup>> ListAsync(CancellationToken ct) => (await ReadAsync(ct)).Groups;

    /// <summary>The other words of the groups that a word belongs to; empty when there is none. Compared without regard to case.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(string term, CancellationToken ct) =>
        (await ReadAsync(ct)).ByTerm.TryGetValue(term.Trim().ToLowerInvariant(), out var others) ? others : [];

    /// <summary>Adds a group.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public async Task<Bilingual?> AddAsync(IReadOnlyList<string> terms, CancellationToken ct)
    {
        var clean = terms.Select(term => SafeText.Clean(term).Trim()).Where(term => term.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (clean.Length is < 2 or > MostTerms || clean.Any(term => term.Length > 60))
            return new($"一组同义词应有 2 至 {MostTerms} 个词，每个不超过 60 个字符");
        await SeedAsync(ct);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("insert into search.synonym (terms) values (@clean)", new { clean }, cancellationToken: ct));
        _cache = null;
        return null;
    }

    /// <summary>Removes a group.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> RemoveAsync(int id, CancellationToken ct)
    {
        await SeedAsync(ct);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var removed = await connection.ExecuteAsync(new CommandDefinition("delete from search.synonym where id = @id", new { id }, cancellationToken: ct));
        _cache = null;
        return removed > 0;
    }

    private async Task<(DateTimeOffset Read, IReadOnlyList<SynonymGroup> Groups, Dictionary<string, List<string>> ByTerm)> ReadAsync(CancellationToken ct)
    {
        if (_cache is { } cache && clock.GetUtcNow() - cache.Read < Fresh)
            return cache;
        await _gate.WaitAsync(ct);
        try
        {
            await SeedAsync(ct);
            await using var connection = await database.Source.OpenConnectionAsync(ct);
            var groups = (await connection.QueryAsync<(int Id, string[] Terms)>(new CommandDefinition("select id, terms from search.synonym order by id", cancellationToken: ct)))
                .Select(row => new SynonymGroup(row.Id, row.Terms)).ToList();
            var byTerm = new Dictionary<string, List<string>>();
            foreach (var group in groups)
            {
                foreach (var term in group.Terms)
                {
                    var key = term.ToLowerInvariant();
                    if (!byTerm.TryGetValue(key, out var others))
                        byTerm[key] = others = [];
                    others.AddRange(group.Terms.Where(other => !string.Equals(other, term, StringComparison.OrdinalIgnoreCase) && !others.Contains(other)));
                }
            }

            _cache = (clock.GetUtcNow(), groups, byTerm);
            return _cache.Value;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Fills the table from the shipped file, once for ever: what is removed later stays removed.</summary>
    private async Task SeedAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var first = await connection.ExecuteAsync(
            new CommandDefinition("insert into search.cursor (name, seq) values ('synonyms', 1) on conflict do nothing", transaction: transaction, cancellationToken: ct));
        if (first == 0)
            return;
        var path = Path.Combine(reference.Folder, "text", "synonyms.txt");
        foreach (var terms in (await File.ReadAllLinesAsync(path, ct)).Where(line => !line.StartsWith('#') && line.Contains(',')).Select(line => line.Split(',', StringSplitOptions.TrimEntries)))
            await connection.ExecuteAsync(new CommandDefinition("insert into search.synonym (terms) values (@terms)", new { terms }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }
}
