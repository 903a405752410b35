using System.Buffers;

namespace Zhishu.Index.Matching;

/// <summary>Memory for one search, given back as a whole at its end.</summary>
internal sealed class Scratch(WorkBudget budget) : IDisposable
{
    private readonly List<ulong[]> _bits = [];
    private readonly List<int[]> _lists = [];

    /// <summary>Words of bits, all clear.</summary>
    public ulong[] Bits(int words)
    {
        budget.Take(8L * words);
        budget.Spend(words);
        var bits = ArrayPool<ulong>.Shared.Rent(words);
        bits.AsSpan(0, words).Clear();
        _bits.Add(bits);
        return bits;
    }

    /// <summary>A list for at least so many.</summary>
    public int[] List(int count)
    {
        budget.Take(4L * count);
        var list = ArrayPool<int>.Shared.Rent(count);
        _lists.Add(list);
        return list;
    }

    public void Dispose()
    {
        foreach (var bits in _bits)
            ArrayPool<ulong>.Shared.Return(bits);
        foreach (var list in _lists)
            ArrayPool<int>.Shared.Return(list);
        _bits.Clear();
        _lists.Clear();
    }
}
