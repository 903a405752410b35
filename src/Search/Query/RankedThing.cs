using Zhishu.Search.Text;

namespace Zhishu.Search.Query;

/// <summary>Something that was asked for, with the ways in which texts may say it: what was typed first, then synonyms and translations, which count less.</summary>
internal sealed record RankedThing(IReadOnlyList<(Piece Piece, double Weight)> Ways)
{
    private const int MostWays = 8;
    private const double Besides = 0.6;
    private const int Between = 6;
    private const int MostSaid = 3;

    /// <summary>What a hit should say of a query: what stands under no NOT and has no wildcards. No piece counts twice.</summary>
    public static List<RankedThing> Of(QueryNode query, TextAnalysis analysis)
    {
        var seen = new HashSet<Piece>();
        var things = new List<RankedThing>();
        foreach (var thing in Read(query, analysis))
        {
            var ways = thing.Ways.Where(way => seen.Add(way.Piece)).Take(MostWays).ToList();
            if (ways.Count > 0)
                things.Add(new(ways));
        }

        return things;
    }

    /// <summary>What makes a record fit a sentence besides its words: neighbours near each other, and what the sentence ends in, of which it mostly speaks, in the title.</summary>
    public static IEnumerable<QueryNode> Fitting(QueryNode query, TextAnalysis analysis)
    {
        if (query is QueryNode.And and)
            return and.Parts.SelectMany(part => Fitting(part, analysis));
        if (query is not QueryNode.AtLeast { InOrder: true } some)
            return [];
        var words = some.Parts.Select(part => Said(part, analysis).Take(MostSaid).ToList()).Where(said => said.Count > 0).ToList();
        var near = words.Zip(words.Skip(1), (left, right) => (QueryNode)new QueryNode.Or([.. left.SelectMany(a => right.Select(b =>
            new QueryNode.Near(QueryField.TitleAbstractClaims, a, b, Between, Ordered: false)))]));
        return words.Count == 0 ? [] : near.Append(new QueryNode.Or([.. words[^1].Select(text => text with { Field = QueryField.Title })]));
    }

    private static IEnumerable<QueryNode.Text> Said(QueryNode node, TextAnalysis analysis) => node switch
    {
        QueryNode.Text { Wild: false } text when analysis.Pieces(text.Value).Count() == 1 => [text],
        QueryNode.Or { SameThing: true } or => or.Parts.SelectMany(part => Said(part, analysis)),
        _ => [],
    };

    private static IEnumerable<RankedThing> Read(QueryNode node, TextAnalysis analysis) => node switch
    {
        QueryNode.Text { Wild: false } text => analysis.Pieces(text.Value).Select(piece => new RankedThing([(piece, 1)])),
        QueryNode.Near near => Read(near.Left, analysis).Concat(Read(near.Right, analysis)),
        QueryNode.And and => and.Parts.SelectMany(part => Read(part, analysis)),
        QueryNode.Or { SameThing: true } or => Join([.. Read(or.Parts[0], analysis)], or.Parts.Skip(1), analysis),
        QueryNode.Or or => or.Parts.SelectMany(part => Read(part, analysis)),
        QueryNode.AtLeast some => some.Parts.SelectMany(part => Read(part, analysis)),
        _ => [],
    };

    // Of several words that say it together each counts for its share.
    private static IEnumerable<RankedThing> Join(List<RankedThing> typed, IEnumerable<QueryNode> others, TextAnalysis analysis)
    {
        var besides = others.Select(other => Read(other, analysis).SelectMany(thing => thing.Ways).DistinctBy(way => way.Piece).ToList())
            .SelectMany(ways => ways.Select(way => (way.Piece, Besides / ways.Count)));
        return typed.Count == 0 ? besides.Select(way => new RankedThing([way])) : typed.Skip(1).Prepend(new([.. typed[0].Ways, .. besides]));
    }
}
