using System.Net;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Tests.Identity;

/// <summary>Trust is earned: what strangers once could do under the name of an organisation, and offices beyond their reach.</summary>
[Collection(OfficeCollection.Name)]
public sealed class TrustTests(OfficeHub hub)
{
    private readonly People _people = new(hub);

    [Fact]
    public async Task An_organisation_that_nobody_confirmed_can_act_for_nobody()
    {
        var (visitor, email) = await _people.SignUpAsync("冒名者");
        var organisation = await _people.EnterAsync(visitor, People.NewCode(), "国家知识产权局专利检索咨询中心");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/organisations/{organisation}")).Status);

        // Each of these was open to the manager of any organisation, confirmed or not.
        foreach (var url in new[] { "/knowledge/edit", "/enquiries/desk", "/enquiries/desk/new", "/enquiries/templates", "/requests/desk",
            "/events/desk/new", "/resources/desk", "/delivery/holdings", "/services/given" })
            Assert.True((await visitor.GetAsync(url)).Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, url);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/api/v1/stats/services?by=member")).Status);
        using var written = await visitor.PostAsync("/knowledge/edit", [("Question", "专利年费怎样缴纳（官方通知）"), ("Answer", "请将年费汇入 6222-0000-1111"), ("Subject", "patent"), ("todo", "submit")]);
        Assert.Equal(HttpStatusCode.BadRequest, written.StatusCode);
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from enquiries.entry_version where answer like '%6222-0000%'"));

        // Nor can it take others in: their address and second factor are not even asked for.
        var (_, second) = await _people.SignUpAsync("同伙");
        using var invited = await visitor.PostAsync($"/organisations/{organisation}", [("email", second), ("duty", "Manager")], "Invite");
        Assert.Equal(HttpStatusCode.Forbidden, invited.StatusCode);

        // Confirmed by the office of the region, its people can, once they have a second factor.
        using var office = await hub.SignInAsync("shanghai");
        using var confirmed = await office.PostAsync($"/organisations/{organisation}", [], "Verify");
        Assert.Equal(HttpStatusCode.Redirect, confirmed.StatusCode);
        using var stopped = await visitor.OpenAsync("/knowledge/edit");
        Assert.Equal("/account/second-factor", stopped.Headers.Location?.ToString());
        await _people.FactorAsync(visitor);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/knowledge/edit")).Status);
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'account.vouch' and subject_id = @id",
            new { id = (await _people.IdAsync(email)).ToString() }));
    }

    [Fact]
    public async Task Nobody_reviews_what_his_own_organisation_wrote()
    {
        using var author = await hub.SignInAsync("staff");
        using var written = await author.PostAsync("/knowledge/edit", [("Question", "本机构的条目由谁审核"), ("Answer", "由主管部门审核。"), ("Subject", "patent"), ("todo", "submit")]);
        var page = written.Headers.Location!.ToString();
        using var manager = await hub.SignInAsync("outlet");
        using var own = await manager.PostAsync(page, [("pass", "true")], "Review");
        Assert.NotEqual(HttpStatusCode.Redirect, own.StatusCode);
        Assert.Equal("review", await hub.ScalarAsync<string>("select state from enquiries.entry_version where entry_id = @id", new { id = Guid.Parse(page.Split('/')[^1]) }));
        using var office = await hub.SignInAsync("shanghai");
        using var reviewed = await office.PostAsync(page, [("pass", "true")], "Review");
        Assert.Equal(HttpStatusCode.Redirect, reviewed.StatusCode);
    }

    [Fact]
    public async Task A_stranger_who_claims_a_credit_code_does_not_keep_its_owner_out_and_the_office_decides()
    {
        var code = People.NewCode();
        var (squatter, _) = await _people.SignUpAsync("抢注者");
        var (owner, _) = await _people.SignUpAsync("真正的馆员");
        var claimed = await _people.EnterAsync(squatter, code, "某大学图书馆");
        var real = await _people.EnterAsync(owner, code, "某大学图书馆");
        using var twice = await owner.PostAsync("/organisations/new", [("CreditCode", code), ("Name", "再来一次"), ("Kind", "Library"), ("LegalForm", "Institution"), ("Region", "310115")]);
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);

        using var elsewhere = await hub.SignInAsync("jiangsu");
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync($"/organisations/{real}")).Status);
        using var office = await hub.SignInAsync("shanghai");
        Assert.Contains($"/organisations/{claimed}", (await office.GetAsync($"/organisations/{real}")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await office.PostAsync($"/organisations/{real}", [], "Verify")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await squatter.GetAsync($"/organisations/{claimed}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await office.PostAsync($"/organisations/{claimed}", [], "Verify")).StatusCode);
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from network.organisation where credit_code = @code and verified_at is not null", new { code }));
        await hub.PassAsync();
        Assert.Contains("未通过核实", (await squatter.GetAsync("/notices")).Text, StringComparison.Ordinal);

        // A third who comes now is led to the one that is confirmed.
        var (third, _) = await _people.SignUpAsync("后来者");
        using var late = await third.PostAsync("/organisations/new", [("CreditCode", code), ("Name", "某大学图书馆"), ("Kind", "Library"), ("LegalForm", "Institution"), ("Region", "310115")]);
        Assert.Contains($"/organisations/{real}/join", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duty_goes_only_to_a_proved_address_with_a_second_factor()
    {
        var (visitor, email) = await _people.SignUpAsync("未证实");
        var organisation = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");
        using var manager = await hub.SignInAsync("outlet");
        async Task<(HttpStatusCode, string)> InviteAsync()
        {
            using var answer = await manager.PostAsync($"/organisations/{organisation}", [("email", email), ("duty", "Staff")], "Invite");
            return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        }

        var (status, text) = await InviteAsync();
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("邮箱还没有核实", text, StringComparison.Ordinal);
        var id = await _people.IdAsync(email);
        var refused = await _people.DeskAsync(desk => desk.GiveAsync(id, new(Duty.National), Actor.Operator, CancellationToken.None));
        Assert.NotNull(refused);

        using var administrator = await hub.SignInAsync("admin");
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.PostAsync($"/accounts/{id}", [], "Vouch")).StatusCode);
        (status, text) = await InviteAsync();
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("第二因素", text, StringComparison.Ordinal);
        await _people.FactorAsync(visitor);
        (status, _) = await InviteAsync();
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/enquiries/desk")).Status);
    }

    [Fact]
    public async Task A_password_or_second_factor_of_another_is_reset_by_two_people_with_the_owner_told()
    {
        var id = await _people.IdAsync("auditor@demo.example");
        using var administrator = await hub.SignInAsync("admin");
        Assert.Equal(HttpStatusCode.BadRequest, (await administrator.PostAsync($"/accounts/{id}", [], "Link")).StatusCode);
        using var asked = await administrator.PostAsync($"/accounts/{id}", [("reason", "本人电话称忘记密码")], "Link");
        Assert.Equal($"/accounts/{id}", asked.Headers.Location?.ToString());
        Assert.DoesNotContain("/account/reset", (await administrator.GetAsync($"/accounts/{id}")).Text, StringComparison.Ordinal);
        var consent = await hub.ScalarAsync<Guid>("select id from identity.consent where account_id = @id and answered_at is null", new { id });

        // Who asked cannot agree; the owner hears of it and can refuse.
        using var alone = await administrator.PostAsync("/accounts/consents", [("id", consent.ToString()), ("agreed", "true")]);
        Assert.Equal(HttpStatusCode.BadRequest, alone.StatusCode);
        using var auditor = await hub.SignInAsync("auditor");
        await hub.PassAsync();
        Assert.Contains("申请为您的账号重设密码", (await auditor.GetAsync("/notices")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.GetAsync("/accounts/consents")).Status);
        using var refusal = await auditor.PostAsync("/account", [("consent", consent.ToString())], "Refuse");
        Assert.False(await hub.ScalarAsync<bool>("select agreed from identity.consent where id = @consent", new { consent }));

        // Asked again and agreed to by the security officer, the link is handed over in person and the old password holds no longer.
        using var again = await administrator.PostAsync($"/accounts/{id}", [("reason", "本人当面确认忘记密码")], "Factor");
        consent = await hub.ScalarAsync<Guid>("select id from identity.consent where account_id = @id and answered_at is null", new { id });
        using var officer = await hub.SignInAsync("security");
        Assert.Contains("清除第二因素", (await officer.GetAsync("/workbench")).Text, StringComparison.Ordinal);
        using var agreed = await officer.PostAsync("/accounts/consents", [("id", consent.ToString()), ("agreed", "true")]);
        Assert.Equal(HttpStatusCode.Redirect, agreed.StatusCode);
        Assert.False(await hub.ScalarAsync<bool>("select two_factor_enabled from identity.account where id = @id", new { id }));
        Assert.Equal(HttpStatusCode.Redirect, (await auditor.GetAsync("/account")).Status);
        await _people.DeskAsync(desk => desk.SetSecondFactorAsync(id, CancellationToken.None));
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync("/accounts")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync("/audit")).Status);
    }

    [Fact]
    public async Task Administration_and_audit_do_not_go_to_two_accounts_of_one_person()
    {
        var (browser, first) = await _people.SignUpAsync("一人");
        using (await browser.PostAsync("/account", [], "SignOut"))
        {
            // The same browser, another account.
        }

        var second = $"p{Guid.NewGuid():N}@a.example";
        using var made = await browser.PostAsync("/account/sign-up", [("name", "同一人"), ("email", second), ("password", People.Password), ("again", People.Password)]);
        Assert.Equal("/workbench", made.Headers.Location?.ToString());
        var (one, two) = (await _people.IdAsync(first), await _people.IdAsync(second));
        await hub.ScalarAsync<int>("update identity.account set email_confirmed = true, two_factor_enabled = true where id = any(@ids)", new { ids = new[] { one, two } });
        Assert.Null(await _people.DeskAsync(desk => desk.GiveAsync(one, new(Duty.Administrator), Actor.Operator, CancellationToken.None)));
        var refused = await _people.DeskAsync(desk => desk.GiveAsync(two, new(Duty.Auditor), Actor.Operator, CancellationToken.None));
        Assert.Contains("同一个人", refused!.Value.Zh, StringComparison.Ordinal);
        Assert.NotNull(await _people.DeskAsync(desk => desk.GiveAsync(two, new(Duty.National), Actor.Operator, CancellationToken.None)));

        // Nor to two names of one mailbox.
        await hub.ScalarAsync<int>(
            "update identity.account set email = @email, normalized_email = upper(@email) where id = @two; delete from identity.device where account_id = "
            + "@two", new { two, email = first.Replace("@", "+audit@", StringComparison.Ordinal) });
        Assert.NotNull(await _people.DeskAsync(desk => desk.GiveAsync(two, new(Duty.Auditor), Actor.Operator, CancellationToken.None)));
    }

    [Fact]
    public async Task A_duty_of_the_hub_takes_effect_when_a_second_person_agrees()
    {
        var (visitor, email) = await _people.SignUpAsync("新任审核员");
        await _people.FactorAsync(visitor);
        var id = await _people.IdAsync(email);
        using var administrator = await hub.SignInAsync("admin");
        using var unproved = await administrator.PostAsync($"/accounts/{id}", [("duty", "Recommender"), ("region", "33"), ("reason", "任职通知 3 号")], "Give");
        Assert.Equal(HttpStatusCode.BadRequest, unproved.StatusCode);
        await administrator.PostAsync($"/accounts/{id}", [], "Vouch");
        using var asked = await administrator.PostAsync($"/accounts/{id}", [("duty", "Recommender"), ("region", "33"), ("reason", "任职通知 3 号")], "Give");
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/filings/queue")).Status);
        var consent = await hub.ScalarAsync<Guid>("select id from identity.consent where account_id = @id and answered_at is null", new { id });
        using var officer = await hub.SignInAsync("security");
        Assert.Equal(HttpStatusCode.Redirect, (await officer.PostAsync("/accounts/consents", [("id", consent.ToString()), ("agreed", "true")])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/filings/queue")).Status);
    }

    [Fact]
    public async Task Who_took_over_a_session_and_guesses_the_password_is_signed_out_after_five_tries()
    {
        var (visitor, email) = await _people.SignUpAsync("会话");
        for (var i = 0; i < 5; i++)
            (await visitor.PostAsync("/account", [("old", $"Wrong-Horse-{i}"), ("new", "Other-Horse-9")], "Password")).Dispose();
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/account")).Status);
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'account.lock' and subject_id = @id",
            new { id = (await _people.IdAsync(email)).ToString() }));
        using var locked = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", People.Password)]);
        Assert.Equal(HttpStatusCode.BadRequest, locked.StatusCode);
    }

    [Fact]
    public async Task Wrong_passwords_from_elsewhere_do_not_lock_the_owner_out_of_a_known_browser()
    {
        var (owner, email) = await _people.SignUpAsync("被锁的人");
        (await owner.PostAsync("/account", [], "SignOut")).Dispose();
        using var attacker = new Visitor(hub.Address);
        for (var i = 0; i < 6; i++)
            (await attacker.PostAsync("/account/sign-in", [("email", email), ("password", "Wrong-Horse-9")])).Dispose();
        using var elsewhere = await attacker.PostAsync("/account/sign-in", [("email", email), ("password", People.Password)]);
        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.StatusCode);
        using var home = await owner.PostAsync("/account/sign-in", [("email", email), ("password", People.Password)]);
        Assert.Equal("/workbench", home.Headers.Location?.ToString());
    }
}
