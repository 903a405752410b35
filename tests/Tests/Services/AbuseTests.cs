using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;

namespace Zhishu.Tests.Services;

/// <summary>What people do who mean no good: floods, giant files, markup and formulas in every field.</summary>
[Collection(HubCollection.Name)]
public sealed class AbuseTests(TestHub hub)
{
    [Fact]
    public async Task A_flood_of_enquiries_from_one_address_leaves_ten_and_a_hub_that_answers()
    {
        // A hundred thousand in the night, some hundreds in each run.
        var flood = Night.IsNow ? 100_000 : 400;
        await using var live = await Exchange.LiveHub.StartAsync(hub, "受扰枢纽");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(live.Address) };
        using var visitor = new Visitor(new Uri(live.Address));
        var refused = 0;
        for (var i = 0; i < 15; i++)
        {
            using var answer = await visitor.PostAsync("/enquiries/ask", [("Title", $"刷屏的第 {i} 个问题"), ("Text", "重复的内容重复的内容"), ("Subject", "patent"), ("Region", "31"), ("suggested", "true")]);
            refused += answer.StatusCode == HttpStatusCode.Redirect ? 0 : 1;
        }

        Assert.Equal(5, refused);
        using var body = new FormUrlEncodedContent([new("Title", "刷屏"), new("Text", "刷屏刷屏刷屏"), new("Region", "31"), new("Subject", "patent")]);
        var form = await body.ReadAsByteArrayAsync();
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<HttpStatusCode, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, flood), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, ct) =>
        {
            using var content = new ByteArrayContent(form) { Headers = { ContentType = new("application/x-www-form-urlencoded") } };
            using var answer = await http.PostAsync("/enquiries/ask", content, ct);
            seen.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
        });
        Assert.True(seen.GetValueOrDefault(HttpStatusCode.TooManyRequests) >= flood - 120, string.Join(", ", seen));
        Assert.DoesNotContain(seen.Keys, status => (int)status is >= 500 or < 400);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/enquiries")).StatusCode);
        await using var connection = await live.Services.GetRequiredService<HubDatabase>().Source.OpenConnectionAsync();
        Assert.Equal(10L, await connection.ExecuteScalarAsync<long>("select count(*) from enquiries.enquiry"));
    }

    [Fact]
    public async Task A_file_of_a_gigabyte_is_refused_without_being_held()
    {
        foreach (var told in new[] { true, false })
        {
            var body = new Endless(1L << 30, told);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/enquiries/ask") { Content = body };
            request.Headers.ExpectContinue = told;
            HttpStatusCode? status = null;
            try
            {
                using var answer = await hub.Http.SendAsync(request);
                status = answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                // The hub hangs up while the rest is still being sent.
            }

            Assert.True(status is null or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest or HttpStatusCode.TooManyRequests, status.ToString());

            // The hub stops reading long before the end.
            Assert.InRange(body.Sent, 0, 256L << 20);
        }

        Assert.Equal(HttpStatusCode.OK, (await hub.Http.GetAsync("/healthz")).StatusCode);
    }

    private sealed class Endless(long length, bool told) : HttpContent
    {
        private static readonly byte[] Portion = new byte[64 << 10];

        public long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            Headers.ContentType ??= new("multipart/form-data");
            await stream.WriteAsync("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\n%PDF-"u8.ToArray());
            for (; Sent < length; Sent += Portion.Length)
                await stream.WriteAsync(Portion);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length + (80 << 10);
            Headers.ContentType ??= System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
            return told;
        }
    }
}
