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
        {
            if (set.IsList)
            {
                foreach (var document in set.List)
                    Bits.Set(bits, document);
                continue;
            }

            var words = set.Words;
            for (var i = 0; i < words.Length; i++)
                bits[i] |= words[i];
        }

        return DocSet.Of(bits, WordCount);
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
