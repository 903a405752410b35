using System.Net;
using Zhishu.Foundation;
using Zhishu.Training;
using static Zhishu.Tests.Training.EventSteps;

namespace Zhishu.Tests.Training;

/// <summary>Courses of several sessions: attendance of each, hours in sum, the share for a certificate, and that every change of time and place is told.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class SeriesTests(OfficeHub hub)
{
    private readonly EventSteps _steps = new(hub);

    [Theory]
    [InlineData(45, "1.0")]
    [InlineData(120, "2.7")]
    [InlineData(90, "2.0")]
    [InlineData(2, "0.0")]
    [InlineData(20.25, "0.5")]
    public void A_learning_hour_is_45_minutes_to_one_decimal(double minutes, string shown) =>
        Assert.Equal(shown, LearningHours.Show(LearningHours.Of([(hub.Clock.Now, hub.Clock.Now.AddMinutes(minutes))])));

    [Theory]
    [InlineData(3, 60, 2)]
    [InlineData(3, 67, 3)]
    [InlineData(4, 1, 1)]
    [InlineData(1, 100, 1)]
    public void The_share_of_sessions_is_rounded_up(int sessions, int share, int least) => Assert.Equal(least, Event.Least(share, sessions));

    [Fact]
    public async Task Hours_are_summed_over_the_sessions_attended_and_the_stated_share_earns_the_certificate()
    {
        using var host = await hub.SignInAsync("outlet");
        using var user = await hub.SignInAsync("user");
        var id = await _steps.PublishAsync(host, "三讲系列课", ("LeastShare", "60"), ("Form", "OpenCourse"));
        var starts = hub.Clock.Now.AddDays(2);
        foreach (var day in new[] { 1, 2 })
            await DoneAsync(host.PostAsync($"/events/desk/{id}", Lesson($"第 {day + 1} 讲", "阶梯教室", starts.AddDays(day), 90), "Session"));
        var sessions = await SessionsAsync(id);
        Assert.Equal(3, sessions.Count);
        using var visitor = new Visitor(hub.Address);
        Assert.Contains("3 场，共 6.7 学时（每 45 分钟计 1 学时，保留一位小数）", await TextAsync(visitor, $"/events/{id}"), StringComparison.Ordinal);
        var calendar = (await visitor.GetAsync($"/events/{id}.ics")).Text.Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(calendar, "BEGIN:VEVENT"));
        Assert.Contains("SUMMARY:三讲系列课 第 3 讲\r\nLOCATION:阶梯教室", calendar, StringComparison.Ordinal);
        var ticket = await RegisterAsync(user, id, "张三");
        var (mine, (once, onceTicket)) = (await _steps.IdAsync(ticket), await _steps.GuestAsync(id, "李四", "13866660001"));
        await _steps.CheckInAsync(host, id, mine, session: sessions[0]);
        Assert.Contains("已签到 1/3 场", await TextAsync(user, "/my/training"), StringComparison.Ordinal);
        await _steps.CheckInAsync(host, id, mine, session: sessions[2]);
        await _steps.CheckInAsync(host, id, once, session: sessions[1]);
        Assert.Contains("已有人签到", await RefusedAsync(host.PostAsync($"/events/desk/{id}", [("session", sessions[1].ToString())], "RemoveSession")), StringComparison.Ordinal);
        await hub.PassAsync(6);
        using var later = await hub.SignInAsync("outlet");
        using var user2 = await hub.SignInAsync("user");
        await _steps.CloseAsync(later, id);
        Assert.Equal(2, await _steps.PersonsAsync(id));
        Assert.Equal(300, await hub.ScalarAsync<int>("select minutes from directory.service_record where source_id = @id", new { id }));
        var number = await hub.ScalarAsync<string>("select certificate from training.registration where id = @mine", new { mine });
        Assert.Contains("日至20", await TextAsync(visitor, $"/events/certificates/{number}"), StringComparison.Ordinal);
        Assert.Contains("计 4.7 学时（每 45 分钟计 1 学时，保留一位小数）", await TextAsync(visitor, $"/events/certificates/{number}"), StringComparison.Ordinal);
        Assert.Null(await hub.ScalarAsync<string>("select certificate from training.registration where id = @once", new { once }));
        Assert.Contains("已签到 1/3 场", await TextAsync(visitor, onceTicket), StringComparison.Ordinal);
        var record = await TextAsync(user2, "/my/training");
        Assert.Contains("已完成", record, StringComparison.Ordinal);
        Assert.Contains("4.7", record, StringComparison.Ordinal);
        Assert.Contains("4.7", (await user2.GetAsync("/my/training.csv")).Text, StringComparison.Ordinal);
        Assert.Contains("每 45 分钟计 1 学时", (await user2.GetAsync("/my/training.csv")).Text, StringComparison.Ordinal);
        Assert.Contains("4.7", (await later.GetAsync($"/events/desk/{id}/people.csv")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_change_of_time_place_and_sessions_is_told_and_nothing_else()
    {
        using var host = await hub.SignInAsync("outlet");
        using var user = await hub.SignInAsync("user");
        const string Title = "发布后有变的讲座";
        var id = await _steps.PublishAsync(host, Title);
        await RegisterAsync(user, id, "张三");
        var desk = $"/events/desk/{id}";
        async Task ChangeAsync(params (string, string)[] other) => await DoneAsync(host.PostAsync(desk, await _steps.FieldsOfAsync(id, Title, other)));
        await ChangeAsync(("Contact", "021-11112222"));
        Assert.Equal(0, await _steps.ToldAsync("user", "有变：" + Title));
        await ChangeAsync(("Place", "三楼 A 厅"));
        Assert.Equal(1, await _steps.ToldAsync("user", $"活动时间或地点有变：{Title}（现为 "));
        Assert.Equal("三楼 A 厅", await hub.ScalarAsync<string>("select room from training.session where event_id = @id", new { id }));
        var moved = hub.Clock.Now.AddDays(3);
        await ChangeAsync(("Place", "三楼 A 厅"), ("Starts", ChinaTime.Form(moved)), ("Ends", ChinaTime.Form(moved.AddHours(2))));
        await ChangeAsync(("Place", "三楼 A 厅"), ("Mode", "Both"));
        await ChangeAsync(("Place", "三楼 A 厅"), ("Mode", "Both"), ("OnlineUrl", "https://meet.example/1"));
        Assert.Equal(4, await _steps.ToldAsync("user", $"活动时间或地点有变：{Title}"));

        // A session comes, moves to another room, and goes.
        await DoneAsync(host.PostAsync(desk, Lesson("第 2 讲", "三楼 A 厅", moved.AddDays(1), 90), "Session"));
        Assert.Equal(1, await _steps.ToldAsync("user", $"活动场次有变：{Title}（新增 第 2 讲"));
        var second = (await SessionsAsync(id))[1].ToString();
        await DoneAsync(host.PostAsync(desk, [.. Lesson("第 2 讲", "四楼", moved.AddDays(1), 90), ("session", second)], "Session"));
        Assert.Equal(1, await _steps.ToldAsync("user", $"活动场次有变：{Title}（调整 第 2 讲"));
        await DoneAsync(host.PostAsync(desk, [.. Lesson("第 2 讲", "四楼", moved.AddDays(1), 90), ("session", second), ("Speaker", "王教授")], "Session"));
        await DoneAsync(host.PostAsync(desk, [("session", second)], "RemoveSession"));
        Assert.Equal(1, await _steps.ToldAsync("user", $"活动场次有变：{Title}（取消 第 2 讲"));
        Assert.Equal(3, await _steps.ToldAsync("user", $"活动场次有变：{Title}"));
        await DoneAsync(host.PostAsync(desk, [("act", "Cancel"), ("reason", "主讲人生病")]));
        Assert.Equal(1, await _steps.ToldAsync("user", $"活动取消：{Title}（主讲人生病）"));
        Assert.Contains("活动已取消", await TextAsync(user, "/my/training"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_session_keeps_what_was_typed_and_the_second_of_two_is_told()
    {
        using var first = await hub.SignInAsync("outlet");
        using var second = await hub.SignInAsync("staff");
        var id = await _steps.PublishAsync(first, "场次表单的讲座");
        var (desk, starts) = ($"/events/desk/{id}", hub.Clock.Now.AddDays(4));
        var wrong = await RefusedAsync(first.PostAsync(desk, EventSteps.With(Lesson("很长的场次名称不能丢", "五楼", starts, 90), ("Ends", "")), "Session"));
        Assert.Contains("很长的场次名称不能丢", wrong, StringComparison.Ordinal);
        var (session, seen) = ((await SessionsAsync(id))[0].ToString(), "");
        var page = await TextAsync(second, desk);
        seen = System.Text.RegularExpressions.Regex.Match(page, $"name=\"session\" value=\"{session}\"><input type=\"hidden\" name=\"SeenSession\"\\s+value=\"([0-9a-f]+)\"").Groups[1].Value;
        Assert.NotEmpty(seen);
        await DoneAsync(first.PostAsync(desk, [.. Lesson("甲改的名称", "五楼", starts, 90), ("session", session)], "Session"));
        var late = await RefusedAsync(second.PostAsync(desk, [.. Lesson("乙改的名称", "六楼", starts, 90), ("session", session), ("SeenSession", seen)], "Session"), HttpStatusCode.Conflict);
        Assert.Contains("乙改的名称", late, StringComparison.Ordinal);
        Assert.Equal("甲改的名称", await hub.ScalarAsync<string>("select title from training.session where event_id = @id", new { id }));
    }

    private static (string Name, string Value)[] Lesson(string title, string room, DateTimeOffset starts, int minutes) =>
        [("Title", title), ("Room", room), ("Starts", ChinaTime.Form(starts)), ("Ends", ChinaTime.Form(starts.AddMinutes(minutes)))];

    private async Task<List<Guid>> SessionsAsync(Guid id)
    {
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        return [.. await Dapper.SqlMapper.QueryAsync<Guid>(connection, "select id from training.session where event_id = @id order by starts_at", new { id })];
    }
}
