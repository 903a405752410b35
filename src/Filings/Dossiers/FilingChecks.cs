using Zhishu.Filings.Schemes;
using Zhishu.Foundation;

namespace Zhishu.Filings.Dossiers;

/// <summary>One thing that a complete application has.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Part">Part of the form where it is mended.</param>
/// <param name="Label">What it is, with its article.</param>
/// <param name="Met">Whether it is there.</param>
/// <param name="Note">How it stands.</param>
internal sealed record FilingCheck(string Code, string Part, Bilingual Label, bool Met, Bilingual Note);

/// <summary>Completeness against the conditions (001·5) and materials (001·6) of the scheme. Pure.</summary>
internal static class FilingChecks
{
    public static IReadOnlyList<FilingCheck> Missing(Filing filing, Situation now) => [.. Of(filing, now).Where(check => !check.Met)];

    public static IEnumerable<FilingCheck> Of(Filing filing, Situation now)
    {
        var (form, scheme) = (filing.Form, now.Scheme);
        yield return new("legalPerson", "facts", new("独立法人单位（第五条（一））", "independent legal person (001·5)"), now.Facts.LegalPerson, now.Facts.LegalPerson
            ? new("已登记为独立法人", "entered as such") : new("机构信息中未勾选独立法人", "not ticked in the data of the organisation"));
        var facts = form.Facts;
        var empty = new (string Zh, string En, string Value)[]
        {
            ("地址", "address", facts.Address), ("主要负责人", "person in charge", facts.Principal), ("职务", "post", facts.PrincipalPost), ("联系人", "contact", facts.Contact),
            ("联系电话", "telephone", facts.Phone), ("邮箱", "mail", facts.Email), ("服务对象", "audience", facts.Audience), ("服务事项清单", "service items", facts.ServiceItems),
        }.Where(field => field.Value.Length == 0).ToList();
        yield return new("facts", "facts", new("一、机构基本情况", "1 Facts"), empty.Count == 0, empty.Count == 0
            ? new("已填写", "filled in") : new($"缺：{string.Join('、', empty.Select(field => field.Zh))}", $"missing: {string.Join(", ", empty.Select(field => field.En))}"));
        foreach (var section in scheme.Sections)
            yield return Section(section, form.Sections.GetValueOrDefault(section.Id, ""));
        foreach (var check in Team(form, scheme))
            yield return check;
        var cases = form.Cases.Count(item => item.Title.Length > 0 && item.When.Length > 0 && item.Text.Length > 0);
        var tooLong = form.Cases.Any(item => FieldTagHelper.CountOf(item.Text) > scheme.CaseMost);
        yield return new("cases", "cases", new("五、典型案例", "5 Cases"), cases >= scheme.CasesFrom && cases == form.Cases.Count && cases <= scheme.CasesTo && !tooLong,
            tooLong ? new($"每个案例不超过 {scheme.CaseMost} 字", $"a case has at most {scheme.CaseMost} characters")
                : new($"完整的 {cases} 个，要求 {scheme.CasesFrom}–{scheme.CasesTo} 个（名称、时间、内容和效果）", $"{cases} complete, wanted {scheme.CasesFrom} to {scheme.CasesTo} with title, time and text"));
        foreach (var condition in scheme.Conditions)
        {
            var answer = form.Answers.GetValueOrDefault(condition.Id);
            var met = answer is { Met: true, Evidence.Length: > 0 };
            yield return new($"condition.{condition.Id}", "conditions", new($"{condition.Article} {condition.Zh}", $"{condition.Article} {condition.En}"), met,
                answer is not { Met: true } ? new("没有确认符合", "not confirmed") : met ? new("已说明依据", "with evidence") : new("请说明依据", "give the evidence"));
        }

        yield return new("rules", "papers", new("相关工作制度（第六条（二））", "working rules (001·6)"), now.Papers.Rules > 0, new($"{now.Papers.Rules} 个附件", $"{now.Papers.Rules} files"));
        yield return new("opinion", "opinion", new("六、申请备案机构意见", "6 Opinion of the applicant"), form.Opinion.Length > 0, form.Opinion.Length > 0 ? new("已填写", "filled in") : new("请填写", "fill it in"));
        var fresh = now.Papers.Sealed is { } at && at >= filing.FormChangedAt;
        yield return new("sealed", "papers", new("盖章签字的备案表扫描件", "signed and sealed form, scanned"), fresh,
            now.Papers.Sealed is null ? new("未盖章、签字的备案表为无效申请，请打印盖章后上传", "a form without seal and signature is void: print, sign, seal, upload") : fresh
                ? new("已上传", "uploaded") : new("上传后备案表又有修改，请重新打印盖章", "the form was changed since: print and seal it again"));
    }

    private static FilingCheck Section(FormSection section, string text)
    {
        var count = FieldTagHelper.CountOf(text);
        return new($"section.{section.Id}", section.Id, new($"{section.Number}、{section.Zh}", $"{section.Number} {section.En}"), count > 0 && count <= section.Most,
            count > section.Most ? new($"{count} 字，不能超过 {section.Most} 字", $"{count} characters, at most {section.Most}")
                : new($"{count} 字，要求 {section.About} 字左右", $"{count} characters of about {section.About}"));
    }

    private static IEnumerable<FilingCheck> Team(FilingForm form, Scheme scheme)
    {
        var named = form.People.Where(person => person.Name.Length > 0).ToList();
        var (full, part) = (named.Count(person => person.FullTime), named.Count(person => !person.FullTime));
        yield return new("fullTime", "team", new($"专职人员 {scheme.FullTimeFrom} 名及以上（第五条（一））", $"at least {scheme.FullTimeFrom} full-time staff (001·5)"),
            full >= scheme.FullTimeFrom, new($"{full} 名", $"{full}"));
        if (scheme.PartTimeFrom > 0)
            yield return new("partTime", "team", new("若干兼职人员（第五条（一））", "some part-time staff (001·5)"), part >= scheme.PartTimeFrom, new($"{part} 名", $"{part}"));
        var without = named.Where(person => person.Text.Length == 0 || FieldTagHelper.CountOf(person.Text) > scheme.PersonMost).Select(person => person.Name).ToList();
        yield return new("people", "team", new("三、服务团队人员情况", "3 Team"), named.Count > 0 && without.Count == 0, named.Count == 0
            ? new("还没有人员", "nobody yet") : without.Count == 0 ? new($"{named.Count} 人", $"{named.Count} people")
            : new($"经历未写或超过 {scheme.PersonMost} 字：{string.Join('、', without)}", $"no experience given, or over {scheme.PersonMost} characters: {string.Join(", ", without)}"));
    }
}
