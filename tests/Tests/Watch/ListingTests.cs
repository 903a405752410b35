using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Tests.Resources;
using Zhishu.Watch;

namespace Zhishu.Tests.Watch;

/// <summary>A thematic database comes on the public list in the browser: its owner proposes it in the name of a member, an office decides, each with a reason that is kept.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed partial class ListingTests(OfficeHub hub)
{
    private static readonly (string, string) Why = ("note", "收锂电池隔膜专利，每月更新，面向中小企业。");

    [Fact]
    public async Task The_owner_proposes_the_office_lists_and_either_takes_it_off()
    {
        using var owner = await hub.SignInAsync("outlet");
        var (edit, slug) = await MakeAsync(owner, "锂电池隔膜专题甲");
        var member = (await hub.MemberOfAsync("outlet")).ToString();
        using var visitor = new Visitor(hub.Address);

        // What holds nothing, says nothing, or is in a foreign name is not proposed; what was typed is kept.
        foreach (var (body, note) in new[] { (member, "短"), ((await hub.MemberOfAsync("applicant")).ToString(), Why.Item2), ("31", Why.Item2), ("", Why.Item2), (member, new string('长', 501)) })
        {
            using var refused = await owner.PostAsync(edit, [("body", body), ("note", note)], "Propose");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(note, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Redirect, await ProposeAsync(owner, edit, member));
        Assert.Equal(HttpStatusCode.BadRequest, await ProposeAsync(owner, edit, member));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/themes/{slug}")).Status);
        using var jiangsu = await hub.SignInAsync("jiangsu");
        Assert.DoesNotContain("锂电池隔膜专题甲", await jiangsu.ReadAsync("/themes/desk"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await jiangsu.GetAsync($"/themes/{slug}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(jiangsu, slug, "List"));
        foreach (var name in new[] { "outlet", "staff", "user", "suzhou", "auditor", "evaluator" })
        {
            using var person = await hub.SignInAsync(name);
            Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/themes/desk")).Status);
        }

        // The office of the province is told, looks at it, returns it with a reason, lists it.
        await hub.PassAsync();
        using var office = await hub.SignInAsync("shanghai");
        Assert.Contains("专题数据库申请公开：锂电池隔膜专题甲", await office.ReadAsync("/notices"), StringComparison.Ordinal);
        Assert.Contains("锂电池隔膜专题甲", await office.ReadAsync("/workbench"), StringComparison.Ordinal);
        Assert.Contains("申请公开，待审核", await office.ReadAsync($"/themes/{slug}"), StringComparison.Ordinal);
        Assert.Contains("每月更新", await office.ReadAsync("/themes/desk"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(office, slug, "Return"));
        Assert.Equal(HttpStatusCode.Redirect, await DecideAsync(office, slug, "Return", "请补充数据来源"));
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync($"/themes/{slug}")).Status);
        Assert.Contains("请补充数据来源", await owner.ReadAsync(edit), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await ProposeAsync(owner, edit, member));
        Assert.Equal(HttpStatusCode.Redirect, await DecideAsync(office, slug, "List"));
        var list = await visitor.ReadAsync("/themes");
        Assert.Contains("锂电池隔膜专题甲", list, StringComparison.Ordinal);
        Assert.DoesNotContain("./zhishu", list, StringComparison.Ordinal);
        Assert.Contains("提供：", await visitor.ReadAsync($"/themes/{slug}"), StringComparison.Ordinal);

        // Listed, it is not made private by the form of the title; the office hears of another title.
        var state = State().Match(await owner.ReadAsync(edit)).Groups[1].Value;
        using (var change = await owner.PostAsync(edit, [("title", "锂电池隔膜专题改名"), ("intro", "示例简介"), ("access", "private"), ("state", state)], "Settings"))
            Assert.Equal(HttpStatusCode.Redirect, change.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/themes/{slug}")).Status);
        await hub.PassAsync();
        Assert.Contains("请复核：锂电池隔膜专题改名", await office.ReadAsync("/notices"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(office, slug, "Unlist"));
        Assert.Equal(HttpStatusCode.Redirect, await DecideAsync(office, slug, "Unlist", "内容与标题不符"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/themes/{slug}")).Status);
        Assert.Contains("内容与标题不符", await owner.ReadAsync(edit), StringComparison.Ordinal);
        await ProposeAsync(owner, edit, member);
        await DecideAsync(office, slug, "List");
        using (var off = await owner.PostAsync(edit, [("act", "Unlist")], "Listing"))
            Assert.Equal(HttpStatusCode.Redirect, off.StatusCode);
        Assert.DoesNotContain("锂电池隔膜专题改名", await visitor.ReadAsync("/themes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_office_proposes_is_decided_by_another_and_an_administrator_may()
    {
        using var office = await hub.SignInAsync("shanghai");
        var (edit, slug) = await MakeAsync(office, "市局自己的专题");
        Assert.Equal(HttpStatusCode.Redirect, await ProposeAsync(office, edit, "31"));
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(office, slug, "List"));
        using var admin = await hub.SignInAsync("admin");
        Assert.Contains("市局自己的专题", await admin.ReadAsync("/themes/desk"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await DecideAsync(admin, slug, "List"));
        using var visitor = new Visitor(hub.Address);
        Assert.Contains("市局自己的专题", await visitor.ReadAsync("/themes"), StringComparison.Ordinal);

        // At the machine it is taken off as before, and the page says the same.
        Assert.True(await hub.Services.GetRequiredService<ThemePublication>().SetAsync(slug, listed: false, CancellationToken.None));
        Assert.Contains("未公开", await office.ReadAsync(edit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_acts_for_nobody_cannot_propose_and_an_empty_theme_is_not_proposed()
    {
        using var guest = new Visitor(hub.Address);
        var (edit, slug) = await MakeAsync(guest, "访客的专题");
        Assert.Contains("登录", await guest.ReadAsync(edit), StringComparison.Ordinal);
        using (var refused = await guest.PostAsync(edit, [("body", "31"), Why], "Propose"))
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var user = await hub.SignInAsync("user");
        var (own, _) = await MakeAsync(user, "普通用户的专题");
        Assert.Contains("只有成员单位和主管部门的人员可以申请公开", await user.ReadAsync(own), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, await ProposeAsync(user, own, "31"));
        Assert.Equal(HttpStatusCode.NotFound, await ProposeAsync(user, edit, "31"));
        using var staff = await hub.SignInAsync("staff");
        using var made = await staff.PostAsync("/themes/new", [("title", "空专题"), ("intro", "有简介")]);
        using var empty = await staff.PostAsync(made.Headers.Location!.ToString(), [("body", (await hub.MemberOfAsync("staff")).ToString()), Why], "Propose");
        Assert.Contains("至少给一个栏目", WebUtility.HtmlDecode(await empty.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("private", await hub.ScalarAsync<string>("select access from watch.theme where slug = @slug", new { slug }));
    }

    [Fact]
    public async Task A_colleague_of_the_proposer_does_not_decide_whatever_office_they_hold_and_a_proposal_is_taken_back()
    {
        using var owner = await hub.SignInAsync("outlet");
        var (edit, slug) = await MakeAsync(owner, "同事不能审的专题");
        var member = await hub.MemberOfAsync("outlet");
        await ProposeAsync(owner, edit, member.ToString());
        await hub.ScalarAsync<int>("""
            with given as (insert into identity.account_grant (id, account_id, duty, organisation_id, given_at, given_by)
              select gen_random_uuid(), id, 'Staff', @member, now(), 'test' from identity.account where email = 'shanghai@demo.example' returning 1) select count(*)::int from given
            """, new { member });
        try
        {
            using var both = await hub.SignInAsync("shanghai");
            Assert.DoesNotContain("同事不能审的专题", await both.ReadAsync("/themes/desk"), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(both, slug, "List"));
        }
        finally
        {
            await hub.ScalarAsync<int>("with ended as (update identity.account_grant set ended_at = now() where given_by = 'test' returning 1) select count(*)::int from ended");
        }

        using (var back = await owner.PostAsync(edit, [("act", "Cancel")], "Listing"))
            Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        using var office = await hub.SignInAsync("shanghai");
        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(office, slug, "List"));
        Assert.Equal("private", await hub.ScalarAsync<string>("select access from watch.theme where slug = @slug", new { slug }));
    }

    [Fact]
    public async Task A_listed_theme_stays_when_the_person_goes_and_a_private_one_goes()
    {
        using var owner = await hub.SignInAsync("staff");
        var (edit, slug) = await MakeAsync(owner, "留下的专题");
        var (_, gone) = await MakeAsync(owner, "带走的专题");
        await ProposeAsync(owner, edit, (await hub.MemberOfAsync("staff")).ToString());
        using var national = await hub.SignInAsync("national");
        Assert.Equal(HttpStatusCode.Redirect, await DecideAsync(national, slug, "List"));
        var account = await hub.ScalarAsync<Guid>("select id from identity.account where email = 'staff@demo.example'");
        var data = hub.Services.GetServices<IPersonalData>().Single(part => part.Name == "space");
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await data.EraseAsync(account, transaction, CancellationToken.None);
        Assert.Equal([slug], await connection.QueryAsync<string>("select slug from watch.theme where slug = any(@both)", new { both = new[] { slug, gone } }, transaction));
        Assert.Null(await connection.ExecuteScalarAsync<Guid?>("select proposed_by from watch.theme_listing join watch.theme on theme.id = theme_id where slug = @slug", new { slug }, transaction));
        await transaction.RollbackAsync();
    }

    private static async Task<(string Edit, string Slug)> MakeAsync(Visitor owner, string title)
    {
        using var made = await owner.PostAsync("/themes/new", [("title", title), ("intro", "示例简介")]);
        var edit = made.Headers.Location!.ToString();
        using var part = await owner.PostAsync(edit, [("title", "隔膜"), ("q", "TI=隔膜")], "Add");
        Assert.Equal(HttpStatusCode.Redirect, part.StatusCode);
        return (edit, edit.Split('/')[2]);
    }

    private static Task<HttpStatusCode> ProposeAsync(Visitor owner, string edit, string body) => owner.ForceAsync(edit, "Propose", ("body", body), Why);

    private static Task<HttpStatusCode> DecideAsync(Visitor person, string slug, string act, string reason = "") =>
        person.ForceAsync("/themes/desk", "Decide", ("slug", slug), ("act", act), ("reason", reason));

    [GeneratedRegex("name=\"state\" value=\"(\\d+)\"")]
    private static partial Regex State();
}
