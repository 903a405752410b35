using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Query;

namespace Zhishu.Search;

/// <summary>What is wrong with a query, and where.</summary>
/// <param name="Position">Character of the query at which the fault lies, from 0.</param>
/// <param name="Length">Characters that the fault covers; 0 at the end of the query.</param>
/// <param name="Message">What was expected, in both languages.</param>
public sealed record QueryFault(int Position, int Length, Bilingual Message);

/// <summary>A query that was read: either the tree or the fault is there.</summary>
/// <param name="Node">The tree, or null.</param>
/// <param name="Fault">The fault, or null.</param>
public sealed record ParsedQuery(QueryNode? Node, QueryFault? Fault);

/// <summary>Reads the query language.</summary>
public sealed class QueryLanguage(ReferenceData reference)
{
    /// <summary>Longest query in characters.</summary>
    public const int LongestQuery = 2000;

    /// <summary>Reads a query; an empty one asks for every record. Never throws.</summary>
    public ParsedQuery Parse(string? query) => Read(query, text => new QueryParser(text, reference).Parse());

    /// <summary>Reads a query in CQL 1.2, the language of SRU, into the same tree. Never throws.</summary>
    public ParsedQuery ParseCql(string? query) => Read(query, text => new CqlParser(text, reference).Parse());

    private static ParsedQuery Read(string? query, Func<string, QueryNode> parse)
    {
        try
        {
            return new(parse(SafeText.Clean(query ?? "")), null);
        }
        catch (QueryFaultException e)
        {
            return new(null, e.Fault);
        }
    }
}
