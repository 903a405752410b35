using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using ImageMagick;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Find;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.Pictures;

/// <summary>The pages and the API of the search by pictures over real HTTP: what is found, and what nobody can make of it.</summary>
[Collection(ServerCollection.Name)]
public sealed class UploadTests(TestServer server)
{
    private static readonly byte[] Drawing = LookTests.Corpus.Original(3);

    /// <summary>A PNG that says it has as many pixels as one likes.</summary>
    private static byte[] Claiming(uint width, uint height)
    {
        var bytes = Drawing.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    private static byte[] Animated()
    {
        using var frames = new MagickImageCollection { new MagickImage(Drawing), new MagickImage(LookTests.Corpus.Original(5)) };
        frames[0].AnimationDelay = 20;
        return frames.ToByteArray(MagickFormat.Gif);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(HttpClient http, byte[] picture, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), "picture", "a.png" } };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        using var answer = await http.PostAsync("/api/v1/pictures/search", form);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    [Fact]
    public async Task The_page_and_the_interface_find_what_was_handed_in_and_refuse_what_is_no_picture()
    {
        await using var hub = await LiveHub.StartAsync(server, "上传枢纽");
        await hub.ImportAsync(PictureHub.Mark(hub, 1, 3), PictureHub.Mark(hub, 2, 3, "9"), PictureHub.Mark(hub, 4, 7), PictureHub.Design(hub, 1, 8));
        await hub.IndexAsync();
        using var visitor = new Visitor(new Uri(hub.Address));

        // The interface.
        var (status, answer) = await AskAsync(visitor.Http, Drawing);
        Assert.Equal((HttpStatusCode.OK, 3), (status, answer.GetProperty("compared").GetInt32()));
        var hit = answer.GetProperty("hits")[0];
        Assert.Equal(("high", 2, 1f), (hit.GetProperty("degree").GetString(), hit.GetProperty("records").GetArrayLength(), MathF.Round(hit.GetProperty("score").GetSingle(), 1)));
        Assert.Contains("图形内容相近", hit.GetProperty("why").EnumerateArray().Select(why => why.GetString()));
        Assert.Equal("星河2", (await AskAsync(visitor.Http, Drawing, ("nice", "9"))).Answer.GetProperty("hits")[0].GetProperty("title").GetString());
        Assert.Contains("/api/v1/pictures/search", (await visitor.GetAsync("/openapi/v1.json")).Text, StringComparison.Ordinal);
        foreach (var (name, value, says) in new[]
        {
            ("nice", "46", "1 至 45"), ("vienna", "x", "26.1"), ("locarno", "1", "14-03"), ("kind", "patent", "外观设计"), ("status", "no", "审中"), ("size", "61", "1 至 60"),
        })
        {
            (status, answer) = await AskAsync(visitor.Http, Drawing, (name, value));
            Assert.Equal((HttpStatusCode.BadRequest, name), (status, answer.GetProperty("parameter").GetString()));
            Assert.Contains(says, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        // What is no picture, says that it is larger than it may be, or is broken.
        foreach (var (bytes, says) in new (byte[], string)[]
        {
            ([], "空"), ("hello, this is no picture at all"u8.ToArray(), "不是 JPEG"), ("<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"9\" height=\"9\"/></svg>"u8.ToArray(), "不是 JPEG"),
            ("%PDF-1.4 a paper"u8.ToArray(), "不是 JPEG"), (Claiming(30_000, 30_000), "百万像素"), (Claiming(0, 10), "尺寸"),
            (Claiming(7000, 7000), "损坏"), (Drawing[..60], "损坏"), (new byte[(10 << 20) + 1], "最大 10 MB"),
        })
        {
            (status, answer) = await AskAsync(visitor.Http, bytes);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains(says, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        // Of a picture that moves the first frame counts.
        Assert.Equal("high", (await AskAsync(visitor.Http, Animated())).Answer.GetProperty("hits")[0].GetProperty("degree").GetString());

        // The page: handed in, narrowed without handing in again, and from a record.
        using var first = await visitor.UploadManyAsync("/pictures", [], [("picture", "a.png", Drawing)]);
        var text = await first.Content.ReadAsStringAsync();
        Assert.Contains("很像", text, StringComparison.Ordinal);
        Assert.Contains("另有 1 件记录用同一图片", text, StringComparison.Ordinal);
        var seen = System.Text.RegularExpressions.Regex.Match(text, "name=\"seen\" value=\"([^\"]+)\"").Groups[1].Value;
        using var narrowed = await visitor.PostAsync("/pictures", [("seen", seen), ("nice", "9")]);
        text = await narrowed.Content.ReadAsStringAsync();
        Assert.Contains("星河2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("星河1<", text, StringComparison.Ordinal);
        foreach (var rubbish in new[] { "", "%%%", "AAAA", new string('A', 60_000) })
        {
            using var refused = await visitor.PostAsync("/pictures", [("seen", rubbish)]);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        var id = (await hub.Scratch.Records.FindAsync(Zhishu.Records.RecordKind.Trademark, "70000001", CancellationToken.None))!.Id;
        Assert.Contains($"/pictures?id={id}&amp;n=0", (await visitor.GetAsync("/records/trademark/70000001")).Text, StringComparison.Ordinal);
        var (own, page) = await visitor.GetAsync($"/pictures?id={id}&n=0");
        Assert.Equal(HttpStatusCode.OK, own);
        Assert.Contains("星河2", page, StringComparison.Ordinal);
        Assert.Contains("维也纳分类 26.1.1", page, StringComparison.Ordinal);
        Assert.Contains("商标 3 件、外观设计 1 件，其中有图片 3 张，可检索 3 张", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/pictures?id={id}&n=1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/pictures?id={Guid.NewGuid()}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync($"/pictures?id={id}&nice=99")).Status);

        // Nothing of what was handed in is kept.
        Assert.Equal(3, await hub.Scratch.ScalarAsync<long>("select count(*) from pictures.look"));
    }

    [Fact]
    public async Task Of_one_visitor_one_picture_is_looked_at_at_a_time()
    {
        using var maker = new LookMaker(NullLogger<LookMaker>.Instance);
        var gate = new UploadGate(maker);
        static DefaultHttpContext From(string address)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            return context;
        }

        // The first is slow to arrive; meanwhile its sender has no second one, and somebody else waits.
        var slow = new SlowStream(Drawing);
        var first = gate.LookAsync(new FormFile(slow, 0, Drawing.Length, "picture", "a.png"), From("192.0.2.1"), CancellationToken.None);
        var refused = await Assert.ThrowsAsync<TooCostlyException>(() => gate.LookAsync(File(), From("192.0.2.1"), CancellationToken.None));
        Assert.Contains("还在处理", refused.Text.Zh, StringComparison.Ordinal);
        Assert.NotNull(refused.RetryAfter);
        var other = gate.LookAsync(File(), From("192.0.2.2"), CancellationToken.None);
        var more = Enumerable.Range(3, 6).Select(last => gate.LookAsync(File(), From($"192.0.2.{last}"), CancellationToken.None)).ToList();
        var many = await Assert.ThrowsAsync<TooCostlyException>(() => gate.LookAsync(File(), From("192.0.2.99"), CancellationToken.None));
        Assert.Contains("较多", many.Text.Zh, StringComparison.Ordinal);
        Assert.False(other.IsCompleted);
        slow.Go.SetResult();
        Assert.NotNull((await first).Look);
        Assert.NotNull((await other).Look);
        Assert.All(await Task.WhenAll(more), one => Assert.NotNull(one.Look));
        Assert.NotNull((await gate.LookAsync(File(), From("192.0.2.1"), CancellationToken.None)).Look);

        static FormFile File() => new(new MemoryStream(Drawing), 0, Drawing.Length, "picture", "a.png");
    }

    [Fact]
    public async Task Without_the_model_the_pages_say_so_and_the_rest_goes_on()
    {
        await using var hub = await LiveHub.StartAsync(server, "无模型枢纽", services => services.AddSingleton(new LookMaker(NullLogger<LookMaker>.Instance, "/nowhere")));
        await hub.ImportAsync(PictureHub.Mark(hub, 1, 3));
        Assert.Equal(0, await hub.IndexAsync());
        using var visitor = new Visitor(new Uri(hub.Address));
        Assert.Contains("图形检索暂不可用", (await visitor.GetAsync("/pictures")).Text, StringComparison.Ordinal);
        Assert.Contains("图形检索暂不可用", (await visitor.GetAsync("/marks/check")).Text, StringComparison.Ordinal);
        var (status, answer) = await AskAsync(visitor.Http, Drawing);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("暂不可用", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("星河1", (await visitor.GetAsync("/marks/check?name=%E6%98%9F%E6%B2%B31")).Text, StringComparison.Ordinal);
    }

    /// <summary>A file whose bytes come when the test says so.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Go.Task;
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
