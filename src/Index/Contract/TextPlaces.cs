using Zhishu.Index.Matching;

namespace Zhishu.Index;

/// <summary>A term of a text that is shown, and where it came from.</summary>
/// <param name="Term">The term, as it would be added to the index.</param>
/// <param name="Position">Place of its unit.</param>
/// <param name="Run">Number of the run.</param>
/// <param name="Start">First character of the unit in the text.</param>
/// <param name="End">Character behind the unit.</param>
public readonly record struct TextToken(string Term, int Position, int Run, int Start, int End);

/// <summary>Finds where in a text the parts of a query stand, by the rules that the search goes by; for marking hits.</summary>
public sealed class TextPlaces
{
    private readonly IReadOnlyList<TextToken> _tokens;
    private readonly Dictionary<string, List<int>> _positions = [];
    private readonly List<int> _marks = [];

    /// <summary>Takes a text, cut as it would be for the index.</summary>
    /// <param name="tokens">One term for each unit, in ascending order of position, from 0 without gaps.</param>
    public TextPlaces(IReadOnlyList<TextToken> tokens)
    {
        _tokens = tokens;
        foreach (var token in tokens)
        {
            var position = (token.Position << 1) | (token.Run & 1);
            if (_marks.Count == 0 || (_marks[^1] & 1) != (token.Run & 1))
                _marks.Add(position);
            if (!_positions.TryGetValue(token.Term, out var places))
                _positions[token.Term] = places = [];
            places.Add(position);
        }

        _marks.Add(tokens.Count << 1);
    }

    /// <summary>The parts of the text that a query found, in the order they were found; what must not be there is left aside, whatever its field.</summary>
    public IEnumerable<(int Start, int End)> Find(Query query) => query switch
    {
        Query.And and => and.Parts.SelectMany(Find),
        Query.Or or => or.Parts.SelectMany(Find),
        Query.AtLeast some => some.Parts.SelectMany(Find),

        // Of texts near each other only these are marked, not what stands between.
        Query.Near near => Whole(near).Any() ? Sides(near).SelectMany(Find) : [],
        Query.AnyOf any => any.Parts.SelectMany(Find),
        Query.Text text => Whole(text),
        _ => [],
    };

    private static IEnumerable<Query.Text> Sides(Query.Near near) => [near.Left, near.Right];

    private IEnumerable<(int Start, int End)> Whole(Query.Text text) => (SpansOf(text) ?? []).Select(span => (_tokens[span.FirstLow].Start, _tokens[span.LastHigh].End));

    private List<Span>? SpansOf(Query.Text text)
    {
        switch (text)
        {
            case Query.Phrase phrase:
                var starts = Places(phrase.Terms[0]);
                for (var i = 1; i < phrase.Terms.Count && starts.Count > 0; i++)
                {
                    var next = Places(phrase.Terms[i]);
                    var shift = i << 1;
                    starts = starts.FindAll(start => next.BinarySearch(start + shift) >= 0);
                }

                var length = phrase.Terms.Count + phrase.Width - 2;
                return starts.Count == 0 ? null : starts.ConvertAll(start => new Span(start >> 1, start >> 1, (start >> 1) + length, (start >> 1) + length));
            case Query.Prefix prefix:
                return Single(term => term.StartsWith(prefix.Start, StringComparison.Ordinal));
            case Query.Pattern pattern:
                return Single(term => term.StartsWith(pattern.Start, StringComparison.Ordinal) && pattern.Accepts(term));
            case Query.Near near:
                return SpansOf(near.Left) is { } left && SpansOf(near.Right) is { } right && SpanRules.Near(near, left, right, []) is { Count: > 0 } found ? found : null;
            case Query.AnyOf any:
                var all = any.Parts.Select(SpansOf).OfType<List<Span>>().SelectMany(spans => spans).ToList();
                SpanRules.Settle(all);
                return all.Count == 0 ? null : all;
            case Query.Sequence sequence:
                var parts = sequence.Parts.Select(SpansOf).ToArray();
                return Array.Exists(parts, part => part is null) ? null : SpanRules.Sequence(sequence, parts!, [.. _marks]);
            default:
                throw new ArgumentException(text.GetType().Name, nameof(text));
        }
    }

    private List<int> Places(string term) => _positions.GetValueOrDefault(term) ?? [];

    private List<Span>? Single(Func<string, bool> accepts)
    {
        var spans = new List<Span>();
        foreach (var token in _tokens)
        {
            if (accepts(token.Term))
                spans.Add(new(token.Position, token.Position, token.Position, token.Position));
        }

        return spans.Count == 0 ? null : spans;
    }
}
