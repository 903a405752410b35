using Zhishu.Index;
using Zhishu.Records;
using Zhishu.Search.Replica;
using IndexQuery = Zhishu.Index.Query;

namespace Zhishu.Search.Text;

/// <summary>Marks what a query found in a text.</summary>
internal sealed class Highlighter
{
    private readonly TextAnalysis _analysis;
    private readonly IndexQuery _marks;

    public Highlighter(TextAnalysis analysis, QueryNode query) => (_analysis, _marks) = (analysis, new QueryPlan(analysis).Marks(query));

    /// <summary>The whole text, cut into parts.</summary>
    public IReadOnlyList<TextPart> Mark(string text) => Cut(text, 0, text.Length, Found(text));

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

    private List<(int Start, int End)> Found(string text)
    {
        var (normal, places) = _analysis.NormaliseWithPlaces(text);
        var tokens = new List<TextToken>();
        for (var walk = new TermWalk(normal); walk.Next();)
        {
            var end = places[walk.End - 1] + 1;
            tokens.Add(new(normal[walk.Start..walk.TermEnd], walk.Position, walk.Run, places[walk.Start], end < text.Length && char.IsLowSurrogate(text[end]) ? end + 1 : end));
        }

        var found = new TextPlaces(tokens).Find(_marks).ToList();
        found.Sort();
        var joined = new List<(int Start, int End)>();
        foreach (var (start, end) in found)
        {
            if (joined.Count > 0 && start <= joined[^1].End)
                joined[^1] = (joined[^1].Start, Math.Max(end, joined[^1].End));
            else
                joined.Add((start, end));
        }

        return joined;
    }

    private static List<TextPart> Cut(string text, int from, int to, List<(int Start, int End)> found)
    {
        var parts = new List<TextPart>();
        var at = from;
        foreach (var (start, end) in found.Where(hit => hit.End > from && hit.Start < to))
        {
            var (first, last) = (Math.Max(start, from), Math.Min(end, to));
            if (first > at)
                parts.Add(new(text[at..first], false));
            parts.Add(new(text[first..last], true));
            at = last;
        }

        if (at < to)
            parts.Add(new(text[at..to], false));
        return parts;
    }
}
