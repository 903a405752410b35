using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>From a list of results to the record, to its neighbours and back.</summary>
[Collection(HubCollection.Name)]
public sealed partial class RecordWayTests(TestHub hub)
{
    private static string E(string text) => Uri.EscapeDataString(text);

    private async Task<string> GetAsync(string address) => await hub.Http.GetStringAsync(address);

    private async Task<List<string>> LinksAsync(string question, int from) =>
        [.. HitLink().Matches(await GetAsync($"/search?{question}&from={from}")).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct()];

    private static string Path(string address) => address.Split('?')[0];

    private static (string? Previous, string? Next, string? Place) WayOf(string page)
    {
        string? One(Regex pattern) => pattern.Match(page) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
        return (One(Previous()), One(Next()), One(Place()));
    }

    [Theory]
    [InlineData("q=隔膜")]
    [InlineData("q=隔膜&sort=date")]
    [InlineData("q=隔膜&sort=-date")]
    [InlineData("q=电池&sort=-granted")]
    [InlineData("q=电池&sort=published")]
    [InlineData("q=隔膜&sort=number&view=table")]
    [InlineData("q=隔膜&sort=-number")]
    [InlineData("q=电池&sort=title&status=inForce")]
    [InlineData("q=电池&sort=-title&family=1")]
    [InlineData("q=隔膜&sort=applicant")]
    [InlineData("q=电池&sort=-applicant&view=table")]
    [InlineData("q=隔膜&family=1")]
    [InlineData("q=电池&status=inForce&not-region=44&sort=-date")]
    [InlineData("q=高温下如何防止锂电池隔膜收缩")]
    [InlineData("q=隔膜&exact=1&view=table")]
    [InlineData("kind=trademark&nice=9,11&view=cards")]
    [InlineData("q=dc.title any \"隔膜 电解液\" sortby dc.date&syntax=cql")]
    public async Task Neighbours_are_those_of_the_list(string question)
    {
        var asked = string.Join('&', question.Split('&').Select(pair => pair.Split('=', 2) is [var name, var value] ? $"{name}={E(value)}" : pair));
        var links = (await LinksAsync(asked, 0)).Concat(await LinksAsync(asked, 20)).ToList();
        Assert.Equal(40, links.Count);
        foreach (var i in new[] { 0, 1, 18, 19, 20, 38 })
        {
            var page = await GetAsync(links[i]);
            var (previous, next, place) = WayOf(page);
            Assert.Equal(i == 0 ? null : links[i - 1], previous);
            Assert.Equal(links[i + 1], next);
            Assert.StartsWith($"{i + 1} / ", place);

            // The way back leads to the page of the list on which it stands, to its line.
            var back = WebUtility.HtmlDecode(Back().Match(page).Groups[1].Value);
            Assert.EndsWith($"#hit-{i + 1}", back);
            Assert.Contains($"id=\"hit-{i + 1}\"", await GetAsync(back.Split('#')[0]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_last_has_none_behind_it()
    {
        var links = await LinksAsync("q=" + E("TI=(快充 NEAR/2 电池) AND RG=河南"), 0);
        Assert.InRange(links.Count, 2, 19);
        var (previous, next, place) = WayOf(await GetAsync(links[^1]));
        Assert.Equal((links[^2], null, $"{links.Count} / {links.Count}"), (previous, next, place));
    }

    [Fact]
    public async Task A_record_that_has_moved_is_found_near_and_one_that_is_not_there_has_no_neighbours()
    {
        var links = await LinksAsync("q=" + E("隔膜"), 0);
        var moved = WayOf(await GetAsync(links[9].Replace("at=10", "at=31", StringComparison.Ordinal)));
        Assert.Equal((links[8], links[10]), (moved.Previous, moved.Next));
        Assert.StartsWith("10 / ", moved.Place);
        var edge = WayOf(await GetAsync(links[9].Replace("at=10", "at=50", StringComparison.Ordinal)));
        Assert.Equal((links[8], links[10]), (edge.Previous, edge.Next));
        Assert.Null(WayOf(await GetAsync(links[9].Replace("at=10", "at=900", StringComparison.Ordinal))).Place);

        var foreign = await GetAsync(Path(links[9]) + "?q=" + E("饮料") + "&at=3");
        Assert.Equal((null, null, null), WayOf(foreign));
        Assert.Contains("返回结果", WebUtility.HtmlDecode(foreign), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q=TI%3D(&at=3")]
    [InlineData("q=a&sort=worst&at=1")]
    [InlineData("q=a&at=-1")]
    [InlineData("q=a&at=99999999999")]
    [InlineData("at=1&region=%00")]
    [InlineData("utm_source=x&q[]=1&at[]=2")]
    [InlineData("q=%00%27%22%3E&at=1")]
    [InlineData("q=a&size=0&at=1")]
    public async Task What_is_no_question_is_passed_over(string parameters)
    {
        var page = await GetAsync("/records/patent/CN202223220665.2?" + parameters);
        Assert.Contains("CN202223220665.2", page, StringComparison.Ordinal);
        Assert.Null(WayOf(page).Previous);
    }

    [Fact]
    public async Task A_question_too_long_for_an_address_is_left_out_of_it()
    {
        var question = "q=" + E(string.Join(" OR ", Enumerable.Range(0, 120).Select(i => $"隔膜{i}").Prepend("隔膜")));
        Assert.All(await LinksAsync(question, 0), link => Assert.DoesNotContain('?', link));
    }

    [Fact]
    public async Task A_pane_is_a_part_of_a_page_with_marks()
    {
        var links = await LinksAsync("q=" + E("无人机机载"), 0);
        var pane = WebUtility.HtmlDecode(await GetAsync(links[0] + "&pane=1"));
        Assert.StartsWith("<article class=\"record-pane\"", pane.TrimStart());
        Assert.Contains("<mark class=\"term-1\">无人机机载</mark>", pane, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", pane, StringComparison.Ordinal);
        Assert.DoesNotContain("pane=1", pane, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_term_of_a_question_is_marked_as_its_own()
    {
        var page = WebUtility.HtmlDecode(await GetAsync("/records/patent/CN202223220665.2?q=" + E("无人机 多功能盒 NOT 电池")));
        Assert.Contains("<mark class=\"term-1\">无人机</mark>机载<mark class=\"term-2\">多功能盒</mark>", page, StringComparison.Ordinal);
        var near = WebUtility.HtmlDecode(await GetAsync("/records/patent/CN202223220665.2?q=" + E("TI=(无人机 NEAR/3 多功能盒)")));
        Assert.Contains("<mark class=\"term-1\">无人机</mark>机载<mark class=\"term-2\">多功能盒</mark>", near, StringComparison.Ordinal);
        var far = await GetAsync("/records/patent/CN202223220665.2?q=" + E("TI=(多功能盒 PRE/3 无人机)"));
        Assert.Contains("一种无人机机载多功能盒</h1>", WebUtility.HtmlDecode(far), StringComparison.Ordinal);
    }

    [GeneratedRegex("<a(?: class=\"hit-link\")?\\s+href=\"(/records/[^\"]+)\"")]
    private static partial Regex HitLink();

    [GeneratedRegex("href=\"([^\"]+)\" rel=\"prev\"")]
    private static partial Regex Previous();

    [GeneratedRegex("href=\"([^\"]+)\" rel=\"next\"")]
    private static partial Regex Next();

    [GeneratedRegex("class=\"record-place\">([^<]+)<")]
    private static partial Regex Place();

    [GeneratedRegex("href=\"([^\"]+)\"[^>]*data-key=\"back\"")]
    private static partial Regex Back();
}
