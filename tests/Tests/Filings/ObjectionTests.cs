using System.Net;
using Dapper;

namespace Zhishu.Tests.Filings;

/// <summary>Objections: from one place few, the same only once, and nobody else is hindered by a flood.</summary>
[Collection(OfficeCollection.Name)]
public sealed class ObjectionTests(OfficeHub hub)
{
    [Fact]
    public async Task One_sender_has_two_and_the_same_text_is_settled_at_once()
    {
        var (filing, _, _) = await hub.FilingInAsync("InPublicity");
        var batch = await hub.ScalarAsync<Guid>("select batch_id from filings.filing where id = @filing", new { filing });
        await OnAsync("update filings.objection set sender = null where filing_id = @filing", filing);
        var before = await hub.ScalarAsync<long>("select count(*) from filings.objection where filing_id = @filing", new { filing });
        async Task<HttpStatusCode> ObjectAsync(string text)
        {
            using var visitor = new Visitor(hub.Address);
            using var answer = await visitor.PostAsync($"/filings/batches/{batch}/object?filing={filing}", [("name", "读者"), ("contact", "021-5555"), ("text", text)]);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await ObjectAsync("馆员只有四人。"));
        Assert.Equal(HttpStatusCode.OK, await ObjectAsync(" 馆员 只有四人！"));
        Assert.Equal(before + 1, await hub.ScalarAsync<long>("select count(*) from filings.objection where filing_id = @filing", new { filing }));
        Assert.Equal(HttpStatusCode.OK, await ObjectAsync("没有检索室。"));
        Assert.Equal(HttpStatusCode.BadRequest, await ObjectAsync("又一件。"));
        Assert.Equal(before + 2, await hub.ScalarAsync<long>("select count(*) from filings.objection where filing_id = @filing", new { filing }));

        // What others say alike is settled with it.
        await using (var connection = await hub.Database.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                "insert into filings.objection (id, filing_id, state, name, contact, text, received_at, sender) select gen_random_uuid(), @filing, "
                + "'Received', '他人' || n, '1', '没有检索室', now(), 's' || n from generate_series(1, 600) n", new { filing });
        }

        using var national = await hub.SignInAsync("national");
        var id = await hub.ScalarAsync<Guid>("select id from filings.objection where filing_id = @filing and text = '没有检索室。'", new { filing });
        var revision = await hub.ScalarAsync<int>("select revision from filings.filing where id = @filing", new { filing });
        using (var settled = await national.PostAsync($"/filings/{filing}?handler=Settle", [("objection", id.ToString()), ("settle", "Dismiss"), ("revision", $"{revision}"), ("text", "有检索室三间。")]))
            Assert.Equal(HttpStatusCode.Redirect, settled.StatusCode);
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from filings.objection where filing_id = @filing and state = 'Received' and text like '没有检索室%'", new { filing }));
        Assert.Equal(601, await hub.ScalarAsync<long>("select count(*) from filings.objection where filing_id = @filing and answer = '有检索室三间。'", new { filing }));

        // Others of these tests object to the same filing.
        await OnAsync("delete from filings.objection where filing_id = @filing and (name = '读者' or name like '他人%')", filing);
    }

    private async Task OnAsync(string sql, Guid filing)
    {
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, new { filing });
    }
}
