using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A part of a text, found by a query or not.</summary>
/// <param name="Text">The part.</param>
/// <param name="Hit">Whether a query found it.</param>
/// <param name="Term">Which term of the query did, 1 to 8 (further terms begin again at 1); 0 when none is told.</param>
public readonly record struct TextPart(string Text, bool Hit, int Term = 0)
{
    /// <summary>The class of the mark, by which each term has its own colour and line; null without a term.</summary>
    public string? Class => Term > 0 ? $"term-{Term}" : null;
}

/// <summary>What another module offers to do with the record on its page: a link.</summary>
/// <param name="Order">Smaller stands first.</param>
/// <param name="Label">What it says.</param>
/// <param name="Url">The address for a record; null when it does not apply.</param>
public sealed record RecordAction(int Order, Bilingual Label, Func<StoredRecord, string?> Url)
{
    /// <summary>Whether it leads to more to read, and so stands among the sections of the page.</summary>
    public bool IsSection { get; init; }

    /// <summary>
    /// Address of a part of a page that a script puts at the end of the record when the rest of it stands, or null; an answer that is empty or no success is not shown.
    /// Without a script the link alone is there.
    /// </summary>
    public Func<StoredRecord, string>? Part { get; init; }
}

/// <summary>The question by which a record was found.</summary>
/// <param name="Text">In words.</param>
/// <param name="Terms">What is marked, in the order of <see cref="TextPart.Term"/>.</param>
/// <param name="Mark">Cuts a text into parts that the question found and the others.</param>
public sealed record RecordQuestion(string Text, IReadOnlyList<string> Terms, Func<string, IReadOnlyList<TextPart>> Mark)
{
    /// <summary>Address of the page of results on which the record stands; null when the address of the record asks for marks alone.</summary>
    public string? Results { get; init; }

    /// <summary>Where it stands among the results; null when that is not known (any more).</summary>
    public HitPlace? Place { get; init; }
}

/// <summary>Where a record stands among the results of a question.</summary>
/// <param name="At">Its number, from 1.</param>
/// <param name="Total">Number of all results.</param>
/// <param name="Previous">Address of the record before it, with the question; null at the first.</param>
/// <param name="Next">Address of the record behind it, with the question; null at the last.</param>
public sealed record HitPlace(long At, long Total, string? Previous, string? Next);

/// <summary>Knows by the address of a record page the question by which it was opened; the search provides it.</summary>
public interface IRecordQuestions
{
    /// <summary>
    /// Reads the question: the parameters of the search, and <c>at</c>, the number of the record among its results, from 1. A position that has moved meanwhile is looked for
    /// near the old one. <c>mark</c> alone is a query that is marked and no more.
    /// </summary>
    /// <param name="query">The parameters of the address; what is no question's is passed over.</param>
    /// <param name="id">The record.</param>
    /// <param name="withPlace">Whether its place among the results is wanted.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The question, or null when there is none that can be read.</returns>
    Task<RecordQuestion?> ReadAsync(IQueryCollection query, Guid id, bool withPlace, CancellationToken ct);
}
