using System.Net;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Zhishu.Tests.Watch;

/// <summary>Every question of a round has a number, and others are built on it; strategies are lines of them.</summary>
[Collection(HubCollection.Name)]
public sealed partial class HistoryTests(TestHub hub)
{
    private Visitor Visitor() => new(hub.Http.BaseAddress!);

    private static string Ask(string query) => "/search?q=" + Uri.EscapeDataString(query);

    private static async Task<long> TotalAsync(Visitor visitor, string address)
    {
        var (status, text) = await visitor.GetAsync(address);
        Assert.True(status == HttpStatusCode.OK, $"{address}: {status}\n{Fault(text)}");
        return long.Parse(Total().Match(text).Groups[1].Value, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Fault(string text) => WebUtility.HtmlDecode(Faults().Match(text).Groups[1].Value);

    [Fact]
    public async Task Questions_are_numbered_and_combined_as_their_texts_would_be()
    {
        using var visitor = Visitor();
        var (one, two) = (await TotalAsync(visitor, Ask("TI=电池")), await TotalAsync(visitor, Ask("TI=隔膜") + "&status=inForce"));
        var both = await TotalAsync(visitor, Ask("#1 AND #2"));
        Assert.Equal(await TotalAsync(visitor, Ask("TI=电池 AND TI=隔膜 AND LS=有效")), both);
        Assert.InRange(both, 1, Math.Min(one, two));
        Assert.Equal(one - both, await TotalAsync(visitor, Ask("#1 NOT #2")));
        Assert.Equal(one + two - both, await TotalAsync(visitor, Ask("#1 or #2")));
        Assert.Equal(await TotalAsync(visitor, Ask("TI=电池 AND TI=隔膜 AND LS=有效 NOT PA=大学")), await TotalAsync(visitor, Ask("#3 NOT PA=大学")));
        var page = WebUtility.HtmlDecode((await visitor.GetAsync("/my/history")).Text);
        Assert.Contains("#8", page, StringComparison.Ordinal);
        Assert.Contains("#1 AND #2", page, StringComparison.Ordinal);
        Assert.Contains("法律状态=有效", page, StringComparison.Ordinal);

        // Asked again a question keeps its number; paging and sorting make no new ones.
        await TotalAsync(visitor, Ask("TI=电池"));
        await TotalAsync(visitor, Ask("TI=电池") + "&sort=-date&from=20");
        Assert.DoesNotContain("#9", (await visitor.GetAsync("/my/history")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_number_stands_for_goes_on_in_every_link()
    {
        using var visitor = Visitor();
        await TotalAsync(visitor, Ask("TI=电池"));
        var total = await TotalAsync(visitor, Ask("#1 AND IC=H01M"));
        var text = WebUtility.HtmlDecode((await visitor.GetAsync(Ask("#1 AND IC=H01M"))).Text);
        var link = Action().Match(text).Groups[1].Value;
        Assert.DoesNotContain("%231 ", link.Replace("%20", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("value=\"#1 AND IC=H01M\"", text, StringComparison.Ordinal);

        // Somebody else with the link finds the same, and has the parts in a history of their own.
        using var other = Visitor();
        var address = link.Replace("/search/export", "/search", StringComparison.Ordinal);
        await TotalAsync(other, Ask("无关"));
        Assert.Equal(total, await TotalAsync(other, address));
        Assert.Contains("value=\"#2 AND IC=H01M\"", WebUtility.HtmlDecode((await other.GetAsync(address)).Text), StringComparison.Ordinal);
        Assert.Contains($"{total:N0}", WebUtility.HtmlDecode((await other.GetAsync(link)).Text), StringComparison.Ordinal);
        using var nobody = await hub.Http.GetAsync(link.Replace("/search/export", "/api/v1/records", StringComparison.Ordinal));
        Assert.Contains($"\"total\":{total},", await nobody.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_stands_for_nothing_is_told_where_it_is()
    {
        using var visitor = Visitor();
        var (status, text) = await visitor.GetAsync(Ask("电池 AND #3"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("还没有带编号的检索", Fault(text), StringComparison.Ordinal);
        await TotalAsync(visitor, Ask("电池"));
        (status, text) = await visitor.GetAsync(Ask("#3 AND #1"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("到 #1 为止", Fault(text), StringComparison.Ordinal);
        using var api = await hub.Http.GetAsync("/api/v1/records?q=" + Uri.EscapeDataString("#1 AND 电池"));
        Assert.Equal(HttpStatusCode.BadRequest, api.StatusCode);
        (status, _) = await visitor.GetAsync(Ask("\"#1\" C#"));
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var query in new[] { "TI=(#1)", "#qaaaaaaaaaaaaaaa" })
            Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync(Ask(query))).Status);
    }

    [Fact]
    public async Task Questions_are_struck_out_combined_and_begun_anew_in_the_history()
    {
        using var visitor = Visitor();
        await TotalAsync(visitor, Ask("TI=电池"));
        await TotalAsync(visitor, Ask("TI=隔膜"));
        await TotalAsync(visitor, Ask("TI=涂层"));
        using var combined = await visitor.PostAsync("/my/history", [("round", "1"), ("n", "1"), ("n", "2"), ("by", "AND")], "Combine");
        Assert.Equal(Ask("#1 AND #2"), combined.Headers.Location!.ToString());
        using var struck = await visitor.PostAsync("/my/history", [("round", "1"), ("number", "2")], "Strike");
        Assert.Contains("为止", Fault((await visitor.GetAsync(Ask("#4"))).Text), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync(Ask("#2"))).Status);
        Assert.True(await TotalAsync(visitor, Ask("#3")) > 0);
        var csv = (await visitor.GetAsync("/my/history.csv")).Text;
        Assert.Contains("TI=涂层", csv, StringComparison.Ordinal);
        using var anew = await visitor.PostAsync("/my/history", [("round", "1")], "New");
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync(Ask("#1"))).Status);
        await TotalAsync(visitor, Ask("AB=涂层"));
        Assert.Contains("第 2 轮", WebUtility.HtmlDecode((await visitor.GetAsync("/my/history")).Text), StringComparison.Ordinal);
        using var resumed = await visitor.PostAsync("/my/history", [("round", "1")], "Resume");
        Assert.Equal(await TotalAsync(visitor, Ask("TI=电池")), await TotalAsync(visitor, Ask("#1")));
        using var forgotten = await visitor.PostAsync("/my/history", [], "Forget");
        Assert.Contains("还没有检索", WebUtility.HtmlDecode((await visitor.GetAsync("/my/history")).Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_windows_at_once_get_numbers_of_their_own()
    {
        using var visitor = Visitor();
        await TotalAsync(visitor, Ask("TI=电池"));
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => visitor.GetAsync(Ask($"TI=电池 AND AD>={2008 + i}"))));
        var numbers = Numbers().Matches((await visitor.GetAsync("/my/history")).Text).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(1, 13), numbers);
    }

    [Fact]
    public async Task A_strategy_of_ten_lines_is_run_moved_saved_shared_and_reported()
    {
        using var visitor = Visitor();
        using var made = await visitor.PostAsync("/my/strategies", [("name", "耐热隔膜查新")]);
        var page = made.Headers.Location!.ToString();
        string[] lines =
        [
            "TI=(隔膜 OR 隔离膜)", "AB=(耐热 OR 耐高温)", "#1 AND #2", "IC=H01M", "#3 OR (#1 AND #4)", "PA=大学", "#5 NOT #6", "AD>=2015", "#7 AND #8", "#9 AND LS=有效",
        ];
        IEnumerable<(string, string)> Form(IEnumerable<string> queries, int revision) =>
            queries.SelectMany(query => new[] { ("query", query), ("note", "说明 <b>") }).Append(("name", "耐热隔膜查新")).Append(("revision", $"{revision}"));
        using var run = await visitor.PostAsync(page, Form(lines, 1), "Run");
        Assert.Equal(page + "?saved=true", run.Headers.Location!.ToString());
        var text = WebUtility.HtmlDecode((await visitor.GetAsync(page + "?saved=true")).Text);
        Assert.Contains("已保存", text, StringComparison.Ordinal);
        var links = Links().Matches(text).Select(match => (Link: match.Groups[1].Value, Total: long.Parse(match.Groups[2].Value.Replace(",", "", StringComparison.Ordinal),
            System.Globalization.CultureInfo.InvariantCulture))).ToList();
        Assert.Equal(10, links.Count);
        const string Whole = "((TI=(隔膜 OR 隔离膜) AND AB=(耐热 OR 耐高温)) OR (TI=(隔膜 OR 隔离膜) AND IC=H01M)) NOT PA=大学 AND AD>=2015 AND LS=有效";
        Assert.Equal(await TotalAsync(visitor, Ask(Whole)), links[^1].Total);
        Assert.True(links[^1].Total > 0);
        using var other = Visitor();
        Assert.Equal(links[^1].Total, await TotalAsync(other, links[^1].Link));

        // A second window that saved first: nothing is lost, and the late one is told.
        using var late = await visitor.PostAsync(page, Form(["TI=别的"], 1), "Save");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("TI=别的", WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Contains("#9 AND LS=有效", WebUtility.HtmlDecode((await visitor.GetAsync(page)).Text), StringComparison.Ordinal);

        // Moved and removed lines take their numbers along.
        using var raised = await visitor.PostAsync(page, Form(lines, 2).Append(("at", "1")), "Raise");
        var moved = WebUtility.HtmlDecode(await raised.Content.ReadAsStringAsync());
        Assert.Contains("#2 AND #1", moved, StringComparison.Ordinal);
        Assert.Contains("#3 OR (#2 AND #4)", moved, StringComparison.Ordinal);
        using var used = await visitor.PostAsync(page, Form(lines, 2).Append(("at", "0")), "Remove");
        Assert.Contains("第 3 行引用了 #1", WebUtility.HtmlDecode(await used.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using var removed = await visitor.PostAsync(page, Form([.. lines[..7], "", .. lines[7..]], 2).Append(("at", "7")), "Remove");
        Assert.Contains("#7 AND #8", WebUtility.HtmlDecode(await removed.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        using var shared = await visitor.PostAsync(page, [("shared", "true")], "Share");
        var link = ShareLink().Match(WebUtility.HtmlDecode((await visitor.GetAsync(page)).Text)).Groups[1].Value;
        var report = WebUtility.HtmlDecode((await other.GetAsync(link)).Text);
        Assert.Contains("检索时间", report, StringComparison.Ordinal);
        Assert.Contains($"{links[^1].Total:N0}", report, StringComparison.Ordinal);
        Assert.Contains("说明 <b>", report, StringComparison.Ordinal);
        using var copied = await other.PostAsync(link, []);
        Assert.Contains("#9 AND LS=有效", WebUtility.HtmlDecode((await other.GetAsync(copied.Headers.Location!.ToString())).Text), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(page)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/strategies/" + page.Split('/')[^1])).Status);
        using var unshared = await visitor.PostAsync(page, [("shared", "false")], "Share");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(link)).Status);
        Assert.Contains("#10", (await visitor.GetAsync(page + "/report.csv")).Text, StringComparison.Ordinal);
        await CheckDocumentAsync(visitor, page + "/report.docx", lines, links[^1].Total);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(page + "/report.docx")).Status);
    }

    private static async Task CheckDocumentAsync(Visitor visitor, string address, string[] lines, long last)
    {
        using var response = await visitor.OpenAsync(address);
        Assert.Equal("application/vnd.openxmlformats-officedocument.wordprocessingml.document", response.Content.Headers.ContentType!.MediaType);
        using var stream = new MemoryStream(await response.Content.ReadAsByteArrayAsync());
        using var document = WordprocessingDocument.Open(stream, isEditable: false);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document).Select(fault => $"{fault.Path?.XPath} {fault.Description}"));
        var body = document.MainDocumentPart!.Document!.Body!;
        var styles = document.MainDocumentPart.StyleDefinitionsPart!.Styles!.Elements<Style>().ToDictionary(style => style.StyleId!.Value!);
        var paragraphs = body.Elements<Paragraph>().Select(paragraph => (Style: paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value!, Text: paragraph.InnerText)).ToList();
        Assert.All(body.Descendants<ParagraphStyleId>(), used => Assert.Contains(used.Val!.Value!, styles.Keys));
        Assert.Equal(("Title", "检索报告：耐热隔膜查新"), paragraphs[0]);
        Assert.Equal(["检索过程", "范围与限制"], paragraphs.Where(paragraph => paragraph.Style == "Heading1").Select(paragraph => paragraph.Text));
        Assert.Equal(0, styles["Heading1"].StyleParagraphProperties!.OutlineLevel!.Val!.Value);
        Assert.Contains(paragraphs, paragraph => paragraph.Text.StartsWith("检索时间：20", StringComparison.Ordinal));
        Assert.Contains(paragraphs, paragraph => paragraph.Text.StartsWith("数据库情况：", StringComparison.Ordinal) && paragraph.Text.Contains("专利", StringComparison.Ordinal));
        var rows = body.Elements<Table>().Single().Elements<TableRow>().Select(row => row.Elements<TableCell>().Select(cell => cell.InnerText).ToList()).ToList();
        Assert.Equal(["行", "检索式", "已选条件", "说明", "结果"], rows[0]);
        Assert.Equal(lines, rows.Skip(1).Select(row => row[1]));
        Assert.Equal($"{last:N0}", rows[^1][4]);
        Assert.Equal("说明 <b>", rows[1][3]);
    }

    [Fact]
    public async Task Lines_that_cannot_be_run_say_why_and_stop_none_of_the_others()
    {
        using var visitor = Visitor();
        using var made = await visitor.PostAsync("/my/strategies", [("name", "有误")]);
        using var run = await visitor.PostAsync(made.Headers.Location!.ToString(),
            [("name", "有误"), ("revision", "1"), .. new[] { "TI=电池", "TI=(电池", "#2 AND #1", "#5", "#1" }.Select(query => ("query", query))], "Run");
        var text = WebUtility.HtmlDecode((await visitor.GetAsync(run.Headers.Location!.ToString())).Text);
        Assert.Contains("括号没有成对", text, StringComparison.Ordinal);
        Assert.Contains("没有 #2", text, StringComparison.Ordinal);
        Assert.Contains("没有 #5", text, StringComparison.Ordinal);
        Assert.Equal(2, Links().Count(text));
    }

    [Fact]
    public async Task A_question_too_long_for_an_address_is_asked_by_a_form()
    {
        using var visitor = Visitor();
        var query = "TI=(" + string.Join(" OR ", Enumerable.Range(0, 900).Select(i => $"词{i}甲乙丙")) + " OR 电池)";
        Assert.True(query.Length > 8000);
        using var asked = await visitor.PostAsync("/search", [("q", query), ("status", "inForce")]);
        var address = asked.Headers.Location!.ToString();
        Assert.True(address.Length < 200);
        Assert.Equal(await TotalAsync(visitor, Ask("TI=电池") + "&status=inForce"), await TotalAsync(visitor, address));
        Assert.Contains("词899甲乙丙", WebUtility.HtmlDecode((await visitor.GetAsync(address)).Text), StringComparison.Ordinal);
        Assert.True(await TotalAsync(visitor, Ask("#2 AND AD>=2015")) > 0);
        using var wrong = await visitor.PostAsync("/search", [("q", query[..^1])]);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("词899甲乙丙", WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [GeneratedRegex("role=\"status\"><strong>([0-9,]+)</strong>")]
    private static partial Regex Total();

    [GeneratedRegex("id=\"fault\"[^>]*>(.*?)</div>", RegexOptions.Singleline)]
    private static partial Regex Faults();

    [GeneratedRegex("href=\"(/search/export[^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<th scope=\"row\">#([0-9]+)</th>")]
    private static partial Regex Numbers();

    [GeneratedRegex("<td class=\"num\"[^>]*>\\s*<a href=\"(/search[^\"]+)\">([0-9,]+)</a>")]
    private static partial Regex Links();

    [GeneratedRegex("id=\"share-link\">https?://[^/<]+(/strategies/[^<]+)</code>")]
    private static partial Regex ShareLink();
}
