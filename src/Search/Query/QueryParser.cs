using Zhishu.Records;

namespace Zhishu.Search.Query;

/// <summary>
/// <code>
/// query   = or
/// or      = and { OR and }
/// and     = not { [AND] not | NOT not }
/// not     = { NOT } primary
/// primary = "(" or ")" | field ( value | "(" or ")" ) | word | phrase
/// </code>
/// </summary>
internal sealed class QueryParser
{
    private const int Deepest = 30;
    private const int MostTerms = 200;

    private readonly List<Token> _tokens;
    private readonly FieldValues _values;
    private int _at;
    private int _depth;
    private int _terms;

    public QueryParser(string query, ReferenceData reference)
    {
        _tokens = QueryTokens.Read(query);
        _values = new FieldValues(reference);
    }

    private Token Next => _tokens[_at];

    public QueryNode Parse()
    {
        if (Next.Kind == TokenKind.End)
            return new QueryNode.All();
        var node = ReadOr(QueryField.Any);
        if (Next.Kind != TokenKind.End)
            throw Fault(Next, "多出一个右括号", "There is a closing bracket too many");
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
            return ReadPrimary(field);
        var token = Next;
        _at++;
        using var _ = Enter(token);
        return new QueryNode.Not(ReadNot(field));
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
                throw Fault(token, "字段的括号内不能再写字段", "A field cannot stand inside the brackets of another");
            case TokenKind.Field when Next.Kind == TokenKind.Open:
                _at++;
                return ReadGroup(_tokens[_at - 1], token.Field);
            case TokenKind.Field when Next.Kind is TokenKind.Word or TokenKind.Phrase:
                return ReadTerm(_tokens[_at++], token.Field);
            case TokenKind.Field:
                throw Fault(Next, $"{token.Text}= 之后缺少检索内容", $"A value is missing after {token.Text}=");
            case TokenKind.Word or TokenKind.Phrase:
                return ReadTerm(token, field);
            case TokenKind.End:
                throw Fault(token, "检索式不完整，末尾缺少检索词", "The query ends where a term is expected");
            case TokenKind.Close:
                throw Fault(token, "括号内或运算符之后缺少检索词", "A term is missing in the brackets or after an operator");
            default:
                throw Fault(token, $"{token.Text} 之前缺少检索词；如要检索这个词，请加引号", $"A term is missing before {token.Text}; put it in quotation marks to search for the word");
        }
    }

    private QueryNode ReadGroup(Token open, QueryField field)
    {
        using var _ = Enter(open);
        var node = ReadOr(field);
        if (Next.Kind != TokenKind.Close)
            throw Fault(open, "括号没有成对", "The bracket is not closed");
        _at++;
        return node;
    }

    private QueryNode ReadTerm(Token token, QueryField field)
    {
        if (++_terms > MostTerms)
            throw Fault(token, $"检索词超过 {MostTerms} 个", $"There are over {MostTerms} terms");
        return _values.Read(token, field);
    }

    private Level Enter(Token token)
    {
        if (++_depth > Deepest)
            throw Fault(token, $"括号嵌套超过 {Deepest} 层", $"Brackets are nested over {Deepest} deep");
        return new Level(this);
    }

    private static QueryFaultException Fault(Token token, string zh, string en) => new(token.Position, token.Length, zh, en);

    private readonly struct Level(QueryParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }
}
