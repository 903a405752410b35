using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Similarity;

namespace Zhishu.Tests.Search;

/// <summary>What can be done with a result: filters, families, pages, exports, lookups, comparison, similar records.</summary>
[Collection(HubCollection.Name)]
public sealed class ResultTests(TestHub hub)
{
    private static readonly Dictionary<Facet, IReadOnlyList<string>> None = [];

    private ISearchEngine Engine => hub.Services.GetRequiredService<ISearchEngine>();

    private static string E(string text) => Uri.EscapeDataString(text);

    private async Task<JsonElement> SearchAsync(string parameters) => await hub.Http.GetFromJsonAsync<JsonElement>("/api/v1/records?" + parameters);

    private async Task<long> TotalAsync(string parameters) => (await SearchAsync("size=0&" + parameters)).GetProperty("total").GetInt64();

    [Theory]
    [InlineData("status", "inForce")]
    [InlineData("region", "44")]
    [InlineData("ipc", "H01M")]
    [InlineData("type", "invention")]
    [InlineData("filed", "2020")]
    [InlineData("granted", "2021")]
    [InlineData("group", "H01M10")]
    [InlineData("city", "4403")]
    [InlineData("keyword", "电池")]
    [InlineData("nice", "9")]
    public async Task What_is_included_and_what_is_excluded_make_up_the_whole(string facet, string value)
    {
        var q = "q=" + E("电池 OR 茶");
        var (whole, with, without) = (await TotalAsync(q), await TotalAsync($"{q}&{facet}={E(value)}"), await TotalAsync($"{q}&not-{facet}={E(value)}"));
        Assert.Equal(whole, with + without);
        Assert.True(with > 0);
        Assert.Equal(0, await TotalAsync($"{q}&{facet}={E(value)}&not-{facet}={E(value)}"));
    }

    [Fact]
    public async Task Facets_of_a_single_value_add_up_to_the_total_and_each_count_is_what_choosing_it_finds()
    {
        var q = "q=" + E("装置") + "&facets=kind,status,year,ipc,applicant,region,type,filed,granted,inventor,keyword,city,group";
        var answer = await SearchAsync("size=0&" + q);
        var facets = answer.GetProperty("facets");
        foreach (var whole in new[] { "kind", "status" })
            Assert.Equal(answer.GetProperty("total").GetInt64(), facets.GetProperty(whole).EnumerateArray().Sum(value => value.GetProperty("count").GetInt64()));
        foreach (var facet in facets.EnumerateObject())
        {
            foreach (var value in facet.Value.EnumerateArray().Take(2))
                Assert.Equal(value.GetProperty("count").GetInt64(), await TotalAsync($"q={E("装置")}&{facet.Name}={E(value.GetProperty("value").GetString()!)}"));
        }
    }

    [Fact]
    public async Task One_per_family_shows_each_family_once_and_loses_none()
    {
        var node = new QueryNode.Symbol("H01M");
        var request = new SearchRequest(node, None, SearchSort.Relevance, 0, 100, []) { OnePerFamily = true };
        var store = hub.Services.GetRequiredService<RecordStore>();
        static string FamilyOf(IpRecord record) => record.Family.Count > 0
            ? record.Family.Concat(record.Publications.Select(publication => publication.Number)).Min(StringComparer.Ordinal)! : record.Number;
        var all = new List<Guid>();
        await foreach (var id in Engine.StreamAsync(SearchRequest.All(node), CancellationToken.None))
            all.Add(id);
        var families = (await store.GetAsync(all, CancellationToken.None)).Select(stored => FamilyOf(stored.Record)).ToHashSet();
        Assert.True(families.Count < all.Count);
        var shown = new List<Guid>();
        SearchResult page;
        do
        {
            page = await Engine.FindAsync(request with { From = shown.Count }, CancellationToken.None);
            shown.AddRange(page.Ids);
        }
        while (shown.Count < page.Total && page.Ids.Count > 0);
        Assert.Equal(families.Count, page.Total);
        var seen = (await store.GetAsync(shown, CancellationToken.None)).Select(stored => FamilyOf(stored.Record)).ToList();
        Assert.Equal(families.Count, seen.Count);
        Assert.Equal(families, seen.ToHashSet());
    }

    [Theory]
    [InlineData("电池", SearchSort.Relevance)] // more hits than are ranked by all their texts
    [InlineData("隔膜 极耳", SearchSort.Relevance)]
    [InlineData("装置", SearchSort.DateAscending)]
    [InlineData("装置", SearchSort.GrantedDescending)]
    [InlineData("隔膜", SearchSort.PublishedAscending)]
    [InlineData("隔膜", SearchSort.NumberDescending)]
    [InlineData("隔膜", SearchSort.TitleAscending)]
    [InlineData("装置", SearchSort.ApplicantDescending)]
    public async Task The_stream_and_the_pages_give_the_same_records_in_the_same_order(string query, SearchSort sort)
    {
        var node = hub.Services.GetRequiredService<QueryLanguage>().Parse(query).Node!;
        var streamed = new List<Guid>();
        await foreach (var id in Engine.StreamAsync(new(node, None, sort, 0, 0, []), CancellationToken.None))
            streamed.Add(id);
        Assert.Equal(streamed.Count, streamed.Distinct().Count());
        var paged = new List<Guid>();
        while (paged.Count < streamed.Count)
            paged.AddRange((await Engine.FindAsync(new(node, None, sort, paged.Count, 90, []), CancellationToken.None)).Ids);
        Assert.Equal(streamed, paged);
    }

    [Fact]
    public async Task A_record_is_found_first_by_its_own_title_with_a_word_left_out()
    {
        var store = hub.Services.GetRequiredService<RecordStore>();
        var real = (await store.FindAsync(RecordKind.Patent, "CN202122975192.6", CancellationToken.None))!.Record;
        var words = hub.Services.GetRequiredService<SearchIndex>().Lexicon.Segmenter.ContentWords(real.Title).ToList();
        var answer = await SearchAsync("size=1&q=" + E(string.Join(' ', words.Skip(1))));
        Assert.Equal(real.Number, answer.GetProperty("hits")[0].GetProperty("number").GetString());
    }

    private async Task<byte[]> DownloadAsync(string format, string parameters)
    {
        using var response = await hub.Http.GetAsync($"/search/download?format={format}&{parameters}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        return await response.Content.ReadAsByteArrayAsync();
    }

    [Fact]
    public async Task Every_form_of_export_has_every_hit_and_nothing_else()
    {
        var q = "q=" + E("隔膜收缩") + "&status=inForce";
        var numbers = new List<string>();
        var answer = await SearchAsync(q + "&size=100");
        for (var total = answer.GetProperty("total").GetInt64(); numbers.Count < total; answer = await SearchAsync($"{q}&size=100&from={numbers.Count}"))
            numbers.AddRange(answer.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("number").GetString()!));
        var shown = numbers.Select(number => RecordNumber.Show(RecordKind.Patent, "CN", number)).ToList();
        Assert.True(shown.Count > 50);

        var csv = Encoding.UTF8.GetString(await DownloadAsync("csv", q)).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        Assert.Equal(shown, csv.Skip(1).Select(line => line.Split(',')[0]));

        using var stream = new MemoryStream(await DownloadAsync("xlsx", q));
        using (var book = SpreadsheetDocument.Open(stream, false))
        {
            Assert.Empty(new OpenXmlValidator().Validate(book));
            var rows = book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>().ToList();
            Assert.Equal(shown, rows.Skip(1).Select(row => row.Elements<Cell>().First().InnerText));
        }

        var lines = Encoding.UTF8.GetString(await DownloadAsync("jsonl", q)).TrimEnd('\n').Split('\n');
        Assert.Equal(numbers, lines.Select(line => RecordJson.Read(line).Number));

        var xml = XDocument.Parse(Encoding.UTF8.GetString(await DownloadAsync("xml", q)));

        // The legal status of a patent stands after it, under the same number.
        Assert.Equal(numbers, xml.Root!.Elements().Where(element => element.Name.LocalName is not ("PatentLegalStatusData" or "RecordData"))
            .Select(record => record.Descendants().First(element => element.Name.LocalName == "ApplicationNumberText").Value));

        var ris = Encoding.UTF8.GetString(await DownloadAsync("ris", q));
        Assert.Equal(shown, ris.Split("\r\n").Where(line => line.StartsWith("C1  - ", StringComparison.Ordinal)).Select(line => line[6..]));
        Assert.Equal(shown.Count, ris.Split("ER  - ").Length - 1);
    }

    [Fact]
    public async Task Columns_are_chosen_and_a_workbook_has_sheets_for_what_a_record_has_many_of()
    {
        var q = "q=" + E("隔膜收缩") + "&status=inForce";
        var csv = Encoding.UTF8.GetString(await DownloadAsync("csv", q + "&column=title&column=number")).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        Assert.Equal("名称,号码", csv[0]);
        using var stream = new MemoryStream(await DownloadAsync("xlsx-sheets", q));
        using var book = SpreadsheetDocument.Open(stream, false);
        Assert.Empty(new OpenXmlValidator().Validate(book));
        Assert.Equal(["结果", "法律事件", "引用文献", "权利要求"], book.WorkbookPart!.Workbook.Descendants<Sheet>().Select(sheet => sheet.Name!.Value));
        var claims = ((WorksheetPart)book.WorkbookPart.GetPartById(book.WorkbookPart.Workbook.Descendants<Sheet>().Last().Id!)).Worksheet.Descendants<Row>().ToList();
        Assert.True(claims.Count > csv.Length);
        Assert.Contains("其特征在于", claims[1].InnerText, StringComparison.Ordinal);

        // It comes back as what its first sheet is; the lists of the others are no records.
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("sheets.xlsx", stream.ToArray()));
        Assert.Equal((csv.Length - 1, 0), (report.New, report.Refused));
    }

    [Fact]
    public async Task Exported_lines_come_back_as_the_same_records()
    {
        var lines = await DownloadAsync("jsonl", "q=" + E("TY=文字商标 AND NC=30"));
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("again.jsonl", lines));
        var again = await scratch.Records.PageAsync([], Guid.Empty, 1000, CancellationToken.None);
        Assert.Equal(Encoding.UTF8.GetString(lines).TrimEnd('\n').Split('\n').Order(),
            again.Select(stored => RecordJson.Write(stored.Record with { Source = RecordJson.Read(Encoding.UTF8.GetString(lines).Split('\n')[0]).Source })).Order());
    }

    [Fact]
    public async Task No_cell_of_an_export_is_a_formula()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("evil.csv", "申请号,专利名称\nCN202210000001.0,\"=HYPERLINK(\"\"http://x\"\")\"\nCN202210000002.5,+1 <b>&\n"));
        var stored = await scratch.Records.PageAsync([], Guid.Empty, 10, CancellationToken.None);
        using var csv = new MemoryStream();
        await Zhishu.Search.Export.ResultFormat.Find("csv")!.WriteAsync(stored.ToAsyncEnumerable(), csv, new(scratch.Records.Texts, path => path), CancellationToken.None);
        var text = Encoding.UTF8.GetString(csv.ToArray());
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\")\"", text, StringComparison.Ordinal);
        Assert.Contains(",'+1 <b>&,", text, StringComparison.Ordinal);
        using var xlsx = new MemoryStream();
        await Zhishu.Search.Export.ResultFormat.Find("xlsx")!.WriteAsync(stored.ToAsyncEnumerable(), xlsx, new(scratch.Records.Texts, path => path), CancellationToken.None);
        using var zip = new ZipArchive(xlsx);
        using var reader = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var sheet = await reader.ReadToEndAsync();
        Assert.DoesNotContain("<f>", sheet, StringComparison.Ordinal);
        Assert.Contains("+1 &lt;b&gt;&amp;", sheet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/search/download?format=pdf&q=a")]
    [InlineData("/search/download?format=csv&q=TI%3D")]
    [InlineData("/search/download?format=csv&id=1")]
    [InlineData("/search/download?format=csv&q=a&column=price")]
    [InlineData("/search?not-kind=dog")]
    [InlineData("/search?view=round")]
    [InlineData("/search?columns=price")]
    [InlineData("/search?family=yes")]
    [InlineData("/search/compare?id=1")]
    [InlineData("/search/advanced?ad-from=gestern")]
    [InlineData("/analysis?q=TI%3D")]
    [InlineData("/analysis/compare?q=1&q=2&q=3&q=4&q=5&q=6")]
    public async Task What_cannot_be_read_is_refused(string url)
    {
        using var response = await hub.Http.GetAsync(url);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_file_made_in_the_background_is_the_one_downloaded_at_once()
    {
        var q = "q=" + E("TI=隔膜");
        using var visitor = new Visitor(hub.Http.BaseAddress!);
        using var asked = await visitor.PostAsync("/search/export?" + q, [("format", "csv")]);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        var job = asked.Headers.Location!.ToString();
        for (var tries = 0; !(await visitor.GetAsync(job)).Text.Contains(job + "/file", StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 100, "the file was not made");
            await Task.Delay(100);
        }

        Assert.Equal(await DownloadAsync("csv", q), await hub.Http.GetByteArrayAsync(job + "/file"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/search/exports/{Guid.NewGuid()}")).Status);
    }

    [Fact]
    public async Task Five_thousand_numbers_are_looked_up_and_the_missing_are_listed()
    {
        var store = hub.Services.GetRequiredService<RecordStore>();
        var held = new List<string>();
        for (var after = Guid.Empty; held.Count < 4990;)
        {
            var page = await store.PageAsync([RecordKind.Patent], after, 1000, CancellationToken.None);
            held.AddRange(page.Select((stored, i) => i % 3 == 0 && stored.Record.Publications.Count > 0
                ? stored.Record.Publications[^1].Number : RecordNumber.Show(RecordKind.Patent, stored.Record.Office, stored.Record.Number)));
            after = page[^1].Id;
        }

        string[] missing = ["CN1", "CN209912345678.9", "US 1234567 B1"];
        var text = string.Join('\n', held.Take(4990).Concat(missing.Select(number => number.Replace("US 1234567", "US 1,234,567", StringComparison.Ordinal)))
            .Append("zl 2022 2 3220665.2").Append("99000001；DEMOGI0001、BS99000001"));
        using var visitor = new Visitor(hub.Http.BaseAddress!);
        using var answer = await visitor.PostAsync("/search/numbers", [("take", "csv")], file: ("file", Encoding.UTF8.GetBytes(text)));
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd().Split("\r\n").Skip(1).ToList();
        Assert.Equal(missing.Order(), lines.Where(line => line.Contains("未找到", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(",未找到", StringComparison.Ordinal)].Trim('"')).Order());
        Assert.True(lines.Count >= 4990 + 3 + 4);
        Assert.Contains(lines, line => line.StartsWith("zl 2022 2 3220665.2,找到", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/search/numbers?handler=Nothing")).Status);
        using var tooMany = await visitor.PostAsync("/search/numbers", [("text", string.Join('\n', Enumerable.Range(100000, 5001)))]);
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
        using var none = await visitor.PostAsync("/search/numbers", [("text", "no digits")]);
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        using var binary = await visitor.PostAsync("/search/numbers", [], file: ("file", [0xFF, 0xFE, 0xD8, 0x00]));
        Assert.Equal(HttpStatusCode.BadRequest, binary.StatusCode);
    }

    [Fact]
    public async Task Without_the_token_of_the_form_nothing_is_taken()
    {
        using var response = await hub.Http.PostAsync("/search/numbers", new FormUrlEncodedContent([new("text", "CN202223220665.2")]));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Records_are_set_side_by_side_with_their_differences_marked()
    {
        var hits = (await SearchAsync("size=3&q=" + E("TI=隔膜"))).GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()).ToList();
        var text = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/search/compare?" + string.Join('&', hits.Select(id => "id=" + id))));
        Assert.Equal(4, text.Split("<th scope=\"col\">").Length - 1);
        Assert.Contains("class=\"differs\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Similar_records_share_what_they_are_said_to_share()
    {
        var store = hub.Services.GetRequiredService<RecordStore>();
        var record = (await store.FindAsync(RecordKind.Patent, "CN202223220665.2", CancellationToken.None))!;
        var text = WebUtility.HtmlDecode(await hub.Http.GetStringAsync($"/search/similar?id={record.Id}"));
        Assert.DoesNotContain($"value=\"{record.Id}\"", text, StringComparison.Ordinal);
        Assert.Contains("<mark>无人机</mark>", text, StringComparison.Ordinal);

        using var visitor = new Visitor(hub.Http.BaseAddress!);
        using var answer = await visitor.PostAsync("/search/similar", [("text", record.Record.Abstract!)]);
        var first = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        var list = first[first.IndexOf("<ol class=\"hits\"", StringComparison.Ordinal)..];
        Assert.Contains(record.Record.Title, list[..list.IndexOf("</li>", StringComparison.Ordinal)], StringComparison.Ordinal);
        using var tooLong = await visitor.PostAsync("/search/similar", [("text", new string('电', 4001))]);
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
    }

    [Fact]
    public async Task The_page_of_similar_records_says_what_the_order_rests_on()
    {
        var store = hub.Services.GetRequiredService<RecordStore>();
        var record = (await store.FindAsync(RecordKind.Patent, "CN202223220665.2", CancellationToken.None))!;
        await hub.Services.GetRequiredService<LearnedWords>().FollowAsync(gently: false, CancellationToken.None);
        var text = WebUtility.HtmlDecode(await hub.Http.GetStringAsync($"/search/similar?id={record.Id}"));
        Assert.Contains("前 100 条再参考意思相近的程度", text, StringComparison.Ordinal);
        Assert.Equal(30, text.Split("class=\"hit-head\"").Length - 1);
        using var visitor = new Visitor(hub.Http.BaseAddress!);
        using var answer = await visitor.PostAsync("/search/similar", [("text", "龘靐齉 zzqqx")]);
        Assert.DoesNotContain("前 100 条再参考", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("郑州恒拓", "郑州恒拓")]
    [InlineData("zhengzhouheng", "郑州恒拓")]
    [InlineData("H01M", "H01M")]
    [InlineData("无人机机载", "一种无人机机载多功能盒")]
    [InlineData("啤酒", "32 ")]
    public async Task Suggestions_come_while_typing(string typed, string expected)
    {
        var suggestions = await hub.Http.GetFromJsonAsync<JsonElement>("/api/v1/suggest?q=" + E(typed));
        Assert.Contains(suggestions.EnumerateArray(), suggestion => suggestion.GetProperty("label").GetString()!.StartsWith(expected, StringComparison.Ordinal));
        foreach (var suggestion in suggestions.EnumerateArray())
            Assert.True(await TotalAsync("q=" + E(suggestion.GetProperty("text").GetString()!)) >= 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%25_%27%22")]
    [InlineData("TI%3D(")]
    public async Task Odd_beginnings_suggest_nothing_and_break_nothing(string typed) =>
        Assert.Equal(JsonValueKind.Array, (await hub.Http.GetFromJsonAsync<JsonElement>("/api/v1/suggest?q=" + typed)).ValueKind);

    [Fact]
    public async Task The_record_page_marks_what_was_found()
    {
        var text = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/records/patent/CN202223220665.2?mark=" + E("无人机")));
        Assert.Contains("<mark class=\"term-1\">无人机</mark>机载多功能盒", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<mark", await hub.Http.GetStringAsync("/records/patent/CN202223220665.2?mark=" + E("TI=(")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_given_as_ST_96_to_who_asks_for_XML()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/records/patent/CN202223220665.2");
        request.Headers.Accept.ParseAdd("application/xml");
        using var response = await hub.Http.SendAsync(request);
        var xml = XDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("一种无人机机载多功能盒", xml.Descendants(XName.Get("InventionTitle", "http://www.wipo.int/standards/XMLSchema/ST96/Patent")).First().Value);
    }

    [Fact]
    public async Task Names_of_one_applicant_are_counted_together_and_apart_again()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("a.csv", "申请号,专利名称,申请人\nCN202210000001.0,一种盒,甲公司\nCN202210000002.5,一种箱,甲股份公司\nCN202210000003.X,一种罐,甲公司;甲股份公司\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        var engine = new Zhishu.Search.Postgres.PostgresEngine(scratch.Database, scratch.Index);
        var authority = new ApplicantAuthority(scratch.Database, scratch.Index);
        async Task<string> CountsAsync()
        {
            await scratch.Index.CatchUpAsync(null, CancellationToken.None);
            var counts = (await engine.FindAsync(SearchRequest.All(new QueryNode.All(), Facet.Applicant), CancellationToken.None)).Facets[Facet.Applicant];
            return string.Join(' ', counts.Select(count => $"{count.Value}{count.Count}"));
        }

        Assert.Equal("甲公司2 甲股份公司2", await CountsAsync());
        Assert.Null(await authority.MergeAsync("甲股份公司", ["甲公司"], CancellationToken.None));
        Assert.Equal("甲股份公司3", await CountsAsync());
        Assert.Equal("甲股份公司", await authority.CanonicalAsync("甲公司", CancellationToken.None));
        Assert.True(await authority.SplitAsync("甲公司", CancellationToken.None));
        Assert.Equal("甲公司2 甲股份公司2", await CountsAsync());
        Assert.NotNull(await authority.MergeAsync("甲公司", ["甲公司"], CancellationToken.None));
    }
}
