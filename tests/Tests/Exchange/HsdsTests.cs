using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Exchange;

/// <summary>The directory as Open Referral HSDS 3 and schema.org, over the demo network.</summary>
[Collection(OfficeCollection.Name)]
public sealed class HsdsTests(OfficeHub office)
{
    private readonly HttpClient _http = new() { BaseAddress = office.Address };

    private async Task<JsonElement> AskAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    [Theory]
    [InlineData("organizations", "id,name,description")]
    [InlineData("services", "id,name,status,organization")]
    [InlineData("locations", "id,location_type")]
    [InlineData("service_at_locations", "id,service_id,location_id")]
    [InlineData("taxonomies", "id,name,description")]
    [InlineData("taxonomy_terms", "id,name,description,taxonomy_id")]
    public async Task Lists_are_paged_and_whole(string list, string needed)
    {
        var ids = new List<string>();
        for (var page = 1; ; page++)
        {
            var answer = await AskAsync($"/hsds/{list}?per_page=50&page={page}");
            Assert.Equal((page, page == 1), (answer.GetProperty("page_number").GetInt32(), answer.GetProperty("first_page").GetBoolean()));
            var contents = answer.GetProperty("contents").EnumerateArray().ToList();
            Assert.Equal(contents.Count, answer.GetProperty("size").GetInt32());
            foreach (var one in contents)
            {
                Assert.All(needed.Split(','), name => Assert.True(one.TryGetProperty(name, out _), name));
                ids.Add(one.GetProperty("id").GetGuid().ToString());
            }

            if (answer.GetProperty("last_page").GetBoolean())
            {
                Assert.Equal(answer.GetProperty("total_items").GetInt32(), ids.Count);
                break;
            }
        }

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids[0], (await AskAsync($"/hsds/{list}/{ids[0]}")).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"/hsds/{list}/{Guid.NewGuid()}")).StatusCode);
    }

    [Fact]
    public async Task Filters_narrow_and_whole_entries_carry_what_belongs_to_them()
    {
        var term = (await AskAsync("/hsds/taxonomy_terms?search=" + Uri.EscapeDataString("咨询"))).GetProperty("contents")[0].GetProperty("id").GetString();
        var all = (await AskAsync("/hsds/services")).GetProperty("total_items").GetInt32();
        var some = await AskAsync($"/hsds/services?taxonomy_term_id={term}&full=true");
        Assert.InRange(some.GetProperty("total_items").GetInt32(), 1, all - 1);
        var service = some.GetProperty("contents")[0];
        Assert.Equal("免费", service.GetProperty("cost_options")[0].GetProperty("option").GetString());
        Assert.Equal("CN", service.GetProperty("service_at_locations")[0].GetProperty("location").GetProperty("addresses")[0].GetProperty("country").GetString());
        var organisation = service.GetProperty("organization_id").GetString();
        Assert.All((await AskAsync($"/hsds/services?organization_id={organisation}")).GetProperty("contents")
            .EnumerateArray(), one => Assert.Equal(organisation, one.GetProperty("organization_id").GetString()));
        foreach (var bad in new[] { "page=0", "per_page=1000", "bogus=1", "organization_id=x", "format=pdf", "modified_after=soon" })
            Assert.Equal(HttpStatusCode.BadRequest, (await _http.GetAsync("/hsds/services?" + bad)).StatusCode);
        var lines = (await _http.GetStringAsync("/hsds/organizations?format=ndjson&per_page=7")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public async Task An_answer_that_is_known_is_not_sent_again()
    {
        using var first = await _http.GetAsync("/hsds/organizations");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/hsds/organizations") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await _http.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task A_members_page_tells_search_engines_what_it_is()
    {
        var id = (await AskAsync("/hsds/services")).GetProperty("contents")[0].GetProperty("organization_id").GetString();
        var json = Regex.Match(await _http.GetStringAsync($"/outlets/{id}"), "<script type=\"application/ld\\+json\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        var page = JsonDocument.Parse(json).RootElement;
        Assert.Equal("https://schema.org", page.GetProperty("@context").GetString());
        Assert.NotEmpty(page.GetProperty("makesOffer").EnumerateArray());
        Assert.DoesNotContain('<', json);
    }

    [Fact]
    public async Task An_administrator_enters_a_source_and_others_may_not()
    {
        using var user = await office.SignInAsync("user");
        Assert.Equal(HttpStatusCode.Forbidden, (await user.OpenAsync("/harvest")).StatusCode);
        using var admin = await office.SignInAsync("admin");
        (string, string)[] fields = [("Name", "市级枢纽"), ("Kind", "hub"), ("Address", "http://127.0.0.1:9"), ("Rank", "50"), ("EveryMinutes", "60"),
            ("FromHour", "0"), ("UntilHour", "24"), ("KilobytesPerSecond", "0"), ("PassOn", "true"), ("Revision", "0")];
        using var wrong = await admin.PostAsync("/harvest/edit", [.. fields.Where(field => field.Item1 is not "Address" and not "FromHour"), ("Address", "ftp://x"), ("FromHour", "30")]);
        var text = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("http 或 https", text, StringComparison.Ordinal);
        Assert.Contains("时段", text, StringComparison.Ordinal);
        using var entered = await admin.PostAsync("/harvest/edit", fields);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        var page = entered.Headers.Location!.ToString();
        Assert.Contains("市级枢纽", (await admin.GetAsync(page)).Text, StringComparison.Ordinal);

        // Two people change it at once: the second is told.
        var edit = page.Replace("/harvest/", "/harvest/edit/", StringComparison.Ordinal);
        using var first = await admin.PostAsync(edit, [.. fields.Where(field => field.Item1 != "Revision"), ("Revision", "1")]);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        using var second = await admin.PostAsync(edit, [.. fields.Where(field => field.Item1 != "Revision"), ("Revision", "1")]);
        Assert.Contains("别人刚刚改过", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var paused = await admin.PostAsync(page, [], "Pause");
        Assert.Contains("已暂停", (await admin.GetAsync("/harvest")).Text, StringComparison.Ordinal);
        using var removed = await admin.PostAsync(page, [("sure", "true")], "Remove");
        Assert.DoesNotContain("市级枢纽", (await admin.GetAsync("/harvest")).Text, StringComparison.Ordinal);
    }
}
