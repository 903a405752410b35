using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;

namespace Zhishu.Tests.Analysis;

/// <summary>Every chart is counted again from the records themselves.</summary>
[Collection(HubCollection.Name)]
public sealed class AnalysisTests(TestHub hub)
{
    private const string Q = "q=TI%3D%E9%9A%94%E8%86%9C"; // TI=隔膜

    private static List<IpRecord>? _records;

    private async Task<List<IpRecord>> RecordsAsync()
    {
        if (_records is not null)
            return _records;
        var lines = await hub.Http.GetStringAsync("/search/download?format=jsonl&" + Q);
        return _records = [.. lines.TrimEnd('\n').Split('\n').Select(RecordJson.Read)];
    }

    private async Task<List<(string Key, string? Second, double?[] Values)>> ChartAsync(string code, string q = Q)
    {
        var chart = await hub.Http.GetFromJsonAsync<JsonElement>($"/api/v1/analysis/{code}?{q}");
        return [.. chart.GetProperty("rows").EnumerateArray().Select(row => (row.GetProperty("key").GetString()!, row.GetProperty("second").GetString(),
            row.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble()).ToArray()))];
    }

    private async Task SameAsync(string code, Func<IpRecord, IEnumerable<string>> keys, int most = 20)
    {
        var expected = (await RecordsAsync()).SelectMany(record => keys(record).Distinct()).CountBy(key => key).ToDictionary(pair => pair.Key, pair => (double)pair.Value);
        var rows = await ChartAsync(code);
        Assert.Equal(Math.Min(most, expected.Count), rows.Count);
        Assert.All(rows, row => Assert.Equal(expected[row.Key], row.Values[0]));
        Assert.Equal(expected.Values.OrderDescending().Take(most), rows.Select(row => row.Values[0]!.Value));
    }

    [Fact]
    public async Task Years_are_counted()
    {
        var records = await RecordsAsync();
        foreach (var (key, _, values) in await ChartAsync("trend"))
        {
            var year = int.Parse(key, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(records.Count(record => record.FilingDate?.Year == year), values[0]);
            Assert.Equal(records.Count(record => record.PublicationDate?.Year == year), values[1]);
            Assert.Equal(records.Count(record => record.GrantDate?.Year == year), values[2]);
        }

        var growth = await ChartAsync("growth");
        for (var i = 1; i < growth.Count; i++)
            Assert.Equal(Math.Round((growth[i].Values[0]!.Value - growth[i - 1].Values[0]!.Value) / growth[i - 1].Values[0]!.Value * 100, 1), growth[i].Values[1]);
        foreach (var (key, _, values) in await ChartAsync("lifecycle"))
            Assert.Equal(records.Where(record => record.FilingDate?.Year.ToString(System.Globalization.CultureInfo.InvariantCulture) == key)
                .SelectMany(record => Names(record, PartyRole.Applicant)).Distinct().Count(), values[1]);
    }

    private static IEnumerable<string> Names(IpRecord record, PartyRole role) => record.Parties.Where(party => party.Role == role).Select(party => party.Name);

    [Fact]
    public Task Applicants_are_counted() => SameAsync("applicants", record => Names(record, PartyRole.Applicant));

    [Fact]
    public Task Inventors_are_counted() => SameAsync("inventors", record => Names(record, PartyRole.Inventor));

    [Fact]
    public Task Regions_are_counted() => SameAsync("regions", record => record.Region is { } region ? [region[..2]] : [], 40);

    [Fact]
    public Task Cities_are_counted() => SameAsync("cities", record => record.Region is { Length: >= 4 } region ? [region[..4]] : []);

    [Fact]
    public Task Classes_are_counted() => SameAsync("classes", record => record.Classifications.Where(symbol => symbol.Scheme == "ipc").Select(symbol => symbol.Symbol[..4]), 60);

    [Fact]
    public Task Types_are_counted() => SameAsync("types", record => [record.Type!]);

    [Fact]
    public async Task Technologies_by_year_and_pairs_of_applicants_are_counted()
    {
        var records = await RecordsAsync();
        foreach (var (key, second, values) in await ChartAsync("technology"))
            Assert.Equal(records.Count(record => record.FilingDate?.Year.ToString(System.Globalization.CultureInfo.InvariantCulture) == second
                && record.Classifications.Any(symbol => symbol.Scheme == "ipc" && symbol.Symbol.StartsWith(key, StringComparison.Ordinal))), values[0]);
        var pairs = await ChartAsync("network");
        Assert.NotEmpty(pairs);
        foreach (var (key, second, values) in pairs)
        {
            Assert.True(string.CompareOrdinal(key, second) != 0);
            Assert.Equal(records.Count(record => Names(record, PartyRole.Applicant).Contains(key) && Names(record, PartyRole.Applicant).Contains(second)), values[0]);
        }
    }

    [Theory]
    [InlineData("applicants")]
    [InlineData("regions")]
    [InlineData("technology")]
    [InlineData("keywords")]
    [InlineData("industries")]
    [InlineData("inventors")]
    [InlineData("cities")]
    public async Task Every_number_leads_to_its_records(string code)
    {
        var page = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/analysis?" + Q));
        var data = page.Split("data-chart=\"").Skip(1).Select(part => part[..part.IndexOf("\"></div>", StringComparison.Ordinal)]).Select(json => JsonDocument.Parse(json).RootElement).ToList();
        var rows = await ChartAsync(code);
        var links = data.SelectMany(chart => chart.GetProperty("rows").EnumerateArray())
            .Where(row => rows.Exists(own => own.Key == row.GetProperty("key").GetString() && (own.Second is null || own.Second == row.GetProperty("second").GetString())))
            .Select(row => (Link: row.GetProperty("link").GetString(), Value: row.GetProperty("values")[0].GetDouble())).Where(row => row.Link is not null).Take(3).ToList();
        if (code != "regions") // drawn by the server
            Assert.NotEmpty(links);
        if (code == "industries")
            return; // counts classifications, not records, and says so
        foreach (var (link, value) in links)
        {
            var answer = await hub.Http.GetFromJsonAsync<JsonElement>(link!.Replace("/search?", "/api/v1/records?size=0&", StringComparison.Ordinal));
            Assert.Equal(value, answer.GetProperty("total").GetInt64());
        }
    }

    [Fact]
    public async Task The_tile_map_has_34_tiles_with_the_counts()
    {
        var page = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/analysis?" + Q));
        Assert.Equal(34, page.Split("<rect class=\"tile").Length - 1);
        foreach (var (key, _, values) in (await ChartAsync("regions")).Take(5))
            Assert.Contains($"{TestHub.Reference.Regions.TitleOf(key)} {values[0]:N0}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_is_the_same_as_CSV()
    {
        var csv = (await hub.Http.GetStringAsync($"/analysis/applicants.csv?{Q}")).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        Assert.Equal((await ChartAsync("applicants")).Select(row => $"{row.Key},{row.Values[0]}"), csv.Skip(1));
        using var missing = await hub.Http.GetAsync($"/analysis/nothing.csv?{Q}");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Nothing_found_is_said_and_not_drawn()
    {
        var page = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/analysis?q=%E9%BE%98%E9%BE%98%E9%BE%98"));
        Assert.Contains("没有可以统计的记录", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-chart", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_are_compared()
    {
        var page = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/analysis/compare?q=TI%3D%E9%9A%94%E8%86%9C&q=TI%3D%E7%84%8A%E6%8E%A5"));
        Assert.Contains($"{(await RecordsAsync()).Count:N0}</a>", page, StringComparison.Ordinal);
        Assert.Contains("data-chart", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_carries_the_text_of_its_author_as_text()
    {
        using var visitor = new Visitor(hub.Http.BaseAddress!);
        (string, string)[] fields = [("title", "隔膜<script>alert(1)</script>"), ("author", "甲 & 乙"), ("opening", "第一段\n第二段"), ("chart", "trend"), ("chart",
            "applicants"), ("chart", "network"), ("text-trend", "逐年上升 </p><b>"), ("closing", "完")];
        using var html = await visitor.PostAsync("/analysis/report?" + Q, [.. fields, ("form", "html")]);
        var text = await html.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
        Assert.Contains("逐年上升 &lt;/p&gt;&lt;b&gt;", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("<svg").Length - 1);
        _ = XDocument.Parse(text[text.IndexOf("<svg", StringComparison.Ordinal)..(text.IndexOf("</svg>", StringComparison.Ordinal) + 6)]);

        using var docx = await visitor.PostAsync("/analysis/report?" + Q, [.. fields, ("form", "docx")]);
        using var stream = new MemoryStream(await docx.Content.ReadAsByteArrayAsync());
        using (var document = WordprocessingDocument.Open(stream, false))
        {
            var faults = new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2016).Validate(document).Select(fault => $"{fault.Path?.XPath} {fault.Description}").ToList();
            Assert.True(faults.Count == 0, string.Join('\n', faults.Take(10)));
            Assert.Contains("逐年上升 </p><b>", document.MainDocumentPart!.Document.InnerText, StringComparison.Ordinal);
            Assert.Equal(3, document.MainDocumentPart.ChartParts.Count());
            Assert.Equal(3, document.MainDocumentPart.Document.Descendants<DocumentFormat.OpenXml.Wordprocessing.Table>().Count());
        }

        using var none = await visitor.PostAsync("/analysis/report?" + Q, [("title", "x"), ("form", "docx")]);
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        Assert.Contains("请至少选一个图表", WebUtility.HtmlDecode(await none.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_applicant_has_a_page_of_his_own()
    {
        var page = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/applicants?name=" + Uri.EscapeDataString("中科大数据研究院")));
        Assert.Contains("<strong>7</strong>", page, StringComparison.Ordinal);
        using var nobody = await hub.Http.GetAsync("/applicants?name=nobody");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
        Assert.Contains("（示例）", WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/applicants")), StringComparison.Ordinal);
    }
}
