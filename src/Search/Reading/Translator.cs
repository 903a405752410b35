using Zhishu.Search.Text;
using Zhishu.Search.Words;

namespace Zhishu.Search.Reading;

/// <summary>What a term is called in the other language, for people, and how it is searched for.</summary>
internal sealed record Counterpart(IReadOnlyList<string> Shown, IReadOnlyList<QueryNode> Nodes)
{
    public static Counterpart None { get; } = new([], []);
}

/// <summary>Finds terms in the other language. A compound that the table does not know is put together of its parts, near each other.</summary>
internal sealed class Translator(TermTable table, TextAnalysis analysis)
{
    private const int MostTerms = 4;
    private const int MostParts = 4;
    private const int CharactersBetween = 3;
    private const int WordsBetween = 4;

    /// <summary>Words of the longest English term.</summary>
    public int LongestPhrase => table.LongestPhrase;

    /// <summary>The English of a Chinese term and of its synonyms.</summary>
    public Counterpart OfChinese(string term, IEnumerable<string> synonyms)
    {
        var texts = table.English(term).Concat(synonyms.SelectMany(table.English)).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostTerms).ToList();
        if (texts.Count > 0)
            return new(texts, [.. texts.SelectMany(Forms).Distinct().Select(Phrase)]);
        var parts = table.Parts(term, MostParts).Select(part => table.English(part)).ToList();
        if (parts.Count == 0)
            return Counterpart.None;
        var words = parts.Select(english => english.FirstOrDefault(text => !text.Contains('-', StringComparison.Ordinal)) ?? english[0]).ToList();
        return new([string.Join(' ', words)], [Together(words, Forms, WordsBetween)]);
    }

    /// <summary>The Chinese of English words that follow each other.</summary>
    public Counterpart OfEnglish(string words)
    {
        var texts = table.Chinese(words).Take(MostTerms).ToList();
        var nodes = texts.Select(Phrase).ToList();
        foreach (var text in texts)
        {
            if (table.Parts(text, MostParts) is { Count: > 1 } parts && parts.All(part => part.Length > 1))
                nodes.Add(Together(parts, part => [part], CharactersBetween));
        }

        return new(texts, nodes);
    }

    /// <summary>The texts in one another's neighbourhood, each in any of its forms.</summary>
    private QueryNode Together(IReadOnlyList<string> texts, Func<string, IEnumerable<string>> forms, int between)
    {
        var pairs = texts.Zip(texts.Skip(1), (left, right) =>
        {
            List<QueryNode> near = [.. forms(left).SelectMany(a => forms(right).Select(b => new QueryNode.Near(QueryField.Any, Last(a), Last(b), between, Ordered: false)))];
            return near.Count == 1 ? near[0] : new QueryNode.Or(near);
        }).ToList();
        return pairs.Count == 1 ? pairs[0] : new QueryNode.And(pairs);
    }

    // Of what a hyphen parts, the end says most.
    private QueryNode.Text Last(string text) => new(QueryField.Any, analysis.Pieces(text).Last().Text);

    private static IEnumerable<string> Forms(string english) => EnglishForms.Numbers(english);

    /// <summary>A text as it stands, whatever parts its words.</summary>
    public QueryNode Phrase(string text)
    {
        var pieces = analysis.Pieces(text).Select(piece => new QueryNode.Text(QueryField.Any, piece.Text)).ToList();
        if (pieces.Count <= 1)
            return new QueryNode.Text(QueryField.Any, text);
        List<QueryNode> pairs = [.. pieces.Zip(pieces.Skip(1), (left, right) => new QueryNode.Near(QueryField.Any, left, right, 0, Ordered: true))];
        return pairs.Count == 1 ? pairs[0] : new QueryNode.And(pairs);
    }
}
