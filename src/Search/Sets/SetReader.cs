using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Zhishu.Foundation;
using Zhishu.Search.Find;
using Zhishu.Search.Query;

namespace Zhishu.Search.Sets;

/// <summary>An earlier question within a query: what it finds, and how many terms it has.</summary>
internal sealed record QuestionSet(QueryNode Node, int Terms);

/// <summary>Reads the earlier questions that a query is built on, and those that they are built on.</summary>
internal sealed class SetReader(QueryReader reader, KeptQuestions kept)
{
    /// <summary>So many steps may lie between a query and the first question.</summary>
    public const int Deepest = 40;

    /// <summary>The earlier questions of a query by their names.</summary>
    /// <param name="query">A query.</param>
    /// <param name="numbers">The address of each number; null where numbers mean nothing.</param>
    /// <param name="depth">How far down this is.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="QueryFaultException">One of them is not there.</exception>
    public async Task<IReadOnlyDictionary<string, QuestionSet>> ReadAsync(string query, IReadOnlyDictionary<int, string>? numbers, int depth, CancellationToken ct)
    {
        var sets = new Dictionary<string, QuestionSet>();
        if (!query.AsSpan().ContainsAny('#', '＃'))
            return sets;
        foreach (var token in QueryTokens.Read(query).Where(token => token.Kind == TokenKind.Set))
        {
            if (sets.ContainsKey(token.Text))
                continue;
            if (depth >= Deepest)
                throw Fault(token, new($"编号检索式一层套一层超过 {Deepest} 层"));
            var address = SetNames.NumberOf(token.Text) is { } number ? AddressOf(token, number, numbers)
                : await kept.ReadAsync(token.Text[1..], ct) ?? throw Fault(token, new("这里引用的检索式已经不在了"));
            var (asked, fault) = await SearchParameters.ReadAsync(new QueryCollection(QueryHelpers.ParseQuery(address)), reader, 0, ct, depth: depth + 1);
            if (asked is null)
                throw Fault(token, fault!.Fault.Message);
            var node = new SearchQuestion(asked).Node;
            sets[token.Text] = new(node, TermsOf(node));
        }

        return sets;
    }

    private static string AddressOf(Token token, int number, IReadOnlyDictionary<int, string>? numbers)
    {
        if (numbers is { Count: > 0 } && numbers.TryGetValue(number, out var address))
            return address;
        throw Fault(token, numbers switch
        {
            null => new($"#{number} 是检索历史里的编号，在这里没有意义；如要检索这几个字，请加引号"),
            { Count: 0 } => new($"没有 #{number}：前面还没有带编号的检索；如要检索这几个字，请加引号"),
            _ => new($"没有 #{number}：目前的编号到 #{numbers.Keys.Max()} 为止；如要检索这几个字，请加引号"),
        });
    }

    private static int TermsOf(QueryNode node) => node switch
    {
        QueryNode.And and => and.Parts.Sum(TermsOf),
        QueryNode.Or or => or.Parts.Sum(TermsOf),
        QueryNode.AtLeast some => some.Parts.Sum(TermsOf),
        QueryNode.Not not => TermsOf(not.Part),
        _ => 1,
    };

    private static QueryFaultException Fault(Token token, Bilingual text) => new(token.Position, token.Length, text);
}
