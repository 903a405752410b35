using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Sets;

namespace Zhishu.Search.Query;

/// <summary>
/// <code>
/// query   = or
/// or      = and { OR and }
/// and     = not { [AND] not | NOT not }
/// not     = { NOT } near
/// near    = primary { NEAR/n primary | PRE/n primary }        each pair; words, phrases, groups of them joined by OR, nearness again
/// primary = "(" or ")" | field "=" "(" or ")" | field relation ( word | phrase | range ) | word | phrase | #number
/// range   = "[" value TO value "]"                            * is an open end
/// relation = "=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;="             others than = for dates only
/// </code>
/// </summary>
internal sealed class QueryParser
{
    private const int Deepest = 30;
    private const int MostTruncations = 40;

    private readonly List<Token> _tokens;
    private readonly FieldValues _values;
    private int _at;
    private int _depth;
    private int _words;
    private int _numbers;
    private int _truncations;

    private readonly IReadOnlyDictionary<string, QuestionSet> _sets;

    public QueryParser(string query, ReferenceData reference, IReadOnlyDictionary<string, QuestionSet> sets)
    {
        _tokens = QueryTokens.Read(query);
        _values = new FieldValues(reference);
        _sets = sets;
    }

    /// <summary>What the reader should know of how the query was read.</summary>
    public IReadOnlyList<Bilingual> Notes => _values.Notes;

    private Token Next => _tokens[_at];

    public QueryNode Parse()
    {
        if (Next.Kind == TokenKind.End)
            return new QueryNode.All();
        var node = ReadOr(QueryField.Any);
        if (Next.Kind != TokenKind.End)
            throw Fault(Next, new("多出一个右括号"));
        return node;
    }

    private QueryNode ReadOr(QueryField field)
    {
        var parts = new List<QueryNode> { ReadAnd(field) };
        while (Next.Kind == TokenKind.Or)
        {
            _at++;
            parts.Add(ReadAnd(field));
        }

        return AnyOf(parts);
    }

    /// <summary>Of many numbers only whether one of them is there is asked, once.</summary>
    public static QueryNode AnyOf(List<QueryNode> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        var joined = parts.OfType<QueryNode.Number>().Where(number => !number.Prefix).GroupBy(number => number.Field)
            .Select(group => new QueryNode.Number(group.Key, [.. group.SelectMany(number => number.Normals).Distinct()])).ToList();
        var others = parts.Where(part => part is not QueryNode.Number { Prefix: false });
        return others.Concat(joined).ToList() is [var only] ? only : new QueryNode.Or([.. others, .. joined]);
    }

    private QueryNode ReadAnd(QueryField field)
    {
        var parts = new List<QueryNode> { ReadNot(field) };
        while (Next.Kind is not (TokenKind.Or or TokenKind.Close or TokenKind.End))
        {
            if (Next.Kind == TokenKind.And)
                _at++;
            parts.Add(ReadNot(field));
        }

        return parts.Count == 1 ? parts[0] : new QueryNode.And(parts);
    }

    private QueryNode ReadNot(QueryField field)
    {
        if (Next.Kind != TokenKind.Not)
            return ReadNear(field);
        var token = Next;
        _at++;
        using var _ = Enter(token);
        return new QueryNode.Not(ReadNot(field));
    }

    private QueryNode ReadNear(QueryField field)
    {
        var (first, left) = (Next, ReadPrimary(field));
        if (Next.Kind != TokenKind.Near)
            return left;
        var pairs = new List<QueryNode>();
        while (Next.Kind == TokenKind.Near)
        {
            var near = Next;
            _at++;
            var (second, right) = (Next, ReadPrimary(field));
            var (joined, fault, atRight) = NearGroups.Join(left, right, near.Distance, near.Text.StartsWith("PRE", StringComparison.OrdinalIgnoreCase), near.Text);
            pairs.Add(joined ?? throw Fault(atRight ? second : first, fault!.Value));
            (first, left) = (second, joined.Right);
        }

        return pairs.Count == 1 ? pairs[0] : new QueryNode.And(pairs);
    }

    private QueryNode ReadPrimary(QueryField field)
    {
        var token = Next;
        _at++;
        switch (token.Kind)
        {
            case TokenKind.Open:
                return ReadGroup(token, field);
            case TokenKind.Field when field != QueryField.Any:
                throw Fault(token, new("字段的括号内不能再写字段"));
            case TokenKind.Field when Next.Kind == TokenKind.Open && token.Relation == "=":
                _at++;
                return ReadGroup(_tokens[_at - 1], token.Field);
            case TokenKind.Field when Next.Kind is TokenKind.Word or TokenKind.Phrase or TokenKind.Range:
                return ReadTerm(_tokens[_at++], token.Field, token.Relation);
            case TokenKind.Field:
                throw Fault(Next, new($"{token.Text}{token.Relation} 之后缺少检索内容"));
            case TokenKind.Word or TokenKind.Phrase or TokenKind.Range:
                return ReadTerm(token, field, "=");
            case TokenKind.Set:
                return ReadSet(token, field);
            case TokenKind.End:
                throw Fault(token, new("检索式不完整，末尾缺少检索词"));
            case TokenKind.Close:
                throw Fault(token, new("括号内或运算符之后缺少检索词"));
            default:
                throw Fault(token, new($"{token.Text} 之前缺少检索词；如要检索这个词，请加引号"));
        }
    }

    private QueryNode ReadGroup(Token open, QueryField field)
    {
        using var _ = Enter(open);
        var node = ReadOr(field);
        if (Next.Kind != TokenKind.Close)
            throw Fault(open, new("括号没有成对"));
        _at++;
        return node;
    }

    private QueryNode ReadSet(Token token, QueryField field)
    {
        if (field != QueryField.Any)
            throw Fault(token, new("字段的括号内不能用编号检索式"));
        if (!_sets.TryGetValue(token.Text, out var set))
            throw Fault(token, new($"{token.Text} 是检索历史里的编号，在这里没有意义；如要检索这几个字，请加引号"));
        if ((_words += set.Terms) > QueryLanguage.MostWords)
            throw Fault(token, new($"检索词超过 {QueryLanguage.MostWords:N0} 个，或号码超过 {QueryLanguage.MostNumbers:N0} 个"));
        return set.Node;
    }

    private QueryNode ReadTerm(Token token, QueryField field, string relation)
    {
        if (token.Text.AsSpan().ContainsAny('*', '?') && ++_truncations > MostTruncations)
            throw Fault(token, new($"一个检索式最多 {MostTruncations} 处 * 或 ? 截词"));
        if (FieldValues.IsOfNumbers(field) ? ++_numbers > QueryLanguage.MostNumbers : ++_words > QueryLanguage.MostWords)
            throw Fault(token, new($"检索词超过 {QueryLanguage.MostWords:N0} 个，或号码超过 {QueryLanguage.MostNumbers:N0} 个"));
        return _values.Read(token, field, relation);
    }

    private Level Enter(Token token)
    {
        if (++_depth > Deepest)
            throw Fault(token, new($"括号嵌套超过 {Deepest} 层"));
        return new Level(this);
    }

    private static QueryFaultException Fault(Token token, Bilingual text) => new(token.Position, token.Length, text);

    private readonly struct Level(QueryParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }
}
