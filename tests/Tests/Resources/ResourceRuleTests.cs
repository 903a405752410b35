using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Resources;
using static Zhishu.Tests.Resources.ResourceSteps;

namespace Zhishu.Tests.Resources;

/// <summary>The rules of resources one by one: what is written, by whom, who reviews, what is told and kept.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class ResourceRuleTests(OfficeHub hub)
{
    [Theory]
    [InlineData("Title", "短", "标题 2 到 100 字")]
    [InlineData("Title", "101", "标题 2 到 100 字")]
    [InlineData("Summary", "301", "摘要不超过 300 字")]
    [InlineData("Body", "50001", "正文不超过 50000 字")]
    [InlineData("Subject", "weather", "请选择类别")]
    [InlineData("Region", "99", "没有找到“99”")]
    [InlineData("Url", "javascript:alert(1)", "请输入 http 或 https 网址")]
    [InlineData("Url", "ftp://a.example/", "请输入 http 或 https 网址")]
    [InlineData("ValidUntil", "2020-01-01", "失效日不应早于生效日")]
    [InlineData("Fields[problem]", "", "请填写解决的问题")]
    [InlineData("Fields[effect]", "4001", "不超过 4000 字")]
    public async Task A_fault_is_told_at_its_field_and_everything_typed_is_kept(string field, string value, string told)
    {
        var text = int.TryParse(value, out var length) && length > 100 ? new string('长', length) : value;
        using var outlet = await hub.SignInAsync("outlet");
        var fields = new Dictionary<string, string>
        {
            ["Title"] = "驻点服务做法",
            ["Summary"] = "摘要",
            ["Body"] = "正文",
            ["Subject"] = "patent",
            ["Region"] = "31",
            ["Url"] = "https://a.example/",
            ["ValidFrom"] = "2026-01-01",
            ["ValidUntil"] = "2027-01-01",
            ["Fields[problem]"] = "企业不会检索",
            ["Fields[effect]"] = "服务三十家",
            [field] = text,
        };
        using var answer = await outlet.PostAsync("/resources/edit?kind=practice",
            [.. fields.Select(pair => (pair.Key, pair.Value)), ("kind", "practice"), ("member", (await hub.MemberOfAsync("outlet")).ToString()), ("act", "Change")]);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(told, page, StringComparison.Ordinal);
        foreach (var (name, kept) in fields.Where(pair => pair.Key is not ("Subject" or "Region")))
            Assert.True(page.Contains(kept, StringComparison.Ordinal), $"{name} is gone");
        Assert.Equal(0L, await hub.ScalarAsync<long>("select count(*) from resources.resource where draft->>'title' = @title", new { title = fields["Title"] }));
    }

    [Theory]
    [InlineData("outlet", "practice tool course report expert platform")]
    [InlineData("staff", "practice tool course report expert platform")]
    [InlineData("shanghai", "notice policy course report expert platform")]
    [InlineData("national", "notice policy course report expert entry platform")]
    [InlineData("user", "")]
    [InlineData("evaluator", "")]
    [InlineData("admin", "")]
    [InlineData("auditor", "")]
    public async Task Each_kind_is_written_by_those_it_names(string name, string kinds)
    {
        using var person = await hub.SignInAsync(name);
        foreach (var kind in hub.Services.GetRequiredService<ResourceKinds>().All)
        {
            var status = (await person.GetAsync($"/resources/edit?kind={kind.Code}")).Status;
            Assert.True(kinds.Split(' ').Contains(kind.Code) == (status == HttpStatusCode.OK), $"{name} and {kind.Code}: {status}");
        }

        Assert.Equal(kinds.Length > 0 ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await person.GetAsync("/resources/desk")).Status);
    }

    [Fact]
    public void Who_reviews_is_told_by_place_and_steps_and_never_is_who_wrote_it()
    {
        var (member, author) = (Guid.NewGuid(), Guid.NewGuid());
        using var scope = hub.Services.CreateScope();
        var cases = scope.ServiceProvider.GetRequiredService<ResourceCase>();
        ResourceParty Party(string kind, Person person, Guid? organisation, string region = "3205")
        {
            var it = new Resource { Code = "ZY", Kind = kind, OrganisationId = organisation, Region = region };
            it.Write(new(), new(author, "作者", null));
            it.MoveTo(ResourceState.Submitted);
            return cases.PartyOf(it, person);
        }

        static Person Somebody(Guid id, params PersonGrant[] grants) => new(id, "某人", "a@b.example", true, 0, Guid.NewGuid(), grants);
        static PersonGrant Officer(string region) => new(Guid.NewGuid(), Duty.Recommender, region, null, null);
        var national = new PersonGrant(Guid.NewGuid(), Duty.National, null, null, null);
        var own = new PersonGrant(Guid.NewGuid(), Duty.Staff, null, null, member);

        Assert.Equal(ResourceParty.Province, Party("tool", Somebody(Guid.NewGuid(), Officer("32")), member));
        Assert.Equal(ResourceParty.None, Party("tool", Somebody(Guid.NewGuid(), Officer("31")), member));

        // A city office is none of the two that review.
        Assert.Equal(ResourceParty.None, Party("tool", Somebody(Guid.NewGuid(), Officer("3205")), member));
        Assert.Equal(ResourceParty.Nation | ResourceParty.Province, Party("tool", Somebody(Guid.NewGuid(), national), member));
        Assert.Equal(ResourceParty.Nation, Party("practice", Somebody(Guid.NewGuid(), national), member));
        Assert.Equal(ResourceParty.Author, Party("tool", Somebody(author, own), member));
        Assert.Equal(ResourceParty.Author, Party("tool", Somebody(Guid.NewGuid(), own, Officer("32"), national), member));

        // Who only says to belong to the member, or wrote it before the member was left, does not review it either.
        Assert.Equal(ResourceParty.None, Party("tool", Somebody(Guid.NewGuid(), Officer("32")) with { Claims = [member] }, member));
        Assert.Equal(ResourceParty.None, Party("tool", Somebody(author, Officer("32")), member));
        Assert.Equal(ResourceParty.Editor, Party("notice", Somebody(Guid.NewGuid(), Officer("32")), null, "32") & ResourceParty.Editor);
        Assert.Equal(ResourceParty.None, Party("notice", Somebody(Guid.NewGuid(), Officer("31")), null, "32"));
    }

    [Fact]
    public async Task Under_review_nothing_is_changed_and_what_is_returned_or_taken_off_says_why()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var page = await outlet.WriteAsync("report", Report("审核中的报告"), await hub.MemberOfAsync("outlet"));
        await outlet.ActAsync(page, "Submit");
        Assert.Equal(HttpStatusCode.BadRequest, await outlet.ForceAsync(page, "", [.. Report("审核中改题"), ("act", "Change")]));
        Assert.Equal(HttpStatusCode.NotFound, await outlet.ForceAsync(page, "Upload"));
        Assert.Equal(HttpStatusCode.NotFound, await outlet.ForceAsync(page, "RemoveFile", ("file", Guid.Empty.ToString())));
        using var office = await hub.SignInAsync("shanghai");
        Assert.Contains("审核中的报告", await office.ReadAsync("/workbench"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await office.ActAsync(page, "Forward")).Status);
        Assert.Contains("请写明理由", (await office.ActAsync(page, "Return")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await office.ActAsync(page, "Return", ("opinion", new string('长', 501)))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(page, "Return", ("opinion", "数据截止日要写明"))).Status);
        await hub.PassAsync();
        Assert.Contains("审核中的报告", await outlet.ReadAsync("/workbench"), StringComparison.Ordinal);
        Assert.Contains("退回修改：审核中的报告", await outlet.ReadAsync("/notices"), StringComparison.Ordinal);
        await outlet.WriteAsync("report", Report("改好的报告"), null, page);
        await outlet.ActAsync(page, "Submit");
        await office.ActAsync(page, "Publish");
        using var visitor = new Visitor(hub.Address);
        Assert.Contains("改好的报告", await visitor.ReadAsync($"/resources/{IdOf(page)}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await office.ActAsync(page, "Withdraw")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(page, "Withdraw", ("opinion", "数据有误"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/resources/{IdOf(page)}")).Status);
        Assert.DoesNotContain($"/resources/{IdOf(page)}", await visitor.ReadAsync("/find?q=" + Uri.EscapeDataString("改好的报告")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_refused_act_the_draft_is_saved_as_typed_and_an_act_without_a_name_is_none()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var page = await outlet.WriteAsync("tool", [("Title", "先被拒再改的工具"), ("Subject", "patent"), ("Fields[version]", "1.0"), ("Fields[licence]", "MIT")], await hub.MemberOfAsync("outlet"));
        var (status, refused) = await outlet.ActAsync(page, "Submit");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("请先上传工具文件", refused, StringComparison.Ordinal);

        // The browser sends the form where the page says: to itself, not to the act that was refused.
        var form = System.Text.RegularExpressions.Regex.Match(refused, "<form[^>]*>(?=\\s*<input[^>]*name=\"seen\")").Value;
        var action = System.Text.RegularExpressions.Regex.Match(form, "action=\"([^\"]*)\"") is { Success: true } said ? said.Groups[1].Value : page;
        Assert.NotEmpty(form);
        Assert.Equal(page, action);
        await outlet.WriteAsync("tool", [("Title", "改过标题的工具"), ("Subject", "patent"), ("Fields[version]", "1.1"), ("Fields[licence]", "MIT")], null, action);
        Assert.Contains("改过标题的工具", await outlet.ReadAsync(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await outlet.ForceAsync(page, ""));
    }

    [Fact]
    public async Task Files_of_a_draft_are_nobodys_and_those_of_a_published_wording_stay_with_it()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var page = await outlet.WriteAsync("report", Report("带文件的报告"), await hub.MemberOfAsync("outlet"));
        var id = IdOf(page);
        using (var zip = await outlet.UploadManyAsync(page, [], [("upload", "a.zip", [0x50, 0x4B, 3, 4])], "Upload"))
            Assert.Equal(HttpStatusCode.BadRequest, zip.StatusCode);
        for (var i = 0; i < 21; i++)
        {
            using var upload = await outlet.UploadManyAsync(page, [], [("upload", $"{i}.pdf", "%PDF-1.4"u8.ToArray())], "Upload");
            Assert.Equal(i < 20 ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest, upload.StatusCode);
        }

        var file = await hub.ScalarAsync<Guid>("select id from foundation.file where owner_id = @id and name = '0.pdf'", new { id });
        using var visitor = new Visitor(hub.Address);
        using var stranger = await hub.SignInAsync("applicant");
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/resources/{id}/files/{file}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/resources/{id}/files/{file}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, await stranger.ForceAsync(page, "RemoveFile", ("file", file.ToString())));
        await outlet.ActAsync(page, "Submit");
        using var office = await hub.SignInAsync("shanghai");
        await office.ActAsync(page, "Publish");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/resources/{id}/files/{file}")).Status);

        // The next wording goes without it; the one before still has it.
        await outlet.WriteAsync("report", Report("第二版不带文件"), null, page);
        using (var remove = await outlet.PostAsync(page, [("file", file.ToString())], "RemoveFile"))
            Assert.Equal(HttpStatusCode.Redirect, remove.StatusCode);
        await outlet.ActAsync(page, "Submit");
        await office.ActAsync(page, "Publish");
        Assert.DoesNotContain("0.pdf", (await visitor.ReadAsync($"/resources/{id}")).Replace("10.pdf", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"/resources/{id}/files/{file}", await visitor.ReadAsync($"/resources/{id}?version=1"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/resources/{id}/files/{file}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/resources/{id}?version=3")).Status);
    }

    [Fact]
    public async Task Stars_are_one_to_five_and_the_feed_tells_kind_and_region()
    {
        using var office = await hub.SignInAsync("shanghai");
        var page = await office.WriteAsync("notice", [("Title", "评星和订阅的通知"), ("Subject", "other"), ("Fields[issuer]", "上海市知识产权局"), ("Body", "正文 <b>&</b>")], null);
        Assert.Equal(HttpStatusCode.Redirect, (await office.ActAsync(page, "Publish")).Status);
        using var visitor = new Visitor(hub.Address);
        foreach (var stars in new[] { "0", "6", "", "x" })
        {
            using var answer = await visitor.PostAsync($"/resources/{IdOf(page)}", [("rating", stars)], "Rate");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        foreach (var (query, told) in new[] { ("", true), ("?kind=notice", true), ("?kind=tool", false), ("?region=31", true), ("?region=32", false), ("?kind=nothing", true) })
        {
            var feed = System.Xml.Linq.XDocument.Parse((await visitor.GetAsync("/resources.atom" + query)).Text).ToString();
            Assert.True(told == feed.Contains("评星和订阅的通知", StringComparison.Ordinal), query);
        }

        Assert.Contains("评星和订阅的通知", await visitor.ReadAsync("/resources?kind=notice&region=31"), StringComparison.Ordinal);
        Assert.DoesNotContain("评星和订阅的通知", await visitor.ReadAsync("/resources?kind=notice&region=32"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expert_is_shown_only_with_consent_and_an_entry_needs_an_address()
    {
        using var outlet = await hub.SignInAsync("outlet");
        (string, string)[] expert = [("Title", "李四"), ("Subject", "patent"), ("Fields[specialty]", "法律"), ("Fields[post]", "某所 律师"), ("Fields[fields]", "专利无效"), ("kind", "expert"),
            ("member", (await hub.MemberOfAsync("outlet")).ToString()), ("act", "Change")];
        foreach (var consent in new[] { "", "否" })
        {
            using var refused = await outlet.PostAsync("/resources/edit?kind=expert", [.. expert, ("Fields[consent]", consent)]);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using (var taken = await outlet.PostAsync("/resources/edit?kind=expert", [.. expert, ("Fields[consent]", "是")]))
            Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        using var national = await hub.SignInAsync("national");
        using var entry = await national.PostAsync("/resources/edit?kind=entry",
            [("Title", "没有网址的入口"), ("Subject", "patent"), ("Fields[category]", "专利"), ("Fields[step]", "缴费"), ("kind", "entry"), ("act", "Change")]);
        Assert.Equal(HttpStatusCode.BadRequest, entry.StatusCode);
    }

    [Fact]
    public async Task Who_leaves_takes_the_name_off_resources_and_comments_which_stay()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var page = await outlet.WriteAsync("platform", hub.Plan("白蚁防治专题数据库", "白蚁防治专利"), await hub.MemberOfAsync("outlet"));
        await outlet.ActAsync(page, "Submit");
        using var office = await hub.SignInAsync("shanghai");
        await office.ActAsync(page, "Consult");
        using var other = await hub.SignInAsync("applicant");
        using (var said = await other.PostAsync($"/resources/plans/{IdOf(page)}", [("voice", (await hub.MemberOfAsync("applicant")).ToString()), ("stance", "agree"), ("text", "白蚁很重要。")], "Comment"))
            Assert.Equal(HttpStatusCode.Redirect, said.StatusCode);
        var account = await hub.ScalarAsync<Guid>("select id from identity.account where email = 'applicant@demo.example'");
        await using var scope = hub.Services.CreateAsyncScope();
        var data = scope.ServiceProvider.GetServices<IPersonalData>().Single(part => part.Name == "comments");
        Assert.Contains("白蚁很重要", System.Text.Json.JsonSerializer.Serialize(await data.ExportAsync(account, CancellationToken.None), JsonColumn.Options), StringComparison.Ordinal);
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await data.EraseAsync(account, transaction, CancellationToken.None);
        var left = await connection.QueryAsync<(Guid? Account, string Author, string Text)>(
            "select account_id, author, text from resources.comment where resource_id = @id", new { id = IdOf(page) }, transaction);
        Assert.Equal((null, "", "白蚁很重要。"), left.Single());
        await transaction.RollbackAsync();
    }

    private static (string, string)[] Report(string title) => [("Title", title), ("Subject", "patent"), ("Fields[authors]", "信息部"), ("Body", "正文")];
}
