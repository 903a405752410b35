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
/// near    = primary { NEAR/n primary | PRE/n primary }        words, phrases, and groups of them joined by OR
/// primary = "(" or ")" | field "=" "(" or ")" | field relation ( word | phrase | range ) | word | phrase | #number
/// range   = "[" value TO value "]"                            * is an open end
/// relation = "=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;="             others than = for dates only
/// </code>
/// </summary>
internal sealed class QueryParser
{
    private const int Deepest = 30;
    private const int MostTerms = 1000;
    private const int MostTruncations = 40;

    private readonly List<Token> _tokens;
    private readonly FieldValues _values;
    private int _at;
    private int _depth;
    private int _terms;
    private int _truncations;

    private readonly IReadOnlyDictionary<string, QuestionSet> _sets;

    public QueryParser(string query, ReferenceData reference, IReadOnlyDictionary<string, QuestionSet> sets)
    {
        _tokens = QueryTokens.Read(query);
        _values = new FieldValues(reference);
        _sets = sets;
    }

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

        return parts.Count == 1 ? parts[0] : new QueryNode.Or(parts);
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
        var parts = new List<QueryNode>();
        while (Next.Kind == TokenKind.Near)
        {
            var near = Next;
            _at++;
            var (second, right) = (Next, ReadPrimary(field));
            parts.Add(NearGroups.Join(left, right, near, first, second));
            (first, left) = (second, right);
        }

        return parts.Count == 1 ? parts[0] : new QueryNode.And(parts);
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
        if ((_terms += set.Terms) > MostTerms)
            throw Fault(token, new($"检索词超过 {MostTerms} 个"));
        return set.Node;
    }

    private QueryNode ReadTerm(Token token, QueryField field, string relation)
    {
        if (token.Text.AsSpan().ContainsAny('*', '?') && ++_truncations > MostTruncations)
            throw Fault(token, new($"一个检索式最多 {MostTruncations} 处 * 或 ? 截词"));
        if (++_terms > MostTerms)
            throw Fault(token, new($"检索词超过 {MostTerms} 个"));
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
