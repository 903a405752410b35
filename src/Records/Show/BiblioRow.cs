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
        yield return new(mark ? "210" : patent ? "21" : "", patent ? new("申请号", "Application number") : mark ? new("申请（注册）号", "Number") : new("编号", "Number"),
            isPublicationNumber ? [] : [RecordNumber.Show(record.Kind, record.Office, record.Number)]);
        yield return new(mark ? "220" : patent ? "22" : "", new("申请日", "Application date"), Day(record.FilingDate));
        foreach (var publication in record.Publications.OrderBy(publication => publication.Date))
            yield return new(publication.Grant ? "45" : "43", publication.Grant ? new("授权公告", "Grant") : new("公开", "Publication"), [Join(publication.Number, Show(publication.Date))]);
        if (record.Publications.Count == 0)
            yield return new(mark ? "442" : "43", mark ? new("初审公告日", "Publication") : new("公告日", "Publication"), Day(record.PublicationDate));
        if (!record.Publications.Any(publication => publication.Grant && publication.Date == record.GrantDate))
            yield return new(mark ? "151" : patent ? "45" : "", patent ? new("授权日", "Grant date") : new("注册（登记、认定）日", "Registration date"), Day(record.GrantDate));
        yield return new(mark ? "181" : "", record.Status == LegalStatus.Ended ? new("失效日", "Ended on") : new("专用期至", "Expiry"), Day(record.ExpiryDate));
        yield return new("", new("期限届满（推算）", "End of term (computed)"), TermRules.Lines(record));
        yield return new("", new("类型", "Type"), record.Type is { } type ? [RecordTypes.LabelOf(type).ToString()] : []);
        yield return new("", new("法律状态", "Legal status"), [Join(record.Status.Label().ToString(), record.StatusText is { } text ? $"（{text}）" : null)]);
        yield return new("30", new("优先权", "Priority"), [.. record.Priorities.Select(priority => Join(priority.Country, priority.Number, Show(priority.Date)))]);
        yield return new("60", new("相关文献", "Related documents"), [.. record.Related.Select(related => Join(LabelOf(related.Kind).ToString(), related.Number, Show(related.Date)))]);
        yield return Parties(record, PartyRole.Applicant, mark ? "730" : "71", mark || record.Kind is RecordKind.Layout ? new("权利人", "Holder") : new("申请人", "Applicant"));
        yield return Parties(record, PartyRole.Owner, "73", new("当前权利人", "Present owner"));
        yield return Parties(record, PartyRole.Inventor, "72", record.Kind == RecordKind.Layout ? new("创作人", "Creator") : record.Type == "design" ? new("设计人", "Designer") : new("发明人", "Inventor"));
        yield return Parties(record, PartyRole.CurrentInventor, "72", new("当前发明人", "Present inventor"));
        yield return Parties(record, PartyRole.Agency, mark ? "740" : "74", new("代理机构", "Agency"));
        yield return Parties(record, PartyRole.Agent, "74", new("代理人", "Agent"));
        yield return Parties(record, PartyRole.CurrentAgency, "74", new("当前代理机构", "Present agency"));
        yield return Parties(record, PartyRole.CurrentAgent, "74", new("当前代理人", "Present agent"));
        yield return Parties(record, PartyRole.FormerAgency, "", new("变更前代理机构", "Former agency"));
        yield return Parties(record, PartyRole.Examiner, "", new("审查员", "Examiner"));
        yield return new("", new("地区", "Region"), record.Region is { } region
            ? [string.Join(" ", reference.Regions.PathTo(region).Select(node => node.Title).Append(new(region, region)).Select(title => title.ToString()))] : []);
        yield return new("", new("国民经济行业", "Industry"), [.. record.Industries.Select(code => $"{code} {reference.Industries.TitleOf(code)}")]);
        foreach (var (name, value) in record.Extra)
            yield return new("", new(name, name), [value]);
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
        "continuation" => new("继续申请", "Continuation of"),
        "continuationInPart" => new("部分继续申请", "Continuation in part of"),
        "division" => new("分案自", "Division of"),
        "reissue" => new("再颁自", "Reissue of"),
        "reexamination" => new("再审查", "Reexamination of"),
        "substitution" => new("替代", "Substitution for"),
        "provisional" => new("临时申请", "Provisional application"),
        "earlierPublication" => new("在先公开", "Earlier publication"),
        _ => new(kind, kind),
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
