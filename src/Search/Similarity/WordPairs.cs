namespace Zhishu.Search.Similarity;

/// <summary>
/// Counts pairs of words in bounded memory (at most 50 MB, and as much again while it is tidied): when there are too many, those seen
/// least are forgotten with their counts.
/// </summary>
internal sealed class WordPairs(int most = 3_000_000)
{
    private const ulong Spread = 0x9E3779B97F4A7C15;
    private long[] _keys = new long[1 << 12];
    private int[] _counts = new int[1 << 12];

    /// <summary>Pairs that are held.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a pair once more; which of the two comes first does not matter. They must differ.</summary>
    public void Add(int one, int other)
    {
        var slot = Slot(((long)Math.Min(one, other) << 32) | (uint)Math.Max(one, other));
        if (_counts[slot]++ > 0)
            return;
        _keys[slot] = ((long)Math.Min(one, other) << 32) | (uint)Math.Max(one, other);
        Count++;
        for (var forget = 1; Count > (forget == 1 ? most : most / 2); forget++)
            Rebuild(_keys.Length, forget);
        if (Count * 4L > _keys.Length * 3L)
            Rebuild(_keys.Length * 2, 0);
    }

    /// <summary>All pairs with their counts, the lower word first.</summary>
    public IEnumerable<(int One, int Other, int Count)> All()
    {
        for (var slot = 0; slot < _keys.Length; slot++)
        {
            if (_counts[slot] > 0)
                yield return ((int)(_keys[slot] >> 32), (int)_keys[slot], _counts[slot]);
        }
    }

    private void Rebuild(int length, int forget)
    {
        var (keys, counts) = (_keys, _counts);
        (_keys, _counts, Count) = (new long[length], new int[length], 0);
        for (var i = 0; i < keys.Length; i++)
        {
            if (counts[i] <= forget)
                continue;
            var slot = Slot(keys[i]);
            (_keys[slot], _counts[slot]) = (keys[i], counts[i]);
            Count++;
        }
    }

    private int Slot(long key)
    {
        var slot = (int)(unchecked((ulong)key * Spread) >> 32) & (_keys.Length - 1);
        while (_counts[slot] > 0 && _keys[slot] != key)
            slot = (slot + 1) & (_keys.Length - 1);
        return slot;
    }
}
