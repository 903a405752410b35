using System.Net;

namespace Zhishu.Tests.Requests;

/// <summary>A way leads out of every state of a request: withdrawn, stopped, handed over, ended by both; each told and recorded.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class WayOutTests(OfficeHub hub)
{
    [Fact]
    public async Task A_client_withdraws_from_work_and_chooses_another_member()
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("撤回委托的申请", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        Assert.Contains("请写明理由", await client.RefusedAsync(page, [("act", "Withdraw")]), StringComparison.Ordinal);
        await client.ActAsync(page, "Withdraw", ("Text", "项目取消了"));
        Assert.Equal("Stopped", await hub.StateAsync(page));
        Assert.Contains("申请人撤回委托：项目取消了", await member.SeeAsync(page), StringComparison.Ordinal);
        await hub.PassAsync();
        Assert.Equal(1L, await hub.NoticesAsync("outlet", "申请人已撤回委托%撤回委托的申请"));
        Assert.Equal(1L, await hub.ScalarAsync<long>(
            "select count(*) from foundation.process where type = 'request.withdraw' and subject_id = @id and reason = '项目取消了'", new { id = page.Split('/')[2] }));
        await client.RefusedAsync(page, [("act", "Deliver"), ("Text", "x")]);
        var (other, _) = await hub.OtherAsync(client);
        await client.ActAsync(page, "Choose", ("To", other.ToString()));
        Assert.Equal("Submitted", await hub.StateAsync(page));
        Assert.Equal(other, await hub.ScalarAsync<Guid>("select organisation_id from requests.request where id = @id", new { id = RequestSteps.IdOf(page) }));
        client.Dispose();
    }

    [Fact]
    public async Task A_member_that_stops_says_why_and_what_was_done()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("机构停止办理的申请", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        var kept = await member.RefusedAsync(page, [("act", "Stop"), ("Text", ""), ("Handover", "已检索中国库")]);
        Assert.Contains("已检索中国库", kept, StringComparison.Ordinal);
        await member.ActAsync(page, "Stop", ("Text", "人员离职"), ("Handover", "已检索中国库"));
        Assert.Equal("Stopped", await hub.StateAsync(page));
        var seen = await client.SeeAsync(page);
        Assert.Contains("人员离职", seen, StringComparison.Ordinal);
        Assert.Contains("已检索中国库", seen, StringComparison.Ordinal);
        await hub.PassAsync();
        Assert.Equal(1L, await hub.NoticesAsync(email, "机构停止办理，可以另选机构"));
        client.Dispose();
    }

    [Fact]
    public async Task Work_goes_to_another_member_only_with_the_clients_agreement()
    {
        var (client, email) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var (other, somebody) = await hub.OtherAsync(client);
        using var node = await hub.SignInAsync(somebody);
        var page = await client.AskAsync("转给另一机构的申请", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        await member.UploadManyAsync(page, [("act", "Attach")], [("upload", "半成品.pdf", "%PDF-1.4\n%%EOF"u8.ToArray())]);
        var refused = await member.RefusedAsync(page, [("act", "HandOver"), ("To", (await hub.MemberAsync()).ToString()), ("Text", "转给自己")]);
        Assert.Contains("转给自己", refused, StringComparison.Ordinal);
        await member.ActAsync(page, "HandOver", ("To", other.ToString()), ("Text", "本机构没有日文数据库"));
        Assert.Equal("HandingOver", await hub.StateAsync(page));
        Assert.Equal(HttpStatusCode.NotFound, (await node.GetAsync(page)).Status);
        Assert.Contains("转给另一机构的申请", await client.SeeAsync("/workbench"), StringComparison.Ordinal);
        await member.RefusedAsync(page, [("act", "Consent")]);
        await client.ActAsync(page, "Keep");
        Assert.Equal("InWork", await hub.StateAsync(page));
        await member.ActAsync(page, "HandOver", ("To", other.ToString()), ("Text", "本机构没有日文数据库"));
        await client.ActAsync(page, "Consent");
        Assert.Equal("Submitted", await hub.StateAsync(page));
        var half = await hub.ScalarAsync<Guid>("select id from foundation.file where owner_kind = 'request-result' and owner_id = @id", new { id = RequestSteps.IdOf(page) });
        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync($"{page}/files/result/{half}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync($"{page}/files/result/{half}")).Status);
        await node.ActAsync(page, "Quote", ("Amount", "100.50"), ("Days", "3"), ("Text", "续做的保密报价"));
        Assert.DoesNotContain("续做的保密报价", await member.SeeAsync(page), StringComparison.Ordinal);
        Assert.DoesNotContain("100.5", (await member.GetAsync("/requests/desk.csv?find=" + Uri.EscapeDataString("转给另一机构的申请"))).Text, StringComparison.Ordinal);
        Assert.Contains("100.5", (await node.GetAsync("/requests/desk.csv?find=" + Uri.EscapeDataString("转给另一机构的申请"))).Text, StringComparison.Ordinal);
        await hub.PassAsync();
        Assert.Equal(2L, await hub.NoticesAsync(email, "机构提议转给其他机构办理"));
        Assert.Equal(1L, await hub.NoticesAsync("outlet", "申请转由其他机构办理%转给另一机构的申请"));
        client.Dispose();
    }

    [Fact]
    public async Task Both_end_the_work_and_neither_alone()
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("双方终止的申请", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        await member.ActAsync(page, "End", ("Text", "需求已改变"));
        Assert.Contains("需求已改变", await client.SeeAsync(page), StringComparison.Ordinal);
        await member.RefusedAsync(page, [("act", "AgreeEnd")]);
        await client.ActAsync(page, "AgreeEnd");
        Assert.Equal("Stopped", await hub.StateAsync(page));
        Assert.Equal(0L, await hub.ScalarAsync<long>("select count(*) from directory.service_record where source_id = @id", new { id = RequestSteps.IdOf(page) }));
        client.Dispose();
    }

    [Fact]
    public async Task Twenty_requests_in_work_do_not_block_an_account_for_ever()
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("第一件在办的申请", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        await hub.ScalarAsync<int>("""
            with made as (insert into requests.request (id, code, state, type, item_code, account_id, client, employer, phone, email, region, title, answers,
                organisation_id, passed, asked_at, revision)
              select gen_random_uuid(), code || '-' || n, 'InWork', type, item_code, account_id, client, employer, phone, email, region, title, answers,
                organisation_id, passed, asked_at, 1
              from requests.request, generate_series(1, 19) n where id = @id returning 1) select count(*)::int from made
            """, new { id = RequestSteps.IdOf(page) });
        var full = await client.RefusedAsync("/requests/new?type=search", RequestSteps.Fields("第二十一件", await hub.MemberAsync()));
        Assert.Contains("最多 20 件", full, StringComparison.Ordinal);
        Assert.Contains("第二十一件", full, StringComparison.Ordinal);
        await client.ActAsync(page, "Withdraw", ("Text", "不再需要"));
        await client.AskAsync("第二十一件", await hub.MemberAsync());
        client.Dispose();
    }

    [Fact]
    public async Task Work_for_somebody_who_closes_the_account_ends_and_names_nobody()
    {
        var (client, email) = await new People(hub).SignUpAsync("要走的委托人");
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("委托人注销的申请", await hub.MemberAsync());
        await member.BeginAsync(client, page);
        await client.ActAsync(page, "Say", ("Text", "请尽快"));
        using var closed = await client.PostAsync("/account/data", [("password", People.Password), ("sure", "true")], "Close");
        Assert.Equal(HttpStatusCode.Redirect, closed.StatusCode);
        Assert.Equal("Stopped", await hub.StateAsync(page));
        Assert.Equal(0L, await hub.ScalarAsync<long>("""
            select (select count(*) from requests.request where email = @email or (id = @id and (client <> '' or phone_digits <> ''))) + (select count(*) from requests.entry where author = '要走的委托人')
            """, new { email, id = RequestSteps.IdOf(page) }));
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync(page)).Status);
        client.Dispose();
    }

    [Fact]
    public async Task A_declined_request_and_a_quote_that_is_taken_back_lead_on()
    {
        var (client, _) = await new People(hub).SignUpAsync();
        using var member = await hub.SignInAsync("outlet");
        var page = await client.AskAsync("先报价后撤回的申请", await hub.MemberAsync());
        await member.ActAsync(page, "Quote", ("Amount", "0"), ("Days", "5"), ("Text", "免费检索"));
        Assert.Contains("人手不足无法承接", await member.RefusedAsync(page, [("act", "Decline"), ("Text", "人手不足无法承接" + new string('长', 4001))]), StringComparison.Ordinal);
        await member.ActAsync(page, "Decline", ("Text", "人手不足"));
        Assert.Equal("Declined", await hub.StateAsync(page));
        await client.ActAsync(page, "Choose", ("To", (await hub.OtherAsync(client)).Id.ToString()));
        Assert.Equal("Submitted", await hub.StateAsync(page));
        client.Dispose();
    }
}
