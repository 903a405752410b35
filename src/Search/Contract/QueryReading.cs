namespace Zhishu.Search;

/// <summary>As what a part of a simple question was read.</summary>
public enum ReadAs
{
    /// <summary>A word or phrase to be found as it stands.</summary>
    Phrase,

    /// <summary>A number of a record.</summary>
    Number,

    /// <summary>A symbol of the IPC.</summary>
    Symbol,

    /// <summary>The name of an applicant, or its pinyin.</summary>
    Applicant,

    /// <summary>A word cut out of a long question.</summary>
    Word,

    /// <summary>A word that says nothing of the subject and is passed over.</summary>
    Ignored,
}

/// <summary>A part of a simple question.</summary>
/// <param name="Text">The part as typed, or the word cut out of it.</param>
/// <param name="As">As what it was read.</param>
/// <param name="Also">What is searched for besides: synonyms, the names that a pinyin stands for.</param>
public sealed record ReadTerm(string Text, ReadAs As, IReadOnlyList<string> Also)
{
    /// <summary>What it is called in the other language, Chinese or English, which is searched for besides.</summary>
    public IReadOnlyList<string> Across { get; init; } = [];

    /// <summary>Whether it is Chinese, so that <see cref="Across"/> is English.</summary>
    public bool IsChinese => Text.Any(Zhishu.Search.Text.Gram.IsCjk);
}

/// <summary>A question as it was understood.</summary>
/// <param name="Node">What is searched for; null when there is a fault.</param>
/// <param name="Fault">What is wrong, or null.</param>
/// <param name="Terms">How a simple question was read; empty when the query language was used, which is taken literally.</param>
/// <param name="AtLeast">How many words of a long question a record must have; 0 when all parts must be there.</param>
public sealed record QueryReading(QueryNode? Node, QueryFault? Fault, IReadOnlyList<ReadTerm> Terms, int AtLeast)
{
    /// <summary>The order that the question itself asks for, which only CQL can; null when it asks for none.</summary>
    public SearchSort? Sort { get; init; }

    /// <summary>What the reader should know of how it was read.</summary>
    public IReadOnlyList<Foundation.Bilingual> Notes { get; init; } = [];

    /// <summary>A query that was taken literally, with synonyms and translations written out; null when there are none.</summary>
    public string? Wider { get; init; }

    /// <summary>English words without a translation, which a Chinese record need not have.</summary>
    public IReadOnlyList<string> Untranslated { get; init; } = [];

    /// <summary>Whether more than what was typed is searched for, or less.</summary>
    public bool IsInterpreted => AtLeast > 0 || GoesAcross || Terms.Any(term => term.Also.Count > 0 || term.As == ReadAs.Ignored);

    /// <summary>Whether records in the other language are searched for too.</summary>
    public bool GoesAcross => Terms.Any(term => term.Across.Count > 0);
}
