using System.Globalization;
using System.Text;
using Zhishu.Records;

namespace Zhishu.Search.Query;

/// <summary>
/// Reads CQL 1.2, the query language of SRU, into the same tree.
/// <code>
/// query    = clause { ( and | or | not | prox ) { "/" modifier } clause }      from left to right, no precedence
/// clause   = "(" query ")" | index relation { "/" modifier } term | term
/// relation = "=" | "==" | "&lt;&gt;" | "&lt;" | "&gt;" | "&lt;=" | "&gt;=" | any | all | adj | exact | within
/// </code>
/// </summary>
internal sealed class CqlParser
{
    private const int Deepest = 30;
    private const int MostTerms = 200;

    // Dublin Core, which every SRU client knows, beside our own names.
    private static readonly Dictionary<string, QueryField> Indexes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cql.serverchoice"] = QueryField.Any,
        ["cql.anywhere"] = QueryField.Any,
        ["cql.keywords"] = QueryField.Any,
        ["dc.title"] = QueryField.Title,
        ["dc.description"] = QueryField.Abstract,
        ["dc.creator"] = QueryField.Applicant,
        ["dc.contributor"] = QueryField.Inventor,
        ["dc.date"] = QueryField.FilingDate,
        ["dc.subject"] = QueryField.Classification,
        ["dc.coverage"] = QueryField.Region,
        ["dc.type"] = QueryField.Type,
    };

    private static readonly string[] NamedRelations = ["any", "all", "adj", "exact", "within"];
    private readonly string _query;
    private readonly FieldValues _values;
    private int _at;
    private int _depth;
    private int _terms;

    public CqlParser(string query, ReferenceData reference) => (_query, _values) = (query, new FieldValues(reference));

    private readonly record struct Lexeme(string Text, int Position, int Length, bool Quoted)
    {
        public bool Is(string text) => !Quoted && string.Equals(Text, text, StringComparison.OrdinalIgnoreCase);
    }

    public QueryNode Parse()
    {
        if (_query.Length > QueryLanguage.LongestQuery)
            throw new QueryFaultException(QueryLanguage.LongestQuery, _query.Length - QueryLanguage.LongestQuery,
                $"检索式超过 {QueryLanguage.LongestQuery} 个字符", $"The query has over {QueryLanguage.LongestQuery} characters");
        if (Peek().Length == 0)
            return new QueryNode.All();
        var node = ReadQuery();
        var rest = Peek();
        if (rest.Is("sortby"))
            throw Fault(rest, "请用 sort 参数排序，不要写 sortby", "Sort with the parameter sort, not with sortby");
        return rest.Length == 0 ? node : throw Fault(rest, $"此处不应出现 {rest.Text}", $"{rest.Text} is not expected here");
    }

    private QueryNode ReadQuery()
    {
        var left = ReadClause();
        while (Peek() is var op && (op.Is("and") || op.Is("or") || op.Is("not") || op.Is("prox")))
        {
            Next();
            var modifiers = ReadModifiers();
            var right = ReadClause();
            left = op.Text.ToUpperInvariant() switch
            {
                "AND" => new QueryNode.And([left, right]),
                "OR" => new QueryNode.Or([left, right]),
                "NOT" => new QueryNode.And([left, new QueryNode.Not(right)]),
                _ => ReadProx(op, modifiers, left, right),
            };
        }

        return left;
    }

    private QueryNode ReadClause()
    {
        var first = Next();
        if (first is { Text: "(", Quoted: false })
        {
            if (++_depth > Deepest)
                throw Fault(first, $"括号嵌套超过 {Deepest} 层", $"Brackets are nested over {Deepest} deep");
            var node = ReadQuery();
            _depth--;
            return Next() is { Text: ")", Quoted: false } ? node : throw Fault(first, "括号没有成对", "The bracket is not closed");
        }

        if (first.Length == 0 || IsSymbol(first) || first.Is("and") || first.Is("or") || first.Is("not") || first.Is("prox"))
            throw Fault(first, "此处缺少检索词", "A term is missing here");
        var relation = Peek();
        if (first.Quoted || !(IsRelation(relation.Text) || (!relation.Quoted && NamedRelations.Contains(relation.Text, StringComparer.OrdinalIgnoreCase))))
            return Term(first, QueryField.Any, "=");
        Next();
        ReadModifiers();
        var term = Next();
        if (term.Length == 0 || IsSymbol(term))
            throw Fault(term, $"{first.Text} {relation.Text} 之后缺少检索内容", $"A value is missing after {first.Text} {relation.Text}");
        return Related(first, relation.Text.ToUpperInvariant(), term);
    }

    private QueryNode Related(Lexeme index, string relation, Lexeme term)
    {
        var field = Indexes.TryGetValue(index.Text, out var known) ? known : FieldNames.Find(index.Text)
            ?? throw Fault(index, $"没有索引 {index.Text}{FieldNames.Suggest(index.Text, english: false)}", $"There is no index {index.Text}{FieldNames.Suggest(index.Text, english: true)}");
        var words = term.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (relation)
        {
            case "ANY" when words.Length > 1:
                return new QueryNode.Or([.. words.Select(word => Term(term with { Text = word }, field, "="))]);
            case "ALL" when words.Length > 1:
                return new QueryNode.And([.. words.Select(word => Term(term with { Text = word }, field, "="))]);
            case "WITHIN":
                if (words.Length != 2)
                    throw Fault(term, "within 之后应为两个值，例如 \"2020 2023\"", "within is followed by two values, such as \"2020 2023\"");
                Count(term);
                return _values.Read(new Token(TokenKind.Range, words[0], term.Position, term.Length) { To = words[1] }, field, "=");
            case "<>":
                return new QueryNode.Not(Term(term, field, "="));
            case "<" or ">" or "<=" or ">=":
                return Term(term, field, relation);
            default:
                return Term(term, field, "=");
        }
    }

    private QueryNode Term(Lexeme term, QueryField field, string relation)
    {
        Count(term);

        // Masking works inside quotation marks too; a phrase with blanks has none.
        var kind = term.Quoted && (term.Text.Contains(' ', StringComparison.Ordinal) || term.Text.AsSpan().IndexOfAny('*', '?') < 0) ? TokenKind.Phrase : TokenKind.Word;
        return _values.Read(new Token(kind, term.Text, term.Position, term.Length), field, relation);
    }

    private void Count(Lexeme term)
    {
        if (++_terms > MostTerms)
            throw Fault(term, $"检索词超过 {MostTerms} 个", $"There are over {MostTerms} terms");
    }

    // CQL counts from word to word: neighbours have the distance 1.
    private static QueryNode.Near ReadProx(Lexeme op, List<(string Name, string Relation, string Value)> modifiers, QueryNode left, QueryNode right)
    {
        var distance = 1;
        foreach (var (name, relation, value) in modifiers)
        {
            var ok = name.ToUpperInvariant() switch
            {
                "DISTANCE" => relation is "<=" or "=" or "<" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out distance) && (distance -= relation == "<" ? 1 : 0) is >= 1 and <= 51,
                "UNIT" => string.Equals(value, "word", StringComparison.OrdinalIgnoreCase),
                "ORDERED" or "UNORDERED" => relation.Length == 0,
                _ => false,
            };
            if (!ok)
                throw Fault(op, $"prox 的修饰 {name}{relation}{value} 无法处理；可用 distance<=1 至 51、unit=word、ordered", $"The modifier {name}{relation}{value} of prox cannot be handled; there are distance<=1 to 51, unit=word, ordered");
        }

        if (left is not QueryNode.Text a || right is not QueryNode.Text b || !FieldValues.IsOnePiece(a.Value) || !FieldValues.IsOnePiece(b.Value) || (a.Field != b.Field && b.Field != QueryField.Any))
            throw Fault(op, "prox 两侧应为同一字段的单个词或短语", "Both sides of prox must be one word or phrase in the same field");
        return new(a.Field, a, b with { Field = a.Field }, distance - 1, modifiers.Exists(modifier => string.Equals(modifier.Name, "ordered", StringComparison.OrdinalIgnoreCase)));
    }

    private List<(string Name, string Relation, string Value)> ReadModifiers()
    {
        var modifiers = new List<(string, string, string)>();
        while (Peek() is { Text: "/", Quoted: false })
        {
            Next();
            var name = Next();
            if (name.Length == 0 || IsSymbol(name))
                throw Fault(name, "斜线之后缺少修饰", "A modifier is missing after the slash");
            modifiers.Add(IsRelation(Peek().Text) && !Peek().Quoted ? (name.Text, Next().Text, Next().Text) : (name.Text, "", ""));
        }

        return modifiers;
    }

    private Lexeme Peek()
    {
        var at = _at;
        var lexeme = Next();
        _at = at;
        return lexeme;
    }

    private Lexeme Next()
    {
        while (_at < _query.Length && (char.IsWhiteSpace(_query[_at]) || char.IsControl(_query[_at])))
            _at++;
        var start = _at;
        if (start >= _query.Length)
            return new("", start, 0, false);
        var c = _query[start];
        if (c == '"')
            return ReadQuoted(start);
        if (c is '(' or ')' or '/')
            _at++;
        else if (c is '=' or '<' or '>')
            _at += start + 1 < _query.Length && _query[start..(start + 2)] is "==" or "<>" or "<=" or ">=" ? 2 : 1;
        else
            while (_at < _query.Length && !char.IsWhiteSpace(_query[_at]) && !char.IsControl(_query[_at]) && _query[_at] is not ('(' or ')' or '/' or '=' or '<' or '>' or '"'))
                _at++;
        return new(_query[start.._at], start, _at - start, false);
    }

    private Lexeme ReadQuoted(int start)
    {
        var text = new StringBuilder();
        for (_at = start + 1; _at < _query.Length; _at++)
        {
            if (_query[_at] == '"')
                return new(text.ToString(), start, ++_at - start, true);
            if (_query[_at] == '\\' && _at + 1 < _query.Length)
                _at++;
            text.Append(_query[_at]);
        }

        throw new QueryFaultException(start, _query.Length - start, "引号没有成对", "The quotation mark is not closed");
    }

    private static bool IsRelation(string text) => text is "=" or "==" or "<>" or "<" or ">" or "<=" or ">=";

    private static bool IsSymbol(Lexeme lexeme) => !lexeme.Quoted && (IsRelation(lexeme.Text) || lexeme.Text is ")" or "/");

    private static QueryFaultException Fault(Lexeme at, string zh, string en) => new(at.Position, at.Length, zh, en);
}
