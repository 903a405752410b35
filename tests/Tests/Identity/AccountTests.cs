using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Tests.Identity;

/// <summary>Accounts as 等保 2.0 asks for, through the pages.</summary>
[Collection(OfficeCollection.Name)]
public sealed partial class AccountTests(OfficeHub hub)
{
    private const string Password = "Right-Horse-9";

    [Theory]
    [InlineData("short1A", false)]
    [InlineData("alllowercase", false)]
    [InlineData("lower1234", false)]
    [InlineData("Password1", false)]
    [InlineData("weakling-Weakling1", false)]
    [InlineData("Lower1234", true)]
    [InlineData("lower-1234", true)]
    public async Task Passwords_have_eight_characters_of_three_classes_and_are_not_common(string password, bool good)
    {
        using var visitor = new Visitor(hub.Address);
        var email = $"weakling{Guid.NewGuid():N}"[..8] + $"{Guid.NewGuid():N}@a.example";
        using var answer = await visitor.PostAsync("/account/sign-up",
            [("name", "某人"), ("email", password.StartsWith("weakling", StringComparison.Ordinal) ? $"weakling@{Guid.NewGuid():N}.example" : email), ("password", password), ("again", password)]);
        Assert.Equal(good ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_refusal_says_nothing_more()
    {
        var email = await NewAsync();
        using var visitor = new Visitor(hub.Address);
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", "Wrong-Horse-9")]);
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        using var right = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", Password)]);
        using var nobody = await visitor.PostAsync("/account/sign-in", [("email", "nobody@a.example"), ("password", Password)]);
        Assert.Equal(HttpStatusCode.BadRequest, right.StatusCode);
        Assert.Equal(Alert(await nobody.Content.ReadAsStringAsync()), Alert(await right.Content.ReadAsStringAsync()));
        Assert.Equal(1, await hub.ScalarAsync<long>(
            "select count(*) from foundation.process where type = 'account.lock' and subject_id = (select id::text from identity.account where email = @email)", new { email }));
        Assert.True(await hub.ScalarAsync<bool>("select lockout_end between now() + interval '9 minutes' and now() + interval '11 minutes' from identity.account where email = @email", new { email }));
        await hub.ScalarAsync<int>("update identity.account set lockout_end = now() - interval '1 second' where email = @email", new { email });
        using var later = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", Password)]);
        Assert.Equal("/workbench", later.Headers.Location?.ToString());
    }

    [Fact]
    public async Task An_officer_gets_nowhere_before_the_second_factor_is_set_up_and_then_needs_it()
    {
        var email = await NewAsync(new(Duty.Recommender, Region: "32"));
        using var visitor = new Visitor(hub.Address);
        using (await visitor.PostAsync("/account/sign-in", [("email", email), ("password", Password)]))
        {
            using var queue = await visitor.OpenAsync("/filings/queue");
            Assert.Equal("/account/second-factor", queue.Headers.Location?.ToString());
        }

        var (_, page) = await visitor.GetAsync("/account/second-factor");
        var key = Key().Match(page).Groups[1].Value;
        using (var wrong = await visitor.PostAsync("/account/second-factor", [("code", "000000")]))
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        (_, page) = await visitor.GetAsync("/account/second-factor");
        key = Key().Match(page).Groups[1].Value;
        var token = Token().Match(page).Groups[1].Value;
        using var set = await visitor.SendAsync("/account/second-factor", [("code", Totp.CodeAt(key, hub.Clock.Now)), ("__RequestVerificationToken", token)]);
        var codes = Code().Matches(await set.Content.ReadAsStringAsync()).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(10, codes.Count);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/filings/queue")).Status);

        hub.Clock.Now = hub.Clock.Now.AddSeconds(60);
        var code = Totp.CodeAt(key, hub.Clock.Now);
        Assert.Equal("/workbench", await FinishAsync(email, code));
        Assert.Null(await FinishAsync(email, code));
        Assert.Equal("/workbench", await FinishAsync(email, codes[0]));
        Assert.Null(await FinishAsync(email, codes[0]));
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_other_sessions_and_an_idle_one_ends_by_itself()
    {
        var email = await NewAsync();
        using var here = await EnterAsync(email);
        using var there = await EnterAsync(email);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/account")).Status);
        using (await here.PostAsync("/account", [], handler: "Everywhere"))
        {
            Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/account")).Status);
            Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).Status);
        }

        hub.Clock.Now = hub.Clock.Now.AddHours(3);
        Assert.Equal(HttpStatusCode.Redirect, (await here.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task A_duty_that_is_ended_and_an_account_that_is_closed_are_gone_with_the_next_click()
    {
        var email = await NewAsync(new(Duty.Recommender, Region: "32"), secondFactor: true);
        using var officer = await EnterAsync(email);
        Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync("/filings/queue")).Status);
        await using (var scope = hub.Services.CreateAsyncScope())
        {
            var desk = scope.ServiceProvider.GetRequiredService<AccountDesk>();
            var id = (await desk.FindAsync(email, CancellationToken.None))!.Value;
            var grant = await hub.ScalarAsync<Guid>("select id from identity.account_grant where account_id = @id", new { id });
            Assert.True(await desk.EndAsync(id, grant, Actor.Operator, CancellationToken.None));
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync("/filings/queue")).Status);
        using var administrator = await hub.SignInAsync("admin");
        var account = await hub.ScalarAsync<Guid>("select id from identity.account where email = @email", new { email });
        using var closed = await administrator.PostAsync($"/accounts/{account}", [], handler: "Disable");
        Assert.Equal(HttpStatusCode.Redirect, closed.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await officer.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task Nobody_is_administrator_and_anything_else_and_no_administrator_changes_himself()
    {
        using var administrator = await hub.SignInAsync("admin");
        var officer = await hub.ScalarAsync<Guid>("select id from identity.account where email = 'shanghai@demo.example'");
        using var both = await administrator.PostAsync($"/accounts/{officer}", [("duty", "Auditor")], handler: "Give");
        Assert.Equal(HttpStatusCode.BadRequest, both.StatusCode);
        var self = await hub.ScalarAsync<Guid>("select id from identity.account where email = 'admin@demo.example'");
        using var own = await administrator.PostAsync($"/accounts/{self}", [("duty", "National")], handler: "Give");
        Assert.Equal(HttpStatusCode.BadRequest, own.StatusCode);
    }

    [Fact]
    public async Task After_ninety_days_the_password_is_to_be_changed_and_the_change_ends_other_sessions()
    {
        var email = await NewAsync();
        hub.Clock.Now = hub.Clock.Now.AddDays(91);
        try
        {
            using var visitor = await EnterAsync(email);
            using var other = await EnterAsync(email);
            Assert.Contains("密码已使用 91 天", (await visitor.GetAsync("/workbench")).Text, StringComparison.Ordinal);
            using var changed = await visitor.PostAsync("/account", [("old", Password), ("new", "Other-Horse-9")], handler: "Password");
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/account")).Status);
            Assert.DoesNotContain("密码已使用", (await visitor.GetAsync("/workbench")).Text, StringComparison.Ordinal);
        }
        finally
        {
            hub.Clock.Now = hub.Clock.Now.AddDays(-91);
        }
    }

    [Fact]
    public async Task A_link_that_two_people_agreed_on_sets_a_password_once_and_opens_a_locked_account()
    {
        var email = await NewAsync();
        await hub.ScalarAsync<int>("update identity.account set lockout_end = now() + interval '10 minutes' where email = @email", new { email });
        using var administrator = await hub.SignInAsync("admin");
        var id = await hub.ScalarAsync<Guid>("select id from identity.account where email = @email", new { email });
        (await administrator.PostAsync($"/accounts/{id}", [("reason", "本人来电忘记密码")], handler: "Link")).Dispose();
        var consent = await hub.ScalarAsync<Guid>("select id from identity.consent where account_id = @id and answered_at is null", new { id });
        using var officer = await hub.SignInAsync("security");
        using var made = await officer.PostAsync("/accounts/consents", [("id", consent.ToString()), ("agreed", "true")]);
        var link = new Uri(Link().Match(WebUtility.HtmlDecode(await made.Content.ReadAsStringAsync())).Groups[1].Value).PathAndQuery;
        using var visitor = new Visitor(hub.Address);
        using var weak = await visitor.PostAsync(link, [("password", "short")]);
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        using var set = await visitor.PostAsync(link, [("password", "Fresh-Horse-9")]);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        using var again = await visitor.PostAsync(link, [("password", "Third-Horse-9")]);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        using var entered = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", "Fresh-Horse-9")]);
        Assert.Equal("/workbench", entered.Headers.Location?.ToString());
    }

    [Fact]
    public async Task An_administrator_asks_for_the_files_of_open_data_and_nobody_else_does()
    {
        var builder = hub.Services.GetRequiredService<Zhishu.Exchange.OpenData.DumpBuilder>();
        await builder.RunAsync(CancellationToken.None);
        using var administrator = await hub.SignInAsync("admin");
        Assert.Contains("重新生成开放数据文件", (await administrator.GetAsync("/loops")).Text, StringComparison.Ordinal);
        using var unknown = await administrator.PostAsync("/loops", [("chore", "nothing")], handler: "Ask");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from exchange.dump where asked_at is not null"));
        using var asked = await administrator.PostAsync("/loops", [("chore", "open-data")], handler: "Ask");
        Assert.Contains("已安排", WebUtility.HtmlDecode(await asked.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.NotEqual(0, await hub.ScalarAsync<long>("select count(*) from exchange.dump where asked_at is not null"));
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'hub.ask'"));
        Assert.Equal(await hub.ScalarAsync<long>("select count(*) from exchange.dump where asked_at is not null"), await builder.RunAsync(CancellationToken.None));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from exchange.dump where asked_at is not null"));
        using var other = await hub.SignInAsync("shanghai");
        Assert.NotEqual(HttpStatusCode.OK, (await other.GetAsync("/loops")).Status);
    }

    [Fact]
    public async Task Somebody_who_asks_to_join_an_organisation_acts_for_it_once_its_manager_agrees()
    {
        var email = await NewAsync(secondFactor: true);
        var organisation = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'applicant@demo.example'");
        using var visitor = await EnterAsync(email);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/organisations/{organisation}")).Status);
        (await visitor.PostAsync($"/organisations/{organisation}/join", [("reason", "信息部主任")])).Dispose();
        (await visitor.SendAsync($"/organisations/{organisation}/join", [("reason", "没有令牌")])).Dispose();
        using var manager = await hub.SignInAsync("applicant");
        var (_, page) = await manager.GetAsync($"/organisations/{organisation}");
        Assert.Contains("信息部主任", page, StringComparison.Ordinal);
        Assert.DoesNotContain("没有令牌", page, StringComparison.Ordinal);
        using var agreed = await manager.PostAsync($"/organisations/{organisation}", [("request", Request().Match(page).Groups[1].Value), ("granted", "true")], handler: "Join");
        Assert.Equal(HttpStatusCode.Redirect, agreed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/organisations/{organisation}/staff")).Status);
    }

    private async Task<string> NewAsync(NewGrant? grant = null, bool secondFactor = false)
    {
        var email = $"u{Guid.NewGuid():N}@a.example";
        await using var scope = hub.Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<AccountDesk>();
        var (id, _) = await desk.CreateAsync(new(email, "测试人员", Password, Demo: secondFactor), Actor.Operator, CancellationToken.None);
        if (secondFactor)
            await desk.SetSecondFactorAsync(id!.Value, CancellationToken.None);
        if (grant is not null)
            Assert.Null(await desk.GiveAsync(id!.Value, grant, Actor.Operator, CancellationToken.None, first: !secondFactor));
        return email;
    }

    private async Task<Visitor> EnterAsync(string email)
    {
        var visitor = new Visitor(hub.Address);
        using var first = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", Password)]);
        if (first.Headers.Location?.ToString().StartsWith("/account/code", StringComparison.Ordinal) == true)
            (await visitor.PostAsync("/account/code", [("code", await hub.CodeAsync(email))])).Dispose();
        return visitor;
    }

    private async Task<string?> FinishAsync(string email, string code)
    {
        using var visitor = new Visitor(hub.Address);
        using var first = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", Password)]);
        using var second = await visitor.PostAsync("/account/code", [("code", code)]);
        return second.Headers.Location?.ToString();
    }

    [GeneratedRegex("<code class=\"wrap\">([^<]+)</code>")]
    private static partial Regex Link();

    [GeneratedRegex("name=\"request\" value=\"([^\"]+)\"")]
    private static partial Regex Request();

    private static string Alert(string page) => AlertText().Match(page).Value;

    [GeneratedRegex("<code id=\"key\">([A-Z2-7]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("<li><code>([^<]+)</code></li>")]
    private static partial Regex Code();

    [GeneratedRegex("role=\"alert\">[^<]+<")]
    private static partial Regex AlertText();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
