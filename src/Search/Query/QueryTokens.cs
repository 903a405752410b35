using System.Globalization;
using System.Text.RegularExpressions;
using Zhishu.Records;
using Zhishu.Search.Sets;

namespace Zhishu.Search.Query;

internal enum TokenKind
{
    Word,
    Phrase,
    Set,
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
internal static partial class QueryTokens
{
    /// <summary>The widest NEAR/n.</summary>
    private const int MostDistance = 50;

    private static readonly Dictionary<string, TokenKind> Operators = new(StringComparer.OrdinalIgnoreCase)
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
                new($"检索式超过 {QueryLanguage.LongestQuery} 个字符"));
        var tokens = new List<Token>();
        var i = 0;
        while (true)
        {
            while (i < query.Length && (char.IsWhiteSpace(query[i]) || char.IsControl(query[i])))
                i++;
            if (i >= query.Length)
                break;
            if (IsLone(query, i))
            {
                i++;
                continue;
            }

            var token = ReadOne(query, i);
            if (token.Kind == TokenKind.Word && FieldAt(query, token) is { } field)
                token = field;
            tokens.Add(token);
            i += token.Length;
        }

        tokens.Add(new(TokenKind.End, "", query.Length, 0));
        JoinSymbols(tokens);
        JoinNumbers(query, tokens);
        SettleOperators(tokens);
        if (tokens.Exists(HasLetters))
            tokens.RemoveAll(token => token.Kind == TokenKind.Word && !token.Text.Any(char.IsLetterOrDigit));
        return tokens;
    }

    private static bool HasLetters(Token token) => token.Kind is TokenKind.Word or TokenKind.Phrase && token.Text.Any(char.IsLetterOrDigit);

    /// <summary>A quotation mark behind a figure that nothing closes (inches), a bracket that is no range of a field, and a comparison with nothing before it are punctuation.</summary>
    private static bool IsLone(string query, int at) => query[at] is '<' or '>' or '＜' or '＞' or '≤' or '≥' ||
        (IsQuote(query[at]) && at > 0 && char.IsLetterOrDigit(query[at - 1]) && !query.AsSpan(at + 1).ContainsAny(Quotes))
        || (query[at] is '[' or '［' && !query.AsSpan(0, at).ContainsAny(Comparisons) && !Range().IsMatch(query, at) && !ParagraphNumber().IsMatch(query, at));

    private static readonly System.Buffers.SearchValues<char> Quotes = System.Buffers.SearchValues.Create("\"“”＂");
    private static readonly System.Buffers.SearchValues<char> Comparisons = System.Buffers.SearchValues.Create("=＝<>＜＞≤≥");

    [GeneratedRegex(@"\G[\[［][^\]］]+(?: TO | to |至|～|~)[^\]］]+[\]］]", RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    [GeneratedRegex(@"\G[\[［]\d{1,6}[\]］]", RegexOptions.CultureInvariant)]
    private static partial Regex ParagraphNumber();

    /// <summary>A number behind a field of numbers may be written with blanks: <c>PN=US 8,926,509 B2</c>, <c>PN=(DE 10 2005 012 345 A1 OR …)</c>.</summary>
    private static void JoinNumbers(string query, List<Token> tokens)
    {
        var (inside, depth) = (-1, 0);
        for (var i = 0; i < tokens.Count; i++)
        {
            depth += tokens[i].Kind switch { TokenKind.Open => 1, TokenKind.Close => -1, _ => 0 };
            if (inside >= 0 && depth < inside)
                inside = -1;
            if (tokens[i] is { Kind: TokenKind.Field } field && FieldValues.IsOfNumbers(field.Field) && tokens[i + 1].Kind == TokenKind.Open)
                inside = depth + 1;
            if (tokens[i].Kind != TokenKind.Word || !(inside >= 0 || (i > 0 && tokens[i - 1] is { Kind: TokenKind.Field } before && FieldValues.IsOfNumbers(before.Field))))
                continue;
            for (var last = Math.Min(i + MostPieces, tokens.Count - 1); last > i; last--)
            {
                var length = tokens[last].Position + tokens[last].Length - tokens[i].Position;
                if (tokens[last].Kind != TokenKind.Word || Enumerable.Range(i, last - i).Any(at => tokens[at].Kind != TokenKind.Word)
                    || RecordNumber.ParsePatent(query.Substring(tokens[i].Position, length)) is not { Form: not NumberForm.Other })
                    continue;
                tokens[i] = tokens[i] with { Text = query.Substring(tokens[i].Position, length), Length = length };
                tokens.RemoveRange(i + 1, last - i);
                break;
            }
        }
    }

    private const int MostPieces = 6;

    /// <summary>A symbol as registers print it is one: <c>H01M 10/0525</c>, and with its edition and level behind it, <c>H01M10/0525(2010.01)I</c>.</summary>
    private static void JoinSymbols(List<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Word)
                continue;
            if (Subclass().IsMatch(tokens[i].Text) && tokens[i + 1].Kind == TokenKind.Word && Group().IsMatch(tokens[i + 1].Text))
            {
                var end = tokens[i + 1].Position + tokens[i + 1].Length;
                tokens[i] = tokens[i] with { Text = tokens[i].Text + tokens[i + 1].Text, Length = end - tokens[i].Position };
                tokens.RemoveAt(i + 1);
            }

            if (i + 3 < tokens.Count && WholeSymbol().IsMatch(tokens[i].Text) && tokens[i + 1].Kind == TokenKind.Open && tokens[i + 2].Kind == TokenKind.Word && Edition().IsMatch(tokens[i + 2].Text)
                && tokens[i + 3].Kind == TokenKind.Close)
            {
                var last = i + 4 < tokens.Count && tokens[i + 4] is { Kind: TokenKind.Word, Text: "I" or "N" or "i" or "n" } level && level.Position == tokens[i + 3].Position + 1 ? i + 4 : i + 3;
                tokens[i] = tokens[i] with { Length = tokens[last].Position + tokens[last].Length - tokens[i].Position };
                tokens.RemoveRange(i + 1, last - i);
            }
        }
    }

    /// <summary>Operators are read in any case; one that is not in capitals and has nothing to join is a word.</summary>
    private static void SettleOperators(List<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind is not (TokenKind.And or TokenKind.Or or TokenKind.Not) || !token.Text.Any(char.IsAsciiLetterLower))
                continue;
            var before = i > 0 ? tokens[i - 1].Kind : TokenKind.End;
            var after = tokens[i + 1].Kind;
            var begins = after is TokenKind.Word or TokenKind.Phrase or TokenKind.Set or TokenKind.Range or TokenKind.Field or TokenKind.Open;
            var joins = before is TokenKind.Word or TokenKind.Phrase or TokenKind.Set or TokenKind.Range or TokenKind.Close;
            if (!(token.Kind == TokenKind.Not ? begins && before != TokenKind.Near : joins && (begins || after == TokenKind.Not)))
                tokens[i] = token with { Kind = TokenKind.Word };
        }
    }

    [GeneratedRegex(@"^[A-HYa-hy]\d{2}[A-Za-z]$", RegexOptions.CultureInvariant)]
    private static partial Regex Subclass();

    [GeneratedRegex(@"^\d{1,4}/\d{2,8}(?:/low|\+)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Group();

    [GeneratedRegex(@"^[A-HYa-hy]\d{2}[A-Za-z]\d{1,4}/\d{2,8}$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeSymbol();

    [GeneratedRegex(@"^(?:19|20)\d{2}\.\d{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex Edition();

    // Names of fields as the forms of the office have them, with brackets in them.
    [GeneratedRegex(@"\G\p{L}{1,8}[（(]\p{L}{1,8}[）)]\p{L}{0,6}(?=\s*[=＝:：<>＜＞≤≥])", RegexOptions.CultureInvariant)]
    private static partial Regex BracketedName();

    private static Token ReadOne(string query, int start)
    {
        var c = query[start];
        if (BracketedName().Match(query, start) is { Success: true } name && FieldNames.Find(name.Value) is not null)
            return new(TokenKind.Word, name.Value, start, name.Length);
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
            throw new QueryFaultException(start, 1, new($"此处不应出现 {query[start]}；等号前应为字段，例如 TI=锂电池"));
        var word = query[start..end];
        if (SetNames.Is(word))
            return new(TokenKind.Set, "#" + word[1..], start, end - start);
        if (Operators.TryGetValue(word, out var kind))
            return new(kind, word, start, end - start);
        if (word is "NEAR" or "PRE" || word.StartsWith("NEAR/", StringComparison.OrdinalIgnoreCase)
            || (word.StartsWith("PRE/", StringComparison.OrdinalIgnoreCase) && word.Length > 4 && char.IsAsciiDigit(word[4])))
            return ReadNear(word, start);
        return new(TokenKind.Word, word, start, end - start);
    }

    private static Token ReadPhrase(string query, int start)
    {
        var end = start + 1;
        while (end < query.Length && !IsQuote(query[end]))
            end++;
        if (end >= query.Length)
            throw new QueryFaultException(start, query.Length - start, new("引号没有成对"));
        return new(TokenKind.Phrase, query[(start + 1)..end], start, end + 1 - start);
    }

    private static Token ReadRange(string query, int start)
    {
        var end = query.AsSpan(start).IndexOfAny(']', '］');
        if (end < 0)
            throw new QueryFaultException(start, query.Length - start, new("方括号没有成对"));
        var inside = query.Substring(start + 1, end - 1);

        // The number of a paragraph, as it comes with pasted text, is no range.
        if (inside.Length is > 0 and <= 6 && inside.All(char.IsAsciiDigit) && !(query.AsSpan(0, start).TrimEnd() is [.., var before] && IsComparison(before)))
            return new(TokenKind.Word, inside, start, end + 1);
        var ends = inside.Split([" TO ", " to ", "至", "～", "~"], StringSplitOptions.TrimEntries);
        if (ends.Length != 2 || ends[0].Length == 0 || ends[1].Length == 0)
            throw new QueryFaultException(start, end + 1, new("区间应写作 [2020 TO 2023]，一端不限时写 *"));
        return new(TokenKind.Range, ends[0], start, end + 1) { To = ends[1] };
    }

    private static Token ReadNear(string word, int start)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        var distance = MostDistance / 10;
        if (slash >= 0 && (!int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out distance) || distance > MostDistance))
            throw new QueryFaultException(start, word.Length, new($"NEAR/n、PRE/n 的 n 应为 0 至 {MostDistance}，例如 NEAR/5"));
        return new(TokenKind.Near, word, start, word.Length) { Distance = distance };
    }

    private static Token? FieldAt(string query, Token word)
    {
        // TI:电池 and TI/电池, as other services write it.
        var cut = word.Text.AsSpan().IndexOfAny(':', '：', '/');
        if (cut > 0 && FieldNames.Find(word.Text[..cut]) is { } named && (word.Text[cut] != '/' || IsStroke(word.Text, cut, named))
            && (cut + 1 < word.Text.Length || (word.Position + word.Length < query.Length && !IsComparison(query[word.Position + word.Length]))))
            return new(TokenKind.Field, word.Text[..cut], word.Position, cut + 1) { Field = named };
        var at = word.Position + word.Length;
        while (at < query.Length && query[at] is ' ' or '\u3000')
            at++;
        if (at >= query.Length || !IsComparison(query[at]))
            return null;
        var relation = query[at] switch { '=' or '＝' => "=", '<' or '＜' => "<", '>' or '＞' => ">", '≤' => "<=", _ => ">=" };
        var length = 1;
        if (relation is "<" or ">" && at + 1 < query.Length && query[at + 1] is '=' or '＝')
            (relation, length) = (relation + "=", 2);

        // pH>7 and 温度≥60℃ are text that was pasted, and so is x=0.5; an equal sign behind a longer name is meant for a field.
        if ((relation != "=" || word.Text.Length == 1) && FieldNames.Find(word.Text) is null)
            return word with { Length = at + length - word.Position };
        return FieldNames.Find(word.Text) is { } field
            ? new(TokenKind.Field, word.Text, word.Position, at + length - word.Position) { Field = field, Relation = relation }
            : throw new QueryFaultException(word.Position, word.Length, new($"没有字段 {word.Text}{FieldNames.Suggest(word.Text)}"));
    }

    // AD/DA and IN/OUT are words: a stroke makes a field of the capital codes of texts alone, and of days before a figure.
    private static bool IsStroke(string word, int cut, QueryField field) => cut + 1 < word.Length && word[..cut].All(char.IsAsciiLetterUpper)
        && (field is QueryField.Title or QueryField.Abstract or QueryField.Claims or QueryField.Applicant or QueryField.Description
            || (field is QueryField.FilingDate or QueryField.PublicationDate or QueryField.GrantDate && char.IsAsciiDigit(word[cut + 1])));

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '＂';

    private static bool IsComparison(char c) => c is '=' or '＝' or '<' or '>' or '＜' or '＞' or '≤' or '≥';

    private static bool IsSyntax(char c) => c is '(' or '（' or ')' or '）' or '[' or '［' || IsQuote(c) || IsComparison(c);
}
