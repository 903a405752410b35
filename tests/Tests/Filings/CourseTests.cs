using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Filings.Deadlines;
using Zhishu.Foundation.Processes;

namespace Zhishu.Tests.Filings;

/// <summary>The course of cases through the real pages: officers in competition, deadlines, what is told to whom.</summary>
[Collection(OfficeCollection.Name)]
public sealed partial class CourseTests(OfficeHub hub)
{
    [Fact]
    public async Task Two_officers_who_decide_at_once_make_one_decision()
    {
        var (filing, _, _) = await hub.FilingInAsync("AwaitingDecision");
        using var one = await hub.SignInAsync("national");
        using var two = await hub.SignInAsync("national");
        var (form, other) = (await FormAsync(one, filing), await FormAsync(two, filing));
        var answers = await Task.WhenAll(
            one.SendAsync($"/filings/{filing}", [.. form, ("act", "Accept")]),
            two.SendAsync($"/filings/{filing}", [.. other, ("act", "Refuse"), ("text", "不符合条件")]));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict);
        Assert.Equal(1, await hub.ScalarAsync<long>(
            "select count(*) from foundation.process where subject_id = @id and type in ('filing.accept', 'filing.refuse') and actor_name <> '命令行'", new { id = filing.ToString() }));
        Assert.Equal(await hub.ScalarAsync<string>("select state from filings.filing where id = @filing", new { filing }) == "Filed"
            ? 1 : 0, await hub.ScalarAsync<long>("select count(*) from filings.term where filing_id = @filing", new { filing }));
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task A_form_sent_twice_is_done_once()
    {
        var (filing, _, _) = await hub.FilingInAsync("Recommended");
        using var officer = await hub.SignInAsync("national");
        var form = await FormAsync(officer, filing);
        using var first = await officer.SendAsync($"/filings/{filing}", [.. form, ("act", "Return"), ("text", "请补充附件")]);
        using var again = await officer.SendAsync($"/filings/{filing}", [.. form, ("act", "Return"), ("text", "请补充附件")]);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Contains("可能已有人办理", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from foundation.process where subject_id = @id and type = 'filing.return'", new { id = filing.ToString() }));
    }

    [Fact]
    public async Task A_hub_that_is_killed_between_decision_and_notice_gives_the_notice_once_when_it_is_back()
    {
        var (filing, organisation, name) = await hub.FilingInAsync("Submitted", "31");
        using var officer = await hub.SignInAsync("shanghai");
        var manager = await ManagerAsync(organisation);
        using var done = await officer.SendAsync($"/filings/{filing}", [.. await FormAsync(officer, filing), ("act", "Return"), ("text", "第三部分请补充")]);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);

        // The decision is committed; whoever tells of it has not run yet, as after a kill. Then two run at once, and once more.
        Assert.Equal(0, await NoticesAsync(manager, filing));
        var runner = hub.Services.GetRequiredService<SubscriberRunner>();
        await Task.WhenAll(runner.CatchUpAsync(CancellationToken.None), runner.CatchUpAsync(CancellationToken.None));
        await runner.CatchUpAsync(CancellationToken.None);
        Assert.Equal(1, await NoticesAsync(manager, filing));
        Assert.Contains(name, await hub.ScalarAsync<string>(
            "select zh from identity.notice where account_id = @manager and url = '/filings/' || @filing order by at desc limit 1", new { manager, filing }) ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_of_another_region_does_not_exist_for_an_officer_or_an_outlet()
    {
        var (filing, organisation, _) = await hub.FilingInAsync("Returned", "32");
        foreach (var name in new[] { "shanghai", "outlet", "education", "user", "admin", "auditor" })
        {
            using var person = await hub.SignInAsync(name);
            foreach (var url in new[] { $"/filings/{filing}", $"/filings/{filing}/document.docx", $"/filings/{filing}/form/facts", $"/filings/{filing}/compare" })
                Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync(url)).Status);
            if (name != "admin")
                Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync($"/organisations/{organisation}")).Status);
        }

        using var own = await hub.SignInAsync("jiangsu");
        Assert.Equal(HttpStatusCode.OK, (await own.GetAsync($"/filings/{filing}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await own.GetAsync($"/filings/{filing}/form/facts")).Status);
    }

    [Fact]
    public async Task Who_objects_is_known_to_the_deciding_office_alone()
    {
        var (filing, organisation, _) = await hub.FilingInAsync("InPublicity");
        var batch = await hub.ScalarAsync<Guid>("select batch_id from filings.filing where id = @filing", new { filing });
        var manager = await ManagerAsync(organisation);
        using var visitor = new Visitor(hub.Address);
        using var sent = await visitor.PostAsync($"/filings/batches/{batch}/object?filing={filing}", [("name", "举报人甲"), ("contact", "13900000000"), ("text", "专职人员人数不实")]);
        Assert.Contains("异议已收到", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await hub.PassAsync();
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from foundation.process where concat_ws(' ', actor_name, address, reason, before, after, notices) ~ '举报人甲|13900000000|人数不实'"));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from identity.notice where account_id = @manager and zh like '%异议%'", new { manager }));
        using var officer = await hub.SignInAsync("national");
        Assert.Contains("举报人甲", (await officer.GetAsync($"/filings/{filing}")).Text, StringComparison.Ordinal);
        var region = await hub.ScalarAsync<string>("select left(region, 2) from network.organisation where id = @organisation", new { organisation });
        using var recommender = await hub.SignInAsync(region == "31" ? "shanghai" : "jiangsu");
        var (status, page) = await recommender.GetAsync($"/filings/{filing}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain("举报人甲", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_outlet_writes_into_the_form_is_saved_part_by_part_and_never_over_another()
    {
        var (filing, organisation, _) = await hub.FilingInAsync("Draft");
        await ManagerAsync(organisation);
        using var one = await hub.SignInAsync($"m{organisation:N}@a.example");
        var page = $"/filings/{filing}/form/strengths";
        var (_, text) = await one.GetAsync(page);
        var revision = Revision().Match(text).Groups[1].Value;
        using var saved = await one.PostAsync(page, [("revision", revision), ("text", "有检索室三间。")]);
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var old = await one.PostAsync(page, [("revision", revision), ("text", "旧页面里的文字")]);
        Assert.Equal(HttpStatusCode.Conflict, old.StatusCode);
        using var quick = await one.PostAsync(page, [("revision", revision), ("text", "旧页面里的文字")], handler: "Autosave");
        Assert.Equal(HttpStatusCode.Conflict, quick.StatusCode);
        (_, text) = await one.GetAsync(page);
        Assert.Contains("有检索室三间。", text, StringComparison.Ordinal);
        using var tooLong = await one.PostAsync(page, [("revision", Revision().Match(text).Groups[1].Value), ("text", new string('长', 5000))]);
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
        foreach (var (name, content) in new[] { ("virus.exe", "MZ"u8.ToArray()), ("fake.pdf", "<html>"u8.ToArray()), ("empty.pdf", Array.Empty<byte>()) })
        {
            using var refused = await one.UploadAsync($"/filings/{filing}/form/papers", "File", [("kind", "filing-rules")], name, content);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var taken = await one.UploadAsync($"/filings/{filing}/form/papers", "File", [("kind", "filing-rules")], "制度.pdf", "%PDF-1.4 x"u8.ToArray());
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
    }

    [Fact]
    public async Task An_outlet_named_tisc_loses_its_filing_by_that_alone()
    {
        var id = await hub.ScalarAsync<Guid>("""
            select organisation.id from filings.registration join filings.dossier on dossier.id = dossier_id join network.organisation on organisation.id = organisation_id
            where registration.state = 'InForce' and organisation.region like '32%' order by registration.number limit 1
            """);
        using var officer = await hub.SignInAsync("national");
        using var entered = await officer.PostAsync($"/organisations/{id}",
            [("kind", "Tisc"), ("from", hub.Clock.Now.AddHours(8).ToString("yyyy-MM-dd")), ("source", "国知发服字〔2026〕1 号")], handler: "Member");
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        await hub.PassAsync();
        Assert.Equal("Ended", await hub.ScalarAsync<string>(
            "select registration.state from filings.registration join filings.dossier on dossier.id = dossier_id where organisation_id = @id", new { id }));
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from network.membership where organisation_id = @id and kind = 'NationalOutlet' and ended_on is not null", new { id }));
    }

    [Fact]
    public async Task Deadlines_are_acted_on_once_however_often_the_clock_looks()
    {
        await hub.PassAsync();
        var before = await hub.ScalarAsync<long>("select count(*) from foundation.process");
        var runner = hub.Services.GetRequiredService<DeadlineRunner>();
        await Task.WhenAll(runner.RunAsync(CancellationToken.None), runner.RunAsync(CancellationToken.None));
        Assert.Equal(before, await hub.ScalarAsync<long>("select count(*) from foundation.process"));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from filings.dossier where next_due <= @today",
            new { today = DateOnly.FromDateTime(hub.Clock.Now.UtcDateTime.AddHours(8)).ToDateTime(TimeOnly.MinValue) }));
    }

    /// <summary>Somebody who manages an organisation, made for the test.</summary>
    private async Task<Guid> ManagerAsync(Guid organisation)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<Zhishu.Identity.AccountDesk>();
        var email = $"m{organisation:N}@a.example";
        var id = await desk.FindAsync(email, CancellationToken.None)
            ?? (await desk.CreateAsync(new(email, "网点管理员", hub.Password, Demo: true), Zhishu.Foundation.Actor.Operator, CancellationToken.None)).Id!.Value;
        await desk.GiveAsync(id, new(Zhishu.Identity.Duty.Manager, Organisation: organisation), Zhishu.Foundation.Actor.Operator, CancellationToken.None);
        await hub.PassAsync();
        return id;
    }

    private Task<long> NoticesAsync(Guid account, Guid filing) =>
        hub.ScalarAsync<long>("select count(*) from identity.notice where account_id = @account and url = '/filings/' || @filing and zh like '%退回补正%'", new { account, filing });

    private static async Task<List<(string, string)>> FormAsync(Visitor person, Guid filing)
    {
        var (_, page) = await person.GetAsync($"/filings/{filing}");
        return [("revision", Revision().Match(page).Groups[1].Value), ("__RequestVerificationToken", Token().Match(page).Groups[1].Value)];
    }

    [GeneratedRegex("name=\"revision\" value=\"(\\d+)\"")]
    private static partial Regex Revision();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
