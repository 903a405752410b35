using System.Globalization;

namespace Zhishu.Search.Query;

internal enum TokenKind
{
    Word,
    Phrase,
    Field,
    And,
    Or,
    Not,
    Near,
    Range,
    Open,
    Close,
    End,
}

/// <summary>A token with the place it stands at.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, int Length)
{
    /// <summary>The field, of a field token.</summary>
    public QueryField Field { get; init; }

    /// <summary>=, &lt;, &lt;=, &gt; or &gt;=, of a field token.</summary>
    public string Relation { get; init; } = "=";

    /// <summary>The upper end, of a range.</summary>
    public string To { get; init; } = "";

    /// <summary>The most units between, of NEAR and PRE.</summary>
    public int Distance { get; init; }
}

/// <summary>Cuts a query into tokens. Full-width brackets, quotes and equal signs count as their plain forms.</summary>
internal static class QueryTokens
{
    /// <summary>The widest NEAR/n.</summary>
    private const int MostDistance = 50;

    private static readonly Dictionary<string, TokenKind> Operators = new(StringComparer.Ordinal)
    {
        ["AND"] = TokenKind.And,
        ["与"] = TokenKind.And,
        ["OR"] = TokenKind.Or,
        ["或"] = TokenKind.Or,
        ["NOT"] = TokenKind.Not,
        ["非"] = TokenKind.Not,
    };

    public static List<Token> Read(string query)
    {
        if (query.Length > QueryLanguage.LongestQuery)
            throw new QueryFaultException(QueryLanguage.LongestQuery, query.Length - QueryLanguage.LongestQuery,
                $"检索式超过 {QueryLanguage.LongestQuery} 个字符", $"The query has over {QueryLanguage.LongestQuery} characters");
        var tokens = new List<Token>();
        var i = 0;
        while (true)
        {
            while (i < query.Length && (char.IsWhiteSpace(query[i]) || char.IsControl(query[i])))
                i++;
            if (i >= query.Length)
                break;
            var token = ReadOne(query, i);
            if (token.Kind == TokenKind.Word && FieldAt(query, token) is { } field)
                token = field;
            tokens.Add(token);
            i += token.Length;
        }

        tokens.Add(new(TokenKind.End, "", query.Length, 0));
        return tokens;
    }

    private static Token ReadOne(string query, int start)
    {
        var c = query[start];
        if (c is '(' or '（')
            return new(TokenKind.Open, "(", start, 1);
        if (c is ')' or '）')
            return new(TokenKind.Close, ")", start, 1);
        if (IsQuote(c))
            return ReadPhrase(query, start);
        if (c is '[' or '［')
            return ReadRange(query, start);
        var end = start;
        while (end < query.Length && !char.IsWhiteSpace(query[end]) && !char.IsControl(query[end]) && !IsSyntax(query[end]))
            end++;
        if (end == start)
            throw new QueryFaultException(start, 1, $"此处不应出现 {query[start]}；等号前应为字段，例如 TI=锂电池", $"{query[start]} is not expected here; a field stands before an equal sign, such as TI=battery");
        var word = query[start..end];
        if (Operators.TryGetValue(word, out var kind))
            return new(kind, word, start, end - start);
        if (word is "NEAR" or "PRE" || word.StartsWith("NEAR/", StringComparison.Ordinal) || word.StartsWith("PRE/", StringComparison.Ordinal))
            return ReadNear(word, start);
        return new(TokenKind.Word, word, start, end - start);
    }

    private static Token ReadPhrase(string query, int start)
    {
        var end = start + 1;
        while (end < query.Length && !IsQuote(query[end]))
            end++;
        if (end >= query.Length)
            throw new QueryFaultException(start, query.Length - start, "引号没有成对", "The quotation mark is not closed");
        return new(TokenKind.Phrase, query[(start + 1)..end], start, end + 1 - start);
    }

    private static Token ReadRange(string query, int start)
    {
        var end = query.AsSpan(start).IndexOfAny(']', '］');
        if (end < 0)
            throw new QueryFaultException(start, query.Length - start, "方括号没有成对", "The square bracket is not closed");
        var inside = query.Substring(start + 1, end - 1);
        var ends = inside.Split([" TO ", " to ", "至", "～", "~"], StringSplitOptions.TrimEntries);
        if (ends.Length != 2 || ends[0].Length == 0 || ends[1].Length == 0)
            throw new QueryFaultException(start, end + 1, "区间应写作 [2020 TO 2023]，一端不限时写 *", "A range is written [2020 TO 2023]; write * for an open end");
        return new(TokenKind.Range, ends[0], start, end + 1) { To = ends[1] };
    }

    private static Token ReadNear(string word, int start)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        var distance = MostDistance / 10;
        if (slash >= 0 && (!int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out distance) || distance > MostDistance))
            throw new QueryFaultException(start, word.Length, $"NEAR/n、PRE/n 的 n 应为 0 至 {MostDistance}，例如 NEAR/5", $"The n of NEAR/n and PRE/n is 0 to {MostDistance}, such as NEAR/5");
        return new(TokenKind.Near, word, start, word.Length) { Distance = distance };
    }

    private static Token? FieldAt(string query, Token word)
    {
        var at = word.Position + word.Length;
        while (at < query.Length && query[at] is ' ' or '\u3000')
            at++;
        if (at >= query.Length || !IsComparison(query[at]))
            return null;
        var relation = query[at] switch { '=' or '＝' => "=", '<' or '＜' => "<", '>' or '＞' => ">", '≤' => "<=", _ => ">=" };
        var length = 1;
        if (relation is "<" or ">" && at + 1 < query.Length && query[at + 1] is '=' or '＝')
            (relation, length) = (relation + "=", 2);
        return FieldNames.Find(word.Text) is { } field
            ? new(TokenKind.Field, word.Text, word.Position, at + length - word.Position) { Field = field, Relation = relation }
            : throw new QueryFaultException(word.Position, word.Length, $"没有字段 {word.Text}{FieldNames.Suggest(word.Text, english: false)}", $"There is no field {word.Text}{FieldNames.Suggest(word.Text, english: true)}");
    }

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '＂';

    private static bool IsComparison(char c) => c is '=' or '＝' or '<' or '>' or '＜' or '＞' or '≤' or '≥';

    private static bool IsSyntax(char c) => c is '(' or '（' or ')' or '）' or '[' or '［' || IsQuote(c) || IsComparison(c);
}
