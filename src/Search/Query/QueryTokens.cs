namespace Zhishu.Search.Query;

internal enum TokenKind
{
    Word,
    Phrase,
    Field,
    And,
    Or,
    Not,
    Open,
    Close,
    End,
}

/// <summary>A token with the place it stands at.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, int Length, QueryField Field = QueryField.Any);

/// <summary>Cuts a query into tokens. Full-width brackets, quotes and equal signs count as their plain forms.</summary>
internal static class QueryTokens
{
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
            if (token.Kind == TokenKind.Word && FieldAt(query, token) is var (field, end))
                token = new(TokenKind.Field, token.Text, i, end - i, field);
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
            throw new QueryFaultException(start, 1, "暂不支持区间检索，请按年、月或日检索，例如 AD=2020", "Ranges are not supported yet; give a year, month or day, such as AD=2020");
        var end = start;
        while (end < query.Length && !char.IsWhiteSpace(query[end]) && !char.IsControl(query[end]) && !IsSyntax(query[end]))
            end++;
        if (end == start)
            throw new QueryFaultException(start, 1, $"此处不应出现 {query[start]}；等号前应为字段，例如 TI=锂电池", $"{query[start]} is not expected here; a field stands before an equal sign, such as TI=battery");
        var word = query[start..end];
        if (Operators.TryGetValue(word, out var kind))
            return new(kind, word, start, end - start);
        if (word.StartsWith("NEAR/", StringComparison.Ordinal) || word.StartsWith("PRE/", StringComparison.Ordinal))
            throw new QueryFaultException(start, word.Length, "暂不支持邻近检索 NEAR、PRE", "NEAR and PRE are not supported yet");
        if (word.AsSpan().IndexOfAny('*', '?') is >= 0 and var wild)
            throw new QueryFaultException(start + wild, 1, "暂不支持截词符 * 和 ?；分类号本身已包含下位，例如 IC=H01M", "Truncation with * and ? is not supported yet; a classification finds what is below it, such as IC=H01M");
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

    private static (QueryField Field, int End)? FieldAt(string query, Token word)
    {
        var at = word.Position + word.Length;
        while (at < query.Length && query[at] is ' ' or '\u3000')
            at++;
        if (at >= query.Length || !IsComparison(query[at]))
            return null;
        if (query[at] is not ('=' or '＝'))
            throw new QueryFaultException(at, 1, "暂不支持 > 和 < 比较，请用等号", "Comparison with > and < is not supported yet; use the equal sign");
        return FieldNames.Find(word.Text) is { } field
            ? (field, at + 1)
            : throw new QueryFaultException(word.Position, word.Length, $"没有字段 {word.Text}{FieldNames.Suggest(word.Text, english: false)}", $"There is no field {word.Text}{FieldNames.Suggest(word.Text, english: true)}");
    }

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '＂';

    private static bool IsComparison(char c) => c is '=' or '＝' or '<' or '>' or '＜' or '＞';

    private static bool IsSyntax(char c) => c is '(' or '（' or ')' or '）' or '[' or '［' || IsQuote(c) || IsComparison(c);
}
