using System.Net;
using Zhishu.Foundation;

namespace Zhishu.Tests.Training;

/// <summary>What hosts and guests do again and again at events, through the pages.</summary>
internal sealed class EventSteps(OfficeHub hub)
{
    public Task<Guid> MemberAsync() =>
        hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");

    /// <summary>A lecture of two hours in two days; what is given replaces fields.</summary>
    public (string Name, string Value)[] Fields(string title, params (string Name, string Value)[] other)
    {
        var starts = hub.Clock.Now.AddDays(2);
        return With(
        [
            ("act", "Change"), ("Title", title), ("Form", "Lecture"), ("Mode", "Onsite"), ("Subject", "patent"), ("Region", "31"), ("Place", "一楼报告厅"), ("Starts", ChinaTime.Form(starts)),
            ("Ends", ChinaTime.Form(starts.AddHours(2))), ("Registration", "true"), ("Waiting", "true"), ("Certificate", "true"), ("Quota", "100"), ("LeastShare", "100"), ("Body", "# 内容"),
        ], other);
    }

    public static (string Name, string Value)[] With((string Name, string Value)[] fields, params (string Name, string Value)[] other) =>
        [.. fields.Where(field => other.All(one => one.Name != field.Name)), .. other];

    /// <summary>Fields of an event as it is, for changing some.</summary>
    public async Task<(string Name, string Value)[]> FieldsOfAsync(Guid id, string title, params (string Name, string Value)[] other)
    {
        var starts = new DateTimeOffset(await hub.ScalarAsync<DateTime>("select starts_at from training.event where id = @id", new { id }));
        return With(Fields(title, ("Starts", ChinaTime.Form(starts)), ("Ends", ChinaTime.Form(starts.AddHours(2)))), other);
    }

    public async Task<Guid> PublishAsync(Visitor host, string title, params (string Name, string Value)[] other)
    {
        using var made = await host.PostAsync("/events/desk/new", [.. Fields(title, other), ("member", (await MemberAsync()).ToString())]);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var page = made.Headers.Location!.ToString();
        await DoneAsync(host.PostAsync(page, [("act", "Publish")]));
        return Guid.Parse(page.Split('/')[^1]);
    }

    /// <summary>Registers; gives the path of the ticket.</summary>
    public static async Task<string> RegisterAsync(Visitor who, Guid id, string name, string phone = "", string email = "")
    {
        using var answer = await who.PostAsync($"/events/{id}", [("Name", name), ("Phone", phone), ("Email", email)]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Somebody without an account registers; gives the registration and the path of the ticket with its key.</summary>
    public async Task<(Guid Id, string Ticket)> GuestAsync(Guid id, string name, string phone, string email = "")
    {
        using var guest = new Visitor(hub.Address);
        var ticket = await RegisterAsync(guest, id, name, phone, email);
        return (await IdAsync(ticket), ticket);
    }

    public Task<Guid> IdAsync(string ticket) => hub.ScalarAsync<Guid>("select id from training.registration where code = @code", new { code = ticket.Split('/')[3] });

    public Task<Guid> SessionAsync(Guid id) => hub.ScalarAsync<Guid>("select id from training.session where event_id = @id order by starts_at limit 1", new { id });

    public async Task CheckInAsync(Visitor host, Guid id, Guid registration, bool there = true, Guid? session = null) => await DoneAsync(host.PostAsync($"/events/desk/{id}",
        [("registration", registration.ToString()), ("session", (session ?? await SessionAsync(id)).ToString()), ("there", there ? "true" : "false")], "CheckIn"));

    public static async Task DoneAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{answer.RequestMessage!.RequestUri}: {answer.StatusCode}");
    }

    /// <summary>Sends what is refused; gives the page that says so.</summary>
    public static async Task<string> RefusedAsync(Task<HttpResponseMessage> sending, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using var answer = await sending;
        Assert.Equal(status, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends what no page offers, with a token from elsewhere; gives the page that refuses it.</summary>
    public static async Task<string> ForcedAsync(Visitor who, string url, HttpStatusCode status, params (string Name, string Value)[] fields)
    {
        var (_, page) = await who.GetAsync("/feedback/new");
        var token = System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        Assert.NotEmpty(token);
        return await RefusedAsync(who.SendAsync(url, [.. fields, ("__RequestVerificationToken", token)]), status);
    }

    public Task CloseAsync(Visitor host, Guid id) => DoneAsync(host.PostAsync($"/events/desk/{id}", [("act", "Close")]));

    /// <summary>How often an account was told something with these words.</summary>
    public async Task<long> ToldAsync(string name, string part)
    {
        await hub.PassAsync();
        return await hub.ScalarAsync<long>("select count(*) from identity.notice join identity.account on account.id = account_id where email = @email and zh like '%' || @part || '%'",
            new { email = name + "@demo.example", part });
    }

    public Task<int?> PersonsAsync(Guid id) => hub.ScalarAsync<int?>("select persons from directory.service_record where source_kind = 'event' and source_id = @id", new { id });

    public Task<long> ProcessesAsync(Guid id, string type) =>
        hub.ScalarAsync<long>("select count(*) from foundation.process where subject_id = @id and type = @type", new { id = id.ToString(), type });

    public static async Task<string> TextAsync(Visitor who, string page)
    {
        var (status, text) = await who.GetAsync(page);
        Assert.Equal(HttpStatusCode.OK, status);
        return WebUtility.HtmlDecode(text);
    }
}
