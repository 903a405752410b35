using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Zhishu.Records;

namespace Zhishu.Tests.App;

[Collection(HubCollection.Name)]
public sealed class HttpTests(TestHub hub)
{
    private async Task<JsonElement> JsonAsync(string url, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await hub.Http.GetAsync(url);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains("json", response.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    [Fact]
    public async Task The_search_API_has_its_promised_shape()
    {
        var answer = await JsonAsync("/api/v1/records?q=%E9%94%82%E7%A6%BB%E5%AD%90&kind=patent&sort=-date&from=5&size=3&facets=kind,year,ipc,applicant,region,status,nice,type");
        Assert.Equal(["total", "from", "size", "hits", "facets", "read", "notes", "tookMs", "cursor", "next"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal((5, 3, 3), (answer.GetProperty("from").GetInt32(), answer.GetProperty("size").GetInt32(), answer.GetProperty("hits").GetArrayLength()));
        var hit = answer.GetProperty("hits")[0];
        foreach (var name in new[] { "id", "kind", "number", "title", "highlight" })
            Assert.True(hit.TryGetProperty(name, out _), name);
        Assert.Contains("<em>锂离子</em>", hit.GetProperty("highlight").GetString(), StringComparison.Ordinal);
        Assert.Equal(["applicant", "ipc", "kind", "nice", "region", "status", "type", "year"], answer.GetProperty("facets").EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal(["value", "label", "count"], answer.GetProperty("facets").GetProperty("region")[0].EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task An_empty_answer_has_the_same_shape()
    {
        var answer = await JsonAsync("/api/v1/records?q=%E9%BE%98%E9%BE%98%E9%BE%98&facets=kind");
        Assert.Equal((0, 0, 0), (answer.GetProperty("total").GetInt32(), answer.GetProperty("hits").GetArrayLength(), answer.GetProperty("facets").GetProperty("kind").GetArrayLength()));
    }

    [Fact]
    public async Task The_API_reads_CQL_too()
    {
        var own = await JsonAsync("/api/v1/records?size=0&q=" + Uri.EscapeDataString("TI=(装置 OR 系统) AND AD=[2020 TO 2021]"));
        var cql = await JsonAsync("/api/v1/records?size=0&syntax=cql&q=" + Uri.EscapeDataString("dc.title any \"装置 系统\" and dc.date within \"2020 2021\""));
        Assert.True(own.GetProperty("total").GetInt32() > 100);
        Assert.Equal(own.GetProperty("total").GetInt32(), cql.GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("q=(a", "q", 0)]
    [InlineData("q=a&syntax=sql", "syntax", 0)]
    [InlineData("q=dc.colour%3Dred&syntax=cql", "q", 0)]
    [InlineData("q=a&size=101", "size", 0)]
    [InlineData("q=a&size=-1", "size", 0)]
    [InlineData("q=a&from=x", "from", 0)]
    [InlineData("q=a&sort=up", "sort", 0)]
    [InlineData("q=a&facets=colour", "facets", 0)]
    [InlineData("q=a&kind=boat", "kind", 0)]
    [InlineData("q=a&year=20x0", "year", 0)]
    [InlineData("q=TI%3D%E7%94%B5+AD%3D2020-13", "q", 8)]
    public async Task A_wrong_parameter_is_told_by_name_and_position(string query, string parameter, int position)
    {
        var problem = await JsonAsync("/api/v1/records?" + query, HttpStatusCode.BadRequest);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.Equal(position, problem.GetProperty("position").GetInt32());
        Assert.True(problem.GetProperty("detail").GetString()!.Length > 5);
    }

    [Theory]
    [InlineData("CN202223220665.2")]
    [InlineData("2022232206652")]
    [InlineData("ZL%202022%202%203220665.2")]
    [InlineData("CN218751475U")]
    [InlineData("%EF%BC%A3%EF%BC%AE%EF%BC%92%EF%BC%91%EF%BC%98%EF%BC%97%EF%BC%95%EF%BC%91%EF%BC%94%EF%BC%97%EF%BC%95%EF%BC%B5")]
    public async Task A_record_is_given_under_each_spelling_of_its_numbers(string number)
    {
        using var response = await hub.Http.GetAsync("/api/v1/records/patent/" + number);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var record = RecordJson.Read(await response.Content.ReadAsStringAsync());
        Assert.Equal("一种无人机机载多功能盒", record.Title);
        using var page = await hub.Http.GetAsync("/records/patent/" + number);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/records/boat/1")]
    [InlineData("/api/v1/records/patent/CN999999999A")]
    [InlineData("/api/v1/nowhere")]
    public async Task What_is_not_there_is_told_as_problem_details(string url)
    {
        var problem = await JsonAsync(url, HttpStatusCode.NotFound);
        Assert.True(problem.GetProperty("detail").GetString()!.Length > 5);
    }

    [Theory]
    [InlineData("/", "查专利、商标", "Search patents")]
    [InlineData("/search?q=TI%3D%E7%94%B5%E6%B1%A0", "条结果", "results")]
    [InlineData("/classifications", "国际专利分类", "International Patent Classification")]
    [InlineData("/classifications/ipc/H01", "电气元件", "Electric elements")]
    [InlineData("/imports", "数据入库", "Imports")]
    [InlineData("/records/patent/US8926509B2", "著录项目", "Bibliography")]
    public async Task Pages_speak_both_languages(string url, string chinese, string english)
    {
        Assert.Contains(chinese, await hub.Http.GetStringAsync(url), StringComparison.Ordinal);
        var page = await hub.Http.GetStringAsync(url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=en");
        Assert.Contains(english, page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/search?q=%22", 400)]
    [InlineData("/search?q=a%00b", 200)]
    [InlineData("/search?q=%27%3B+drop+table+records.record%3B--", 200)] // pasted text
    [InlineData("/search?applicant=%3Cscript%3Ealert(1)%3C/script%3E", 200)]
    [InlineData("/search?from=99999999999", 400)]
    [InlineData("/search?from=5000000", 200)]
    [InlineData("/search?q=%ED%A0%80", 200)]
    [InlineData("/records/patent/%00", 400)]
    [InlineData("/records/patent/..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("/imports/00000000-0000-0000-0000-000000000000", 404)]
    [InlineData("/imports/00000000-0000-0000-0000-000000000000/refused.csv", 404)]
    [InlineData("/classifications/ipc/%00", 400)]
    [InlineData("/classifications/nonsense", 404)]
    [InlineData("/imports?from=-5", 200)]
    public async Task Bad_input_gets_an_answer_and_no_script(string url, int status)
    {
        using var response = await hub.Http.GetAsync(url);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.DoesNotContain("<script>alert", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_each_kind_has_its_page_and_demo_records_are_marked()
    {
        foreach (var (kind, number) in new[] { ("patent", "CN202223220665.2"), ("trademark", "99000001"), ("gi", "DEMOGI0001"), ("layout", "BS99000001") })
        {
            var page = await hub.Http.GetStringAsync($"/records/{kind}/{number}");
            Assert.Equal(kind != "patent", page.Contains("示例数据：由程序生成", StringComparison.Ordinal));
            Assert.Contains("法律事件", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_hub_tells_that_it_is_alive_and_ready_and_describes_its_API()
    {
        Assert.Equal("ok", await hub.Http.GetStringAsync("/healthz"));
        Assert.Equal("ready", await hub.Http.GetStringAsync("/readyz"));
        var description = await JsonAsync("/openapi/v1.json");
        foreach (var path in new[] { "/api/v1/records", "/api/v1/records/{kind}/{number}", "/healthz", "/readyz" })
            Assert.True(description.GetProperty("paths").TryGetProperty(path, out _), path);
    }

    [Fact]
    public async Task The_import_page_lists_what_was_loaded()
    {
        var list = await hub.Http.GetStringAsync("/imports");
        Assert.Contains("patents-export.csv", list, StringComparison.Ordinal);
        var id = System.Text.RegularExpressions.Regex.Match(list, "/imports/([0-9a-f-]{36})\">[^<]*csv").Groups[1].Value;
        var page = await hub.Http.GetStringAsync("/imports/" + id);
        Assert.Contains("csv", page, StringComparison.Ordinal);
        Assert.Contains("完成", page, StringComparison.Ordinal);
    }
}
