using System.Globalization;
using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>A fact, and where it leads; null where it leads nowhere.</summary>
internal readonly record struct Fact(string Text, string? Href = null)
{
    /// <summary>What else is told of it, or nothing.</summary>
    public string More { get; init; } = "";

    /// <summary>Where that leads; null where it leads nowhere.</summary>
    public string? MoreHref { get; init; }

    /// <summary>A second way to go on from the fact, with what it is called; nothing in print.</summary>
    public (Bilingual Label, string Href)? Also { get; init; }

    /// <summary>The fact with what else is told, in one line.</summary>
    public override string ToString() => More.Length > 0 ? $"{Text}  {More}" : Text;
}

/// <summary>A row of the bibliography: the INID code of WIPO ST.9 (patents, layout designs) or ST.60 (trademarks), the label and the lines.</summary>
internal sealed record BiblioRow(string Inid, Bilingual Label, IReadOnlyList<Fact> Facts)
{
    /// <summary>Whether the facts share a line.</summary>
    public bool InOneLine { get; init; }

    public static IEnumerable<BiblioRow> Of(IpRecord record, ReferenceData reference) =>
        All(record, reference).Where(row => row.Facts.Count > 0);

    private static BiblioRow Dated(string inid, Bilingual label, string field, DateOnly? day) =>
        new(inid, label, Show(day) is { } text ? [new(text, FactLinks.Day(field, day))] : []);

    private static BiblioRow Plain(string inid, Bilingual label, IEnumerable<string> lines) => new(inid, label, [.. lines.Select(line => new Fact(line))]);

    private static IEnumerable<BiblioRow> All(IpRecord record, ReferenceData reference)
    {
        var mark = record.Kind == RecordKind.Trademark;
        var patent = record.Kind == RecordKind.Patent;
        var isPublicationNumber = patent && RecordNumber.ParsePatent(record.Number)?.IsPublication == true;
        yield return Plain(mark ? "210" : patent ? "21" : "", patent ? new("申请号") : mark ? new("申请（注册）号") : new("Number|编号"),
            isPublicationNumber ? [] : [RecordNumber.Show(record.Kind, record.Office, record.Number)]);
        yield return Dated(mark ? "220" : patent ? "22" : "", new("Application date|申请日"), "AD", record.FilingDate);
        foreach (var publication in record.Publications.OrderBy(publication => publication.Date))
        {
            yield return new(publication.Grant ? "45" : "43", publication.Grant ? new("授权公告") : new("Publication|公开"),
                [new(publication.Number) { More = Show(publication.Date) ?? "", MoreHref = FactLinks.PublicationDay(record, publication.Date) }]);
        }


        if (record.Publications.Count == 0)
            yield return Dated(mark ? "442" : "43", mark ? new("初审公告日") : new("公告日"), "PD", record.PublicationDate);
        if (!record.Publications.Any(publication => publication.Grant && publication.Date == record.GrantDate))
            yield return Dated(mark ? "151" : patent ? "45" : "", patent ? new("Grant date|授权日") : new("注册（登记、认定）日"), "GD", record.GrantDate);
        yield return Dated(mark ? "181" : "", EndLabel(record), "ED", record.ExpiryDate);
        yield return new("", new("期限届满（推算）"), [.. TermRules.Lines(record).Select(line => new Fact(line, FactLinks.Day("ED", TermRules.EndOf(record)?.End)))]);
        yield return new("", new("Type|类型"), record.Type is { } type ? [new(RecordTypes.LabelOf(type).ToString(), FactLinks.Type(record))] : []);
        yield return new("", new("法律状态"), [new(record.Status.Label().ToString(), FactLinks.Status(record))
        {
            More = record.StatusText is { } text ? Lang.T($"（{text}）") : "",
            MoreHref = record.StatusText is { } words ? FactLinks.Words("LS", words) : null,
        }]);
        yield return new("30", new("优先权"), [.. record.Priorities.Select(priority => new Fact(Join(priority.Country, priority.Number), FactLinks.Priority(priority))
        {
            More = Show(priority.Date) ?? "",
            MoreHref = FactLinks.Day("PR", priority.Date),
        })]);
        yield return Plain("60", new("相关文献"), record.Related.Select(related => Join(LabelOf(related.Kind).ToString(), related.Number, Show(related.Date))));
        yield return Parties(record, PartyRole.Applicant, mark ? "730" : "71", mark || record.Kind is RecordKind.Layout ? new("权利人") : new("申请人"));
        yield return Parties(record, PartyRole.Owner, "73", new("当前权利人"));
        yield return Parties(record, PartyRole.Inventor, "72", record.Kind == RecordKind.Layout ? new("创作人") : record.Type == "design" ? new("设计人") : new("发明人"));
        yield return Parties(record, PartyRole.CurrentInventor, "72", new("当前发明人"));
        foreach (var scheme in record.Classifications.Where(symbol => symbol.Scheme is "ipc" or "locarno" or "nice" or "vienna").GroupBy(symbol => symbol.Scheme))
            yield return Classes(record, scheme.Key, [.. scheme], mark);
        yield return Parties(record, PartyRole.Agency, mark ? "740" : "74", new("代理机构"));
        yield return Parties(record, PartyRole.Agent, "74", new("代理人"));
        yield return Parties(record, PartyRole.CurrentAgency, "74", new("当前代理机构"));
        yield return Parties(record, PartyRole.CurrentAgent, "74", new("当前代理人"));
        yield return Parties(record, PartyRole.FormerAgency, "", new("变更前代理机构"));
        yield return Parties(record, PartyRole.Examiner, "", new("审查员"));
        yield return new("", new("地区"), record.Region is { } region ? Regions(region, reference) : []) { InOneLine = true };
        yield return Plain("", new("国民经济行业"), record.Industries.Select(code => $"{code} {reference.Industries.TitleOf(code)}"));
        foreach (var (name, value) in record.Extra)
            yield return Plain("", Bilingual.Of(name, name), [value]);
    }

    /// <summary>What the day is called on which the right ends: only marks have a 专用期.</summary>
    private static Bilingual EndLabel(IpRecord record) => record.Status == LegalStatus.Ended ? new("失效日") : record.Kind switch
    {
        RecordKind.Patent => new("专利权期限届满日"),
        RecordKind.Trademark => new("专用权期限至"),
        RecordKind.Layout => new("专有权期限届满日"),
        _ => new("Valid until|有效期至"),
    };

    private static BiblioRow Classes(IpRecord record, string scheme, IReadOnlyList<Classification> symbols, bool mark) => new(
        mark ? scheme == "nice" ? "511" : "531" : "51", scheme switch { "ipc" => new("IPC|国际分类"), "locarno" => new("洛迦诺分类"), "nice" => new("Nice|尼斯类别"), _ => new("Vienna|图形要素") },
        [.. symbols.Select(symbol => new Fact(symbol.Symbol, FactLinks.Records(symbol)) { Also = FactLinks.MainClass(record, symbol) is { } main ? (new("主分类"), main) : null })])
    { InOneLine = true };

    private static List<Fact> Regions(string code, ReferenceData reference)
    {
        var path = reference.Regions.PathTo(code);
        return path.Count == 0 ? [new(code)] : [.. path.Select(node => new Fact(node.Title.ToString(), FactLinks.Region(node.Code)))];
    }

    private static BiblioRow Parties(IpRecord record, PartyRole role, string inid, Bilingual label)
    {
        var parties = record.Parties.Where(party => party.Role == role).ToList();

        // Bare names share a line; who is the same as at filing is not told twice.
        if (Former(role) is { } former && record.Parties.Where(party => party.Role == former).Select(party => party.Name).SequenceEqual(parties.Select(party => party.Name)))
            parties = [];
        return new(inid, label, [.. parties.Select(party => new Fact(party.Name, FactLinks.Party(party))
        {
            Also = FactLinks.Page(record, party) is { } page ? (new("Profile|画像"), page) : null,
            More = Join(party.Type is { } type ? Lang.T($"（{type}）") : null, party.CreditCode, party.Address),
        })])
        {
            InOneLine = parties.TrueForAll(party => party is { Type: null, CreditCode: null, Address: null }),
        };
    }

    private static Bilingual LabelOf(string kind) => kind switch
    {
        "continuation" => new("继续申请"),
        "continuationInPart" => new("部分继续申请"),
        "division" => new("分案自"),
        "reissue" => new("再颁自"),
        "reexamination" => new("再审查"),
        "substitution" => new("替代"),
        "provisional" => new("临时申请"),
        "earlierPublication" => new("在先公开"),
        _ => Bilingual.Of(kind, kind),
    };

    private static PartyRole? Former(PartyRole role) => role switch
    {
        PartyRole.CurrentInventor => PartyRole.Inventor,
        PartyRole.CurrentAgency => PartyRole.Agency,
        PartyRole.CurrentAgent => PartyRole.Agent,
        _ => null,
    };

    private static string? Show(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Join(params string?[] parts) => string.Join("  ", parts.Where(part => !string.IsNullOrEmpty(part)));
}
