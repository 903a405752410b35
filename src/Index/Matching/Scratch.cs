using System.Buffers;

namespace Zhishu.Index.Matching;

/// <summary>Memory for one search, given back as a whole at its end.</summary>
internal sealed class Scratch(WorkBudget budget) : IDisposable
{
    private readonly List<ulong[]> _bits = [];
    private readonly List<int[]> _lists = [];
    private long _bytes;

    /// <summary>Words of bits, all clear.</summary>
    public ulong[] Bits(int words)
    {
        Take(8L * words);
        budget.Spend(words);
        var bits = ArrayPool<ulong>.Shared.Rent(words);
        bits.AsSpan(0, words).Clear();
        _bits.Add(bits);
        return bits;
    }

    /// <summary>A list for at least so many.</summary>
    public int[] List(int count)
    {
        Take(4L * count);
        var list = ArrayPool<int>.Shared.Rent(count);
        _lists.Add(list);
        return list;
    }

    /// <summary>What is taken from here on can be given back by itself.</summary>
    public (int Bits, int Lists, long Bytes) Mark() => (_bits.Count, _lists.Count, _bytes);

    /// <summary>Gives back what was taken since; no set may refer to it any more.</summary>
    public void Release((int Bits, int Lists, long Bytes) mark)
    {
        foreach (var bits in _bits[mark.Bits..])
            ArrayPool<ulong>.Shared.Return(bits);
        foreach (var list in _lists[mark.Lists..])
            ArrayPool<int>.Shared.Return(list);
        _bits.RemoveRange(mark.Bits, _bits.Count - mark.Bits);
        _lists.RemoveRange(mark.Lists, _lists.Count - mark.Lists);
        budget.Give(_bytes - mark.Bytes);
        _bytes = mark.Bytes;
    }

    public void Dispose() => Release(default);

    private void Take(long bytes)
    {
        budget.Take(bytes);
        _bytes += bytes;
    }
}
