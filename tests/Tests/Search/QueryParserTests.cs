using FsCheck;
using FsCheck.Fluent;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Tests.Search;

public sealed class QueryParserTests
{
    private static readonly QueryLanguage Language = new(TestHub.Reference);

    [Theory]
    [InlineData("", "*")]
    [InlineData("锂电池", "锂电池")]
    [InlineData("锂电池 隔膜", "(锂电池 & 隔膜)")]
    [InlineData("锂电池 AND 隔膜 OR 电解液", "((锂电池 & 隔膜) | 电解液)")]
    [InlineData("锂电池 与 隔膜 或 电解液 非 固态", "((锂电池 & 隔膜) | (电解液 & !固态))")]
    [InlineData("NOT 锂电池", "!锂电池")]
    [InlineData("a NOT (b OR c)", "(a & !(b | c))")]
    [InlineData("and or not", "(and | not)")]
    [InlineData("\"lithium ion\"", "lithium ion")]
    [InlineData("“锂电池”（隔膜 OR 电解液）", "(锂电池 & (隔膜 | 电解液))")]
    [InlineData("TI=锂电池", "Title:锂电池")]
    [InlineData("名称＝锂电池", "Title:锂电池")]
    [InlineData("ti = (锂电池 AND 隔膜) AND 申请人=宁德时代", "((Title:锂电池 & Title:隔膜) & Applicant:宁德时代)")]
    [InlineData("AD=2020", "FilingDate:2020-01-01..2020-12-31")]
    [InlineData("公开日=2020-02", "PublicationDate:2020-02-01..2020-02-29")]
    [InlineData("GD=20200630", "GrantDate:2020-06-30..2020-06-30")]
    [InlineData("申请日=2020年6月30日", "FilingDate:2020-06-30..2020-06-30")]
    [InlineData("IC=h01m", "ic:H01M")]
    [InlineData("分类号=\"H01M 10/0525\"", "ic:H01M10/0525")]
    [InlineData("IC=14-03", "ic:14-03")]
    [InlineData("NC=第9类", "nc:9")]
    [InlineData("RG=河南", "rg:41")]
    [InlineData("地区=郑州市", "rg:4101")]
    [InlineData("RG=Henan", "rg:41")]
    [InlineData("LS=有效", "ls:InForce")]
    [InlineData("LS=无效", "ls~无效")]
    [InlineData("TY=实用新型", "ty:utility")]
    [InlineData("AN=CN202223220665.2", "ApplicationNumber#2022232206652")]
    [InlineData("AD=[2020 TO 2023-06]", "FilingDate:2020-01-01..2023-06-30")]
    [InlineData("申请日＝［2020 至 *］", "FilingDate:2020-01-01..9999-12-31")]
    [InlineData("AD>=2020", "FilingDate:2020-01-01..9999-12-31")]
    [InlineData("AD > 2020-06", "FilingDate:2020-07-01..9999-12-31")]
    [InlineData("AD<2020 AND PD≤2021", "(FilingDate:0001-01-01..2019-12-31 & PublicationDate:0001-01-01..2021-12-31)")]
    [InlineData("NC=[8 TO 9]", "(nc:8 | nc:9)")]
    [InlineData("lithi*", "~lithi*")]
    [InlineData("TI=*池 OR 电?器", "(Title:~*池 | ~电?器)")]
    [InlineData("\"电?器\"", "[电 pre0 器]")]
    [InlineData("A NEAR/5 B", "[A near5 B]")]
    [InlineData("A NEAR/5 (B OR C)", "[A near5 (B | C)]")]
    [InlineData("A NEAR/5 B near/2 C", "([A near5 B] & [B near2 C])")]
    [InlineData("(A NEAR/5 B near/2 C) PRE D", "[[[A near5 B] near2 C] pre5 D]")]
    [InlineData("(A NEAR/3 B) NEAR/10 C", "[[A near3 B] near10 C]")]
    [InlineData("A PRE/3 (B NEAR/2 (C OR D))", "[A pre3 [B near2 (C | D)]]")]
    [InlineData("(锂电池 OR 电池) NEAR/5 (隔膜 OR (极耳 PRE/2 焊接))", "[(锂电池 | 电池) near5 (隔膜 | [极耳 pre2 焊接])]")]
    [InlineData("5G通信 NEAR/5 \"电池、隔膜\"", "[[5G pre0 通信] near5 [电池 pre0 隔膜]]")]
    [InlineData("TI=((A OR B) NEAR C)", "Title:[(Title:A | Title:B) near5 Title:C]")]
    [InlineData("TI=(锂电池 PRE/3 \"lithium ion\") NOT C", "(Title:[Title:锂电池 pre3 Title:lithium ion] & !C)")]
    [InlineData("PA=宁德 NEAR/0 时代", "Applicant:[Applicant:宁德 near0 Applicant:时代]")]
    [InlineData("NOT A NEAR B", "![A near5 B]")]
    [InlineData("IC=H01M10*", "ic:H01M10*")]
    [InlineData("IC=H01M10/00/low", "ic:H01M10")]
    [InlineData("主分类号=H01M 10/0525", "mc:H01M10/0525")]
    [InlineData("CPC=Y02E60/10", "cpc:Y02E60/10")]
    [InlineData("优先权号=CN201710000001.2", "Priority#CN201710000001")]
    [InlineData("PR=US62/123,456", "Priority#US62123456")]
    [InlineData("优先权日=2017-02-06", "Priority:2017-02-06..2017-02-06")]
    [InlineData("PR=[2017 TO 2018]", "Priority:2017-01-01..2018-12-31")]
    [InlineData("PR>=2017", "Priority:2017-01-01..9999-12-31")]
    [InlineData("PR=CN2017*", "Priority#CN2017*")]
    [InlineData("代理人=张三", "Agent:张三")]
    [InlineData("审查员=李四", "Examiner:李四")]
    [InlineData("CT=US8926509B2", "Citing#US8926509B2")]
    [InlineData("CTB=US8926509", "CitedBy#US8926509")]
    [InlineData("同族=CN114639058A", "Family#CN114639058A")]
    [InlineData("国家/地区=美国", "of:US")]
    [InlineData("OF=韩国", "of:KR")]
    [InlineData("国家=欧洲", "of:EP")]
    [InlineData("届满日=[2030 TO *]", "Expiry:2030-01-01..9999-12-31")]
    [InlineData("EV=转让 AND EVD=2021", "(Event:转让 & EventDate:2021-01-01..2021-12-31)")]
    [InlineData("公开（公告）日>=2020", "PublicationDate:2020-01-01..9999-12-31")]
    [InlineData("申请（专利权）人=大学", "Applicant:大学")]
    [InlineData("PN=US 8,926,509 B2 AND 电池", "(PublicationNumber#US8926509B2 & 电池)")]
    [InlineData("PN=(DE 10 2005 012 345 A1 OR CN114639058A)", "PublicationNumber#DE102005012345A1,CN114639058A")]
    [InlineData("IN=Müller", "(Inventor:Müller | Inventor:Mueller)")]
    [InlineData("IN=Mueller", "(Inventor:Mueller | Inventor:Muller)")]
    [InlineData("PN=CN1146*", "PublicationNumber#CN1146*")]
    [InlineData("CN202223220665.2", "(Any#2022232206652 | CN202223220665.2)")]
    public void A_query_becomes_a_tree(string query, string tree)
    {
        var parsed = Language.Parse(query);
        Assert.Null(parsed.Fault);
        Assert.Equal(tree, Show(parsed.Node!));
    }

    [Theory]
    [InlineData("(锂电池", 0, "括号")]
    [InlineData("锂电池)", 3, "右括号")]
    [InlineData("锂电池 AND", 7, "末尾")]
    [InlineData("OR 锂电池", 0, "之前")]
    [InlineData("()", 1, "缺少")]
    [InlineData("\"锂电池", 0, "引号")]
    [InlineData("TT=锂电池", 0, "TI")]
    [InlineData("TI=", 3, "缺少")]
    [InlineData("=锂电池", 0, "字段")]
    [InlineData("a TI=(PA=b)", 6, "括号内")]
    [InlineData("AD=20201332", 3, "日期")]
    [InlineData("AD=2020-02-30", 3, "日期")]
    [InlineData("NC=46", 3, "45")]
    [InlineData("IC=电池", 3, "分类号")]
    [InlineData("RG=火星", 3, "火星")]
    [InlineData("TY=飞船", 3, "飞船")]
    [InlineData("*", 0, "没有文字")]
    [InlineData("a*", 0, "过宽")]
    [InlineData("锂*ion", 0, "混写")]
    [InlineData("l?t?h?i?u?m?i?o?n?", 0, "最多")]
    [InlineData("AN=22*", 3, "四位")]
    [InlineData("IC=电*", 3, "分类号")]
    [InlineData("AD=[2020 TO 2019]", 3, "起点晚于终点")]
    [InlineData("AD=[2020]", 3, "区间应写作")]
    [InlineData("AD=[2020 TO 2021", 3, "方括号")]
    [InlineData("TI=[a TO b]", 3, "只有日期")]
    [InlineData("TI>=电池", 4, "只有日期")]
    [InlineData("A NEAR/500 B", 2, "0 至 50")]
    [InlineData("NEAR/5 B", 0, "之前缺少")]
    [InlineData("A NEAR/5", 8, "末尾")]
    [InlineData("A NEAR/5 (B C)", 9, "用 OR 连接")]
    [InlineData("TI=A NEAR/5 AB=B", 12, "同一字段")]
    [InlineData("\"，。\"", 0, "没有文字")]
    public void A_fault_has_its_place_and_says_what_to_do(string query, int position, string says)
    {
        var fault = Language.Parse(query).Fault;
        Assert.NotNull(fault);
        Assert.Equal(position, fault.Position);
        Assert.Contains(says, fault.Message.Zh, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Message.En);
    }

    [Fact]
    public void Length_depth_and_number_of_terms_are_limited()
    {
        Assert.NotNull(Language.Parse(new string('a', 200_001)).Fault);
        Assert.NotNull(Language.Parse(new string('(', 900) + "a" + new string(')', 900)).Fault);
        Assert.NotNull(Language.Parse(string.Join(' ', Enumerable.Repeat("NOT", 400)) + " a").Fault);
        Assert.NotNull(Language.Parse(string.Join(' ', Enumerable.Repeat("a", 2001))).Fault);
    }

    [Fact]
    public void No_text_makes_the_parser_throw_and_every_fault_lies_within_the_query() =>
        Prop.ForAll(Fuzz.AnyText.ToArbitrary(), text => Holds(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Nor_do_pieces_of_the_language_in_any_order() =>
        Prop.ForAll(Gen.Elements("(", ")", "AND", "OR", "NOT", "与", "TI=", "AD=", "IC=", "RG=", "LS=", "锂电池", "\"", "2020", "[2020 TO 2021]", "NEAR/3",
        "PRE/0", "li*", ">=", "[", "*", "H01M", "=", " ", "（", "）", "河南", "\uD800").ArrayOf().Select(parts => string.Join(' ', parts)).ToArbitrary(),
            text => Holds(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    private static bool Holds(string text)
    {
        var parsed = Language.Parse(text);
        return parsed.Fault is { } fault ? parsed.Node is null && fault.Position >= 0 && fault.Position + fault.Length <= Math.Max(text.Length, fault.Position) : parsed.Node is not null;
    }

    private static string Show(QueryNode node) => node switch
    {
        QueryNode.All => "*",
        QueryNode.And and => "(" + string.Join(" & ", and.Parts.Select(Show)) + ")",
        QueryNode.Or or => "(" + string.Join(" | ", or.Parts.Select(Show)) + ")",
        QueryNode.Not not => "!" + Show(not.Part),
        QueryNode.Text text => (text.Field == QueryField.Any ? "" : $"{text.Field}:") + (text.Wild ? "~" : "") + text.Value,
        QueryNode.Near near => (near.Field == QueryField.Any ? "" : $"{near.Field}:") + $"[{Show(near.Left)} {(near.Ordered ? "pre" : "near")}{near.Distance} {Show(near.Right)}]",
        QueryNode.Number number => $"{number.Field}#{(number.Normals.Count > 1 && number.Field == QueryField.PublicationNumber
            ? string.Join(',', number.Normals) : number.Normals[0])}" + (number.Prefix ? "*" : ""),
        QueryNode.Date date => $"{date.Field}:{date.From:yyyy-MM-dd}..{date.To:yyyy-MM-dd}",
        QueryNode.Symbol symbol => (symbol.Field switch { QueryField.Cpc => "cpc:", QueryField.MainClass => "mc:", _ => "ic:" }) + symbol.Value + (symbol.Prefix ? "*" : "")
            + (symbol.Below.Count > 0 ? $"+{symbol.Below.Count}" : ""),
        QueryNode.Office office => "of:" + string.Join(',', office.Codes),
        QueryNode.Linked linked => $"{linked.Field}#{linked.Normals[0]}",
        QueryNode.NiceClass nice => "nc:" + nice.Value,
        QueryNode.Region region => "rg:" + string.Join(',', region.Codes),
        QueryNode.Status status => "ls:" + status.Value,
        QueryNode.StatusText status => "ls~" + status.Value,
        QueryNode.Type type => "ty:" + type.Code,
        _ => throw new InvalidOperationException(),
    };
}
