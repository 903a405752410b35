namespace Zhishu.Search.Text;

/// <summary>Goes through the units of a normal form: words, and the characters of CJK runs, each of which is a term together with the next.</summary>
internal struct TermWalk(string normal)
{
    private int _at;
    private int _wordEnd;
    private bool _cjk;
    private bool _filled;

    /// <summary>Where the unit begins in the normal form.</summary>
    public int Start { get; private set; }

    /// <summary>Where the unit ends.</summary>
    public int End { get; private set; }

    /// <summary>Where its term ends.</summary>
    public int TermEnd { get; private set; }

    /// <summary>Number of the unit.</summary>
    public int Position { get; private set; } = -1;

    /// <summary>Number of its run: every break, however many stand there, parts two runs.</summary>
    public int Run { get; private set; }

    public bool Next()
    {
        if (_at >= _wordEnd && !NextWord())
            return false;
        Position++;
        (Start, End) = (_at, _cjk ? _at + LengthAt(normal, _at) : _wordEnd);
        TermEnd = End < _wordEnd ? End + LengthAt(normal, End) : End;
        _at = End;
        return true;
    }

    public static int LengthAt(string text, int i) => char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;

    private bool NextWord()
    {
        for (; _at < normal.Length && normal[_at] is ' ' or '|'; _at++)
        {
            if (normal[_at] == '|' && _filled)
                (Run, _filled) = (Run + 1, false);
        }

        if (_at >= normal.Length)
            return false;
        _wordEnd = _at;
        while (_wordEnd < normal.Length && normal[_wordEnd] is not (' ' or '|'))
            _wordEnd++;
        (_cjk, _filled) = (TextAnalysis.IsCjk(normal, _at), true);
        return true;
    }
}
