using System.Globalization;
using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>A row of the bibliography: the INID code of WIPO ST.9 (patents, layout designs) or ST.60 (trademarks), the label and the lines.</summary>
internal sealed record BiblioRow(string Inid, Bilingual Label, IReadOnlyList<string> Lines)
{
    public static IEnumerable<BiblioRow> Of(IpRecord record, ReferenceData reference) =>
        All(record, reference).Where(row => row.Lines.Count > 0);

    private static IEnumerable<BiblioRow> All(IpRecord record, ReferenceData reference)
    {
        var mark = record.Kind == RecordKind.Trademark;
        var patent = record.Kind == RecordKind.Patent;
        var isPublicationNumber = patent && RecordNumber.ParsePatent(record.Number)?.IsPublication == true;
        yield return new(mark ? "210" : patent ? "21" : "", patent ? new("申请号") : mark ? new("申请（注册）号") : new("Number|编号"),
            isPublicationNumber ? [] : [RecordNumber.Show(record.Kind, record.Office, record.Number)]);
        yield return new(mark ? "220" : patent ? "22" : "", new("Application date|申请日"), Day(record.FilingDate));
        foreach (var publication in record.Publications.OrderBy(publication => publication.Date))
            yield return new(publication.Grant ? "45" : "43", publication.Grant ? new("授权公告") : new("Publication|公开"), [Join(publication.Number, Show(publication.Date))]);
        if (record.Publications.Count == 0)
            yield return new(mark ? "442" : "43", mark ? new("初审公告日") : new("公告日"), Day(record.PublicationDate));
        if (!record.Publications.Any(publication => publication.Grant && publication.Date == record.GrantDate))
            yield return new(mark ? "151" : patent ? "45" : "", patent ? new("Grant date|授权日") : new("注册（登记、认定）日"), Day(record.GrantDate));
        yield return new(mark ? "181" : "", record.Status == LegalStatus.Ended ? new("失效日") : new("专用期至"), Day(record.ExpiryDate));
        yield return new("", new("期限届满（推算）"), TermRules.Lines(record));
        yield return new("", new("Type|类型"), record.Type is { } type ? [RecordTypes.LabelOf(type).ToString()] : []);
        yield return new("", new("法律状态"), [Join(record.Status.Label().ToString(), record.StatusText is { } text ? $"（{text}）" : null)]);
        yield return new("30", new("优先权"), [.. record.Priorities.Select(priority => Join(priority.Country, priority.Number, Show(priority.Date)))]);
        yield return new("60", new("相关文献"), [.. record.Related.Select(related => Join(LabelOf(related.Kind).ToString(), related.Number, Show(related.Date)))]);
        yield return Parties(record, PartyRole.Applicant, mark ? "730" : "71", mark || record.Kind is RecordKind.Layout ? new("权利人") : new("申请人"));
        yield return Parties(record, PartyRole.Owner, "73", new("当前权利人"));
        yield return Parties(record, PartyRole.Inventor, "72", record.Kind == RecordKind.Layout ? new("创作人") : record.Type == "design" ? new("设计人") : new("发明人"));
        yield return Parties(record, PartyRole.CurrentInventor, "72", new("当前发明人"));
        yield return Parties(record, PartyRole.Agency, mark ? "740" : "74", new("代理机构"));
        yield return Parties(record, PartyRole.Agent, "74", new("代理人"));
        yield return Parties(record, PartyRole.CurrentAgency, "74", new("当前代理机构"));
        yield return Parties(record, PartyRole.CurrentAgent, "74", new("当前代理人"));
        yield return Parties(record, PartyRole.FormerAgency, "", new("变更前代理机构"));
        yield return Parties(record, PartyRole.Examiner, "", new("审查员"));
        yield return new("", new("地区"), record.Region is { } region
            ? [string.Join(" ", reference.Regions.PathTo(region).Select(node => node.Title).Append(Bilingual.Of(region, region)).Select(title => title.ToString()))] : []);
        yield return new("", new("国民经济行业"), [.. record.Industries.Select(code => $"{code} {reference.Industries.TitleOf(code)}")]);
        foreach (var (name, value) in record.Extra)
            yield return new("", Bilingual.Of(name, name), [value]);
    }

    private static BiblioRow Parties(IpRecord record, PartyRole role, string inid, Bilingual label)
    {
        var parties = record.Parties.Where(party => party.Role == role).ToList();
        var lines = parties.Select(party => Join(party.Name, party.Type is { } type ? $"（{type}）" : null, party.CreditCode, party.Address)).ToList();

        // Bare names share a line; who is the same as at filing is not told twice.
        if (Former(role) is { } former && record.Parties.Where(party => party.Role == former).Select(party => party.Name).SequenceEqual(parties.Select(party => party.Name)))
            lines = [];
        return new(inid, label, lines.Count > 1 && parties.TrueForAll(party => party is { Type: null, CreditCode: null, Address: null }) ? [string.Join("；", lines)] : lines);
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

    private static string[] Day(DateOnly? date) => Show(date) is { } text ? [text] : [];

    private static string? Show(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Join(params string?[] parts) => string.Join("  ", parts.Where(part => !string.IsNullOrEmpty(part)));
}
