using System.IO.Compression;
using System.Net;

namespace Zhishu.Tests.Resources;

/// <summary>Shared resources from draft to page, through those who review them.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class ResourceTests(OfficeHub hub)
{
    [Fact]
    public async Task A_practice_goes_over_the_province_to_the_nation_and_stays_to_be_seen_while_it_is_changed()
    {
        using var member = await hub.SignInAsync("outlet");
        var page = await WriteAsync(member, "practice", Practice("图书馆导航进园区"));
        var id = page.Split('/')[^1];
        using var visitor = new Visitor(hub.Address);
        Assert.Equal(HttpStatusCode.Redirect, (await member.PostAsync(page, [("act", "Submit")])).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/resources/{id}")).Status);
        using var stranger = await hub.SignInAsync("jiangsu");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
        using var province = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.BadRequest, (await province.PostAsync(page, [("act", "Publish")])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await province.PostAsync(page, [("act", "Return")])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await province.PostAsync(page, [("act", "Forward")])).StatusCode);
        using var national = await hub.SignInAsync("national");
        Assert.Equal(HttpStatusCode.Redirect, (await national.PostAsync(page, [("act", "Publish")])).StatusCode);
        Assert.Contains("图书馆导航进园区", (await visitor.GetAsync($"/resources/{id}")).Text, StringComparison.Ordinal);
        Assert.Contains($"/resources/{id}", (await visitor.GetAsync("/resources?find=" + Uri.EscapeDataString("导航 园区"))).Text, StringComparison.Ordinal);

        // A new draft is not seen, the published wording is; withdrawn it is gone, and writing on it does not bring it back.
        await WriteAsync(member, "practice", Practice("改过的标题在草稿里"), page);
        Assert.Contains("图书馆导航进园区", (await visitor.GetAsync($"/resources/{id}")).Text, StringComparison.Ordinal);
        await visitor.PostAsync($"/resources/{id}", [("rating", "5")], "Rate");
        await visitor.PostAsync($"/resources/{id}", [("rating", "3")], "Rate");
        Assert.Equal((3, 1), (await hub.ScalarAsync<int>("select stars from resources.resource where id = @id", new { id = Guid.Parse(id) }),
            await hub.ScalarAsync<int>("select raters from resources.resource where id = @id", new { id = Guid.Parse(id) })));
        await member.PostAsync(page, [("act", "Submit")]);
        await province.PostAsync(page, [("act", "Forward")]);
        await national.PostAsync(page, [("act", "Publish")]);
        Assert.Contains("图书馆导航进园区", (await visitor.GetAsync($"/resources/{id}?version=1")).Text, StringComparison.Ordinal);
        await national.PostAsync(page, [("act", "Withdraw"), ("opinion", "数据有误")]);
        await WriteAsync(member, "practice", Practice("撤下后再写"), page);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/resources/{id}")).Status);
    }

    [Fact]
    public async Task A_tool_is_published_only_when_every_line_of_the_checklist_holds()
    {
        using var member = await hub.SignInAsync("outlet");
        var page = await WriteAsync(member, "tool", [("Title", "专利号校验工具"), ("Subject", "patent"), ("Fields[version]", "1.0"), ("Fields[licence]", "MIT"), ("Body", "<script>alert(1)</script>**说明**")]);
        var id = Guid.Parse(page.Split('/')[^1]);
        Assert.Equal(HttpStatusCode.BadRequest, (await member.PostAsync(page, [("act", "Submit")])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await member.UploadManyAsync(page, [], [("upload", "tool.exe", [0x4D, 0x5A, 0, 1])], "Upload")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await member.UploadManyAsync(page, [], [("upload", "tool.zip", Zip())], "Upload")).StatusCode);
        var file = await hub.ScalarAsync<Guid>("select id from foundation.file where owner_id = @id", new { id });
        await member.PostAsync(page, [("act", "Submit")]);
        using var visitor = new Visitor(hub.Address);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/resources/{id}/files/{file}")).Status);
        using var officer = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.BadRequest, (await officer.PostAsync(page, [("act", "Publish"), ("ticked", "source"), ("ticked", "malware")])).StatusCode);

        // No scanner is set up here: the officer says why it may be published all the same, and that is kept.
        (string, string)[] all = [("act", "Publish"), ("ticked", "source"), ("ticked", "malware"), ("ticked", "network"), ("ticked", "privacy"), ("ticked", "licence"),
            ("tested", "Windows 11 虚拟机中断网运行，无异常")];
        using (var unscanned = await officer.PostAsync(page, all))
        {
            Assert.Equal(HttpStatusCode.BadRequest, unscanned.StatusCode);
            Assert.Contains("未经病毒扫描", await unscanned.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Redirect, (await officer.PostAsync(page, [.. all, ("opinion", "已离线用两种杀毒软件检查")])).StatusCode);
        Assert.Equal("已离线用两种杀毒软件检查", await hub.ScalarAsync<string>("select reason from foundation.process where type = 'resource.publish' and subject_id = @id", new { id = id.ToString() }));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/resources/{id}/files/{file}")).Status);
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count from resources.download where file_id = @file", new { file }));
        Assert.DoesNotContain("<script>alert", (await visitor.GetAsync($"/resources/{id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_is_compared_with_what_exists_and_offices_publish_their_own()
    {
        using var member = await hub.SignInAsync("outlet");
        var first = await WriteAsync(member, "platform", Platform("长三角集成电路产业专题数据库"));
        await member.PostAsync(first, [("act", "Submit")]);
        using var officer = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.Redirect, (await officer.PostAsync(first, [("act", "Publish")])).StatusCode);
        using var other = await hub.SignInAsync("applicant");
        var second = await WriteAsync(other, "platform", Platform("集成电路产业专题数据库"));
        Assert.Contains($"/resources/{first.Split('/')[^1]}", (await other.GetAsync(second)).Text, StringComparison.Ordinal);
        var notice = await WriteAsync(officer, "notice", [("Title", "关于举办培训的通知"), ("Subject", "other"), ("Fields[issuer]", "上海市知识产权局"), ("ValidUntil", "2026-01-01"), ("Body", "正文")]);
        Assert.Equal(HttpStatusCode.Redirect, (await officer.PostAsync(notice, [("act", "Publish")])).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync("/resources/edit?kind=notice")).Status);
        using var national = await hub.SignInAsync("national");
        var entry = await WriteAsync(national, "entry", [("Title", "专利业务办理系统"), ("Subject", "patent"), ("Url", "https://cponline.cnipa.gov.cn/"), ("Fields[category]", "专利"), ("Fields[step]", "申请")]);
        await national.PostAsync(entry, [("act", "Publish")]);
        using var visitor = new Visitor(hub.Address);
        Assert.Contains("cponline.cnipa.gov.cn", (await visitor.GetAsync("/resources/services")).Text, StringComparison.Ordinal);
        Assert.Contains("失效", (await visitor.GetAsync($"/resources/{notice.Split('/')[^1]}")).Text, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(Visitor visitor, string kind, (string, string)[] fields, string? page = null)
    {
        var member = await hub.ScalarAsync<Guid>(
            "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = @email", new { email = "outlet@demo.example" });
        using var answer = await visitor.PostAsync(page ?? $"/resources/edit?kind={kind}",
            [.. fields, ("kind", kind), ("member", page is null && kind != "notice" && kind != "entry" && await IsOutletAsync(visitor)
            ? member.ToString() : (await OtherAsync()).ToString()), ("act", "Change")]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private static async Task<bool> IsOutletAsync(Visitor visitor) => (await visitor.GetAsync("/account")).Text.Contains("outlet@demo.example", StringComparison.Ordinal);

    private async Task<Guid> OtherAsync() =>
        await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'applicant@demo.example'");

    private static (string, string)[] Practice(string title) =>
        [("Title", title), ("Subject", "patent"), ("Fields[problem]", "园区企业不会用专利信息"), ("Fields[effect]", "服务 30 家企业"), ("Body", "## 做法\n每周一次。")];

    private static (string, string)[] Platform(string title) =>
        [("Title", title), ("Summary", "集成电路产业专利数据"), ("Subject", "patent"), ("Fields[type]", "专题数据库"), ("Fields[stage]", "运行"), ("Fields[scope]", "集成电路产业专利数据")];

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using var writer = new StreamWriter(zip.CreateEntry("readme.txt").Open());
            writer.Write("hello");
        }

        return stream.ToArray();
    }
}
