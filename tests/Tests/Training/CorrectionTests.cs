using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Training;
using static Zhishu.Tests.Training.EventSteps;

namespace Zhishu.Tests.Training;

/// <summary>The paper sheet, and what is put right after an event was closed.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class CorrectionTests(OfficeHub hub)
{
    private readonly EventSteps _steps = new(hub);

    [Fact]
    public async Task The_paper_sheet_is_printed_and_typed_in_by_two_who_do_not_undo_each_other()
    {
        using var host = await hub.SignInAsync("outlet");
        using var staff = await hub.SignInAsync("staff");
        var id = await _steps.PublishAsync(host, "纸质签到的讲座");
        var (a, b, c) = ((await _steps.GuestAsync(id, "甲某", "13812345678")).Id, (await _steps.GuestAsync(id, "乙某", "13887654321")).Id, (await _steps.GuestAsync(id, "丙某", "02155556666")).Id);
        var sheet = await TextAsync(host, $"/events/desk/{id}/sheet");
        Assert.Contains("甲某</td><td>5678</td><td></td>", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("13812345678", sheet, StringComparison.Ordinal);
        var (page, session) = ($"/events/desk/{id}/attendance", (await _steps.SessionAsync(id)).ToString());
        Assert.Contains("在到场的人前打勾", await TextAsync(host, page), StringComparison.Ordinal);

        // Both opened the empty page: one ticks 甲 and 乙, the other 丙.
        await DoneAsync(host.PostAsync(page, [("session", session), ("there", a.ToString()), ("there", b.ToString())]));
        await DoneAsync(staff.PostAsync(page, [("session", session), ("there", c.ToString())]));
        Assert.Equal(3, await hub.ScalarAsync<long>("select count(*) from training.attendance where session_id = @session", new { session = Guid.Parse(session) }));
        await DoneAsync(host.PostAsync(page, [("session", session), ("was", a.ToString()), ("was", b.ToString()), ("there", a.ToString())]));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from training.attendance where registration_id = @b", new { b }));

        // Who came without registering is entered from the sheet; the same again is not.
        await DoneAsync(host.PostAsync(page, [("session", session), ("Name", "丁某"), ("Phone", "13900009999")], "WalkIn"));
        Assert.Contains("丁某", await RefusedAsync(host.PostAsync(page, [("session", session), ("Name", "丁某"), ("Phone", "13900009999")], "WalkIn")), StringComparison.Ordinal);
        Assert.Contains("abc", await RefusedAsync(host.PostAsync(page, [("session", session), ("Name", "戊某"), ("Phone", "abc")], "WalkIn")), StringComparison.Ordinal);
        Assert.Equal(3, await hub.ScalarAsync<long>("select count(*) from training.attendance where session_id = @session", new { session = Guid.Parse(session) }));

        // Of others' events neither sheet nor page is there, and nobody of another event can be ticked.
        using var other = await hub.SignInAsync("applicant");
        using var user = await hub.SignInAsync("user");
        foreach (var who in new[] { other, user })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync($"/events/desk/{id}/sheet")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync(page)).Status);
        }

        await RefusedAsync(host.PostAsync(page, [("session", session), ("there", Guid.NewGuid().ToString())]), HttpStatusCode.NotFound);
        await RefusedAsync(host.PostAsync(page, [("session", Guid.NewGuid().ToString()), ("there", b.ToString())]), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task After_closing_a_correction_needs_a_reason_leaves_a_trace_and_everything_follows()
    {
        using var host = await hub.SignInAsync("outlet");
        using var user = await hub.SignInAsync("user");
        var id = await _steps.PublishAsync(host, "结束后更正的讲座");
        var ticket = await RegisterAsync(user, id, "张三");
        var (mine, (came, cameTicket)) = (await _steps.IdAsync(ticket), await _steps.GuestAsync(id, "李四", "13844440001"));
        await _steps.CheckInAsync(host, id, came);
        await hub.PassAsync(3);
        using var later = await hub.SignInAsync("outlet");
        using var user2 = await hub.SignInAsync("user");
        await _steps.CloseAsync(later, id);
        Assert.Equal(1, await _steps.PersonsAsync(id));
        Assert.DoesNotContain("/drop/", await TextAsync(later, $"/events/desk/{id}"), StringComparison.Ordinal);
        var (page, session) = ($"/events/desk/{id}/attendance", (await _steps.SessionAsync(id)).ToString());

        // Not there: no evaluation, no certificate, and it says so.
        Assert.Contains("未到场", await TextAsync(user2, "/my/training"), StringComparison.Ordinal);
        Assert.DoesNotContain("提交评价", await TextAsync(user2, ticket), StringComparison.Ordinal);
        Assert.Contains("没有您的到场记录", await ForcedAsync(user2, $"{ticket}?handler=Evaluate",
            HttpStatusCode.BadRequest, ("content", "1"), ("speaker", "1"), ("whole", "1")), StringComparison.Ordinal);

        // Check-in at the door is over; on the page of attendance it takes a reason, and what was ticked stays when there is none.
        await RefusedAsync(later.PostAsync($"/events/desk/{id}", [("registration", mine.ToString()), ("session", session), ("there", "true")], "CheckIn"));
        var refused = await RefusedAsync(later.PostAsync(page, [("session", session), ("was", came.ToString()), ("there", came.ToString()), ("there", mine.ToString())]));
        Assert.Contains("请写明更正原因", refused, StringComparison.Ordinal);
        Assert.Matches($"value=\"{mine}\" checked", refused);
        Assert.Equal(1, await _steps.PersonsAsync(id));
        await DoneAsync(later.PostAsync(page, [("session", session), ("was", came.ToString()), ("there", came.ToString()), ("there", mine.ToString()), ("reason", "纸质签到表补录")]));
        Assert.Equal(2, await _steps.PersonsAsync(id));
        Assert.Equal("纸质签到表补录 1 2", await hub.ScalarAsync<string>("""
            select reason || ' ' || (before::json->>'persons') || ' ' || (after::json->>'persons') from foundation.process where subject_id = @id and type = 'event.correct'
            """, new { id = id.ToString() }));
        Assert.Equal(1, await _steps.ToldAsync("user", "培训证书已生成：结束后更正的讲座"));
        Assert.Contains("已完成", await TextAsync(user2, "/my/training"), StringComparison.Ordinal);

        // Who was there rates, and it enters the service record although it is closed.
        await DoneAsync(user2.PostAsync(ticket, [("content", "4"), ("speaker", "4"), ("whole", "4"), ("comment", "案例再多些")], "Evaluate"));
        Assert.Contains("案例再多些", await TextAsync(later, $"/events/desk/{id}"), StringComparison.Ordinal);
        Assert.Equal(4m, await hub.ScalarAsync<decimal>("select rating from directory.service_record where source_id = @id", new { id }));

        // It was the other way round: the certificate is taken back and says so, the rating counts no longer.
        var number = await hub.ScalarAsync<string>("select certificate from training.registration where id = @mine", new { mine });
        using var stranger = new Visitor(hub.Address);
        Assert.Contains("张三 参加了", await TextAsync(stranger, $"/events/certificates/{number}"), StringComparison.Ordinal);
        await DoneAsync(later.PostAsync(page, [("session", session), ("was", mine.ToString()), ("reason", "补录错行")]));
        Assert.Equal(1, await _steps.PersonsAsync(id));
        Assert.Null(await hub.ScalarAsync<decimal?>("select rating from directory.service_record where source_id = @id", new { id }));
        Assert.Contains("收回，不再有效", await TextAsync(stranger, $"/events/certificates/{number}"), StringComparison.Ordinal);
        Assert.Equal(1, await _steps.ToldAsync("user", "培训证书收回：结束后更正的讲座"));
        Assert.DoesNotContain(number!, (await user2.GetAsync("/my/training.csv")).Text, StringComparison.Ordinal);

        // Somebody on the sheet who never registered.
        await RefusedAsync(later.PostAsync(page, [("session", session), ("Name", "王五")], "WalkIn"));
        await DoneAsync(later.PostAsync(page, [("session", session), ("Name", "王五"), ("why", "签到表末行手写")], "WalkIn"));
        Assert.Equal(2, await _steps.PersonsAsync(id));
        Assert.Equal(3, await _steps.ProcessesAsync(id, "event.correct"));
        Assert.Contains("已完成", await TextAsync(stranger, cameTicket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_people_of_a_paper_sheet_are_typed_in_at_once_and_corrected()
    {
        using var host = await hub.SignInAsync("outlet");
        var id = await _steps.PublishAsync(host, "两百人的纸质签到表", ("Quota", "300"));
        for (var i = 0; i < 205; i++)
        {
            await using var scope = hub.Services.CreateAsyncScope();
            var (made, _) = await scope.ServiceProvider.GetRequiredService<Seats>()
                .RegisterAsync(id, new() { Name = $"学员{i:000}", Phone = $"1370000{i:0000}" }, null, Actor.Visitor(null), $"browser:{i}", CancellationToken.None);
            Assert.NotNull(made);
        }

        var (page, session) = ($"/events/desk/{id}/attendance", (await _steps.SessionAsync(id)).ToString());
        List<string> Ids(string text) => [.. Regex.Matches(text, "name=\"there\" value=\"([0-9a-f-]{36})\"").Select(match => match.Groups[1].Value)];
        var first = Ids(await TextAsync(host, page));
        Assert.Equal(200, first.Count);
        await DoneAsync(host.PostAsync(page, [("session", session), .. first.Select(row => ("there", row))]));
        var second = Ids(await TextAsync(host, page + "?page=2"));
        Assert.Equal(5, second.Count);
        using (var stays = await host.PostAsync(page + "?page=2", [("session", session), ("at", "2"), ("there", second[0])]))
            Assert.EndsWith($"attendance?session={session}&page=2", stays.Headers.Location!.ToString(), StringComparison.Ordinal);

        // A registered event at which somebody was noted is closed by the clock.
        await hub.PassAsync(12);
        Assert.Equal(201, await _steps.PersonsAsync(id));
        using var later = await hub.SignInAsync("outlet");
        await DoneAsync(later.PostAsync(page, [("session", session), ("reason", "末行签名无效"), .. first.Select(row => ("was", row)), .. first.Take(199).Select(row => ("there", row))]));
        Assert.Equal(200, await _steps.PersonsAsync(id));
    }

    [Fact]
    public async Task An_event_at_which_nobody_was_noted_is_not_closed_by_the_clock()
    {
        using var host = await hub.SignInAsync("outlet");
        var id = await _steps.PublishAsync(host, "没有签到的讲座");
        await _steps.GuestAsync(id, "甲", "13855550001");
        await hub.PassAsync(12);
        await hub.PassAsync(1);
        Assert.Null(await _steps.PersonsAsync(id));
        Assert.Equal(1, await _steps.ProcessesAsync(id, "event.ask"));
        using var later = await hub.SignInAsync("outlet");
        await _steps.CloseAsync(later, id);
        Assert.Equal(0, await _steps.PersonsAsync(id));
    }

    [Fact]
    public async Task People_counted_by_the_host_are_asked_for_and_corrected()
    {
        using var host = await hub.SignInAsync("outlet");
        var id = await _steps.PublishAsync(host, "不用报名的沙龙", ("Registration", "false"), ("Form", "Salon"), ("OnlineUrl", "https://live.example/salon"));
        using var stranger = new Visitor(hub.Address);
        Assert.Contains("https://live.example/salon", await TextAsync(stranger, $"/events/{id}"), StringComparison.Ordinal);
        await hub.PassAsync(12);

        // Nobody has counted: the clock invents no zero, but asks.
        Assert.Equal("Published", await hub.ScalarAsync<string>("select state from training.event where id = @id", new { id }));
        Assert.Equal(1, await _steps.ToldAsync("outlet", "请登记到场人数并结束：不用报名的沙龙"));
        using var later = await hub.SignInAsync("outlet");
        Assert.Contains("请填写人数", await RefusedAsync(later.PostAsync($"/events/desk/{id}", [("act", "Close")])), StringComparison.Ordinal);
        await DoneAsync(later.PostAsync($"/events/desk/{id}", [("act", "Close"), ("persons", "30")]));
        Assert.Equal(30, await _steps.PersonsAsync(id));
        await RefusedAsync(later.PostAsync($"/events/desk/{id}", [("act", "Correct"), ("persons", "35")]));
        await RefusedAsync(later.PostAsync($"/events/desk/{id}", [("act", "Correct"), ("persons", "-1"), ("reason", "数错")]));
        await DoneAsync(later.PostAsync($"/events/desk/{id}", [("act", "Correct"), ("persons", "35"), ("reason", "漏计后排")]));
        Assert.Equal(35, await _steps.PersonsAsync(id));
        Assert.Contains("漏计后排", await TextAsync(later, $"/events/desk/{id}"), StringComparison.Ordinal);
    }
}
