using System.Text.RegularExpressions;
using static Zhishu.Records.TableField;

namespace Zhishu.Records;

/// <summary>Turns a row of a table into a record of the kind that its header tells.</summary>
internal sealed partial class TableMapper(RegionFinder regions)
{
    /// <summary>The record of a row, or why there is none.</summary>
    public SourceItem Map(TableRow row, string sourceName)
    {
        if (TableAffairs.Only(row.Header))
            return Affairs(row, sourceName);
        var record = row.Header.Kind == RecordKind.Patent ? Patent(row) : Other(row);
        if (TableParties.AgencyCodesOf(row) is { } codes)
            record = record with { Extra = new SortedDictionary<string, string>(record.Extra.ToDictionary(), StringComparer.Ordinal) { ["代理机构代码"] = codes } };
        return new(row.Line, row.Problems.Count > 0 ? null : record with { Source = new Provenance(sourceName) }, row.Problems);
    }

    /// <summary>A row that only says what became of a right: it adds to the record, and waits where that is not there yet.</summary>
    private static SourceItem Affairs(TableRow row, string sourceName)
    {
        var patent = row.Header.Kind == RecordKind.Patent;
        var numbers = patent ? PatentNumbers.Of(row) : null;
        row.Shown = patent ? numbers!.Shown : row[Number];
        if (row.Shown is null)
            row.Refuse(patent ? TableField.PatentNumber : Number, "number.missing", new("缺少号码"), null);
        var events = TableAffairs.Of(row).ToList();
        if (events.Count == 0 && row.Problems.Count == 0)
            row.Refuse(Keep, "affair.missing", new("该行没有决定、许可、质押、转让、备案或裁判的内容"), null);
        var rest = TableAffairs.Keep(row, events, row.Rest());
        if (rest.Count > 0 && events.Count > 0)
        {
            foreach (var (name, text) in events[0].Details)
                rest[name] = text;
            events[0] = events[0] with { Details = rest };
        }

        return new(row.Line, row.Problems.Count > 0 ? null : new IpRecord
        {
            Kind = row.Header.Kind,
            Office = numbers?.Office ?? "CN",
            Number = row.Shown!,
            Title = "",
            Events = events,
            Source = new Provenance(sourceName),
        }, row.Problems)
        { Rule = MergeRule.Amend };
    }

    private IpRecord Patent(TableRow row)
    {
        var numbers = PatentNumbers.Of(row);
        row.Shown = numbers.Shown;
        if (numbers.Shown is null)
            row.Refuse(row.Header.Has(ApplicationNumber) ? ApplicationNumber : PublicationNumber, "number.missing",
                new("申请号、公开号、授权公告号均为空"), null);
        var title = row[Title] ?? row[GrantTitle] ?? row[TitleEn];
        if (title is null)
            row.Refuse(Title, "title.missing", new("缺少专利名称"), null);

        var (country, province) = RegionOf(row[TableField.Region]);
        var filing = row.Date(FilingDate);
        var published = row.Date(PublicationDate);
        var granted = row.Date(GrantDate) ?? (numbers.PublicationIsGrant ? published : null);
        var address = row[ApplicantAddress];
        var status = row[Status] ?? row[SimpleStatus];
        var affairs = TableAffairs.Of(row).ToList();
        return new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = numbers.Office ?? (row[TableField.Country] is { Length: 2 } told ? told.ToUpperInvariant() : "CN"),
            Number = numbers.Shown ?? "",
            Title = title ?? "",
            TitleEn = row[TitleEn] is { } english && english != title ? english : null,
            Type = TypeOf(row[TableField.Type], numbers.Publication ?? numbers.Grant),
            FilingDate = filing,
            PublicationDate = published ?? granted,
            GrantDate = granted,
            ExpiryDate = row.Date(ExpiryDate),
            Status = CnStatus.Of(row[SimpleStatus]) is var simple && simple != LegalStatus.Unknown ? simple : CnStatus.Of(status),
            StatusText = status,
            Region = country is null or "CN" ? regions.Find(province, address) : null,
            Parties = TableParties.Of(row, country, address),
            Classifications = [.. TableClasses.Of(row)],
            Publications = numbers.Publications(published, granted),
            Priorities = Priorities(row),
            Events = Events(row, affairs, filing, published, granted),
            Citations = [.. row.List(TableField.Citation).Select(text => new Citation(text, true)), .. row.List(NonPatentCitation).Select(text => new Citation(text, false))],
            Family = row.List(TableField.Family),
            Abstract = row[TableField.Abstract],
            Claims = row[TableField.Claim] is { } claim ? [new Claim(1, LeadingNumber().Replace(claim, ""), [])] : [],
            Extra = TableAffairs.Keep(row, affairs, row.Rest((field, text) => field switch
            {
                // These columns mostly repeat others; they are kept when they do not.
                GrantTitle => text != title,
                FirstInventor => text != row.Names(Inventor).FirstOrDefault(),
                FirstOwner => text != row.Names(Applicant).FirstOrDefault() && text != row.Names(Owner).FirstOrDefault(),
                _ => true,
            })),
            Synthetic = IsYes(row[TableField.Synthetic]),
        };
    }

    /// <summary>Marks, geographical indications, layout designs.</summary>
    private IpRecord Other(TableRow row)
    {
        row.Shown = row[Number] ?? (row[Announcement] is { } announcement ? $"{announcement} {row[Title]}" : null);
        if (row.Shown is null)
            row.Refuse(Number, "number.missing", new("缺少号码"), null);
        if (row[Title] is null)
            row.Refuse(Title, "title.missing", new("缺少名称"), null);
        var address = row[ApplicantAddress];
        var (country, province) = RegionOf(row[TableField.Region]);
        var affairs = TableAffairs.Of(row).ToList();
        var extra = TableAffairs.Keep(row, affairs, row.Rest((field, _) => field != Announcement || row[Number] is not null));
        DateOnly? until = null;
        if (row[Term] is { } term)
        {
            var days = TermDay().Matches(term).Select(match => row.Words.DateOf(match.Value)).OfType<DateOnly>().ToList();
            until = days.Count > 1 ? days[^1] : null;
            if (until is null)
                row.Refuse(Term, "date.wrong", new("期限无法识别，例如应为 2014-08-07 至 2024-08-06"), term);
        }

        return new IpRecord
        {
            Kind = row.Header.Kind,
            Office = "CN",
            Number = row.Shown ?? "",
            Title = row[Title] ?? "",
            Type = row.Header.Kind == RecordKind.Trademark ? MarkTypeOf(row[TableField.Type], extra) : null,
            FilingDate = row.Date(FilingDate),
            PublicationDate = row.Date(PublicationDate),
            GrantDate = row.Date(GrantDate),
            ExpiryDate = row.Date(ExpiryDate) ?? until,
            Status = CnStatus.Of(row[Status]),
            StatusText = row[Status],
            Region = country is null or "CN" ? regions.Find(province, address ?? row[TableField.Region] ?? row[Scope]) : null,
            Parties = TableParties.Of(row, country, address),
            Classifications = [.. TableClasses.Of(row)],
            Abstract = row[TableField.Abstract],
            Events = affairs,
            Extra = extra,
        };
    }

    /// <summary>Country and province of 河南(41), 河南;41, 美国(US).</summary>
    private static (string? Country, string? Province) RegionOf(string? text)
    {
        if (text is null || RegionCode().Match(text) is not { Success: true } match)
            return (null, null);
        var code = match.Groups[1].Value;
        return char.IsAsciiDigit(code[0]) ? ("CN", code[..2]) : (code, null);
    }

    private static List<Priority> Priorities(TableRow row)
    {
        var dates = row.List(PriorityDate);
        var list = row.List(TableField.Priority).Select((text, i) =>
        {
            var date = i < dates.Count && dates[i] is not "0" ? row.Words.DateOf(dates[i]) : null;
            if (date is null && i < dates.Count && dates[i] is not "0")
                row.Refuse(PriorityDate, "date.wrong", new("日期无法识别，例如应为 2019-07-12 或 20190712"), dates[i]);
            var country = text.Length > 2 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) ? text[..2] : null;
            return new Priority(country, text, date);
        }).ToList();

        // Where a source gives the day alone, or numbers without days, the earliest is told.
        var filing = row.Header.Has(FilingDate) && row[FilingDate] is { } filed ? row.Words.DateOf(filed) : null;
        if (row.Date(EarliestPriority) is { } earliest && earliest != filing && !list.Exists(priority => priority.Date == earliest))
            list.Add(new Priority(null, "", earliest));
        return list;
    }

    private static List<LegalEvent> Events(TableRow row, List<LegalEvent> affairs, DateOnly? filing, DateOnly? published, DateOnly? granted)
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
        Add(row.Date(ExaminationDate), EventCategory.Examination, "实质审查的生效");
        Add(granted, EventCategory.Grant, "授权");
        Add(row[NewOwner] is null ? row.Date(TransferDate) : null, EventCategory.PartyChange, "专利权的转移");
        Add(row[Licensee] is null ? row.Date(LicenceDate) : null, EventCategory.Licence, "专利实施许可");
        Add(row[Pledgee] is null ? row.Date(PledgeDate) : null, EventCategory.Licence, "专利权质押");
        Add(row.Date(InvalidationDate), EventCategory.Cessation, "无效宣告");
        Add(row.Date(ExpiryDate), EventCategory.Cessation, "专利权终止");
        foreach (var text in row.List(Event))
        {
            var match = EventDate().Match(text);
            events.Add(new(match.Success ? row.Words.DateOf(match.Value) : null, CnStatus.EventOf(text), text));
        }

        events.AddRange(affairs);
        return [.. events.OrderBy(legal => legal.Date ?? DateOnly.MaxValue)];
    }

    private static string? TypeOf(string? text, string? publication) => text switch
    {
        not null when text.Contains("外观", StringComparison.Ordinal) => "design",
        not null when text.Contains("实用新型", StringComparison.Ordinal) => "utility",
        not null when text.Contains("发明", StringComparison.Ordinal) => "invention",
        _ => RecordNumber.ParsePatent(publication) is { KindCode: { Length: > 0 } code } number
            ? code[0] switch { 'U' or 'Y' => "utility", 'S' or 'D' => "design", _ when number.Normal.StartsWith("USPP", StringComparison.Ordinal) => null, _ => "invention" }
            : null,
    };

    private static string? MarkTypeOf(string? text, SortedDictionary<string, string> extra)
    {
        var type = text switch
        {
            null => null,
            _ when text.Contains("集体", StringComparison.Ordinal) => "collective",
            _ when text.Contains("证明", StringComparison.Ordinal) => "certification",
            _ when text.Contains("组合", StringComparison.Ordinal) || (text.Contains('文') && text.Contains('图')) => "combined",
            _ when text.Contains("文字", StringComparison.Ordinal) => "word",
            _ when text.Contains("图形", StringComparison.Ordinal) => "figurative",
            _ when text.Contains("立体", StringComparison.Ordinal) || text.Contains("三维", StringComparison.Ordinal) => "threeDimensional",
            _ when text.Contains("声音", StringComparison.Ordinal) => "sound",
            _ => null,
        };
        if (text is not null && type is null)
            extra["商标类型"] = text;
        return type;
    }

    private static bool IsYes(string? text) => text is "是" or "yes";

    [GeneratedRegex(@"(?:[(（]|[;；]\s*|^)\s*(\d{2,6}|[A-Z]{2})\s*(?:[)）]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex RegionCode();

    [GeneratedRegex(@"^\s*1\s*[.、．,，:：]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"(19|20)\d{2}[-./年]?\d{1,2}[-./月]?\d{1,2}日?", RegexOptions.CultureInvariant)]
    private static partial Regex TermDay();

    [GeneratedRegex(@"(19|20)\d{2}[-./年]?\d{1,2}[-./月]?\d{1,2}", RegexOptions.CultureInvariant)]
    private static partial Regex EventDate();
}
