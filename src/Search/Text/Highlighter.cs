using System.Text.RegularExpressions;
using Zhishu.Records;

namespace Zhishu.Search.Text;

/// <summary>Marks what a query found in a text.</summary>
internal sealed class Highlighter
{
    private readonly TextAnalysis _analysis;
    private readonly List<Piece> _pieces;
    private readonly List<Regex> _patterns;

    public Highlighter(TextAnalysis analysis, QueryNode query)
    {
        _analysis = analysis;
        var asked = Postgres.QuerySql.Asked(query).ToList();
        _pieces = [.. asked.Where(text => !text.Wild).SelectMany(text => analysis.Pieces(text.Value)).Distinct()];
        _patterns = [.. asked.Where(text => text.Wild).Select(text => new Regex(Pattern.OfWild(analysis, text.Value).Expression, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))];
    }

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
        var found = new List<(int Start, int End)>();
        if (_pieces.Count + _patterns.Count == 0)
            return found;
        var (normal, places) = _analysis.NormaliseWithPlaces(text);
        foreach (var piece in _pieces)
        {
            var needle = piece.Needle;
            for (var at = normal.IndexOf(needle, StringComparison.Ordinal); at >= 0; at = normal.IndexOf(needle, at + 1, StringComparison.Ordinal))
            {
                var (first, last) = piece.Cjk ? (at, at + needle.Length - 1) : (at + 1, at + needle.Length - 2);
                Add(first, last);
            }
        }

        foreach (var match in _patterns.SelectMany(pattern => pattern.Matches(normal)).Where(match => match.Length > 0))
            Add(match.Index, match.Index + match.Length - 1);

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

        void Add(int first, int last)
        {
            var end = places[last] + 1;
            found.Add((places[first], end < text.Length && char.IsLowSurrogate(text[end]) ? end + 1 : end));
        }
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
