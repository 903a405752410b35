namespace Zhishu.Tests.Requests;

/// <summary>What falls due with requests: quotes, work, silence.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class RequestClockTests(OfficeHub hub)
{
    [Fact]
    public async Task A_quote_that_does_not_come_goes_to_another_member_and_the_office_hears_of_it()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        var page = await client.AskAsync("系统分派而无人报价的申请", null);
        var (id, first) = (RequestSteps.IdOf(page), await MemberOfAsync(page));
        await UntilDueAsync(page, -1);
        Assert.Equal(1L, await CountAsync(page, "request.remind"));
        Assert.Equal(first, await MemberOfAsync(page));
        await UntilDueAsync(page, 1);
        Assert.Equal(1L, await CountAsync(page, "request.passOn"));
        Assert.NotEqual(first, await MemberOfAsync(page));
        Assert.Equal("Submitted", await hub.StateAsync(page));
        var code = await hub.ScalarAsync<string>("select code from requests.request where id = @id", new { id });
        Assert.Equal(1L, await hub.NoticesAsync("shanghai", $"逾期未报价，已转其他机构：{code}"));
        Assert.Equal(0L, await hub.NoticesAsync("shanghai", "系统分派而无人报价"));
        Assert.Equal(1L, await hub.NoticesAsync(email, "系统分派而无人报价的申请"));

        // Nobody is left after some rounds: the client chooses, or it ends by itself after a word and thirty days.
        for (var round = 0; round < 10 && await hub.StateAsync(page) == "Submitted"; round++)
            await UntilDueAsync(page, 1);
        Assert.Equal("Returned", await hub.StateAsync(page));
        await hub.PassAsync(28);
        Assert.Equal("Returned", await hub.StateAsync(page));
        Assert.Equal(1L, await hub.NoticesAsync(email, "前另选机构"));
        await hub.PassAsync(4);
        Assert.Equal("Cancelled", await hub.StateAsync(page));
        client.Dispose();
    }

    [Fact]
    public async Task A_request_to_a_member_of_the_clients_choice_is_shown_to_no_other()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        var page = await client.AskAsync("指定机构而未报价的申请", await hub.MemberAsync());
        await UntilDueAsync(page, 1);
        Assert.Equal("Returned", await hub.StateAsync(page));
        Assert.Equal(await hub.MemberAsync(), await MemberOfAsync(page));
        Assert.Equal(1L, await hub.NoticesAsync(email, "机构逾期未报价，请另选机构"));
        using var again = await new People(hub).SignInAsync(email);
        Assert.Contains("指定机构而未报价的申请", await again.SeeAsync("/workbench"), StringComparison.Ordinal);
        await again.ActAsync(page, "Choose", ("To", (await hub.OtherAsync(again)).Id.ToString()));
        Assert.Equal("Submitted", await hub.StateAsync(page));
        client.Dispose();
    }

    [Fact]
    public async Task A_quote_that_nobody_answers_ends_after_a_reminder()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("报价后没有答复的申请", await hub.MemberAsync());
        await member.ActAsync(page, "Quote", ("Amount", "0"), ("Days", "5"), ("Text", "免费"));
        await hub.PassAsync(40);
        Assert.Equal("Quoted", await hub.StateAsync(page));
        Assert.Equal(1L, await hub.NoticesAsync(email, "到期，请确认"));
        await hub.PassAsync(4);
        Assert.Equal("Cancelled", await hub.StateAsync(page));
        client.Dispose();
    }

    [Fact]
    public async Task Late_work_is_told_to_all_and_marked_at_the_desk()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("办理逾期的申请龘", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        using (var before = await hub.SignInAsync("outlet"))
            Assert.DoesNotContain("办理逾期的申请龘", await before.SeeAsync("/requests/desk?late=true"), StringComparison.Ordinal);
        await hub.PassAsync(6);
        Assert.Equal(1L, await CountAsync(page, "request.late"));
        await hub.PassAsync(1);
        Assert.Equal(1L, await CountAsync(page, "request.late"));
        Assert.Equal(1L, await hub.NoticesAsync(email, "申请已过约定日期"));
        var code = await hub.ScalarAsync<string>("select code from requests.request where id = @id", new { id = RequestSteps.IdOf(page) });
        Assert.Equal(1L, await hub.NoticesAsync("shanghai", $"办理逾期：{code}"));
        using var desk = await hub.SignInAsync("outlet");
        var list = await desk.SeeAsync("/requests/desk?late=true");
        Assert.Contains("办理逾期的申请龘", list, StringComparison.Ordinal);
        Assert.Contains(">逾期</span>", list, StringComparison.Ordinal);
        client.Dispose();
    }

    [Fact]
    public async Task Silence_counts_as_acceptance_only_three_days_after_a_word()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("一直没有验收的申请", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        await member.ActAsync(page, "Deliver", ("Text", "成果在此。"));
        await hub.PassAsync(11);
        Assert.Equal(0L, await hub.NoticesAsync(email, "逾期视为验收"));
        await hub.PassAsync(20);
        Assert.Equal("Delivered", await hub.StateAsync(page));
        Assert.Equal(1L, await hub.NoticesAsync(email, "逾期视为验收"));
        await hub.PassAsync(3);
        Assert.Equal("Accepted", await hub.StateAsync(page));
        using var again = await hub.SignInAsync("outlet");
        Assert.Contains("逾期未答复视为验收", await again.SeeAsync(page + "/print/acceptance"), StringComparison.Ordinal);
        client.Dispose();
    }

    /// <summary>Moves the clock to so many hours after the request is due, and lets the hub do what is due.</summary>
    private async Task UntilDueAsync(string page, int hours)
    {
        var due = await hub.ScalarAsync<DateTime>("select due_at from requests.request where id = @id", new { id = RequestSteps.IdOf(page) });
        hub.Clock.Now = new DateTimeOffset(DateTime.SpecifyKind(due, DateTimeKind.Utc)).AddHours(hours);
        await hub.PassAsync();
    }

    private Task<Guid> MemberOfAsync(string page) => hub.ScalarAsync<Guid>("select organisation_id from requests.request where id = @id", new { id = RequestSteps.IdOf(page) });

    private Task<long> CountAsync(string page, string type) =>
        hub.ScalarAsync<long>("select count(*) from foundation.process where type = @type and subject_id = @id", new { type, id = page.Split('/')[2] });
}
