namespace Zhishu.Search.Words;

/// <summary>Words with their frequencies in little memory: one block of characters and one hash table of places.</summary>
internal sealed class WordList
{
    private char[] _text = new char[1 << 20];
    private int[] _starts = new int[1 << 19];
    private float[] _weights = new float[1 << 19];
    private int[] _slots = new int[1 << 20];
    private int _count;
    private double _total;

    /// <summary>Characters of the longest word.</summary>
    public int Longest { get; private set; } = 1;

    /// <summary>Reads lines of <c>word frequency</c>.</summary>
    public static WordList Read(IEnumerable<string> lines)
    {
        var list = new WordList();
        foreach (var line in lines)
        {
            var cut = line.IndexOf(' ', StringComparison.Ordinal);
            if (cut > 0 && !line.StartsWith('#') && int.TryParse(line.AsSpan(cut + 1), System.Globalization.CultureInfo.InvariantCulture, out var frequency))
                list.Add(line.AsSpan(0, cut), frequency);
        }

        return list;
    }

    /// <summary>Adds a word that is not there.</summary>
    public void Add(ReadOnlySpan<char> word, int frequency)
    {
        if (Slot(word) is var slot && _slots[slot] != 0)
            return;
        if (_count + 2 >= _starts.Length)
        {
            Array.Resize(ref _starts, _starts.Length * 2);
            Array.Resize(ref _weights, _weights.Length * 2);
        }

        var start = _starts[_count];
        while (start + word.Length > _text.Length)
            Array.Resize(ref _text, _text.Length * 2);
        word.CopyTo(_text.AsSpan(start));
        _weights[_count] = frequency;
        _starts[++_count] = start + word.Length;
        _slots[slot] = _count;
        _total += frequency;
        Longest = Math.Max(Longest, word.Length);
        if (_count * 2 > _slots.Length)
            Grow();
    }

    /// <summary>The logarithm of a word's share of all words; null when it is not in the list.</summary>
    public double? Weight(ReadOnlySpan<char> word) => _slots[Slot(word)] is > 0 and var entry ? Math.Log((_weights[entry - 1] + 1) / _total) : null;

    /// <summary>The weight of what no list knows.</summary>
    public double UnknownWeight => Math.Log(0.5 / _total);

    private int Slot(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var c in word)
            hash = unchecked((hash ^ c) * 16777619u);
        var slot = (int)(hash & (uint)(_slots.Length - 1));
        while (_slots[slot] is > 0 and var entry && !_text.AsSpan(_starts[entry - 1], _starts[entry] - _starts[entry - 1]).SequenceEqual(word))
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var entry = 1; entry <= _count; entry++)
            _slots[Slot(_text.AsSpan(_starts[entry - 1], _starts[entry] - _starts[entry - 1]))] = entry;
    }
}
