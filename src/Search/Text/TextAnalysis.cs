using System.Text;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Text;

/// <summary>
/// The one text analysis that every engine, the query and the highlighting share. A text becomes runs: of CJK characters, indexed by overlapping pairs,
/// and of words. Nothing matches across punctuation or a change of script.
/// </summary>
internal sealed class TextAnalysis(CharacterTable table)
{
    /// <summary>The mark between parts that no phrase may span. It stands between spaces, so that every word has a space on both sides.</summary>
    private const string HardBreak = " | ";

    public static TextAnalysis Load(ReferenceData reference) => new(CharacterTable.Load(reference.Folder));

    /// <summary>
    /// The normal form that is kept for exact comparison: <c>" | 锂离子电池 | lithium ion | "</c>. A CJK run stands in it as it is;
    /// a word has a space on either side.
    /// </summary>
    public string Normalise(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var result = new StringBuilder(text.Length + 16).Append(HardBreak);
        Walk(text, result, null);
        if (!EndsWithBreak(result))
            result.Append(HardBreak);
        return result.Length <= HardBreak.Length ? "" : result.ToString();
    }

    /// <summary>The normal form with, for each of its characters, the place in the source that it came from.</summary>
    public (string Normal, List<int> Places) NormaliseWithPlaces(string text)
    {
        var result = new StringBuilder(text.Length + 16).Append(HardBreak);
        var places = new List<int>(text.Length + 16) { 0, 0, 0 };
        Walk(text, result, places);
        result.Append(HardBreak);
        places.AddRange([text.Length, text.Length, text.Length]);
        return (result.ToString(), places);
    }

    /// <summary>Splits what a person typed into the pieces that must each be found whole.</summary>
    public IEnumerable<Piece> Pieces(string text)
    {
        foreach (var part in Normalise(text).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            yield return new Piece(part, IsCjk(part, 0));
    }

    /// <summary>Adds the index keys of a normal form to a set: words, pairs of CJK characters and, for queries of a single one, the characters.</summary>
    public static void CollectGrams(string normal, HashSet<int> grams, bool characters = true)
    {
        var i = 0;
        while (i < normal.Length)
        {
            if (normal[i] is ' ' or '|')
            {
                i++;
                continue;
            }

            var start = i;
            while (i < normal.Length && normal[i] is not ' ' and not '|')
                i++;
            CollectRun(normal.AsSpan(start, i - start), grams, characters);
        }
    }

    /// <summary>The index keys of one piece: each word, or all pairs of a CJK run, or its only character.</summary>
    public static int[] GramsOf(Piece piece)
    {
        var grams = new HashSet<int>();
        CollectGrams(piece.Text, grams, characters: piece.IsSingleCharacter);
        return [.. grams];
    }

    internal static bool IsCjk(string text, int index) =>
        char.IsSurrogate(text[index]) ? char.ConvertToUtf32(text, index) is >= 0x20000 and < 0x40000 : Gram.IsCjk(text[index]);

    private static void CollectRun(ReadOnlySpan<char> run, HashSet<int> grams, bool characters)
    {
        if (!(char.IsSurrogate(run[0]) || Gram.IsCjk(run[0])))
        {
            grams.Add(Gram.Word(run));
            return;
        }

        var previous = -1;
        for (var i = 0; i < run.Length; i++)
        {
            int point = run[i];
            if (char.IsHighSurrogate(run[i]) && i + 1 < run.Length)
                point = char.ConvertToUtf32(run[i], run[++i]);
            if (previous >= 0)
                grams.Add(Gram.Pair(previous, point));
            if (characters)
                grams.Add(Gram.Pair(point, 0));
            previous = point;
        }
    }

    private void Walk(string text, StringBuilder result, List<int>? places)
    {
        var last = CharClass.Break;
        var spaced = false;
        var piece = new StringBuilder(8);
        for (var i = 0; i < text.Length;)
        {
            piece.Clear();
            var at = i;
            i += table.Append(text, i, piece, out var kind);
            if (kind == CharClass.Word && piece.Length == 0)
                continue; // a mark of the letter before
            if (kind == CharClass.Space)
            {
                spaced = true;
                continue;
            }

            if (kind == CharClass.Break)
            {
                Break(result, places, at);
                (last, spaced) = (CharClass.Break, false);
                continue;
            }

            if (last != CharClass.Break && (last != kind || (spaced && kind == CharClass.Cjk)))
                Break(result, places, at);
            else if (spaced && last == CharClass.Word)
                Put(result, places, " ", at);
            for (var p = 0; p < piece.Length; p++)
                places?.Add(at);
            result.Append(piece);
            (last, spaced) = (kind, false);
        }
    }

    private static void Break(StringBuilder result, List<int>? places, int at)
    {
        if (!EndsWithBreak(result))
            Put(result, places, HardBreak, at);
    }

    private static bool EndsWithBreak(StringBuilder result) => result.Length >= 2 && result[^2] == '|';

    private static void Put(StringBuilder result, List<int>? places, string text, int at)
    {
        result.Append(text);
        for (var i = 0; i < text.Length; i++)
            places?.Add(at);
    }
}

/// <summary>A piece of a query that must be found whole: a CJK run, or words one after another.</summary>
/// <param name="Text">Normal form: 锂离子电池, or <c>lithium ion battery</c>.</param>
/// <param name="Cjk">Whether it is a CJK run.</param>
internal readonly record struct Piece(string Text, bool Cjk)
{
    public bool IsSingleCharacter => Cjk && (Text.Length == 1 || (Text.Length == 2 && char.IsHighSurrogate(Text[0])));

    /// <summary>The text to look for in a normal form.</summary>
    public string Needle => Cjk ? Text : $" {Text} ";
}
