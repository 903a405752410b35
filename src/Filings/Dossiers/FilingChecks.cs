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
        yield return new("legalPerson", "facts", new("独立法人单位（第五条（一））"), now.Facts.LegalPerson, now.Facts.LegalPerson
            ? new("已登记为独立法人") : new("机构信息中未勾选独立法人"));
        var facts = form.Facts;
        var empty = new (Bilingual Label, string Value)[]
        {
            (new("address|地址"), facts.Address), (new("person in charge|主要负责人"), facts.Principal), (new("post|职务"), facts.PrincipalPost), (new("contact|联系人"), facts.Contact),
            (new("telephone|联系电话"), facts.Phone), (new("mail|邮箱"), facts.Email), (new("audience|服务对象"), facts.Audience), (new("service items|服务事项清单"), facts.ServiceItems),
        }.Where(field => field.Value.Length == 0).ToList();
        yield return new("facts", "facts", new("一、机构基本情况"), empty.Count == 0, empty.Count == 0
            ? new("已填写") : new($"缺：{Bilingual.List(empty.Select(field => field.Label))}"));
        foreach (var section in scheme.Sections)
            yield return Section(section, form.Sections.GetValueOrDefault(section.Id, ""));
        foreach (var check in Team(form, scheme))
            yield return check;
        var cases = form.Cases.Count(item => item.Title.Length > 0 && item.When.Length > 0 && item.Text.Length > 0);
        var tooLong = form.Cases.Any(item => FieldTagHelper.CountOf(item.Text) > scheme.CaseMost);
        yield return new("cases", "cases", new("五、典型案例"), cases >= scheme.CasesFrom && cases == form.Cases.Count && cases <= scheme.CasesTo && !tooLong,
            tooLong ? new($"每个案例不超过 {scheme.CaseMost} 字")
                : new($"完整的 {cases} 个，要求 {scheme.CasesFrom}–{scheme.CasesTo} 个（名称、时间、内容和效果）"));
        foreach (var condition in scheme.Conditions)
        {
            var answer = form.Answers.GetValueOrDefault(condition.Id);
            var met = answer is { Met: true, Evidence.Length: > 0 };
            yield return new($"condition.{condition.Id}", "conditions", Bilingual.Of($"{condition.Article} {condition.Zh}", $"{condition.Article} {condition.En}"), met,
                answer is not { Met: true } ? new("没有确认符合") : met ? new("已说明依据") : new("请说明依据"));
        }

        yield return new("rules", "papers", new("相关工作制度（第六条（二））"), now.Papers.Rules > 0, new($"{now.Papers.Rules} 个附件"));
        yield return new("opinion", "opinion", new("六、申请备案机构意见"), form.Opinion.Length > 0, form.Opinion.Length > 0 ? new("已填写") : new("请填写"));
        var fresh = now.Papers.Sealed is { } at && at >= filing.FormChangedAt;
        yield return new("sealed", "papers", new("盖章签字的备案表扫描件"), fresh,
            now.Papers.Sealed is null ? new("未盖章、签字的备案表为无效申请，请打印盖章后上传") : fresh
                ? new("已上传") : new("上传后备案表又有修改，请重新打印盖章"));
    }

    private static FilingCheck Section(FormSection section, string text)
    {
        var count = FieldTagHelper.CountOf(text);
        return new($"section.{section.Id}", section.Id, Bilingual.Of($"{section.Number}、{section.Zh}", $"{section.Number} {section.En}"), count > 0 && count <= section.Most,
            count > section.Most ? new($"{count} 字，不能超过 {section.Most} 字")
                : new($"{count} 字，要求 {section.About} 字左右"));
    }

    private static IEnumerable<FilingCheck> Team(FilingForm form, Scheme scheme)
    {
        var named = form.People.Where(person => person.Name.Length > 0).ToList();
        var (full, part) = (named.Count(person => person.FullTime), named.Count(person => !person.FullTime));
        yield return new("fullTime", "team", new($"专职人员 {scheme.FullTimeFrom} 名及以上（第五条（一））"),
            full >= scheme.FullTimeFrom, new($"{full} 名"));
        if (scheme.PartTimeFrom > 0)
            yield return new("partTime", "team", new("若干兼职人员（第五条（一））"), part >= scheme.PartTimeFrom, new($"{part} 名"));
        var without = named.Where(person => person.Text.Length == 0 || FieldTagHelper.CountOf(person.Text) > scheme.PersonMost).Select(person => person.Name).ToList();
        yield return new("people", "team", new("三、服务团队人员情况"), named.Count > 0 && without.Count == 0, named.Count == 0
            ? new("还没有人员") : without.Count == 0 ? new($"{named.Count} 人")
            : new($"经历未写或超过 {scheme.PersonMost} 字：{Bilingual.List(without)}"));
    }
}
