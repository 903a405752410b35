using Zhishu.Index.Terms;

namespace Zhishu.Index.Building;

/// <summary>What was gathered of one field, document by document.</summary>
internal sealed class MemoryField(FieldKind kind)
{
    private readonly GrowingList<int> _lastDocument = new(); // of each term

    private int _run = -1; // parity of the run the last token of the text stands in
    private int _lastPosition;

    public FieldKind Kind => kind;

    public TermTable Terms { get; } = new();

    /// <summary>How often each term came.</summary>
    public GrowingList<int> Times { get; } = new();

    /// <summary>The terms in the order they came.</summary>
    public GrowingList<int> Tokens { get; } = new();

    /// <summary>Beside the terms of a text, their positions.</summary>
    public GrowingList<int> Positions { get; } = new();

    /// <summary>Where each document's terms, or bytes, end.</summary>
    public GrowingList<int> Ends { get; } = new();

    public GrowingList<long> Numbers { get; } = new();

    public GrowingList<byte> Stored { get; } = new();

    public long Bytes => Terms.Bytes + (Tokens.Count * (kind == FieldKind.Text ? 16L : 12L)) + (Ends.Count * 4L) + (Numbers.Count * 8L) + Stored.Count;

    /// <param name="term">The term.</param>
    /// <param name="position">Twice the unit, plus the parity of the run.</param>
    public void AddToken(ReadOnlySpan<char> term, int position)
    {
        if (_run != (position & 1))
        {
            _run = position & 1;
            Put(Matching.Matcher.RunMark, position);
        }

        Put(term, position);
        _lastPosition = position;
    }

    /// <param name="value">The value.</param>
    /// <param name="document">The document it is a value of.</param>
    public void AddKeyword(ReadOnlySpan<char> value, int document)
    {
        var term = Terms.Add(value);
        while (_lastDocument.Count <= term)
            _lastDocument.Add(-1);
        if (_lastDocument[term] == document)
            return;
        _lastDocument[term] = document;
        Count(term);
    }

    public void EndDocument(int document)
    {
        if (kind is FieldKind.Number or FieldKind.Value)
        {
            if (Numbers.Count <= document)
                Numbers.Add(long.MinValue);
        }
        else
        {
            // The end of the text counts as the beginning of a run.
            if (_run >= 0)
                Put(Matching.Matcher.RunMark, _lastPosition + 2);
            _run = -1;
            Ends.Add(kind == FieldKind.Stored ? Stored.Count : Tokens.Count);
        }
    }

    public void Clear()
    {
        Terms.Clear();
        foreach (var list in new[] { Times, Tokens, Positions, Ends, _lastDocument })
            list.Resize(0);
        Numbers.Resize(0);
        Stored.Resize(0);
    }

    private void Put(ReadOnlySpan<char> term, int position)
    {
        Count(Terms.Add(term));
        Positions.Add(position);
    }

    private void Count(int term)
    {
        if (Times.Count <= term)
            Times.Add(0);
        Times[term]++;
        Tokens.Add(term);
    }
}
