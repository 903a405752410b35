using System.Net;
using System.Text.Json;
using Dapper;
using static Zhishu.Tests.Training.EventSteps;

namespace Zhishu.Tests.Training;

/// <summary>The talent record (人才档案): what was registered without an account joins it, and a member sees the record of those of its people who agreed.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class TalentTests(OfficeHub hub)
{
    private readonly EventSteps _steps = new(hub);

    [Fact]
    public async Task Who_registered_without_an_account_claims_it_by_the_link_and_the_link_opens_it_to_nobody_else()
    {
        using var host = await hub.SignInAsync("outlet");
        var id = await _steps.PublishAsync(host, "先报名后注册的讲座");
        var (mine, ticket) = await _steps.GuestAsync(id, "赵六", "13877770001");
        await _steps.CheckInAsync(host, id, mine);
        using var guest = new Visitor(hub.Address);
        Assert.Contains($"/account/sign-in?returnUrl={Uri.EscapeDataString(ticket)}", await TextAsync(guest, ticket), StringComparison.Ordinal);
        var (person, _) = await new People(hub).SignUpAsync("赵六");
        using (person)
        {
            Assert.DoesNotContain("先报名后注册的讲座", await TextAsync(person, "/my/training"), StringComparison.Ordinal);
            Assert.Contains("归入我的账号", await TextAsync(person, ticket), StringComparison.Ordinal);
            var code = ticket.Split('/')[3];
            await ForcedAsync(person, $"/events/tickets/{code}/{new string('a', 24)}?handler=Claim", HttpStatusCode.NotFound);
            Assert.Null(await hub.ScalarAsync<Guid?>("select account_id from training.registration where id = @mine", new { mine }));
            await DoneAsync(person.PostAsync(ticket, [], "Claim"));
            var record = await TextAsync(person, "/my/training");
            Assert.Contains("先报名后注册的讲座", record, StringComparison.Ordinal);
            Assert.Contains("已签到", record, StringComparison.Ordinal);
            Assert.Contains("2.7", record, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await person.GetAsync(ticket)).Status);
            await ForcedAsync(person, $"{ticket}?handler=Claim", HttpStatusCode.NotFound);
        }

        // The old link asks a stranger to sign in, and is nothing to another account.
        using var stranger = new Visitor(hub.Address);
        using (var asked = await stranger.OpenAsync(ticket))
        {
            Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
            Assert.StartsWith("/account/sign-in", asked.Headers.Location!.IsAbsoluteUri ? asked.Headers.Location.AbsolutePath : asked.Headers.Location.ToString(), StringComparison.Ordinal);
        }

        using var user = await hub.SignInAsync("user");
        Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync(ticket)).Status);
        Assert.Equal(1, await _steps.ProcessesAsync(id, "event.claim"));
    }

    [Fact]
    public async Task A_proved_address_finds_what_was_registered_with_it_and_an_unproved_one_does_not()
    {
        using var host = await hub.SignInAsync("outlet");
        using var user = await hub.SignInAsync("user");
        var id = await _steps.PublishAsync(host, "用邮箱报名的讲座");
        var (mine, _) = await _steps.GuestAsync(id, "张女士", "", "USER@demo.example");
        var (newcomer, email) = await new People(hub).SignUpAsync("未证实");
        var (theirs, _) = await _steps.GuestAsync(id, "未证实", "", email);
        using (newcomer)
        {
            Assert.DoesNotContain("用邮箱报名的讲座", await TextAsync(newcomer, "/my/training"), StringComparison.Ordinal);
            foreach (var other in new[] { theirs, mine })
                await ForcedAsync(newcomer, "/my/training?handler=Claim", HttpStatusCode.NotFound, ("registration", other.ToString()));
        }

        Assert.Contains("用您的邮箱报名、还没有归入账号的活动", await TextAsync(user, "/my/training"), StringComparison.Ordinal);
        await ForcedAsync(user, "/my/training?handler=Claim", HttpStatusCode.NotFound, ("registration", theirs.ToString()));
        await DoneAsync(user.PostAsync("/my/training", [("registration", mine.ToString())], "Claim"));
        Assert.Equal("user@demo.example",
            await hub.ScalarAsync<string>("select account.email from training.registration join identity.account on account.id = account_id where registration.id = @mine", new { mine }));

        // One account has one place at an event: a second registration cannot join it.
        var (second, ticket) = await _steps.GuestAsync(id, "张女士的同事", "13877770009");
        Assert.Contains("您的账号已报名同一活动", await RefusedAsync(user.PostAsync(ticket, [], "Claim")), StringComparison.Ordinal);
        Assert.Null(await hub.ScalarAsync<Guid?>("select account_id from training.registration where id = @second", new { second }));
    }

    [Fact]
    public async Task A_member_sees_the_record_of_its_people_who_agreed_as_long_as_they_agree()
    {
        using var host = await hub.SignInAsync("outlet");
        using var staff = await hub.SignInAsync("staff");
        var member = await _steps.MemberAsync();
        var patents = await _steps.PublishAsync(host, "人才档案专利讲座");
        var marks = await _steps.PublishAsync(host, "人才档案商标讲座", ("Subject", "trademark"));
        foreach (var id in new[] { patents, marks })
            await _steps.CheckInAsync(host, id, await _steps.IdAsync(await RegisterAsync(staff, id, "职员")));
        var name = await hub.ScalarAsync<string>("select display_name from identity.account where email = 'staff@demo.example'");
        var year = ChinaYear();
        var before = await TextAsync(host, "/events/talent");
        Assert.Contains("还没有同意", before, StringComparison.Ordinal);
        Assert.Contains(name!, before, StringComparison.Ordinal);
        Assert.DoesNotContain($"<td>{name}</td>", before, StringComparison.Ordinal);
        Assert.Contains("单位的人才档案", await TextAsync(staff, "/my/training"), StringComparison.Ordinal);
        await DoneAsync(staff.PostAsync("/my/training", [("member", member.ToString()), ("agree", "true")], "Consent"));
        var row = $"<td>{name}</td><td>{year}</td>";
        var page = await TextAsync(host, $"/events/talent?member={member}");
        Assert.Contains(row, page, StringComparison.Ordinal);
        Assert.Contains("<td>2.7</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>5.4</td><td>2</td><td>0</td>", page, StringComparison.Ordinal);
        var csv = (await host.GetAsync($"/events/talent.csv?member={member}")).Text;
        Assert.Contains("5.4", csv, StringComparison.Ordinal);
        using (var book = await host.OpenAsync($"/events/talent.xlsx?member={member}"))
            Assert.Equal(HttpStatusCode.OK, book.StatusCode);
        Assert.Equal(2, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'event.talent' and subject_id = @member", new { member = member.ToString() }));

        // Not for staff, not for other members, not for anybody without one.
        using var other = await hub.SignInAsync("applicant");
        using var user = await hub.SignInAsync("user");
        foreach (var who in new[] { staff, other, user })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync($"/events/talent?member={member}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync($"/events/talent.csv?member={member}")).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync("/events/talent")).Status);
        await ForcedAsync(user, "/my/training?handler=Consent", HttpStatusCode.NotFound, ("member", member.ToString()), ("agree", "true"));

        // What is kept is given out; withdrawn, nothing is shown.
        using (var export = await staff.PostAsync("/account/data", [], "Export"))
        {
            using var data = JsonDocument.Parse(await export.Content.ReadAsStringAsync());
            Assert.Equal(member.ToString(), data.RootElement.GetProperty("training").GetProperty("shownTo")[0].GetProperty("organisationId").GetString());
        }

        await DoneAsync(staff.PostAsync("/my/training", [("member", member.ToString()), ("agree", "false")], "Consent"));
        Assert.DoesNotContain(row, await TextAsync(host, "/events/talent"), StringComparison.Ordinal);
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        Assert.Equal(["event.agree", "event.withdraw"],
            await connection.QueryAsync<string>("select type from foundation.process where type in ('event.agree', 'event.withdraw') and about = @member order by seq", new { member }));
    }

    private int ChinaYear() => Zhishu.Foundation.ChinaTime.DayOf(hub.Clock.Now.AddDays(2)).Year;
}
