using System.Globalization;
using System.Text.RegularExpressions;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Turns one row of a Chinese export into a patent record.</summary>
internal sealed partial class CnRowMapper
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<(string Name, int At)> _unknown = [];
    private readonly RegionFinder _regions;
    private readonly string _sourceName;

    public CnRowMapper(IReadOnlyList<string> header, RegionFinder regions, string sourceName)
    {
        (_regions, _sourceName, ColumnCount) = (regions, sourceName, header.Count);
        var known = CnColumns.All.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            var name = CnColumns.Clean(header[i]);
            if (known.Contains(name))
                _columns.TryAdd(name, i);
            else if (name.Length is > 0 and <= 60)
                _unknown.Add((name, i));
        }
    }

    public int ColumnCount { get; }

    public SourceItem Map(long line, string[] row)
    {
        var problems = new List<Problem>();
        var applicationNumber = Cell(row, "申请号");
        var publicationNumber = Cell(row, "公开号");
        var grantNumber = Cell(row, "授权公告号");
        var shown = applicationNumber ?? publicationNumber ?? grantNumber;
        void Refuse(string? field, string code, string zh, string en, string? value) =>
            problems.Add(Problem.Of(line, shown, field, code, zh, en, value));
        DateOnly? Date(string field)
        {
            if (Cell(row, field) is not { } text || text is "0")
                return null;
            if (CnDates.Parse(text) is { } date)
                return date;
            Refuse(field, "date.wrong", "日期无法识别，应为 yyyymmdd", "The date cannot be read; yyyymmdd is expected", text);
            return null;
        }

        if (shown is null)
            Refuse("申请号", "number.missing", "申请号、公开号、授权公告号均为空", "Application, publication and grant number are all empty", null);
        var title = Cell(row, "专利名称") ?? Cell(row, "授权名称");
        if (title is null)
            Refuse("专利名称", "title.missing", "缺少专利名称", "The title is missing", null);

        var (country, province) = Region(Cell(row, "国省代码"));
        var filing = Date("申请日");
        var published = Date("公开日");
        var granted = Date("授权公告日");
        var address = Cell(row, "申请人地址");
        var number = RecordNumber.ParsePatent(shown);
        var office = number?.Office is { Length: 2 } told ? told : "CN";
        var statusText = Cell(row, "法律状态");
        var record = new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = office,
            Number = shown ?? "",
            Title = title ?? "",
            Type = Type(Cell(row, "专利类型"), publicationNumber ?? grantNumber),
            FilingDate = filing,
            PublicationDate = published ?? granted,
            GrantDate = granted,
            ExpiryDate = Date("失效日期"),
            Status = CnStatus.Of(statusText),
            StatusText = statusText,
            Region = country is null or "CN" ? _regions.Find(province, address) : null,
            Parties = Parties(row, country, address),
            Classifications = [.. Symbols(row, "ipc", "主分类号", "分类号"), .. Symbols(row, "cpc", "CPC主分类号", "CPC分类号"), .. Symbols(row, "fi", "FI主分类号", "FI分类号")],
            Publications = Publications(publicationNumber, published, grantNumber, granted),
            Priorities = Priorities(row, Refuse),
            Events = Events(row, filing, published, granted, Date),
            Citations = [.. List(row, "引证专利").Select(text => new Citation(text, true)), .. List(row, "非专利引证").Select(text => new Citation(text, false))],
            Family = [.. List(row, "同族专利")],
            Abstract = Cell(row, "申请摘要"),
            Claims = Cell(row, "主权项") is { } claim ? [new Claim(1, LeadingNumber().Replace(claim, ""), [])] : [],
            Extra = Extra(row),
            Source = new Provenance(_sourceName),
        };
        return problems.Count > 0 ? new(line, null, problems) : new(line, record, problems);
    }

    private string? Cell(string[] row, string column)
    {
        if (!_columns.TryGetValue(column, out var at) || at >= row.Length)
            return null;
        var text = row[at].Trim();
        return text.Length == 0 || text is "-" or "--" or "无" ? null : text;
    }

    private string[] List(string[] row, string column) =>
        Cell(row, column)?.Split([';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static (string? Country, string? Province) Region(string? text)
    {
        if (text is null || RegionCode().Match(text) is not { Success: true } match)
            return (null, null);
        var code = match.Groups[1].Value;
        return char.IsAsciiDigit(code[0]) ? ("CN", code[..2]) : (code, null);
    }

    private List<Party> Parties(string[] row, string? country, string? address)
    {
        var types = List(row, "申请人类型");
        var parties = new List<Party>();
        void Add(PartyRole role, string column)
        {
            foreach (var name in List(row, column))
                parties.Add(new Party(role, name));
        }

        foreach (var (name, i) in List(row, "申请人").Select((name, i) => (name, i)))
        {
            parties.Add(new Party(PartyRole.Applicant, name)
            {
                Type = i < types.Length ? types[i] : types.FirstOrDefault(),
                Country = i == 0 ? country : null,
                Address = i == 0 ? address : null,
            });
        }

        Add(PartyRole.Inventor, "发明人");
        Add(PartyRole.Agent, "专利代理人");
        Add(PartyRole.Agency, "专利代理机构");
        var ownerAddress = Cell(row, "当前著录项联系人通讯地址");
        foreach (var (name, i) in List(row, "当前权利人").Select((name, i) => (name, i)))
            parties.Add(new Party(PartyRole.Owner, name) { Address = i == 0 ? ownerAddress : null });
        Add(PartyRole.CurrentInventor, "当前发明人");
        Add(PartyRole.CurrentAgent, "当前专利代理人");
        Add(PartyRole.CurrentAgency, "当前专利代理机构");
        Add(PartyRole.FormerAgency, "变更前代理机构");
        Add(PartyRole.Examiner, "审查员");
        return parties;
    }

    private IEnumerable<Classification> Symbols(string[] row, string scheme, string mainColumn, string column)
    {
        var main = List(row, mainColumn).Select(Normal).FirstOrDefault();
        var all = List(row, column).Select(Normal).ToList();
        if (main is not null)
            yield return new(scheme, main, true);
        foreach (var symbol in all.Where(symbol => symbol != main).Distinct())
            yield return new(scheme, symbol);

        // Designs carry Locarno symbols in the IPC columns, which stay as they are.
        string Normal(string text) => scheme == "fi" ? text : ClassificationSymbol.NormaliseIpc(LocarnoVersion().Replace(text, ""));
    }

    private static List<Publication> Publications(string? number, DateOnly? published, string? grantNumber, DateOnly? granted)
    {
        var list = new List<Publication>();
        if (number is not null && number != grantNumber)
            list.Add(new(Normal(number), published));
        if (grantNumber is not null)
            list.Add(new(Normal(grantNumber), granted ?? published, true));
        return list;

        static string Normal(string text) => RecordNumber.ParsePatent(text)?.Normal ?? text;
    }

    private List<Priority> Priorities(string[] row, Action<string?, string, string, string, string?> refuse)
    {
        var dates = List(row, "优先权日");
        return [.. List(row, "优先权").Select((text, i) =>
        {
            var date = i < dates.Length && dates[i] is not "0" ? CnDates.Parse(dates[i]) : null;
            if (date is null && i < dates.Length && dates[i] is not "0")
                refuse("优先权日", "date.wrong", "日期无法识别，应为 yyyymmdd", "The date cannot be read; yyyymmdd is expected", dates[i]);
            var country = text.Length > 2 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) ? text[..2] : null;
            return new Priority(country, text, date);
        })];
    }

    private List<LegalEvent> Events(string[] row, DateOnly? filing, DateOnly? published, DateOnly? granted, Func<string, DateOnly?> date)
    {
        var events = new List<LegalEvent>();
        void Add(DateOnly? day, EventCategory category, string text)
        {
            if (day is not null)
                events.Add(new(day, category, text));
        }

        Add(filing, EventCategory.Filing, "申请");
        if (published != granted)
            Add(published, EventCategory.Publication, "公开");
        Add(date("实质审查日"), EventCategory.Examination, "实质审查的生效");
        Add(granted, EventCategory.Grant, "授权");
        Add(date("转让日期"), EventCategory.PartyChange, "专利权的转移");
        Add(date("许可日期"), EventCategory.Licence, "专利实施许可");
        Add(date("质押日期"), EventCategory.Licence, "专利权质押");
        Add(date("无效宣告日期"), EventCategory.Cessation, "无效宣告");
        Add(date("失效日期"), EventCategory.Cessation, "专利权终止");
        foreach (var text in List(row, "法律事件"))
        {
            var match = EventDate().Match(text);
            events.Add(new(match.Success ? CnDates.Parse(match.Value) : null, CnStatus.EventOf(text), text));
        }

        return [.. events.OrderBy(legal => legal.Date ?? DateOnly.MaxValue)];
    }

    private SortedDictionary<string, string> Extra(string[] row)
    {
        var extra = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in CnColumns.KeptAsExtra)
        {
            if (Cell(row, name) is { } text and not "0" && Says(row, name, text))
                extra[name] = text;
        }

        foreach (var (name, at) in _unknown)
        {
            if (at < row.Length && row[at].Trim() is { Length: > 0 } text)
                extra[name] = text;
        }

        return extra;
    }

    // These columns mostly repeat others; they are kept when they do not.
    private bool Says(string[] row, string name, string text) => name switch
    {
        "授权名称" => text != Cell(row, "专利名称"),
        "第一发明人" => text != List(row, "发明人").FirstOrDefault(),
        "第一权利人" => text != List(row, "申请人").FirstOrDefault() && text != List(row, "当前权利人").FirstOrDefault(),
        _ => true,
    };

    private static string? Type(string? text, string? publication) => text switch
    {
        not null when text.Contains("外观", StringComparison.Ordinal) => "design",
        not null when text.Contains("实用新型", StringComparison.Ordinal) => "utility",
        not null when text.Contains("发明", StringComparison.Ordinal) => "invention",
        _ => RecordNumber.ParsePatent(publication)?.KindCode is { Length: > 0 } code
            ? code[0] switch { 'U' or 'Y' => "utility", 'S' or 'D' => "design", _ => "invention" }
            : null,
    };

    [GeneratedRegex(@"[(（]\s*(\d{2,6}|[A-Z]{2})\s*[)）]", RegexOptions.CultureInvariant)]
    private static partial Regex RegionCode();

    [GeneratedRegex(@"^\s*1\s*[.、．,，:：]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"^LOC\s*\(\d+\)\s*Cl\.?\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LocarnoVersion();

    [GeneratedRegex(@"(19|20)\d{2}[-./年]?\d{1,2}[-./月]?\d{1,2}", RegexOptions.CultureInvariant)]
    private static partial Regex EventDate();
}

/// <summary>Dates as Chinese exports write them.</summary>
internal static class CnDates
{
    private static readonly string[] Forms = ["yyyyMMdd", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"];
    private static readonly DateOnly ExcelZero = new(1899, 12, 30);

    /// <summary>Reads yyyymmdd, dates with separators, and the day numbers of workbooks; null when it is none of these.</summary>
    public static DateOnly? Parse(string text)
    {
        text = SafeText.Narrow(text).Trim();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0)
            text = text[..space];
        if (DateOnly.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is > 20_000 and < 80_000
            ? ExcelZero.AddDays(day)
            : null;
    }
}

/// <summary>The words of Chinese registers for status and events.</summary>
internal static class CnStatus
{
    private static readonly (string Word, EventCategory Category)[] Words =
    [
        ("无效", EventCategory.Cessation), ("终止", EventCategory.Cessation), ("失效", EventCategory.Cessation), ("届满", EventCategory.Cessation),
        ("恢复", EventCategory.RightRevival), ("撤回", EventCategory.Discontinuation), ("驳回", EventCategory.Discontinuation), ("放弃", EventCategory.Discontinuation),
        ("实质审查", EventCategory.Examination), ("授权", EventCategory.Grant), ("注册", EventCategory.Grant), ("续展", EventCategory.Maintenance),
        ("转移", EventCategory.PartyChange), ("转让", EventCategory.PartyChange), ("变更", EventCategory.PartyChange),
        ("许可", EventCategory.Licence), ("质押", EventCategory.Licence), ("保全", EventCategory.Procedure),
        ("复审", EventCategory.Appeal), ("诉讼", EventCategory.Appeal), ("异议", EventCategory.PreGrantReview),
        ("公开", EventCategory.Publication), ("公布", EventCategory.Publication), ("公告", EventCategory.Publication), ("申请", EventCategory.Filing),
    ];

    public static LegalStatus Of(string? text) => text switch
    {
        null => LegalStatus.Unknown,
        _ when text.StartsWith("有权", StringComparison.Ordinal) || text.StartsWith("有效", StringComparison.Ordinal) => LegalStatus.InForce,
        _ when text.StartsWith("审中", StringComparison.Ordinal) || text.StartsWith("在审", StringComparison.Ordinal) || text.StartsWith("公开", StringComparison.Ordinal)
            || text.StartsWith("实质审查", StringComparison.Ordinal) => LegalStatus.Pending,
        _ when text.StartsWith("无权", StringComparison.Ordinal) || text.StartsWith("失效", StringComparison.Ordinal) || text.StartsWith("无效", StringComparison.Ordinal)
            || text.Contains("终止", StringComparison.Ordinal) || text.Contains("撤回", StringComparison.Ordinal) || text.Contains("驳回", StringComparison.Ordinal)
            || text.Contains("放弃", StringComparison.Ordinal) => LegalStatus.Ended,
        _ when text.Contains("授权", StringComparison.Ordinal) => LegalStatus.InForce,
        _ => LegalStatus.Unknown,
    };

    public static EventCategory EventOf(string text) =>
        Words.FirstOrDefault(pair => text.Contains(pair.Word, StringComparison.Ordinal)).Category;
}
