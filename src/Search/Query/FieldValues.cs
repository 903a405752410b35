using System.Globalization;
using System.Text.RegularExpressions;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Query;

/// <summary>Turns the value of a term into a node, by its field.</summary>
internal sealed partial class FieldValues(ReferenceData reference)
{
    private static readonly Dictionary<string, LegalStatus> Statuses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["有权"] = LegalStatus.InForce,
        ["有效"] = LegalStatus.InForce,
        ["inForce"] = LegalStatus.InForce,
        ["审中"] = LegalStatus.Pending,
        ["在审"] = LegalStatus.Pending,
        ["pending"] = LegalStatus.Pending,
        ["失效"] = LegalStatus.Ended,
        ["无权"] = LegalStatus.Ended,
        ["ended"] = LegalStatus.Ended,
        ["未知"] = LegalStatus.Unknown,
        ["unknown"] = LegalStatus.Unknown,
    };

    private const int MostWildcards = 8;
    private readonly List<Bilingual> _notes = [];

    /// <summary>What the reader should know of how values were read.</summary>
    public IReadOnlyList<Bilingual> Notes => _notes;

    /// <summary>Whether a field holds numbers of records.</summary>
    public static bool IsOfNumbers(QueryField field) =>
        field is QueryField.ApplicationNumber or QueryField.PublicationNumber or QueryField.Priority or QueryField.Citing or QueryField.CitedBy or QueryField.Family;

    private static bool IsDate(QueryField field) =>
        field is QueryField.FilingDate or QueryField.PublicationDate or QueryField.GrantDate or QueryField.Expiry or QueryField.EventDate;

    public QueryNode Read(Token token, QueryField field, string relation)
    {
        if (token.Kind == TokenKind.Range)
            return ReadRange(token, field);
        var value = SafeText.Narrow(token.Text).Trim();
        if (!value.Any(char.IsLetterOrDigit))
            throw Fault(token, new("检索词中没有文字或数字"));
        var isDate = IsDate(field) || (field == QueryField.Priority && (relation != "=" || DateSpan().IsMatch(value) || DayOf(value, field) is not null));
        if (relation != "=" && !isDate)
            throw Fault(token, new("只有日期可以比较大小，例如 AD>=2020"), 22);
        var wild = token.Kind == TokenKind.Word && token.Text.AsSpan().IndexOfAny("*?＊") >= 0;
        return field switch
        {
            QueryField.Any when token.Kind == TokenKind.Word && WithLevel().IsMatch(value) => ReadSymbol(token, value, wild, QueryField.Classification),
            QueryField.Any when !wild => Free(token, value),
            QueryField.ApplicationNumber or QueryField.PublicationNumber => ReadNumber(token, value, field, wild),
            _ when isDate && relation == "=" && DateSpan().Match(value) is { Success: true } span =>
                ReadRange(token with { Kind = TokenKind.Range, Text = span.Groups[1].Value, To = span.Groups[2].Value }, field),
            _ when isDate => Compare(ReadDate(token, value, field), relation, token),
            QueryField.Priority => ReadPriority(token, value, wild),
            QueryField.Citing or QueryField.CitedBy or QueryField.Family => wild ? throw Fault(token, new("此处应为完整的号码，不能截词"))
                : new QueryNode.Linked(field, [.. Numbers(token, value).SelectMany(WithoutKind).Distinct()]),
            QueryField.Classification or QueryField.Cpc or QueryField.MainClass => ReadSymbol(token, value, wild, field),
            QueryField.Office => ReadOffice(token, value),
            QueryField.Nice => ReadNice(token, value),
            QueryField.Region => ReadRegion(token, value),
            QueryField.SimilarMark => value.Length <= 40 ? new QueryNode.SimilarMark(value) : throw Fault(token, new("商标名称不超过 40 个字符")),
            QueryField.Status => Statuses.TryGetValue(value, out var status) ? new QueryNode.Status(status) : new QueryNode.StatusText(value),
            QueryField.Type => ReadType(token, value),
            _ => wild ? ReadPattern(token, field) : Words(token, field),
        };
    }

    /// <summary>
    /// What was typed as one stands as one: in quotation marks, and joined by a hyphen, the parts follow each other, with nothing but punctuation between them.
    /// </summary>
    private static QueryNode Words(Token token, QueryField field)
    {
        if (field is QueryField.Applicant or QueryField.Inventor or QueryField.Agency or QueryField.Agent or QueryField.Examiner && Umlauts.Other(token.Text) is { } other)
            return new QueryNode.Or([AsTyped(token, field), AsTyped(token with { Text = other }, field)]);
        return AsTyped(token, field);
    }

    private static QueryNode AsTyped(Token token, QueryField field)
    {
        if (token.Kind != TokenKind.Phrase && !Hyphened().IsMatch(token.Text))
            return new QueryNode.Text(field, token.Text);
        return RunsOf(token.Text) is { Count: > 1 } runs ? NearGroups.Chain(field, runs) : new QueryNode.Text(field, token.Text);
    }

    private const int MostRuns = 64;

    /// <summary>The runs of Chinese characters and of words that a text is made of; empty when they are too many.</summary>
    public static IReadOnlyList<string> RunsOf(string text)
    {
        var runs = Runs().Matches(SafeText.Narrow(text)).Select(match => match.Value.Trim()).ToList();
        return runs.Count <= MostRuns ? runs : [];
    }

    [GeneratedRegex(@"^[A-Za-z]+(?:-[A-Za-z]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphened();

    // A run of Chinese characters, or words with blanks between them.
    [GeneratedRegex(@"[\u3005-\u3007\u3041-\u30FF\u31F0-\u31FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF]+"
        + @"|(?:(?![\u3005-\u3007\u3041-\u30FF\u31F0-\u31FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF])[\p{L}\p{N}\p{M}])+"
        + @"(?:\s+(?:(?![\u3005-\u3007\u3041-\u30FF\u31F0-\u31FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF])[\p{L}\p{N}\p{M}])+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Runs();

    /// <summary>Whether a text is one word, one phrase of words or one CJK run, wildcards aside.</summary>
    public static bool IsOnePiece(string value)
    {
        var letters = value.Where(c => c is not ('*' or '?' or '＊')).ToList();
        var words = letters.Where(c => !char.IsWhiteSpace(c)).ToList();
        return words.Count > 0 && words.TrueForAll(char.IsLetterOrDigit)
            && (words.TrueForAll(Zhishu.Search.Text.Gram.IsCjk) ? words.Count == letters.Count : !words.Exists(Zhishu.Search.Text.Gram.IsCjk));
    }

    private static QueryNode.Text ReadPattern(Token token, QueryField field)
    {
        if (!IsOnePiece(token.Text))
            throw Fault(token, new("截词符只能用于单个词，其中不能有标点，也不能中西文混写"));
        var letters = token.Text.Where(c => c is not ('*' or '?' or '＊')).ToList();
        if (letters.Count < (Zhishu.Search.Text.Gram.IsCjk(letters[0]) ? 1 : 2))
            throw Fault(token, new("截词过宽：至少写出两个字母或一个汉字"));
        if (token.Text.Length - letters.Count > MostWildcards)
            throw Fault(token, new($"一个词中最多 {MostWildcards} 个截词符"));
        return new(field, token.Text.Replace('＊', '*'), Wild: true);
    }

    private QueryNode ReadRange(Token token, QueryField field)
    {
        Token End(string text) => new(TokenKind.Word, text, token.Position, token.Length);
        if (IsDate(field) || field == QueryField.Priority)
        {
            var from = token.Text == "*" ? DateOnly.MinValue : ReadDate(End(token.Text), SafeText.Narrow(token.Text), field).From;
            var to = token.To == "*" ? DateOnly.MaxValue : ReadDate(End(token.To), SafeText.Narrow(token.To), field).To;
            return from <= to ? new QueryNode.Date(field, from, to) : throw Fault(token, new("区间的起点晚于终点"));
        }

        if (field != QueryField.Nice)
            throw Fault(token, new("只有日期和尼斯分类可以写区间，例如 AD=[2020 TO 2023]"));
        var first = token.Text == "*" ? 1 : int.Parse(ReadNice(End(token.Text), token.Text).Value, CultureInfo.InvariantCulture);
        var last = token.To == "*" ? 45 : int.Parse(ReadNice(End(token.To), token.To).Value, CultureInfo.InvariantCulture);
        return first <= last
            ? new QueryNode.Or([.. Enumerable.Range(first, last - first + 1).Select(nice => new QueryNode.NiceClass(nice.ToString(CultureInfo.InvariantCulture)))])
            : throw Fault(token, new("区间的起点晚于终点"));
    }

    private static QueryNode.Date Compare(QueryNode.Date date, string relation, Token token) => relation switch
    {
        ">=" => date with { To = DateOnly.MaxValue },
        "<=" => date with { From = DateOnly.MinValue },
        ">" => date with { From = date.To.AddDays(1), To = DateOnly.MaxValue },
        "<" => date with { From = DateOnly.MinValue, To = date.From.AddDays(-1) },
        "=" => date,
        _ => throw Fault(token, new("无法比较")),
    };

    private static QueryNode.Number ReadNumber(Token token, string value, QueryField field, bool wild)
    {
        if (!wild)
            return new(field, Numbers(token, value));
        var head = RecordNumber.NormaliseOther(value.TrimEnd('*'));
        if (head is null || !value.EndsWith('*') || head.Length < 4)
            throw Fault(token, new("号码只能在末尾截词，至少写出四位，例如 PN=CN1146*"));
        return new(field, field == QueryField.ApplicationNumber && head.StartsWith("CN", StringComparison.Ordinal) ? [head, head[2..]] : [head], Prefix: true);
    }

    /// <summary>A free word that looks like a number is looked up as one besides.</summary>
    private static QueryNode Free(Token token, string value)
    {
        var text = Words(token, QueryField.Any);
        return token.Kind == TokenKind.Word && value.Count(char.IsAsciiDigit) >= 4 && value.Length >= 6 && RecordNumber.ParsePatent(value) is not null
            ? new QueryNode.Or([new QueryNode.Number(QueryField.Any, Spellings(value)), text])
            : text;
    }

    private static List<string> Numbers(Token token, string value) => RecordNumber.ParsePatent(value) is null
        ? throw Fault(token, new("号码无法识别"))
        : Spellings(value);

    /// <summary>
    /// The normal forms under which a number may be kept: with its office (publications) or without (applications), or as that of another kind of record.
    /// Empty when it cannot be a number.
    /// </summary>
    public static List<string> Spellings(string value)
    {
        var spellings = new List<string>();
        if (RecordNumber.ParsePatent(value) is { } number)
        {
            spellings.Add(number.Normal);
            if (number.Form == NumberForm.Other && number.Normal.All(char.IsAsciiDigit))
                spellings.AddRange(["CN" + number.Normal, "US" + number.Normal]);
        }

        if (RecordNumber.NormaliseOther(value) is { } other && !spellings.Contains(other))
            spellings.Add(other);
        return spellings;
    }

    // The number as it is and without its kind code: documents are cited either way.
    private static IEnumerable<string> WithoutKind(string normal) =>
        RecordNumber.ParsePatent(normal) is { KindCode.Length: > 0 } number ? [normal, normal[..^number.KindCode.Length]] : [normal];

    private static QueryNode.Number ReadPriority(Token token, string value, bool wild)
    {
        if (wild)
            return ReadNumber(token, value, QueryField.Priority, wild);
        if (RecordNumber.ParsePatent(value) is null)
            throw Fault(token, new("应为在先申请的号码或日期，例如 PR=CN201710000001.2、PR=2017-02-06、PR=[2017 TO 2018]"));
        var keys = new List<string> { RecordFamily.PriorityKey(null, value) };
        if (keys[0].All(char.IsAsciiDigit))
            keys.AddRange(["CN" + keys[0], "US" + keys[0]]);
        return new(QueryField.Priority, keys);
    }

    private QueryNode.Office ReadOffice(Token token, string value)
    {
        if (reference.Offices.Find(value) is { } code)
            return new([code.Code]);
        var all = reference.Offices.All.ToList();
        var found = all.FindAll(node => node.Title.Zh == value || string.Equals(node.Title.En, value, StringComparison.OrdinalIgnoreCase));
        if (found.Count == 0 && value.Length >= 2)
            found = all.FindAll(node => node.Title.Zh.Contains(value, StringComparison.Ordinal) || node.Title.En.StartsWith(value, StringComparison.OrdinalIgnoreCase));
        return found.Count > 0 ? new([.. found.Select(node => node.Code)])
            : value.Length == 2 && value.All(char.IsAsciiLetter) ? new([value.ToUpperInvariant()])
            : throw Fault(token, new($"没有国家或组织“{value}”，请写名称或两位代码，例如 中国、美国、EP、WO"));
    }

    private static QueryNode.Date ReadDate(Token token, string value, QueryField field) =>
        DayOf(value, field) ?? throw Fault(token, new("日期应为年、年月或年月日，例如 2020、2020-06、2020-06-30"));

    private static QueryNode.Date? DayOf(string value, QueryField field)
    {
        var match = DateShape().Match(value);
        if (match.Success)
        {
            int Part(int group, int none) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : none;
            var (year, month, day) = (Part(1, 0), Part(2, 0), Part(3, 0));
            if (year is >= 1700 and <= 2200 && month <= 12 && (month > 0 || !match.Groups[2].Success))
            {
                if (month == 0)
                    return new(field, new(year, 1, 1), new(year, 12, 31));
                var last = DateTime.DaysInMonth(year, month);
                if (day == 0 && !match.Groups[3].Success)
                    return new(field, new(year, month, 1), new(year, month, last));
                if (day >= 1 && day <= last)
                    return new(field, new(year, month, day), new(year, month, day));
            }
        }

        return null;
    }

    private QueryNode.Symbol ReadSymbol(Token token, string value, bool wild, QueryField field)
    {
        var squeezed = Edition().Replace(value.ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal), "");
        if (wild && squeezed.TrimEnd('*') is var head && squeezed.EndsWith('*') && PrefixShape().IsMatch(head))
            return new(head, Prefix: true) { Field = field };
        var below = squeezed.EndsWith("/LOW", StringComparison.Ordinal) || squeezed.EndsWith('+');
        squeezed = (squeezed.EndsWith("/LOW", StringComparison.Ordinal) ? squeezed[..^4] : squeezed).TrimEnd('+').TrimEnd('/');
        var match = IpcShape().Match(squeezed);
        if (match.Success)
        {
            var symbol = match.Groups[2].Success ? match.Groups[1].Value + match.Groups[2].Value.TrimStart('0') + (match.Groups[3].Success ? match.Groups[3].Value : "") : squeezed;
            return below ? Below(symbol, field) : new(symbol) { Field = field };
        }

        return LocarnoShape().IsMatch(squeezed)
            ? new(squeezed) { Field = field }
            : throw Fault(token, new("分类号形式不正确，例如 H、H01、H01M、H01M10、H01M10/0525、H01M10*，外观设计 14-03"));
    }

    /// <summary>A group with those below it by the dots. Everything stands below a main group; a symbol without groups means all below it anyhow.</summary>
    private QueryNode.Symbol Below(string symbol, QueryField field)
    {
        if (symbol.EndsWith("/00", StringComparison.Ordinal))
            return new(symbol[..^3]) { Field = field };
        if (!symbol.Contains('/', StringComparison.Ordinal))
            return new(symbol) { Field = field };
        if (field != QueryField.Cpc && reference.IpcGroups.Below(symbol) is { } below)
            return new(symbol) { Field = field, Below = below };
        _notes.Add(new($"没有 {symbol} 之下各级分类的数据，只按 {symbol} 本身检索"));
        return new(symbol) { Field = field };
    }

    private static QueryNode.NiceClass ReadNice(Token token, string value) =>
        int.TryParse(value.Replace("第", "", StringComparison.Ordinal).Replace("类", "", StringComparison.Ordinal), NumberStyles.None,
        CultureInfo.InvariantCulture, out var nice) && nice is >= 1 and <= 45
            ? new(nice.ToString(CultureInfo.InvariantCulture))
            : throw Fault(token, new("尼斯分类为 1 至 45"));

    private QueryNode.Region ReadRegion(Token token, string value)
    {
        if (reference.Regions.Find(value) is { } code)
            return new([code.Code]);
        var found = Named(node => node.Title.Zh == value || string.Equals(node.Title.En, value, StringComparison.OrdinalIgnoreCase));
        if (found.Count == 0 && value.Length >= 2)
            found = Named(node => node.Title.Zh.StartsWith(value, StringComparison.Ordinal));
        return found.Count > 0
            ? new(found)
            : throw Fault(token, new($"没有地区“{value}”，请写行政区划名称或代码，例如 河南、郑州、41"));
    }

    private List<string> Named(Func<CodeNode, bool> wanted)
    {
        var all = reference.Regions.All.Where(wanted).ToList();
        var top = all.Count == 0 ? 0 : all.Min(node => node.Code.Length);
        return [.. all.Where(node => node.Code.Length == top).Select(node => node.Code)];
    }

    private static QueryNode.Type ReadType(Token token, string value) => RecordTypes.Parse(value) is { } type
        ? new(type)
        : throw Fault(token, new($"没有类型“{value}”，可用：{Bilingual.List(RecordTypes.All.Select(row => Bilingual.Of(row.Label.Zh, row.Code)))}"));

    // SRU diagnostic 36: the term has not the form that the index asks for.
    private static QueryFaultException Fault(Token token, Bilingual text, int diagnostic = 36) => new(token.Position, token.Length, text, diagnostic);

    // Two years or two days with something between them: 2020-2023, 20200101..20231231, 2020至2023.
    [GeneratedRegex(@"^(\d{4}|\d{8}|\d{4}[-.]\d{2}(?:[-.]\d{2})?)(?:-|~|至|:|\.\.)(\d{4}|\d{8}|\d{4}[-.]\d{2}(?:[-.]\d{2})?)$", RegexOptions.CultureInvariant)]
    private static partial Regex DateSpan();

    [GeneratedRegex(@"^(\d{4})(?:[-./年]?(\d{1,2})(?:[-./月]?(\d{1,2}))?)?[年月日]?$", RegexOptions.CultureInvariant)]
    private static partial Regex DateShape();

    [GeneratedRegex(@"[(（](?:19|20)\d{2}\.\d{2}[)）][IN]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Edition();

    /// <summary>Whether a word is a symbol that asks for the groups below it: <c>H01M10/052/low</c>.</summary>
    public static bool HasLevel(string text) => WithLevel().IsMatch(SafeText.Narrow(text));

    [GeneratedRegex(@"^[A-HYa-hy]\d{2}[A-Za-z]\d{1,4}/\d{2,8}(?:/low|\+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex WithLevel();

    [GeneratedRegex(@"^([A-HY](?:\d{2}[A-Z]?)?)(?:(?<=[A-Z])(\d{1,4})(/\d{2,8})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex IpcShape();

    [GeneratedRegex(@"^[A-HY]\d{0,2}$|^[A-HY]\d{2}[A-Z](\d{1,4}(/\d{0,8})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixShape();

    [GeneratedRegex(@"^\d{2}(-\d{2})?$", RegexOptions.CultureInvariant)]
    private static partial Regex LocarnoShape();
}
