using Zhishu.Index;
using Zhishu.Records;
using Zhishu.Search.Replica;
using IndexQuery = Zhishu.Index.Query;

namespace Zhishu.Search.Text;

/// <summary>Marks what a query found in a text, each term of the query by its number.</summary>
internal sealed class Highlighter
{
    /// <summary>Terms that are told apart; further ones begin again at the first.</summary>
    private const int Colours = 8;

    /// <param name="Term">From 1.</param>
    /// <param name="Marks">What is marked.</param>
    /// <param name="If">What must be there, too: the nearness in which it was asked for; null without one.</param>
    private sealed record Wanted(int Term, IndexQuery Marks, IndexQuery? If);

    private readonly TextAnalysis _analysis;
    private readonly QueryPlan _plan;
    private readonly List<Wanted> _wanted = [];
    private readonly List<string> _terms = [];

    public Highlighter(TextAnalysis analysis, QueryNode query)
    {
        (_analysis, _plan) = (analysis, new QueryPlan(analysis));
        Take(query, null, null);
    }

    /// <summary>The terms in the order of their numbers, as far as these reach.</summary>
    public IReadOnlyList<string> Terms => [.. _terms.Take(Colours)];

    /// <summary>The whole text, cut into parts.</summary>
    public IReadOnlyList<TextPart> Mark(string text) => Cut(text, 0, text.Length, Found(text));

    // What must not be there is not marked. A word and its synonyms are one term; the same word in two places is one, too.
    private void Take(QueryNode node, string? term, IndexQuery? near)
    {
        switch (node)
        {
            case QueryNode.Or { SameThing: true, Parts: [QueryNode.Text first, ..] } group:
                foreach (var part in group.Parts)
                    Take(part, term ?? first.Value, near);
                break;
            case QueryNode.And and:
                foreach (var part in and.Parts)
                    Take(part, term, near);
                break;
            case QueryNode.Or or:
                foreach (var part in or.Parts)
                    Take(part, term, near);
                break;
            case QueryNode.AtLeast some:
                foreach (var part in some.Parts)
                    Take(part, term, near);
                break;
            case QueryNode.Near pair:
                var both = near ?? _plan.Marks(pair);
                Take(pair.Left, term, both);
                Take(pair.Right, term, both);
                break;
            case QueryNode.Text text:
                _wanted.Add(new((NumberOf(term ?? text.Value) % Colours) + 1, _plan.Marks(text), near));
                break;
            default:
                break;
        }
    }

    private int NumberOf(string term)
    {
        var place = _terms.FindIndex(known => known.Equals(term, StringComparison.OrdinalIgnoreCase));
        if (place >= 0)
            return place;
        _terms.Add(term);
        return _terms.Count - 1;
    }

    /// <summary>The part of a text around the first hit, or its beginning.</summary>
    public IReadOnlyList<TextPart> Snippet(string text, int length)
    {
        var found = Found(text);
        var start = found.Count == 0 ? 0 : Math.Max(0, Math.Min(found[0].Start - (length / 3), text.Length - length));
        if (start > 0 && char.IsLowSurrogate(text[start]))
            start--;
        var end = Math.Min(text.Length, start + length);
        if (end < text.Length && char.IsLowSurrogate(text[end]))
            end--;
        var parts = Cut(text, start, end, found);
        if (start > 0)
            parts.Insert(0, new("…", false));
        if (end < text.Length)
            parts.Add(new("…", false));
        return parts;
    }

    private List<(int Start, int End, int Term)> Found(string text)
    {
        var (normal, places) = _analysis.NormaliseWithPlaces(text);
        var tokens = new List<TextToken>();
        for (var walk = new TermWalk(normal); walk.Next();)
        {
            var end = places[walk.End - 1] + 1;
            tokens.Add(new(normal[walk.Start..walk.TermEnd], walk.Position, walk.Run, places[walk.Start], end < text.Length && char.IsLowSurrogate(text[end]) ? end + 1 : end));
        }

        var spans = new TextPlaces(tokens);
        var found = _wanted.Where(wanted => wanted.If is null || spans.Find(wanted.If).Any())
            .SelectMany(wanted => spans.Find(wanted.Marks).Select(span => (span.Start, span.End, wanted.Term)))
            .OrderBy(span => span.Start).ThenByDescending(span => span.End);
        var joined = new List<(int Start, int End, int Term)>();
        foreach (var (start, end, term) in found)
        {
            // What one term goes on with is one mark; another begins where the last one ends.
            if (joined.Count > 0 && joined[^1].Term == term && start <= joined[^1].End)
                joined[^1] = (joined[^1].Start, Math.Max(end, joined[^1].End), term);
            else if (joined.Count == 0 || end > joined[^1].End)
                joined.Add((joined.Count == 0 ? start : Math.Max(start, joined[^1].End), end, term));
        }

        return joined;
    }

    private static List<TextPart> Cut(string text, int from, int to, List<(int Start, int End, int Term)> found)
    {
        var parts = new List<TextPart>();
        var at = from;
        foreach (var (start, end, term) in found.Where(hit => hit.End > from && hit.Start < to))
        {
            var (first, last) = (Math.Max(start, from), Math.Min(end, to));
            if (first > at)
                parts.Add(new(text[at..first], false));
            parts.Add(new(text[first..last], true, term));
            at = last;
        }

        if (at < to)
            parts.Add(new(text[at..to], false));
        return parts;
    }
}
