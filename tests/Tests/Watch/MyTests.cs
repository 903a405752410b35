using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Watch;

namespace Zhishu.Tests.Watch;

/// <summary>What visitors keep: each his own, over real forms.</summary>
[Collection(HubCollection.Name)]
public sealed partial class MyTests(TestHub hub)
{
    private Visitor Visitor() => new(hub.Http.BaseAddress!);

    private async Task<StoredRecord> RecordAsync(string number = "CN202223220665.2") =>
        (await hub.Services.GetRequiredService<RecordStore>().FindAsync(RecordKind.Patent, number, CancellationToken.None))!;

    private static async Task<string> MyAsync(Visitor visitor, string page = "/my") => WebUtility.HtmlDecode((await visitor.GetAsync(page)).Text);

    [Fact]
    public async Task A_search_is_saved_subscribed_to_read_as_a_feed_and_removed()
    {
        using var visitor = Visitor();
        using var saved = await visitor.PostAsync("/my/save?q=TI%3D%E9%9A%94%E8%86%9C&status=inForce", [("name", "隔膜 <b>"), ("every", "daily")]);
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var mine = (await visitor.GetAsync("/my")).Text;
        Assert.Contains("隔膜 &lt;b&gt;", mine, StringComparison.Ordinal);
        Assert.Contains("/search?q=TI%3D%E9%9A%94%E8%86%9C&amp;status=inForce", mine, StringComparison.Ordinal);
        var feed = Feed().Match(mine).Value;
        var atom = XDocument.Parse((await visitor.GetAsync(feed)).Text);
        Assert.Equal(XName.Get("feed", "http://www.w3.org/2005/Atom"), atom.Root!.Name);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/feeds/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.atom")).Status);

        // Somebody else sees nothing of it and can remove nothing of it.
        var id = Hidden().Matches(mine).Select(match => match.Groups[1].Value).ToList();
        using var other = Visitor();
        using var made = await other.PostAsync("/my/save?q=1", [("name", "mine")]);
        Assert.DoesNotContain("隔膜", await MyAsync(other), StringComparison.Ordinal);
        foreach (var one in id)
        {
            using var first = await other.PostAsync("/my", [("id", one)], "RemoveAlert");
            using var second = await other.PostAsync("/my", [("id", one)], "RemoveSearch");
        }

        Assert.Contains("隔膜", await MyAsync(visitor), StringComparison.Ordinal);
        foreach (var one in id)
        {
            using var first = await visitor.PostAsync("/my", [("id", one)], "RemoveAlert");
            using var second = await visitor.PostAsync("/my", [("id", one)], "RemoveSearch");
        }

        Assert.DoesNotContain("隔膜", await MyAsync(visitor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_are_kept_in_folders_with_notes_and_tags()
    {
        using var visitor = Visitor();
        var (one, two) = (await RecordAsync(), await RecordAsync("CN202122975192.6"));
        using var kept = await visitor.PostAsync($"/my/keep?id={one.Id}&id={two.Id}",
            [("id", one.Id.ToString()), ("id", two.Id.ToString()), ("folder", "无人机"), ("note", "=看一看\n<script>"), ("tags", "重要，待读")]);
        Assert.Equal("/my/kept", kept.Headers.Location!.ToString());
        var list = (await visitor.GetAsync("/my/kept")).Text;
        Assert.Contains("&lt;script&gt;", list, StringComparison.Ordinal);
        Assert.Contains("#重要 2", WebUtility.HtmlDecode(list), StringComparison.Ordinal);
        using var edited = await visitor.PostAsync("/my/kept", [("id", one.Id.ToString()), ("note", "改过"), ("tags", "重要")], "Edit");
        Assert.Contains("改过", await MyAsync(visitor, "/my/kept?tag=" + Uri.EscapeDataString("重要")), StringComparison.Ordinal);
        Assert.DoesNotContain("改过", await MyAsync(visitor, "/my/kept?tag=" + Uri.EscapeDataString("待读")), StringComparison.Ordinal);
        using var dropped = await visitor.PostAsync("/my/kept", [("id", one.Id.ToString())], "Drop");
        Assert.DoesNotContain(one.Record.Title, await MyAsync(visitor, "/my/kept"), StringComparison.Ordinal);
        using var tooLong = await visitor.PostAsync($"/my/keep?id={one.Id}", [("id", one.Id.ToString()), ("note", new string('长', 2001))]);
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
        using var nothing = await visitor.PostAsync("/my/keep", []);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
    }

    [Fact]
    public async Task A_space_is_taken_to_another_browser_by_its_key_and_forgotten_whole()
    {
        using var visitor = Visitor();
        using var saved = await visitor.PostAsync("/my/save?q=1", [("name", "带走的检索")]);
        var key = Key().Match((await visitor.GetAsync("/my")).Text).Groups[1].Value;
        Assert.Equal(32, key.Length);
        using var other = Visitor();
        using var wrong = await other.PostAsync("/my", [("key", (key[0] == '0' ? "1" : "0") + key[1..])], "Take");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var taken = await other.PostAsync("/my", [("key", key)], "Take");
        Assert.Contains("带走的检索", await MyAsync(other), StringComparison.Ordinal);
        using var forgotten = await other.PostAsync("/my", [], "Forget");
        Assert.DoesNotContain("带走的检索", await MyAsync(visitor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thematic_database_is_arranged_shared_by_link_and_published()
    {
        using var owner = Visitor();
        using var stranger = Visitor();
        using var made = await owner.PostAsync("/themes/new", [("title", "电池隔膜专题"), ("intro", "示例")]);
        var edit = made.Headers.Location!.ToString();
        var page = edit[..^"/edit".Length];
        using var faulty = await owner.PostAsync(edit, [("title", "坏"), ("q", "TI=(")], "Add");
        Assert.Equal(HttpStatusCode.BadRequest, faulty.StatusCode);
        var kept = WebUtility.HtmlDecode(await faulty.Content.ReadAsStringAsync());
        Assert.Contains("value=\"坏\"", kept, StringComparison.Ordinal);
        Assert.Contains("value=\"TI=(\"", kept, StringComparison.Ordinal);
        using var added = await owner.PostAsync(edit, [("title", "隔膜"), ("q", "TI=隔膜")], "Add");
        var node = NodeId().Match((await owner.GetAsync(edit)).Text).Groups[1].Value;
        using var below = await owner.PostAsync(edit, [("title", "手选"), ("q", ""), ("parent", node)], "Add");
        var child = NodeId().Matches((await owner.GetAsync(edit)).Text).Select(match => match.Groups[1].Value).Distinct().Single(id => id != node);
        using var unknown = await owner.PostAsync(edit, [("id", child), ("numbers", "CN202223220665.2\nCN999")], "Pick");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        using var picked = await owner.PostAsync(edit, [("id", child), ("numbers", "CN202223220665.2\n99000001")], "Pick");

        var shown = WebUtility.HtmlDecode((await owner.GetAsync(page)).Text);
        var titles = await hub.Services.GetRequiredService<Zhishu.Search.ISearchEngine>()
            .FindAsync(Zhishu.Search.SearchRequest.All(new Zhishu.Search.QueryNode.Text(Zhishu.Search.QueryField.Title, "隔膜")), CancellationToken.None);
        Assert.Contains($"<strong>{titles.Total + 2:N0}</strong>", shown, StringComparison.Ordinal);
        Assert.Contains("一种无人机机载多功能盒", WebUtility.HtmlDecode((await owner.GetAsync($"{page}?node={child}")).Text), StringComparison.Ordinal);

        // Only the owner, then whoever has the link, then everybody.
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(edit)).Status);
        var state = State().Match((await owner.GetAsync(edit)).Text).Groups[1].Value;
        using var shared = await owner.PostAsync(edit, [("title", "电池隔膜专题"), ("intro", "示例"), ("access", "link"), ("state", state)], "Settings");
        Assert.Equal(HttpStatusCode.Redirect, shared.StatusCode);
        using var late = await owner.PostAsync(edit, [("title", "别的"), ("intro", ""), ("access", "link"), ("state", state)], "Settings");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var told = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        Assert.Contains("现在的标题是“电池隔膜专题”", told, StringComparison.Ordinal);
        Assert.Contains("value=\"别的\"", told, StringComparison.Ordinal);
        using (var knowing = await owner.PostAsync(edit, [("title", "别的"), ("intro", ""), ("access", "link"), ("state", State().Match(told).Groups[1].Value)], "Settings"))
            Assert.Equal(HttpStatusCode.Redirect, knowing.StatusCode);
        var present = State().Match((await owner.GetAsync(edit)).Text).Groups[1].Value;
        using (var back = await owner.PostAsync(edit, [("title", "电池隔膜专题"), ("intro", "示例"), ("access", "link"), ("state", present)], "Settings"))
            Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        var link = WebUtility.HtmlDecode(Share().Match((await owner.GetAsync(edit)).Text).Groups[1].Value);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(new Uri(link).PathAndQuery)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page + "?key=wrong")).Status);
        Assert.True(await hub.Services.GetRequiredService<ThemePublication>().SetAsync(page["/themes/".Length..], listed: true, CancellationToken.None));
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(page)).Status);
        Assert.Contains("电池隔膜专题", WebUtility.HtmlDecode((await stranger.GetAsync("/themes")).Text), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(edit)).Status);
        using var deleted = await owner.PostAsync(edit, [], "Delete");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
    }

    [Fact]
    public async Task The_cookie_is_closed_to_scripts_and_only_its_hash_is_stored()
    {
        using var visitor = Visitor();
        using var saved = await visitor.PostAsync("/my/save?q=1", [("name", "x")]);
        var cookie = saved.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("zhishu.space=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("/feeds/[A-Za-z0-9_-]+\\.atom")]
    private static partial Regex Feed();

    [GeneratedRegex("name=\"id\"\\s+value=\"([0-9a-f-]{36})\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<code class=\"wrap\">([A-Za-z0-9_-]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("id=\"t-([0-9a-f-]{36})\"")]
    private static partial Regex NodeId();

    [GeneratedRegex("name=\"state\" value=\"(\\d+)\"")]
    private static partial Regex State();

    [GeneratedRegex("id=\"share\">([^<]+)<")]
    private static partial Regex Share();
}
