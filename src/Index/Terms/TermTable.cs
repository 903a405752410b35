using System.Buffers.Binary;
using System.Text;

namespace Zhishu.Index.Terms;

/// <summary>The terms of one field while documents are gathered in memory: each gets a number in the order of its first appearance.</summary>
internal sealed class TermTable
{
    private int[] _slots = new int[1 << 10]; // number + 1
    private int[] _hashes = new int[1 << 9];
    private int[] _starts = new int[(1 << 9) + 1];
    private char[] _letters = new char[1 << 12];

    /// <summary>Number of terms.</summary>
    public int Count { get; private set; }

    /// <summary>Memory that the table takes, about.</summary>
    public long Bytes => (Count * 24L) + (_starts[Count] * 2L);

    /// <summary>The number of a term. Half a surrogate pair, which no text has, becomes the replacement character.</summary>
    public int Add(ReadOnlySpan<char> term)
    {
        if (term.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
            term = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(term.ToArray()));
        var hash = Hash(term);
        var mask = _slots.Length - 1;
        for (var at = hash & mask; ; at = (at + 1) & mask)
        {
            var known = _slots[at] - 1;
            if (known < 0)
            {
                _slots[at] = Count + 1;
                return Append(term, hash);
            }

            if (_hashes[known] == hash && term.SequenceEqual(Letters(known)))
                return known;
        }
    }

    /// <summary>The terms by their UTF-8 bytes, in ascending order of those, with their numbers.</summary>
    public (byte[][] Terms, int[] Numbers) Sorted()
    {
        var terms = new byte[Count][];
        var keys = new ulong[Count];
        var numbers = new int[Count];
        Span<byte> first = stackalloc byte[8];
        for (var i = 0; i < Count; i++)
        {
            terms[i] = new byte[Encoding.UTF8.GetByteCount(Letters(i))];
            Encoding.UTF8.GetBytes(Letters(i), terms[i]);
            first.Clear();
            terms[i].AsSpan(0, Math.Min(8, terms[i].Length)).CopyTo(first);
            (keys[i], numbers[i]) = (BinaryPrimitives.ReadUInt64BigEndian(first), i);
        }

        // Most differ in their first eight bytes; only the others are compared whole.
        Array.Sort(keys, numbers);
        for (var start = 0; start < Count;)
        {
            var end = start + 1;
            while (end < Count && keys[end] == keys[start])
                end++;
            if (end - start > 1)
                numbers.AsSpan(start, end - start).Sort((a, b) => terms[a].AsSpan().SequenceCompareTo(terms[b]));
            start = end;
        }

        return (terms, numbers);
    }

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    private ReadOnlySpan<char> Letters(int number) => _letters.AsSpan(_starts[number], _starts[number + 1] - _starts[number]);

    private int Append(ReadOnlySpan<char> term, int hash)
    {
        if (Count == _hashes.Length)
        {
            Array.Resize(ref _hashes, Count * 2);
            Array.Resize(ref _starts, (Count * 2) + 1);
        }

        var start = _starts[Count];
        while (start + term.Length > _letters.Length)
            Array.Resize(ref _letters, _letters.Length * 2);
        term.CopyTo(_letters.AsSpan(start));
        _hashes[Count] = hash;
        _starts[Count + 1] = start + term.Length;
        if (++Count * 2 > _slots.Length)
            Grow();
        return Count - 1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var at = _hashes[number] & mask;
            while (_slots[at] != 0)
                at = (at + 1) & mask;
            _slots[at] = number + 1;
        }
    }

    private static int Hash(ReadOnlySpan<char> term)
    {
        var hash = 0x9E3779B97F4A7C15ul;
        foreach (var letter in term)
            hash = (hash ^ letter) * 0xff51afd7ed558ccdul;
        return (int)(hash >> 33);
    }
}
