using Zhishu.Index;

namespace Zhishu.Tests.Index;

/// <summary>A document as the naive scan sees it: texts as runs of units.</summary>
internal sealed record NaiveDocument(Guid Key, long? Day, long? Other, long? Family, string[] Tags, string[] Places, string[][][] Texts)
{
    private static bool IsCharacter(string unit) => unit[0] > '\u2000';

    public void Write(DocumentWriter writer)
    {
        for (var field = 0; field < Texts.Length; field++)
        {
            var position = 0;
            for (var run = 0; run < Texts[field].Length; run++)
            {
                var units = Texts[field][run];
                for (var i = 0; i < units.Length; i++)
                    writer.Token(field, IsCharacter(units[i]) && i + 1 < units.Length ? units[i] + units[i + 1] : units[i], position++, run);
            }
        }

        foreach (var tag in Tags)
            writer.Keyword(NaiveIndex.Tag, tag);
        foreach (var place in Places)
            writer.Keyword(NaiveIndex.Place, place);
        if (Day is { } day)
            writer.Number(NaiveIndex.Day, day);
        if (Other is { } other)
            writer.Number(NaiveIndex.Other, other);
        if (Family is { } family)
            writer.Number(NaiveIndex.Family, family);
        writer.Stored(NaiveIndex.Blob, Key.ToByteArray().AsSpan(0, Tags.Length));
    }

    /// <summary>Units of a text with the number of their run, and where texts stand: first and last unit.</summary>
    public IEnumerable<(int First, int Last)> Spans(Query.Text text)
    {
        var units = Texts[text.Field].SelectMany((run, r) => run.Select(unit => (Unit: unit, Run: r))).ToList();
        return SpansIn(units, text).Select(span => (span.First, span.Last)).Distinct();
    }

    private static IEnumerable<(int First, int Last, bool Gapped)> SpansIn(List<(string Unit, int Run)> units, Query.Text text)
    {
        switch (text)
        {
            case Query.Phrase phrase:
                string[] wanted = phrase.Width == 2 ? [.. phrase.Terms.Select(term => term[..1]), phrase.Terms[^1][1..]] : [.. phrase.Terms];
                for (var first = 0; first + wanted.Length <= units.Count; first++)
                {
                    if (wanted.Select((unit, i) => units[first + i] == (unit, units[first].Run)).All(same => same))
                        yield return (first, first + wanted.Length - 1, false);
                }

                break;
            case Query.Prefix prefix:
                for (var i = 0; i < units.Count; i++)
                {
                    if (units[i].Unit.StartsWith(prefix.Start, StringComparison.Ordinal))
                        yield return (i, i, false);
                }

                break;
            case Query.Pattern pattern:
                for (var i = 0; i < units.Count; i++)
                {
                    if (!IsCharacter(units[i].Unit) && units[i].Unit.StartsWith(pattern.Start, StringComparison.Ordinal) && pattern.Accepts(units[i].Unit))
                        yield return (i, i, false);
                }

                break;
            case Query.Near near:
                var (lefts, rights) = (SpansIn(units, near.Left).ToList(), SpansIn(units, near.Right).ToList());
                bool After((int First, int Last, bool) a, (int First, int Last, bool) b) => b.First > a.Last && b.First - a.Last - 1 <= near.Distance;
                bool Around((int First, int Last, bool Gapped) a, (int First, int Last, bool) b) => a.Gapped && a.First < b.First && b.Last < a.Last;
                foreach (var a in lefts)
                {
                    foreach (var b in rights.Where(b => After(a, b) || (!near.Ordered && (After(b, a) || Around(a, b) || Around(b, a)))))
                        yield return (Math.Min(a.First, b.First), Math.Max(a.Last, b.Last), near.Distance > 0 || a.Gapped || b.Gapped);
                }

                break;
            case Query.AnyOf any:
                foreach (var span in any.Parts.SelectMany(part => SpansIn(units, part)))
                    yield return span;
                break;
            case Query.Sequence sequence:
                foreach (var (first, last) in Sequences(units, sequence, 0, -1, -1))
                    yield return (first, last, false);
                break;
        }
    }

    private static IEnumerable<(int First, int Last)> Sequences(List<(string Unit, int Run)> units, Query.Sequence sequence, int part, int first, int last)
    {
        if (part == sequence.Parts.Count)
        {
            var end = units.FindLastIndex(unit => unit.Run == units[last].Run);
            for (var to = last + sequence.Gaps[^1].Least; to <= end && (sequence.Gaps[^1].Open || to == last + sequence.Gaps[^1].Least); to++)
                yield return (first, to);
            yield break;
        }

        var gap = sequence.Gaps[part];
        foreach (var span in SpansIn(units, sequence.Parts[part]))
        {
            if (part == 0)
            {
                var begin = units.FindIndex(unit => unit.Run == units[span.First].Run);
                for (var from = span.First - gap.Least; from >= begin && (gap.Open || from == span.First - gap.Least); from--)
                {
                    foreach (var whole in Sequences(units, sequence, 1, from, span.Last))
                        yield return whole;
                }
            }
            else if (units[span.First].Run == units[last].Run && span.First - last - 1 is var between && between >= gap.Least && (gap.Open || between == gap.Least))
            {
                foreach (var whole in Sequences(units, sequence, part + 1, first, span.Last))
                    yield return whole;
            }
        }
    }

    public bool Holds(Query query) => query switch
    {
        Query.All => true,
        Query.None => false,
        Query.And and => and.Parts.All(Holds),
        Query.Or or => or.Parts.Any(Holds),
        Query.Not not => !Holds(not.Part),
        Query.AtLeast some => some.Parts.Count(Holds) >= some.Count,
        Query.Keys keys => keys.Ids.Contains(Key),
        Query.Values values => (values.Field == NaiveIndex.Tag ? Tags : Places).Intersect(values.Wanted).Any(),
        Query.ValuePrefix prefix => (prefix.Field == NaiveIndex.Tag ? Tags : Places).Any(value => value.StartsWith(prefix.Start, StringComparison.Ordinal)),
        Query.Range range => (range.Field == NaiveIndex.Day ? Day : Other) is { } number && number >= range.From && number <= range.To,
        Query.Text text => Spans(text).Any(),
        _ => throw new InvalidOperationException(),
    };
}

/// <summary>The documents of an index as a list, and what the index must answer by looking at each.</summary>
internal sealed class NaiveIndex
{
    public const int Title = 0;
    public const int Body = 1;
    public const int Tag = 2;
    public const int Place = 3;
    public const int Day = 4;
    public const int Other = 5;
    public const int Family = 6;
    public const int Blob = 7;

    public static readonly IndexSchema Schema = new(
        [new("title", FieldKind.Text), new("body", FieldKind.Text), new("tag", FieldKind.Facet), new("place", FieldKind.Keyword),
            new("day", FieldKind.Number), new("other", FieldKind.Number), new("family", FieldKind.Value), new("blob", FieldKind.Stored)],
        "day");

    public Dictionary<Guid, NaiveDocument> Documents { get; } = [];

    public List<NaiveDocument> Find(Query query) => [.. Documents.Values.Where(document => document.Holds(query))
        .OrderByDescending(document => document.Day ?? long.MinValue).ThenBy(document => document.Key)];

    public static List<ValueCount> Facet(IEnumerable<NaiveDocument> hits, int size) =>
        [.. hits.SelectMany(document => document.Tags).CountBy(tag => tag).Select(pair => new ValueCount(pair.Key, pair.Value))
        .OrderByDescending(count => count.Count).ThenBy(count => count.Value, StringComparer.Ordinal).Take(size)];

    public static List<(string, long)> Pairs(IEnumerable<NaiveDocument> hits, int size) =>
        [.. hits.SelectMany(document => document.Tags.SelectMany(a => document.Tags.Where(b => string.CompareOrdinal(a, b) < 0).Select(b => $"{a} {b}"))).CountBy(pair => pair)
            .Select(pair => (pair.Key, (long)pair.Value)).OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(size)];
}
