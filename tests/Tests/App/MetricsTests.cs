using System.Net;

namespace Zhishu.Tests.App;

/// <summary>The page of metrics: for this machine, and for nobody who comes through a proxy.</summary>
[Collection(HubCollection.Name)]
public sealed class MetricsTests(TestHub hub)
{
    [Fact]
    public async Task Metrics_tell_of_requests_the_database_and_the_hub_s_own_work()
    {
        await hub.Http.GetStringAsync("/search?q=a");
        string page;
        do
        {
            // What waits is counted in the background: the first count may still be under way.
            page = await hub.Http.GetStringAsync("/metrics");
        }
        while (!page.Contains("zhishu_backlog", StringComparison.Ordinal));
        foreach (var name in new[] { "http_server_request_duration_seconds_count", "dotnet_gc", "db_client", "zhishu_loop_failures", "name=\"mail_waiting\"",
            "zhishu_search_duration_seconds_count", "zhishu_import_records" })
            Assert.Contains(name, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_others_there_is_no_such_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add("X-Forwarded-For", "127.0.0.1");
        using var answer = await hub.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
