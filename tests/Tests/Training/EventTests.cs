using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Training;

namespace Zhishu.Tests.Training;

/// <summary>Events and their places through the real pages and the real database.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class EventTests(OfficeHub hub)
{
    [Fact]
    public async Task Hundreds_at_once_for_a_hundred_places_get_exactly_a_hundred_and_the_rest_wait_in_order()
    {
        var people = Night.IsNow ? 1000 : 300;
        var id = await PublishAsync("千人抢百座", quota: 100);
        await Parallel.ForEachAsync(Enumerable.Range(0, people), new ParallelOptions { MaxDegreeOfParallelism = 200 }, async (i, ct) =>
        {
            await using var scope = hub.Services.CreateAsyncScope();
            var (made, refusal) = await scope.ServiceProvider.GetRequiredService<Seats>()
                .RegisterAsync(id, new() { Name = $"参加者{i}", Phone = $"139{i:D8}" }, null, Actor.Visitor(null), $"browser:{i}", ct);
            Assert.Null(refusal);
            Assert.NotNull(made);
        });
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<(int Position, string State)>("select position, state from training.registration where event_id = @id order by position", new { id })).AsList();
        Assert.Equal(Enumerable.Range(1, people), rows.Select(row => row.Position));
        Assert.All(rows.Take(100), row => Assert.Equal("Registered", row.State));
        Assert.All(rows.Skip(100), row => Assert.Equal("Waiting", row.State));

        // Ten of those with places go at once: exactly the first ten who wait get them.
        var leaving = (await connection.QueryAsync<Guid>("select id from training.registration where event_id = @id and state = 'Registered' order by position limit 10", new { id })).AsList();
        await Parallel.ForEachAsync(leaving, async (row, ct) =>
        {
            await using var scope = hub.Services.CreateAsyncScope();
            Assert.Null(await scope.ServiceProvider.GetRequiredService<Seats>().CancelAsync(id, row, Actor.Visitor(null), ct));
        });
        Assert.Equal((100L, people - 110L), (await CountAsync(id, "Registered"), await CountAsync(id, "Waiting")));
        Assert.Equal(110, await hub.ScalarAsync<int>("select max(position) from training.registration where event_id = @id and state = 'Registered'", new { id }));
        Assert.Equal(111, await hub.ScalarAsync<int>("select min(position) from training.registration where event_id = @id and state = 'Waiting'", new { id }));
    }

    [Fact]
    public async Task From_registration_to_certificate_and_training_record()
    {
        var id = await PublishAsync("专利检索入门", quota: 1);
        using var user = await hub.SignInAsync("user");
        using var taken = await user.PostAsync($"/events/{id}", [("Name", "张三")]);
        using var again = await user.PostAsync($"/events/{id}", [("Name", "张三")]);
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        using var guest = new Visitor(hub.Address);
        using var waits = await guest.PostAsync($"/events/{id}", [("Name", "李四"), ("Phone", "13900000000")]);
        var ticket = waits.Headers.Location!.ToString();
        Assert.Contains("候补", (await guest.GetAsync(ticket)).Text, StringComparison.Ordinal);
        Assert.Equal((1L, 1L), (await CountAsync(id, "Registered"), await CountAsync(id, "Waiting")));

        // Tickets of others: with another's key, with none, forged.
        using var stranger = new Visitor(hub.Address);
        var code = ticket.Split('/')[3];
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/events/tickets/{code}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/events/tickets/{code}/{new string('a', 24)}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(taken.Headers.Location!.ToString())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync($"/events/check-in/{code}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await user.GetAsync($"/events/desk/{id}")).Status);

        // The account gives its place back, the guest moves up and is reminded; the account comes back and waits.
        await user.PostAsync(taken.Headers.Location!.ToString(), [], "Cancel");
        Assert.Contains("已报名", (await guest.GetAsync(ticket)).Text, StringComparison.Ordinal);
        using var back = await user.PostAsync($"/events/{id}", [("Name", "张三")]);
        await hub.PassAsync(13);
        Assert.Equal(1L, await hub.ScalarAsync<long>("select count(*) from foundation.process where subject_id = @id and type = 'event.remind'", new { id = id.ToString() }));

        // More places are given to who waits.
        using var host = await hub.SignInAsync("outlet");
        await ChangeAsync(host, id, "专利检索入门", quota: 5);
        Assert.Equal(2L, await CountAsync(id, "Registered"));
        var mine = await hub.ScalarAsync<string>("select code from training.registration where event_id = @id and account_id is not null and state = 'Registered'", new { id });
        var session = await hub.ScalarAsync<Guid>("select id from training.session where event_id = @id", new { id });
        using var early = await host.PostAsync($"/events/desk/{id}", [("act", "Close")]);
        Assert.Equal(HttpStatusCode.BadRequest, early.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await host.PostAsync($"/events/check-in/{mine}", [("session", session.ToString())])).StatusCode);
        await hub.PassAsync(2);
        using var user2 = await hub.SignInAsync("user");
        using var host2 = await hub.SignInAsync("outlet");
        Assert.Equal(HttpStatusCode.Redirect, (await user2.PostAsync($"/events/tickets/{mine}", [("content", "5"), ("speaker", "4"), ("whole", "5"), ("comment", "=1+1")], "Evaluate")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await host2.PostAsync($"/events/desk/{id}", [("act", "Close")])).StatusCode);
        Assert.Equal("held", await hub.ScalarAsync<string>("select outcome from directory.service_record where source_id = @id and persons = 1 and rating = 5", new { id }));
        var certificate = await hub.ScalarAsync<string>("select certificate from training.registration where code = @mine", new { mine });
        Assert.Contains("张三", (await stranger.GetAsync($"/events/certificates/{certificate}")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/events/certificates/ZS-2222-2222")).Status);
        Assert.Null(await hub.ScalarAsync<string>("select certificate from training.registration where code = @code", new { code }));
        Assert.Contains(certificate!, (await user2.GetAsync("/my/training")).Text, StringComparison.Ordinal);
        Assert.Contains("'=1+1", (await host2.GetAsync($"/events/desk/{id}/people.csv")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calendar_is_read_by_the_rules()
    {
        var id = await PublishAsync("论坛，分号；与逗号,和;号", quota: 10);
        using var visitor = new Visitor(hub.Address);
        var (status, text) = await visitor.GetAsync("/events.ics?region=31");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("BEGIN:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75));
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains("SUMMARY:论坛，分号；与逗号\\,和\\;号\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains($"UID:{id}@zhishu", unfolded, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/events/{id}.ics")).Status);
        Assert.DoesNotContain(id.ToString(), (await visitor.GetAsync("/events.ics?region=11")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_dates_and_drafts_are_refused_and_nothing_is_lost()
    {
        using var host = await hub.SignInAsync("outlet");
        var fields = Fields("日期不对的活动", 10).Where(field => field.Item1 is not "Ends").Append(("Ends", "2020-02-30T10:00"));
        using var wrong = await host.PostAsync("/events/desk/new", [.. fields, ("member", (await MemberAsync()).ToString())]);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("日期不对的活动", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var made = await host.PostAsync("/events/desk/new", [.. Fields("还没发布的活动", 10), ("member", (await MemberAsync()).ToString())]);
        var id = made.Headers.Location!.ToString().Split('/')[^1];
        using var visitor = new Visitor(hub.Address);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/events/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/events/{id}.ics")).Status);
        using var other = await hub.SignInAsync("applicant");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/events/desk/{id}")).Status);
    }

    private async Task<long> CountAsync(Guid id, string state) => await hub.ScalarAsync<long>("select count(*) from training.registration where event_id = @id and state = @state", new { id, state });

    private async Task<Guid> MemberAsync() =>
        await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");

    private async Task<Guid> PublishAsync(string title, int quota)
    {
        using var host = await hub.SignInAsync("outlet");
        using var made = await host.PostAsync("/events/desk/new", [.. Fields(title, quota), ("member", (await MemberAsync()).ToString())]);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var page = made.Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.Redirect, (await host.PostAsync(page, [("act", "Publish")])).StatusCode);
        return Guid.Parse(page.Split('/')[^1]);
    }

    private async Task ChangeAsync(Visitor host, Guid id, string title, int quota)
    {
        var starts = new DateTimeOffset(await hub.ScalarAsync<DateTime>("select starts_at from training.event where id = @id", new { id }));
        using var answer = await host.PostAsync($"/events/desk/{id}", Fields(title, quota, starts));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private (string, string)[] Fields(string title, int quota, DateTimeOffset? at = null)
    {
        var starts = at ?? hub.Clock.Now.AddDays(14);
        return
        [
            ("act", "Change"), ("Title", title), ("Form", "Lecture"), ("Mode", "Onsite"), ("Subject", "patent"), ("Region", "31"), ("Place", "上海市徐汇区淮海中路"), ("Starts",
                ChinaTime.Form(starts)), ("Ends", ChinaTime.Form(starts.AddHours(2))),
            ("Registration", "true"), ("Waiting", "true"), ("Certificate", "true"), ("Quota",
                quota.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("LeastShare", "100"), ("Body", "# 内容\n- 第一讲"),
        ];
    }
}
