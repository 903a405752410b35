using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Network;

/// <summary>An office acts within its reach, before and after the act; what the register refuses is not told as done.</summary>
[Collection(OfficeCollection.Name)]
public sealed partial class ReachTests(OfficeHub hub)
{
    [Fact]
    public async Task An_office_does_not_move_an_organisation_into_another_province()
    {
        var id = await hub.ScalarAsync<Guid>(
            "select organisation_id from network.membership join network.organisation on organisation.id = organisation_id where membership.kind = 'ProvincialNode' and region like '31%'");
        var before = await hub.ScalarAsync<string>("select region from network.organisation where id = @id", new { id });
        using var office = await hub.SignInAsync("shanghai");
        using var moved = await SaveAsync(office, id, ("Region", "1101"));
        Assert.Equal(HttpStatusCode.BadRequest, moved.StatusCode);
        Assert.Contains("不在您的辖区", WebUtility.HtmlDecode(await moved.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(before, await hub.ScalarAsync<string>("select region from network.organisation where id = @id", new { id }));
        using var within = await SaveAsync(office, id, ("Region", "310104"));
        Assert.Equal(HttpStatusCode.Redirect, within.StatusCode);
        using var back = await SaveAsync(office, id, ("Region", before!));
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
    }

    [Fact]
    public async Task An_office_enters_only_the_memberships_that_are_its_to_grant()
    {
        var id = await hub.ScalarAsync<Guid>(
            "select id from network.organisation where region like '3205%' and verified_at is not null and not exists (select from network.membership "
            + "where organisation_id = organisation.id and membership.kind in ('CityOutlet', 'RegionalNode')) order by credit_code limit 1");
        using var city = await hub.SignInAsync("suzhou");
        async Task<HttpStatusCode> EnterAsync(Visitor officer, string kind)
        {
            Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync($"/organisations/{id}")).Status);
            using var answer = await officer.PostAsync($"/organisations/{id}", [("kind", kind), ("from", "2026-01-01"), ("source", "文件")], "Member");
            return answer.StatusCode;
        }

        foreach (var kind in new[] { "NationalNode", "ProvincialNode", "RegionalNode", "Tisc", "ProvincialOutlet", "NationalOutlet" })
            Assert.Equal(HttpStatusCode.Forbidden, await EnterAsync(city, kind));
        var csv = $"统一社会信用代码,名称,机构性质,机构类别,地区代码,成员类型,起始日期,依据文件\r\n{People.NewCode()},苏州自封省级节点,事业单位,科研机构,320505,省级节点,2026-01-31,文件";
        using var dry = await city.UploadAsync("/organisations/import", "", [], "机构.csv", Encoding.UTF8.GetBytes(csv));
        Assert.Contains("新增 0，更新 0，不变 0，拒绝 1", WebUtility.HtmlDecode(await dry.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await EnterAsync(city, "CityOutlet"));
        using var province = await hub.SignInAsync("jiangsu");
        Assert.Equal(HttpStatusCode.Redirect, await EnterAsync(province, "RegionalNode"));
        Assert.Equal(HttpStatusCode.Forbidden, await EnterAsync(province, "Tisc"));
    }

    [Fact]
    public async Task An_administrator_of_the_hub_has_no_part_in_the_register()
    {
        var id = await hub.ScalarAsync<Guid>("select id from network.organisation order by id limit 1");
        using var administrator = await hub.SignInAsync("admin");
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync($"/organisations/{id}/edit")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await administrator.GetAsync("/organisations/import")).Status);
        Assert.DoesNotContain("<form method=\"post\"", (await administrator.GetAsync($"/organisations/{id}")).Text.Split("<main")[1].Split("</main")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_the_register_refuses_is_refused_where_it_is_reported_and_where_it_is_confirmed()
    {
        var organisation = await OutletAsync();
        using var outlet = await hub.SignInAsync("outlet");
        var facts = await FactsAsync(organisation);
        var page = $"/filings/changes/new?organisation={organisation}";
        using var wrong = await outlet.PostAsync(page, [.. facts.Where(fact => fact.Name != "Phone"), ("Phone", "请打给王老师"), ("ServiceItems", ""), ("reason", "换了电话")]);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("联系电话", WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        using var reported = await outlet.PostAsync(page, [.. facts.Where(fact => fact.Name != "Phone"), ("Phone", "021-55556666"), ("ServiceItems", ""), ("reason", "换了电话")]);
        var change = reported.Headers.Location!.ToString();
        var id = Guid.Parse(change.Split('/')[^1]);
        using var office = await hub.SignInAsync("shanghai");
        (await ActAsync(office, change, "Forward")).Dispose();

        // As it stood in the table of an older program: something that the register does not take.
        await hub.ScalarAsync<int>("update filings.change_report set changes = jsonb_set(changes, '{Phone}', '\"请打给王老师\"') where id = @id", new { id });
        using var national = await hub.SignInAsync("national");
        var state = await hub.ScalarAsync<string>("select state from filings.change_report where id = @id", new { id });
        using var confirmed = await ActAsync(national, change, "Record");
        Assert.Equal(HttpStatusCode.BadRequest, confirmed.StatusCode);
        Assert.Contains("没有办理", WebUtility.HtmlDecode(await confirmed.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(state, await hub.ScalarAsync<string>("select state from filings.change_report where id = @id", new { id }));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from foundation.process where subject_id = @id and type = 'change.record'", new { id = id.ToString() }));
    }

    private async Task<Guid> OutletAsync() =>
        await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");

    private async Task<IReadOnlyList<(string Name, string Value)>> FactsAsync(Guid id)
    {
        var facts = new List<(string, string)>();
        foreach (var (field, column) in new[] { ("Name", "name"), ("Region", "region"), ("Address", "address"), ("Principal", "principal"), ("PrincipalPost",
            "principal_post"), ("Contact", "contact"), ("ContactPost", "contact_post"), ("Phone", "phone"), ("Email", "email") })
            facts.Add((field, (await hub.ScalarAsync<string>($"select {column} from network.organisation where id = @id", new { id }))!));
        return facts;
    }

    private static async Task<HttpResponseMessage> ActAsync(Visitor person, string page, string act)
    {
        var (_, text) = await person.GetAsync(page);
        return await person.PostAsync(page, [("act", act), ("revision", Revision().Match(text).Groups[1].Value), ("text", "情况属实，同意")]);
    }

    private static async Task<HttpResponseMessage> SaveAsync(Visitor officer, Guid id, (string Name, string Value) change)
    {
        var (_, page) = await officer.GetAsync($"/organisations/{id}/edit");
        var fields = Inputs().Matches(page).Select(match => (Name: Attribute(match.Value, "name"), Value: WebUtility.HtmlDecode(Attribute(match.Value, "value"))))
            .Where(field => field.Name is not ("__RequestVerificationToken" or "Categories" or "LegalPerson" or "") && field.Name != change.Name
                && !field.Name.StartsWith("Region-", StringComparison.Ordinal));
        return await officer.PostAsync($"/organisations/{id}/edit", [.. fields, ("Kind", "PublicBody"), ("LegalForm", "Institution"), ("LegalPerson", "true"), change]);
    }

    private static string Attribute(string tag, string name) => Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value;

    [GeneratedRegex("<input [^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("name=\"revision\" value=\"(\\d+)\"")]
    private static partial Regex Revision();
}
