using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Query;
using Zhishu.Search.Sets;

namespace Zhishu.Search;

/// <summary>What is wrong with a query, and where.</summary>
/// <param name="Position">Character of the query at which the fault lies, from 0.</param>
/// <param name="Length">Characters that the fault covers; 0 at the end of the query.</param>
/// <param name="Message">What was expected, in both languages.</param>
public sealed record QueryFault(int Position, int Length, Bilingual Message)
{
    /// <summary>Number of the SRU diagnostic that tells the same (<c>info:srw/diagnostic/1/…</c>); 10, a syntax error, when there is no closer one.</summary>
    public int Diagnostic { get; init; } = 10;
}

/// <summary>A query that was read: either the tree or the fault is there.</summary>
/// <param name="Node">The tree, or null.</param>
/// <param name="Fault">The fault, or null.</param>
public sealed record ParsedQuery(QueryNode? Node, QueryFault? Fault)
{
    /// <summary>The order that CQL asks for with <c>sortby</c>; null when it asks for none.</summary>
    public SearchSort? Sort { get; init; }

    /// <summary>The words of a pasted text that were read in its stead, when it is no query of the language; null otherwise.</summary>
    public string? Plain { get; init; }

    /// <summary>What the reader should know of how it was read: that the hierarchy below a symbol is not known.</summary>
    public IReadOnlyList<Bilingual> Notes { get; init; } = [];
}

/// <summary>Reads the query language.</summary>
public sealed class QueryLanguage(ReferenceData reference)
{
    private static readonly Dictionary<string, QuestionSet> NoSets = [];

    /// <summary>Longest query in characters.</summary>
    public const int LongestQuery = 200_000;

    /// <summary>Most words of a query.</summary>
    public const int MostWords = 2000;

    /// <summary>Most numbers of records in a query.</summary>
    public const int MostNumbers = 5000;

    /// <summary>Reads a query; an empty one asks for every record. A text that was pasted is read word by word where the language finds fault with it. Never throws.</summary>
    public ParsedQuery Parse(string? query) => Parse(query, NoSets);

    /// <summary>Reads a query that is built on earlier questions.</summary>
    internal ParsedQuery Parse(string? query, IReadOnlyDictionary<string, QuestionSet> sets)
    {
        var read = Read(query, text => Parsed(text, sets));
        if (read.Fault is null || query is not { Length: <= LongestQuery } || !Prose.Looks(query) || Prose.Plain(SafeText.Clean(query)) is not { Length: > 0 } plain)
            return read;
        return Read(plain, text => Parsed(text, NoSets)) is { Fault: null } words ? words with { Plain = plain } : read;
    }

    private ParsedQuery Parsed(string text, IReadOnlyDictionary<string, QuestionSet> sets)
    {
        var parser = new QueryParser(text, reference, sets);
        return new(parser.Parse(), null) { Notes = parser.Notes };
    }

    /// <summary>Reads a query in CQL 1.2, the language of SRU, into the same tree. Never throws.</summary>
    public ParsedQuery ParseCql(string? query) => Read(query, text =>
    {
        var parser = new CqlParser(text, reference);
        return new(parser.Parse(), null) { Sort = parser.Sort };
    });

    private static ParsedQuery Read(string? query, Func<string, ParsedQuery> parse)
    {
        try
        {
            return parse(SafeText.Clean(query ?? ""));
        }
        catch (QueryFaultException e)
        {
            return new(null, e.Fault);
        }
    }
}
