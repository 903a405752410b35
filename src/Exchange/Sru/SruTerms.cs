using Zhishu.Search;

namespace Zhishu.Exchange.Sru;

/// <summary>A term of an index.</summary>
/// <param name="Value">The term.</param>
/// <param name="Count">Records that have it.</param>
/// <param name="Where">first, last, only, inner: its place in the whole index.</param>
internal sealed record SruTerm(string Value, long Count, string? Where);

/// <summary>The terms of indexes in order, for scan. An index has at most a hundred thousand of them here, the most frequent ones.</summary>
internal sealed class SruTerms(ISearchEngine engine, TimeProvider clock)
{
    private const int MostTerms = 100_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly Dictionary<Facet, (DateTimeOffset At, IReadOnlyList<Tally> Terms)> _known = [];
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Index and term of a scan clause: <c>dc.creator = 宁德</c>, <c>dc.creator</c>, or a term alone.</summary>
    public static (SruIndex? Index, string From, SruDiagnostic? Fault) Read(string clause)
    {
        var parts = clause.Split(['=', ' '], 2, StringSplitOptions.TrimEntries);
        var name = parts[0].Trim('"');
        var term = parts.Length > 1 ? parts[1].TrimStart('=', ' ').Trim() : "";
        foreach (var relation in new[] { "exact ", "any ", "all ", "adj " })
        {
            if (term.StartsWith(relation, StringComparison.OrdinalIgnoreCase))
                term = term[relation.Length..].Trim();
        }

        if (term.StartsWith('"') != (term.Length > 1 && term.EndsWith('"')))
            return (null, "", new(14, clause, "The quotation mark is not closed."));
        var index = SruIndexes.Find(name);
        if (index is null)
        {
            return parts.Length == 1
                ? (SruIndexes.Find("dc.title"), name, null)
                : (null, "", new(16, name, "Unsupported index."));
        }

        return index.Facet is null ? (null, "", new(16, name, "The index cannot be scanned.")) : (index, term.Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal), null);
    }

    /// <summary>Terms around a place.</summary>
    /// <param name="facet">The property.</param>
    /// <param name="from">The term asked for, or where it would stand.</param>
    /// <param name="position">At which place of the list it stands, from 1; 0 puts it before the list.</param>
    /// <param name="most">Most terms.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<SruTerm>> ListAsync(Facet facet, string from, int position, int most, CancellationToken ct)
    {
        var terms = await AllAsync(facet, ct);
        var (low, high) = (0, terms.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(terms[middle].Values[0], from) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        var first = Math.Max(0, low - position + 1);
        return [.. terms.Skip(first).Take(most).Select((term, i) => new SruTerm(term.Values[0], term.Count, (first + i, terms.Count) switch
        {
            (0, 1) => "only",
            (0, _) => "first",
            var (at, count) when at == count - 1 => "last",
            _ => "inner",
        }))];
    }

    private async Task<IReadOnlyList<Tally>> AllAsync(Facet facet, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_known.TryGetValue(facet, out var known) && clock.GetUtcNow() - known.At < Fresh)
                return known.Terms;
            var terms = await engine.TallyAsync(SearchRequest.All(new QueryNode.All()), [facet], MostTerms, ct);
            var sorted = terms.OrderBy(term => term.Values[0], StringComparer.Ordinal).ToList();
            _known[facet] = (clock.GetUtcNow(), sorted);
            return sorted;
        }
        finally
        {
            _one.Release();
        }
    }
}
