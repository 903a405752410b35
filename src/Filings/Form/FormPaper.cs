using System.Globalization;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;

namespace Zhishu.Filings.Form;

/// <summary>The filing form in the layout of the annex to document 001: cover, notes, tables one to eight.</summary>
internal static class FormPaper
{
    private static readonly int[] Six = [16, 17, 17, 17, 16, 17];

    public static IReadOnlyList<Block> Write(Filing filing, Scheme scheme)
    {
        var (form, facts) = (filing.Form, filing.Form.Facts);
        var blocks = new List<Block>
        {
            new Block.Line($"编号：{filing.Number ?? "__________"}", Align: Align.Right),
            new Block.Line("", Before: 90),
        };
        var title = scheme.FormTitle;
        var cut = title.IndexOf("备案表", StringComparison.Ordinal);
        blocks.Add(new Block.Line(cut > 0 ? title[..cut] : title, 22, Align.Centre, Bold: true));
        if (cut > 0)
            blocks.Add(new Block.Line("备 案 表", 26, Align.Centre, Bold: true, Before: 12));
        blocks.AddRange(
        [
            new Block.Line($"备案机构：{facts.Name}（盖章）", 16, Before: 130),
            new Block.Line($"推荐部门：{facts.RecommenderName}（盖章）", 16, Before: 18),
            new Block.Line($"填报日期：{Day(filing.SubmittedOn)}", 16, Before: 18),
            new Block.Line(scheme.Authority.Zh, 16, Align.Centre, Before: 150),
            new Block.Line(scheme.Edition, 16, Align.Centre, Before: 6),
            new Block.NewPage(),
            new Block.Line("填 表 说 明", 18, Align.Centre, Bold: true),
        ]);
        blocks.AddRange(Notes(scheme).Select(note => new Block.Line("　　" + note, Before: 8)));
        blocks.Add(new Block.NewPage());
        blocks.Add(Facts(form));
        foreach (var section in scheme.Sections.Take(1))
            blocks.Add(Text($"{section.Number}、{section.Zh}（{section.About} 字左右）", $"（{section.Guide}）\n{form.Sections.GetValueOrDefault(section.Id)}"));
        blocks.Add(Text($"三、服务团队人员情况", $"（含主要负责人、专职人员个人情况及知识产权信息公共服务相关工作经历简介等，每人 {scheme.PersonAbout} 字左右）\n" + string.Join('\n', form.People.Select((person, i) =>
            $"{i + 1}. {person.Name}，{(person.Post.Length > 0 ? person.Post + "，" : "")}{(person.FullTime ? "专职" : "兼职")}。{person.Text}"))));
        foreach (var section in scheme.Sections.Skip(1))
            blocks.Add(Text($"{section.Number}、{section.Zh}（{section.About} 字左右）", $"（{section.Guide}）\n{form.Sections.GetValueOrDefault(section.Id)}"));
        blocks.Add(Cases(form, scheme));
        blocks.Add(Opinion("六、申请备案机构意见", "（含材料真实性、合法性、支持保障条件落实等情况）", form.Opinion, null));
        blocks.Add(Opinion("七、推荐部门意见", "（含资源、人员实力等评价和支持措施，是否同意推荐等情况）", filing.Opinion ?? "", filing.RecommendedOn));
        var decided = filing.State switch { FilingState.Filed => "☑ 准予备案　　　　☐ 不予备案", FilingState.Refused => "☐ 准予备案　　　　☑ 不予备案", _ => "☐ 准予备案　　　　☐ 不予备案" };
        blocks.Add(Opinion("八、备案部门意见", "", $"{decided}\n{filing.DecisionReason}", filing.DecidedOn));
        return blocks;
    }

    private static IEnumerable<string> Notes(Scheme scheme)
    {
        var recommender = scheme.Recommender switch { RecommenderKind.ProvinceOrSector => "省级知识产权局或有关行业主管部门", RecommenderKind.City => "地市级知识产权管理部门", _ => "推荐部门" };
        yield return $"一、此表为{scheme.FormTitle}，封面“备案机构”名称填写法人单位名称，“推荐部门”填写{recommender}名称。";
        yield return "二、第六部分“申请备案机构意见”由申请备案的服务机构填写，并由经办人和负责人签字。";
        yield return $"三、第七部分“推荐部门意见”由{recommender}填写，并由经办人和负责人签字。";
        yield return "四、除需手写和签字以外，表格其他部分均用四号仿宋_GB2312 填写。";
        yield return "五、一般情况下，填表单位应按照表格字数要求进行填写，如确需增加内容可对表格进行自行扩展。";
        yield return "六、备案表应盖章、签字，否则视为无效申请。";
    }

    private static Block.Grid Facts(FilingForm form)
    {
        var facts = form.Facts;
        var (full, part) = (form.People.Count(person => person.FullTime), form.People.Count(person => !person.FullTime));
        static GridRow Pair(string left, string a, string right, string b) => new([new(left, Label: true), new(a, 2), new(right, Label: true), new(b, 2)]);
        static GridRow Whole(string label, string text, double height = 28) => new([new(label, Label: true), new(text, 5)], height);
        return new(Six,
        [
            new([new("一、机构基本情况", 6, Label: true)]),
            Whole("名　　称", facts.Name),
            Pair("机构类别", facts.Kind, "机构性质", facts.LegalForm),
            Whole("地　　址", facts.Address),
            new([new("线上服务平台（选填）", Label: true, Joined: Join.First), new("名　称", Label: true), new(facts.PlatformName, 4)]),
            new([new("", Label: true, Joined: Join.Next), new("网　址", Label: true), new(facts.PlatformUrl, 4)]),
            Pair("主要负责人", facts.Principal, "职　务", facts.PrincipalPost),
            Pair("联 系 人", facts.Contact, "职　务", facts.ContactPost),
            Pair("联系电话", facts.Phone, "邮　箱", facts.Email),
            new([new("总 人 数", Label: true), new(Number(full + part)), new("专职人员数量", Label: true), new(Number(full)), new("兼职人员数量", Label: true), new(Number(part))]),
            Whole("服务对象", facts.Audience),
            Whole("服务事项清单", facts.ServiceItems, 60),
        ]);
    }

    private static Block.Grid Text(string title, string text) => new([50, 50], [new([new(title, 2, Label: true)]), new([new(text, 2)], 160)]);

    private static Block.Grid Cases(FilingForm form, Scheme scheme)
    {
        var rows = new List<GridRow> { new([new($"五、开展知识产权信息公共服务典型案例（{scheme.CasesFrom}-{scheme.CasesTo} 个，每个 {scheme.CaseAbout} 字左右）", 5, Label: true)]) };
        for (var i = 0; i < Math.Max(scheme.CasesTo, form.Cases.Count); i++)
        {
            var item = i < form.Cases.Count ? form.Cases[i] : new FormCase();
            rows.Add(new([new(Number(i + 1), Label: true, Joined: Join.First), new("名　称", Label: true), new(item.Title), new("实施时间", Label: true), new(item.When)]));
            rows.Add(new([new("", Label: true, Joined: Join.Next), new("内容和效果", Label: true), new(item.Text, 3)], 120));
        }

        return new([7, 17, 36, 17, 23], rows);
    }

    private static Block.Grid Opinion(string title, string guide, string text, DateOnly? day) =>
        new([50, 50], [new([new(title, 2, Label: true)]), new([new($"{guide}\n{text}\n\n\n经办人：　　　　　负责人：　　　　　日期：{Day(day)}\n　　　　　　　　　　　　　　　　　　　　（盖章）".TrimStart('\n'), 2)], 150)]);

    private static string Day(DateOnly? day) => day is { } known ? known.ToString("yyyy年M月d日", CultureInfo.InvariantCulture) : "　　年　月　日";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
