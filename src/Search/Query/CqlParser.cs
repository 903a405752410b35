using System.Globalization;
using System.Text;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Query;

/// <summary>
/// Reads CQL 1.2, the query language of SRU, into the same tree.
/// <code>
/// whole    = { ">" [ prefix "=" ] address } query [ "sortby" index { "/" modifier } ]
/// query    = clause { ( and | or | not | prox ) { "/" modifier } clause }      from left to right, no precedence
/// clause   = "(" query ")" | index relation { "/" modifier } term | term
/// relation = "=" | "==" | "&lt;&gt;" | "&lt;" | "&gt;" | "&lt;=" | "&gt;=" | any | all | adj | exact | within
/// </code>
/// </summary>
internal sealed class CqlParser
{
    private const int Deepest = 30;
    private const int MostTruncations = 40;

    // Dublin Core, which every SRU client knows, beside our own names.
    private static readonly Dictionary<string, QueryField> Indexes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cql.serverchoice"] = QueryField.Any,
        ["cql.anywhere"] = QueryField.Any,
        ["cql.keywords"] = QueryField.Any,
        ["dc.identifier"] = QueryField.Any,
        ["rec.identifier"] = QueryField.Any,
        ["dc.title"] = QueryField.Title,
        ["dc.description"] = QueryField.Abstract,
        ["dc.creator"] = QueryField.Applicant,
        ["dc.contributor"] = QueryField.Inventor,
        ["dc.date"] = QueryField.FilingDate,
        ["dc.subject"] = QueryField.Classification,
        ["dc.coverage"] = QueryField.Region,
        ["dc.type"] = QueryField.Type,
    };

    // Context sets whose indexes are known, by the short names that explain gives them.
    private static readonly Dictionary<string, string> Sets = new(StringComparer.Ordinal)
    {
        ["info:srw/cql-context-set/1/cql-v1.2"] = "cql",
        ["info:srw/cql-context-set/1/cql-v1.1"] = "cql",
        ["info:srw/cql-context-set/1/dc-v1.1"] = "dc",
        ["info:srw/cql-context-set/2/rec-1.1"] = "rec",
        ["urn:zhishu:cql"] = "zhishu",
    };

    // What a term means does not change with these; others would.
    private static readonly string[] Harmless = ["relevant", "word", "string", "isodate", "masked", "ignorecase", "ignoreaccents", "oid", "number", "uri"];
    private static readonly string[] NamedRelations = ["any", "all", "adj", "exact", "within", "scr", "encloses"];
    private readonly Dictionary<string, string> _prefixes = new(StringComparer.OrdinalIgnoreCase) { ["cql"] = "cql", ["dc"] = "dc", ["rec"] = "rec", ["zhishu"] = "zhishu" };
    private readonly string _query;
    private readonly FieldValues _values;
    private int _at;
    private int _depth;
    private int _words;
    private int _numbers;
    private int _truncations;

    public CqlParser(string query, ReferenceData reference) => (_query, _values) = (query, new FieldValues(reference));

    /// <summary>The order asked for, or null.</summary>
    public SearchSort? Sort { get; private set; }

    private readonly record struct Lexeme(string Text, int Position, int Length, bool Quoted)
    {
        public bool Is(string text) => !Quoted && string.Equals(Text, text, StringComparison.OrdinalIgnoreCase);
    }

    public QueryNode Parse()
    {
        if (_query.Length > QueryLanguage.LongestQuery)
            throw new QueryFaultException(QueryLanguage.LongestQuery, _query.Length - QueryLanguage.LongestQuery,
                new($"检索式超过 {QueryLanguage.LongestQuery} 个字符"));
        if (Peek().Length == 0)
            return new QueryNode.All();
        ReadPrefixes();
        var node = ReadQuery();
        if (Peek().Is("sortby"))
            ReadSort();
        var rest = Peek();
        return rest.Length == 0 ? node : throw Fault(rest, new($"此处不应出现 {rest.Text}"));
    }

    private void ReadPrefixes()
    {
        while (Peek() is { Text: ">", Quoted: false })
        {
            Next();
            var name = Next();
            var prefix = "";
            var address = name;
            if (Peek() is { Text: "=", Quoted: false })
            {
                Next();
                (prefix, address) = (name.Text, Next());
            }

            if (!Sets.TryGetValue(address.Text, out var set))
                throw Fault(address, new($"不支持上下文集 {address.Text}"), 15);
            _prefixes[prefix] = set;
        }
    }

    private void ReadSort()
    {
        Next();
        var index = Next();
        var field = FieldOf(index);
        var descending = false;
        foreach (var (name, _, _) in ReadModifiers())
        {
            descending = name.ToUpperInvariant() switch
            {
                "SORT.DESCENDING" => true,
                "SORT.ASCENDING" => false,
                _ => throw Fault(index, new($"不支持排序修饰 {name}"), 84),
            };
        }

        if (field is not QueryField.FilingDate)
            throw Fault(index, new("只能按日期排序（sortby dc.date）"), 82);
        Sort = descending ? SearchSort.DateDescending : SearchSort.DateAscending;
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
                "OR" => QueryParser.AnyOf([.. left is QueryNode.Or or ? or.Parts : [left], right]),
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
                throw Fault(first, new($"括号嵌套超过 {Deepest} 层"), 12);
            var node = ReadQuery();
            _depth--;
            return Next() is { Text: ")", Quoted: false } ? node : throw Fault(first, new("括号没有成对"), 13);
        }

        if (first.Length == 0 || IsSymbol(first) || first.Is("and") || first.Is("or") || first.Is("not") || first.Is("prox"))
            throw Fault(first, new("此处缺少检索词"));
        var relation = Peek();
        if (first.Quoted || !(IsRelation(relation.Text) || (!relation.Quoted && NamedRelations.Contains(relation.Text, StringComparer.OrdinalIgnoreCase))))
            return Term(first, QueryField.Any, "=");
        Next();
        foreach (var (name, _, _) in ReadModifiers())
        {
            if (!Harmless.Contains(name.Split('.')[^1], StringComparer.OrdinalIgnoreCase))
                throw Fault(relation, new($"不支持关系修饰 {name}"), 20);
        }

        var term = Next();
        if (term.Length == 0 || IsSymbol(term))
            throw Fault(term, new($"{first.Text} {relation.Text} 之后缺少检索内容"));
        return Related(first, relation.Text.ToUpperInvariant(), term);
    }

    private QueryNode Related(Lexeme index, string relation, Lexeme term)
    {
        if (IsIndex(index, "cql.allrecords"))
            return new QueryNode.All();
        if (IsIndex(index, "cql.resultsetid"))
            throw Fault(index, new("不保存结果集"), 50);
        var field = FieldOf(index);
        var words = term.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (relation)
        {
            case "ANY" when words.Length > 1:
                return QueryParser.AnyOf([.. words.Select(word => Term(term with { Text = word }, field, "="))]);
            case "ALL" when words.Length > 1:
                return new QueryNode.And([.. words.Select(word => Term(term with { Text = word }, field, "="))]);
            case "WITHIN":
                if (words.Length != 2)
                    throw Fault(term, new("within 之后应为两个值，例如 \"2020 2023\""));
                Count(term, field);
                return _values.Read(new Token(TokenKind.Range, words[0], term.Position, term.Length) { To = words[1] }, field, "=");
            case "<>":
                return new QueryNode.Not(Term(term, field, "="));
            case "ENCLOSES":
                throw Fault(term, new("不支持关系 encloses"), 19);
            case "<" or ">" or "<=" or ">=":
                return Term(term, field, relation);
            default:
                return Term(term, field, "=");
        }
    }

    private bool IsIndex(Lexeme index, string name) => string.Equals(Resolve(index), name, StringComparison.OrdinalIgnoreCase);

    // An index without a set is one of Dublin Core, when there is such, or one of our own.
    private string Resolve(Lexeme index)
    {
        var dot = index.Text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return _prefixes.TryGetValue("", out var none) && none != "zhishu" ? $"{none}.{index.Text}" : index.Text;
        if (!_prefixes.TryGetValue(index.Text[..dot], out var set))
            throw Fault(index, new($"不支持上下文集 {index.Text[..dot]}"), 15);
        return set == "zhishu" ? index.Text[(dot + 1)..] : $"{set}{index.Text[dot..]}";
    }

    private QueryField FieldOf(Lexeme index)
    {
        var name = Resolve(index);
        return Indexes.TryGetValue(name, out var known) ? known : FieldNames.Find(name) ?? (Indexes.TryGetValue("dc." + name, out var core) ? core
            : throw Fault(index, new($"没有索引 {index.Text}{FieldNames.Suggest(index.Text)}"), 16));
    }

    private QueryNode Term(Lexeme term, QueryField field, string relation)
    {
        Count(term, field);
        if (field == QueryField.Type && RecordKinds.Parse(term.Text) is { } recordKind)
            return new QueryNode.Chosen(Facet.Kind, [recordKind.Code()]);

        // Masking works inside quotation marks too; a phrase with blanks has none.
        var kind = term.Quoted && (term.Text.Contains(' ', StringComparison.Ordinal) || term.Text.AsSpan().IndexOfAny('*', '?') < 0) ? TokenKind.Phrase : TokenKind.Word;
        return _values.Read(new Token(kind, term.Text, term.Position, term.Length), field, relation);
    }

    private void Count(Lexeme term, QueryField field)
    {
        if (FieldValues.IsOfNumbers(field) ? ++_numbers > QueryLanguage.MostNumbers : ++_words > QueryLanguage.MostWords)
            throw Fault(term, new($"检索词超过 {QueryLanguage.MostWords:N0} 个，或号码超过 {QueryLanguage.MostNumbers:N0} 个"), 38);
        if (term.Text.AsSpan().ContainsAny('*', '?') && ++_truncations > MostTruncations)
            throw Fault(term, new($"一个检索式最多 {MostTruncations} 处 * 或 ? 截词"), 38);
    }

    // CQL counts from word to word: neighbours have the distance 1.
    private static QueryNode.Near ReadProx(Lexeme op, List<(string Name, string Relation, string Value)> modifiers, QueryNode left, QueryNode right)
    {
        var distance = 1;
        foreach (var (name, relation, value) in modifiers)
        {
            var ok = name.ToUpperInvariant() switch
            {
                "DISTANCE" => relation is "<=" or "=" or "<" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out distance)
                    && (distance -= relation == "<" ? 1 : 0) is >= 1 and <= 51,
                "UNIT" => string.Equals(value, "word", StringComparison.OrdinalIgnoreCase),
                "ORDERED" or "UNORDERED" => relation.Length == 0,
                _ => false,
            };
            if (!ok)
                throw Fault(op, new($"prox 的修饰 {name}{relation}{value} 无法处理；可用 distance<=1 至 51、unit=word、ordered"),
                    name.ToUpperInvariant() switch { "UNIT" => 42, "DISTANCE" => 41, _ => 46 });
        }

        var ordered = modifiers.Exists(modifier => string.Equals(modifier.Name, "ordered", StringComparison.OrdinalIgnoreCase));
        var (near, fault, _) = NearGroups.Join(left, right, distance - 1, ordered, "prox");
        return near ?? throw Fault(op, fault!.Value, 39);
    }

    private List<(string Name, string Relation, string Value)> ReadModifiers()
    {
        var modifiers = new List<(string, string, string)>();
        while (Peek() is { Text: "/", Quoted: false })
        {
            Next();
            var name = Next();
            if (name.Length == 0 || IsSymbol(name))
                throw Fault(name, new("斜线之后缺少修饰"));
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

        throw new QueryFaultException(start, _query.Length - start, new("引号没有成对"), 14);
    }

    private static bool IsRelation(string text) => text is "=" or "==" or "<>" or "<" or ">" or "<=" or ">=";

    private static bool IsSymbol(Lexeme lexeme) => !lexeme.Quoted && (IsRelation(lexeme.Text) || lexeme.Text is ")" or "/");

    private static QueryFaultException Fault(Lexeme at, Bilingual text, int diagnostic = 10) => new(at.Position, at.Length, text, diagnostic);
}
