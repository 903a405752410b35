using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Zhishu.Records;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.Search;

/// <summary>The interface for developers: whole hits, chosen members, strict parameters, reading results to their end, lists of numbers.</summary>
[Collection(HubCollection.Name)]
public sealed class RecordsApiTests(TestHub hub)
{
    private static readonly string Question = "q=" + Uri.EscapeDataString("TI=隔膜 AND 快充");

    private async Task<(HttpResponseMessage Answer, JsonElement Json)> AskAsync(string url, string? language = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (language is not null)
            request.Headers.AcceptLanguage.ParseAdd(language);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        var answer = await hub.Http.SendAsync(request);
        return (answer, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private static List<string> Names(JsonElement hit) => [.. hit.EnumerateObject().Select(member => member.Name)];

    [Fact]
    public async Task A_hit_tells_office_numbers_dates_classes_and_parties_without_a_second_question()
    {
        var (_, found) = await AskAsync("/api/v1/records?q=CN218751475U");
        var hit = Assert.Single(found.GetProperty("hits").EnumerateArray());
        var (_, record) = await AskAsync("/api/v1/records/patent/CN218751475U");
        Assert.Equal(("CN", "CN202223220665.2", "2022232206652"), (hit.GetProperty("office").GetString(), hit.GetProperty("fullNumber").GetString(), hit.GetProperty("number").GetString()));
        Assert.Equal("CN218751475U", hit.GetProperty("publicationNumber").GetString());
        Assert.Equal(record.GetProperty("filingDate").GetString(), hit.GetProperty("filingDate").GetString());
        Assert.Equal(record.GetProperty("grantDate").GetString(), hit.GetProperty("grantDate").GetString());
        string[] Symbols(string scheme) => [.. record.GetProperty("classifications").EnumerateArray().Where(one => one.GetProperty("scheme").GetString() == scheme)
            .Select(one => one.GetProperty("symbol").GetString()!)];
        string[] Parties(string role) => [.. record.GetProperty("parties").EnumerateArray().Where(one => one.GetProperty("role").GetString() == role)
            .Select(one => one.GetProperty("name").GetString()!)];
        static string[] Of(JsonElement hit, string name) => [.. hit.GetProperty(name).EnumerateArray().Select(one => one.GetString()!)];
        Assert.NotEmpty(Symbols("ipc"));
        Assert.Equal(Symbols("ipc"), Of(hit, "ipc"));
        Assert.Contains(hit.GetProperty("ipcMain").GetString(), Symbols("ipc"));
        Assert.NotEmpty(Parties("inventor"));
        Assert.Equal(Parties("applicant"), Of(hit, "applicants"));
        Assert.Equal(Parties("inventor"), Of(hit, "inventors"));
        Assert.Equal(Parties("agency"), Of(hit, "agencies"));
        var (_, marks) = await AskAsync("/api/v1/records?kind=trademark&size=1");
        Assert.NotEmpty(Of(marks.GetProperty("hits")[0], "nice"));
    }

    [Fact]
    public async Task The_full_number_of_every_kind_leads_back_to_its_record()
    {
        foreach (var kind in new[] { "patent", "trademark", "gi", "layout" })
        {
            var (_, found) = await AskAsync($"/api/v1/records?kind={kind}&size=3&fields=fullNumber,id");
            foreach (var number in found.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("fullNumber").GetString()!))
            {
                using var answer = await hub.Http.GetAsync($"/api/v1/records/{kind}/{Uri.EscapeDataString(number)}");
                Assert.Equal((number, HttpStatusCode.OK), (number, answer.StatusCode));
            }
        }
    }

    [Fact]
    public async Task Members_of_hits_can_be_chosen()
    {
        var (_, found) = await AskAsync($"/api/v1/records?{Question}&size=2&fields=title,fullNumber&fields=ipc");
        Assert.All(found.GetProperty("hits").EnumerateArray(), hit => Assert.Equal(["fullNumber", "ipc", "title"], Names(hit).Order()));
        var (answer, problem) = await AskAsync("/api/v1/records?fields=title,colour");
        Assert.Equal((HttpStatusCode.BadRequest, "fields"), (answer.StatusCode, problem.GetProperty("parameter").GetString()));
        Assert.Contains("colour", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("fullNumber", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nosuch=1", "nosuch")]
    [InlineData("q=a&view=table", "view")]
    [InlineData("q=a&not-nosuch=1", "not-nosuch")]
    [InlineData("format=xls", "format")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=AQAAAAUAAAAAAAAAAA", "cursor")]
    [InlineData("cursor=a&from=5", "from")]
    [InlineData("not-year=20x0", "not-year")]
    public async Task What_is_not_known_is_refused_by_its_name_in_the_language_asked_for(string query, string parameter)
    {
        foreach (var (url, language, chinese) in new[] { ("", "zh", true), ("", "en-GB, zh;q=0.5", false), ("&lang=en", "zh", false), ("&lang=zh", "en", true) })
        {
            var (answer, problem) = await AskAsync($"/api/v1/records?{query}{url}", language);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
            Assert.Equal(chinese, problem.GetProperty("detail").GetString()!.Any(c => c is >= '一' and <= '鿿'));
            Assert.Equal(chinese, problem.GetProperty("title").GetString()!.Any(c => c is >= '一' and <= '鿿'));
        }
    }

    [Theory]
    [InlineData("q=a&syntax=zhishu&exact=1&cross=0&sort=date&from=0&size=1&facets=year&family=1&fields=id&format=json&lang=zh")]
    [InlineData("status=inForce&region=44&not-kind=gi&not-year=2020&granted=2022&size=1")]
    public async Task Everything_that_is_described_is_taken(string query)
    {
        var (answer, _) = await AskAsync("/api/v1/records?" + query);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("relevance")]
    [InlineData("-date")]
    [InlineData("title")]
    public async Task Next_leads_through_the_whole_result_once(string sort)
    {
        var (_, all) = await AskAsync($"/api/v1/records?{Question}&sort={sort}&size=100");
        var wanted = all.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()).ToList();
        Assert.InRange(wanted.Count, 5, 99);
        Assert.False(all.TryGetProperty("next", out _));
        var read = new List<string?>();
        for (var url = $"/api/v1/records?{Question}&sort={sort}&size=4&fields=id"; url is not null;)
        {
            var (answer, page) = await AskAsync(url);
            Assert.Equal(read.Count, page.GetProperty("from").GetInt32());
            read.AddRange(page.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()));
            var next = page.TryGetProperty("next", out var link) ? link.GetString() : null;
            Assert.Equal(next is null ? null : $"<{next}>; rel=\"next\"", answer.Headers.TryGetValues("Link", out var links) ? Assert.Single(links) : null);
            url = next is null ? null : new Uri(next).PathAndQuery;
        }

        Assert.Equal(wanted, read);
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_question()
    {
        var (_, page) = await AskAsync($"/api/v1/records?{Question}&size=2");
        var cursor = page.GetProperty("cursor").GetString();
        var (answer, problem) = await AskAsync($"/api/v1/records?q=a&size=2&cursor={cursor}");
        Assert.Equal((HttpStatusCode.BadRequest, "cursor"), (answer.StatusCode, problem.GetProperty("parameter").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync($"/api/v1/records?{Question}&size=7&fields=id&cursor={cursor}")).Answer.StatusCode);
    }

    [Fact]
    public async Task Records_that_come_and_go_between_pages_move_nothing()
    {
        await using var live = await LiveHub.StartAsync(hub, "翻页枢纽", null, ("GuestExportRecords", "3"));
        string Table(IEnumerable<int> days) => "申请号,专利名称,申请日\n"
            + string.Concat(days.Select(day => $"CN2022100000{day:D2}.{CheckDigit($"2022100000{day:D2}")},一种木箱{day},2022-01-{day:D2}\n"));
        await live.Scratch.ImportAsync(live.Scratch.File("a.csv", Table([2, 4, 6, 8, 10])));
        await live.PublishAsync();
        using var http = new HttpClient { BaseAddress = new Uri(live.Address) };
        var first = await http.GetFromJsonAsync<JsonElement>("/api/v1/records?q=木箱&sort=date&size=2&fields=filingDate");
        Assert.Equal(["2022-01-02", "2022-01-04"], Days(first));

        // Two come before the place and one behind it; then the last one that was read goes.
        await live.Scratch.ImportAsync(live.Scratch.File("b.csv", Table([1, 3, 7])));
        await live.PublishAsync();
        var next = first.GetProperty("next").GetString()![live.Address.TrimEnd('/').Length..];
        Assert.Equal(["2022-01-06", "2022-01-07"], Days(await http.GetFromJsonAsync<JsonElement>(next)));
        await live.DeleteAsync(new RecordKey(RecordKind.Patent, "CN", "202210000004" + CheckDigit("202210000004")));
        Assert.Equal(["2022-01-03", "2022-01-06"], Days(await http.GetFromJsonAsync<JsonElement>(next)));

        using var tooMany = await http.GetAsync("/api/v1/records?q=木箱&format=ndjson");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMany.StatusCode);
        Assert.Equal("application/problem+json", tooMany.Content.Headers.ContentType!.MediaType);
        Assert.Equal(2, (await http.GetStringAsync("/api/v1/records?q=木箱&format=ndjson&size=2")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        static string[] Days(JsonElement page) => [.. page.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("filingDate").GetString()!)];
    }

    // GB/T and ZC 0006: weights 2 to 9 and again 2 to 5, modulo 11.
    private static char CheckDigit(string digits) => "0123456789X"[digits.Select((digit, i) => (digit - '0') * ((i % 8) + 2)).Sum() % 11];

    [Theory]
    [InlineData("&format=ndjson", null)]
    [InlineData("", "application/x-ndjson")]
    public async Task A_result_comes_whole_as_lines(string format, string? accept)
    {
        var (_, all) = await AskAsync($"/api/v1/records?{Question}&size=100");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/records?{Question}{format}");
        request.Headers.Accept.ParseAdd(accept ?? "*/*");
        using var answer = await hub.Http.SendAsync(request);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(all.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()), lines.Select(line => line.GetProperty("id").GetString()));
        Assert.Equal(Names(all.GetProperty("hits")[0]).Where(name => name != "highlight"), Names(lines[0]));
    }

    [Fact]
    public async Task A_result_comes_as_a_table_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/records?{Question}&fields=fullNumber,title,ipc,grantDate&size=3");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var answer = await hub.Http.SendAsync(request);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.Contains("Link"));
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Equal("fullNumber,title,ipc,grantDate", lines[0]);
        Assert.All(lines[1..], line => Assert.Equal(4, line.Split(',').Length));
    }

    private Task<HttpResponseMessage> PostAsync(object body, string more = "") => hub.Http.PostAsJsonAsync("/api/v1/numbers" + more, body);

    [Fact]
    public async Task Numbers_are_looked_up_in_any_spelling()
    {
        string[] numbers = ["CN202223220665.2", "ZL 2022 2 3220665.2", "ＣＮ２１８７５１４７５Ｕ", "CN999999999A", "99000001", "CN202223220665.2"];
        using var answer = await PostAsync(new { numbers }, "?fields=fullNumber");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var found = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((6, 5, 1), (found.GetProperty("asked").GetInt32(), found.GetProperty("found").GetInt32(), found.GetProperty("missing").GetInt32()));
        var rows = found.GetProperty("numbers").EnumerateArray().ToList();
        Assert.Equal(numbers, rows.Select(row => row.GetProperty("given").GetString()));
        string? As(int row) => rows[row].GetProperty("found").EnumerateArray().Select(match => match.GetProperty("as").GetString()).FirstOrDefault();
        Assert.Equal(["own", "own", "publication", null, "own", "own"], Enumerable.Range(0, 6).Select(As));
        Assert.Equal(("cnApplication", "cnPublication"), (rows[0].GetProperty("form").GetString(), rows[2].GetProperty("form").GetString()));
        Assert.Equal(["fullNumber"], Names(rows[2].GetProperty("found")[0].GetProperty("record")));
        Assert.Equal("CN202223220665.2", rows[2].GetProperty("found")[0].GetProperty("record").GetProperty("fullNumber").GetString());
    }

    [Fact]
    public async Task A_list_of_numbers_has_limits_and_a_form()
    {
        async Task RefusedAsync(HttpResponseMessage sent, string parameter)
        {
            using var answer = sent;
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(parameter, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameter").GetString());
        }

        using (var most = await PostAsync(new { numbers = Enumerable.Range(1, 1000).Select(i => $"CN{i:D9}A") }))
            Assert.Equal(HttpStatusCode.OK, most.StatusCode);
        await RefusedAsync(await PostAsync(new { numbers = Enumerable.Range(1, 1001).Select(i => $"CN{i:D9}A") }), "numbers");
        await RefusedAsync(await PostAsync(new { numbers = Array.Empty<string>() }), "numbers");
        await RefusedAsync(await PostAsync(new { numbers = new[] { "CN1", null } }), "numbers");
        await RefusedAsync(await PostAsync(new { numbers = new[] { new string('1', 101) } }), "numbers");
        await RefusedAsync(await PostAsync(new[] { "CN1" }), "numbers");
        await RefusedAsync(await PostAsync(new { numbers = new[] { "CN1" } }, "?fields=colour"), "fields");
        await RefusedAsync(await PostAsync(new { numbers = new[] { "CN1" } }, "?size=5"), "size");
        using var form = await hub.Http.PostAsync("/api/v1/numbers", new FormUrlEncodedContent([new("numbers", "CN1")]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Other_methods_are_told_what_the_list_takes(string method)
    {
        using var request = new HttpRequestMessage(new(method), "/api/v1/numbers");
        using var answer = await hub.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["OPTIONS", "POST"], answer.Content.Headers.Allow.Order());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }
}
