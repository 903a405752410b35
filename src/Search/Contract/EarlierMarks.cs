using Zhishu.Foundation;
using Zhishu.Search.Similarity;

namespace Zhishu.Search;

/// <summary>In what two names of marks are alike.</summary>
[Flags]
public enum MarkGrounds
{
    /// <summary>In nothing.</summary>
    None = 0,

    /// <summary>They are the same, but for case, width, blanks and traditional forms.</summary>
    Same = 1,

    /// <summary>Most characters are the same, in the same order.</summary>
    Characters = 2,

    /// <summary>The same characters in another order.</summary>
    Order = 4,

    /// <summary>One holds the other whole.</summary>
    Contained = 8,

    /// <summary>They sound alike: by the syllables, without tones.</summary>
    Sound = 16,

    /// <summary>They are written with characters that look alike, such as 末 and 未.</summary>
    Glyphs = 32,

    /// <summary>They mean the same: by the synonyms and the words of two languages that the hub knows.</summary>
    Meaning = 64,
}

/// <summary>An earlier mark whose name is alike.</summary>
/// <param name="Id">The record.</param>
/// <param name="Name">Its name as it is compared.</param>
/// <param name="Score">How alike, 0 to 1; over 0.6 it is found, the same name is 1.</param>
/// <param name="Grounds">In what.</param>
/// <param name="By">The word of the same meaning by which it was found, or null.</param>
public sealed record EarlierMark(Guid Id, string Name, double Score, MarkGrounds Grounds, string? By);

/// <summary>Finds the marks whose names are like that of a sign, and says in what. It compares characters, order, sound, glyphs and meaning; what it gives is for people to compare.</summary>
public sealed class EarlierMarks
{
    /// <summary>Longest name of a sign.</summary>
    public const int LongestName = 60;

    private readonly MarkSearch _marks;

    internal EarlierMarks(HubDatabase database, SearchIndex index, Synonyms synonyms, Terms terms, Zhishu.Records.ReferenceData reference) =>
        _marks = new(database, index.Lexicon, new SignWords(synonyms, terms), new Lookalikes(reference));

    /// <summary>Finds; the most alike first, equal ones in the order in which they came.</summary>
    /// <param name="name">Name of the sign, as typed.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="ct">Cancels.</param>
    public Task<IReadOnlyList<EarlierMark>> FindAsync(string name, int most, CancellationToken ct) => _marks.CompareAsync(name, most, ct);
}
