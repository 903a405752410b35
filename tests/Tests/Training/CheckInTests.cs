using System.Net;
using Dapper;
using static Zhishu.Tests.Training.EventSteps;

namespace Zhishu.Tests.Training;

/// <summary>The door: check-in that stays on its list, undo, cancelling by the person and by the host.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class CheckInTests(OfficeHub hub)
{
    private readonly EventSteps _steps = new(hub);

    [Fact]
    public async Task The_list_stays_on_its_page_with_its_search_after_each_check_in()
    {
        using var host = await hub.SignInAsync("outlet");
        var id = await _steps.PublishAsync(host, "两百人签到的讲座");
        var rows = new List<Guid>();
        for (var i = 0; i < 55; i++)
            rows.Add((await _steps.GuestAsync(id, $"到场者{i:00}", $"1380000{i:0000}")).Id);
        Assert.DoesNotContain("到场者54", await TextAsync(host, $"/events/desk/{id}"), StringComparison.Ordinal);
        Assert.Contains("到场者54", await TextAsync(host, $"/events/desk/{id}?page=2"), StringComparison.Ordinal);
        var session = (await _steps.SessionAsync(id)).ToString();
        using var second = await host.PostAsync($"/events/desk/{id}",
            [("registration", rows[54].ToString()), ("session", session), ("there", "true"), ("find", "到场者"), ("at", "2")], "CheckIn");
        Assert.Equal($"/events/desk/{id}?find={Uri.EscapeDataString("到场者")}&page=2#r-{rows[54]}", second.Headers.Location!.ToString());
        var page = await TextAsync(host, $"/events/desk/{id}?find={Uri.EscapeDataString("到场者")}&page=2");
        Assert.Contains($"id=\"r-{rows[54]}\"", page, StringComparison.Ordinal);
        Assert.Contains("已到", page, StringComparison.Ordinal);

        // The last four digits of the telephone are enough.
        var found = await TextAsync(host, $"/events/desk/{id}?find=0031");
        Assert.Contains("到场者31", found, StringComparison.Ordinal);
        Assert.DoesNotContain("到场者32", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_at_the_door_at_once_note_everybody_once_and_a_check_in_taken_back_leaves_its_trace()
    {
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        var id = await _steps.PublishAsync(first, "两人同时签到");
        var (a, b) = ((await _steps.GuestAsync(id, "甲", "13811110001")).Id, (await _steps.GuestAsync(id, "乙", "13811110002")).Id);
        await Task.WhenAll(_steps.CheckInAsync(first, id, a), _steps.CheckInAsync(second, id, b), _steps.CheckInAsync(second, id, a), _steps.CheckInAsync(first, id, b));
        Assert.Equal(2, await hub.ScalarAsync<long>("select count(*) from training.attendance where registration_id in (@a, @b)", new { a, b }));
        await _steps.CheckInAsync(second, id, a, there: false);
        await _steps.CheckInAsync(first, id, a, there: false);
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from training.attendance where registration_id = @a", new { a }));
        Assert.Equal(1, await _steps.ProcessesAsync(id, "event.uncheck"));

        // The page behind the code of the ticket undoes too.
        var code = await hub.ScalarAsync<string>("select code from training.registration where id = @b", new { b });
        var session = (await _steps.SessionAsync(id)).ToString();
        await DoneAsync(second.PostAsync($"/events/check-in/{code}", [("session", session), ("there", "false")]));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from training.attendance where registration_id = @b", new { b }));
    }

    [Fact]
    public async Task Who_is_checked_in_cannot_be_cancelled_and_cancelled_people_are_not_counted()
    {
        using var host = await hub.SignInAsync("outlet");
        using var user = await hub.SignInAsync("user");
        var id = await _steps.PublishAsync(host, "签到后取消的讲座", ("Quota", "2"));
        var ticket = await RegisterAsync(user, id, "甲");
        var mine = await _steps.IdAsync(ticket);
        var (other, _) = await _steps.GuestAsync(id, "乙", "13822220002");
        await _steps.CheckInAsync(host, id, mine);
        Assert.DoesNotContain("取消我的报名", await TextAsync(user, ticket), StringComparison.Ordinal);
        Assert.Contains("已签到，不能取消报名", await ForcedAsync(user, $"{ticket}?handler=Cancel", HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("已签到，不能取消报名", await RefusedAsync(host.PostAsync($"/events/desk/{id}/drop/{mine}", [("reason", "误操作")])), StringComparison.Ordinal);

        // After the check-in is taken back it can be; what older hubs left behind is not counted either.
        await _steps.CheckInAsync(host, id, mine, there: false);
        await DoneAsync(user.PostAsync(ticket, [], "Cancel"));
        await using (var connection = await hub.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("insert into training.attendance values (@mine, @session, now(), '旧')", new { mine, session = await _steps.SessionAsync(id) });
        Assert.Contains("已取消", await RefusedAsync(host.PostAsync($"/events/desk/{id}",
            [("registration", mine.ToString()), ("session", (await _steps.SessionAsync(id)).ToString()), ("there", "true")], "CheckIn"), HttpStatusCode.NotFound), StringComparison.Ordinal);
        await hub.PassAsync(3);
        using var later = await hub.SignInAsync("outlet");
        await _steps.CloseAsync(later, id);
        Assert.Equal(0, await _steps.PersonsAsync(id));
        Assert.Equal(0, await hub.ScalarAsync<int>("select persons from training.event where id = @id", new { id }));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from training.registration where id in (@mine, @other) and certificate is not null", new { mine, other }));
    }

    [Fact]
    public async Task The_host_cancels_with_a_reason_that_is_told_and_takes_it_back_while_the_place_is_free()
    {
        using var host = await hub.SignInAsync("outlet");
        using var user = await hub.SignInAsync("user");
        var id = await _steps.PublishAsync(host, "主办方取消报名的讲座", ("Quota", "1"));
        var ticket = await RegisterAsync(user, id, "张三");
        var mine = await _steps.IdAsync(ticket);
        var drop = $"/events/desk/{id}/drop/{mine}";
        Assert.Contains($"{drop}?find=&at=1", await TextAsync(host, $"/events/desk/{id}"), StringComparison.Ordinal);
        Assert.Contains("张三", await TextAsync(host, drop + "?find=x&at=2"), StringComparison.Ordinal);
        await RefusedAsync(host.PostAsync(drop, [("reason", " ")]));
        Assert.Contains(new string('长', 201), await RefusedAsync(host.PostAsync(drop, [("reason", new string('长', 201))])), StringComparison.Ordinal);
        Assert.Equal("Registered", await hub.ScalarAsync<string>("select state from training.registration where id = @mine", new { mine }));
        using (var done = await host.PostAsync(drop, [("reason", "场地改为内部使用"), ("find", "张"), ("at", "1")]))
            Assert.Equal($"/events/desk/{id}?find={Uri.EscapeDataString("张")}&page=1#people", done.Headers.Location!.ToString());
        Assert.Equal(1, await _steps.ToldAsync("user", "您的报名已被主办方取消：主办方取消报名的讲座（场地改为内部使用）"));
        Assert.Contains("场地改为内部使用", await TextAsync(user, ticket), StringComparison.Ordinal);

        // The place is free: a slip can be undone, and the person hears of it.
        await DoneAsync(host.PostAsync($"/events/desk/{id}", [("registration", mine.ToString())], "Restore"));
        Assert.Equal(1, await _steps.ToldAsync("user", "您的报名已恢复：主办方取消报名的讲座"));
        Assert.Equal("Registered", await hub.ScalarAsync<string>("select state from training.registration where id = @mine", new { mine }));

        // Once somebody else has the place it cannot.
        await DoneAsync(host.PostAsync(drop, [("reason", "重复报名")]));
        var (other, _) = await _steps.GuestAsync(id, "李四", "13833330001");
        Assert.Contains("名额已让给别人", await RefusedAsync(host.PostAsync($"/events/desk/{id}", [("registration", mine.ToString())], "Restore")), StringComparison.Ordinal);

        // Nobody but the host: strangers, other members, and what the person cancelled stays cancelled.
        using var applicant = await hub.SignInAsync("applicant");
        foreach (var who in new[] { user, applicant })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync($"/events/desk/{id}/drop/{other}")).Status);
            await ForcedAsync(who, $"/events/desk/{id}/drop/{other}", HttpStatusCode.NotFound, ("reason", "越权"));
        }

        Assert.Equal("Registered", await hub.ScalarAsync<string>("select state from training.registration where id = @other", new { other }));
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync($"/events/desk/{Guid.NewGuid()}/drop/{other}")).Status);
    }
}
