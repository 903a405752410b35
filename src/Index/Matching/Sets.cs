using Zhishu.Index.Storage;

namespace Zhishu.Index.Matching;

/// <summary>Sets put together.</summary>
internal sealed partial class Matcher
{
    /// <summary>The documents of both; the second may be all.</summary>
    private DocSet Both(DocSet set, DocSet? within)
    {
        if (within is not { } other)
            return set;
        if (!set.IsList && !other.IsList)
        {
            var bits = scratch.Bits(WordCount);
            var a = set.Words;
            var b = other.Words;
            for (var i = 0; i < a.Length; i++)
                bits[i] = a[i] & b[i];
            return DocSet.Of(bits, WordCount);
        }

        if (!set.IsList)
            (set, other) = (other, set);
        var list = scratch.List(set.Count);
        var count = 0;
        if (!other.IsList)
        {
            var words = other.Words;
            foreach (var document in set.List)
            {
                list[count] = document;
                count += (int)(words[document >> 6] >> (document & 63) & 1);
            }

            return DocSet.Of(list, count);
        }

        var rest = other.List;
        foreach (var document in set.List)
        {
            var at = rest.BinarySearch(document);
            rest = rest[(at < 0 ? ~at : at)..];
            if (at >= 0)
                list[count++] = document;
        }

        return DocSet.Of(list, count);
    }

    /// <summary>The documents of the first that are not in the second.</summary>
    public DocSet Without(DocSet set, DocSet gone)
    {
        if (gone.Count == 0 || set.Count == 0)
            return set;
        if (set.IsList)
        {
            var list = scratch.List(set.Count);
            var count = 0;
            foreach (var document in set.List)
            {
                if (!(gone.IsList ? gone.List.BinarySearch(document) >= 0 : Bits.Has(gone.Words, document)))
                    list[count++] = document;
            }

            return DocSet.Of(list, count);
        }

        var bits = scratch.Bits(WordCount);
        set.Words.CopyTo(bits);
        if (gone.IsList)
        {
            foreach (var document in gone.List)
                Remove(bits, document);
        }
        else
        {
            var words = gone.Words;
            for (var i = 0; i < words.Length; i++)
                bits[i] &= ~words[i];
        }

        return DocSet.Of(bits, WordCount);
    }

    /// <summary>The documents of any of the sets.</summary>
    private DocSet Union(List<DocSet> sets)
    {
        sets.RemoveAll(set => set.Count == 0);
        if (sets.Count == 0)
            return DocSet.Empty;
        if (sets.Count == 1)
            return sets[0];
        var all = sets.Sum(set => (long)set.Count);
        if (all <= FewAtMost && sets.TrueForAll(set => set.IsList))
        {
            var list = scratch.List((int)all);
            var count = 0;
            foreach (var set in sets)
            {
                set.List.CopyTo(list.AsSpan(count));
                count += set.Count;
            }

            return Distinct(list, count);
        }

        var bits = scratch.Bits(WordCount);
        foreach (var set in sets)
            AddTo(bits, set);
        return DocSet.Of(bits, WordCount);
    }

    /// <summary>Any of many: each is looked for only where none before it was found, and its memory is given back at once. Single terms, which need no places, come first.</summary>
    private DocSet MatchMany(Query.Or or, DocSet? within)
    {
        var (found, open) = (scratch.Bits(WordCount), scratch.Bits(WordCount));
        AddTo(open, within ?? Everything());
        var rest = DocSet.Of(open, WordCount);
        int[]? few = null;
        Span<int> portion = stackalloc int[256];
        _branches++;
        _narrowed++;
        foreach (var part in or.Parts.OrderBy(NeedsPlaces).ThenByDescending(Estimate))
        {
            if (rest.Count == 0)
                break;
            var mark = scratch.Mark();
            var set = Match(part, rest);
            AddTo(found, set);
            if (set.Count == 0)
            {
                scratch.Release(mark);
                continue;
            }

            var read = set.Read();
            while (read.Next(portion) is > 0 and var count)
            {
                foreach (var document in portion[..count])
                    Remove(open, document);
            }

            rest = rest.IsList ? StillOpen(few!, rest.Count, open) : DocSet.Of(open, WordCount);
            scratch.Release(mark);
            if (few is null && rest.Count <= FewAtMost)
                rest = StillOpen(few = scratch.List(rest.Count), rest);
        }

        _narrowed--;
        _branches--;
        return DocSet.Of(found, WordCount);
    }

    private static bool NeedsPlaces(Query query) => query switch
    {
        Query.Phrase { Terms.Count: 1 } or Query.Prefix or Query.Pattern => false,
        Query.Text => true,
        Query.Or or => or.Parts.Any(NeedsPlaces),
        Query.And and => and.Parts.Any(NeedsPlaces),
        Query.Not not => NeedsPlaces(not.Part),
        Query.AtLeast some => some.Parts.Any(NeedsPlaces),
        _ => false,
    };

    private static void AddTo(ulong[] bits, DocSet set)
    {
        if (set.IsList)
        {
            foreach (var document in set.List)
                Bits.Set(bits, document);
            return;
        }

        var words = set.Words;
        for (var i = 0; i < words.Length; i++)
            bits[i] |= words[i];
    }

    // The list is narrowed in place.
    private static DocSet StillOpen(int[] list, int count, ulong[] open)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (Bits.Has(open, list[i]))
                list[kept++] = list[i];
        }

        return DocSet.Of(list, kept);
    }

    private static DocSet StillOpen(int[] list, DocSet set)
    {
        var count = 0;
        for (var read = set.Read(); count < set.Count && read.Next(list.AsSpan(count, set.Count - count)) is > 0 and var more;)
            count += more;
        return DocSet.Of(list, count);
    }

    private static DocSet Distinct(int[] list, int count)
    {
        var items = list.AsSpan(0, count);
        items.Sort();
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (i == 0 || items[i] != items[i - 1])
                items[kept++] = items[i];
        }

        return DocSet.Of(list, kept);
    }
}
