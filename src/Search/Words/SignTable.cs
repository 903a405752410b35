namespace Zhishu.Search.Words;

/// <summary>
/// Words of the same meaning by the table of terms, as signs are compared: any pair says so; general words besides by what
/// their translation is called in turn (大海, sea, 海).
/// </summary>
internal sealed class SignTable
{
    private readonly ILookup<string, string> _all;
    private readonly ILookup<string, string> _ofSigns;

    public SignTable(IReadOnlyCollection<(string Zh, string En, string Source)> pairs)
    {
        (_all, _ofSigns) = (BothWays(pairs), BothWays(pairs.Where(pair => pair.Source == Terms.OfSigns)));

        static ILookup<string, string> BothWays(IEnumerable<(string Zh, string En, string Source)> pairs) =>
            pairs.SelectMany(pair => new[] { (Word: pair.Zh, Other: pair.En), (Word: pair.En, Other: pair.Zh) })
                .ToLookup(pair => pair.Word, pair => pair.Other, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The other words of a meaning, the translations first.</summary>
    public IEnumerable<string> Of(string word) => _all[word].Concat(_ofSigns[word].SelectMany(other => _ofSigns[other])).Distinct(StringComparer.OrdinalIgnoreCase)
        .Where(other => !other.Equals(word, StringComparison.OrdinalIgnoreCase));
}
