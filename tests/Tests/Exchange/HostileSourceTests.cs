using System.IO.Compression;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Exchange.Harvest;

namespace Zhishu.Tests.Exchange;

/// <summary>Sources that are broken or mean: bounded in memory and time, reported, and other sources go on.</summary>
[Collection(ServerCollection.Name)]
public sealed class HostileSourceTests(HostileSourceTests.Hubs hubs) : IClassFixture<HostileSourceTests.Hubs>
{
    /// <summary>A hub with a good source, which each test harvests beside a hostile one.</summary>
    public sealed class Hubs(TestServer hub) : IAsyncLifetime
    {
        internal LiveHub Live { get; private set; } = null!;

        internal LiveHub Good { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Live = await LiveHub.StartAsync(hub, "甲", services => services.AddSingleton(Tight));
            Good = await LiveHub.StartAsync(hub, "乙");
            await Good.ImportAsync(Some.Mark(1));
        }

        public async Task DisposeAsync()
        {
            await Live.DisposeAsync();
            await Good.DisposeAsync();
        }
    }

    private static readonly HarvestLimits Tight = new() { MostBytes = 4 << 20, AnswerTime = TimeSpan.FromSeconds(3), Silence = TimeSpan.FromSeconds(1), IdlePages = 5 };

    private async Task<(HarvestOutcome Outcome, int Records)> HarvestAsync(Func<string, Stream, Task> answer, Func<HarvestSource, HarvestSource>? change = null)
    {
        await using var source = new HostileSource(async (request, stream) =>
        {
            if (request.Contains("ListMetadataFormats", StringComparison.Ordinal))
                await stream.WriteAsync(HostileSource.Formats);
            else
                await answer(request, stream);
        });
        var (live, good) = (hubs.Live, hubs.Good);
        await using (var connection = await live.Scratch.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("delete from exchange.source; delete from records.record; delete from exchange.item");
        var hostile = await live.AddSourceAsync(source.Address, one => change is null ? one with { Kind = "oai" } : change(one with { Kind = "oai" }));
        var fine = await live.AddSourceAsync(good.Address);
        var running = live.HarvestAsync(hostile);
        Assert.Null((await live.HarvestAsync(fine)).Fault);
        var outcome = await running.WaitAsync(TimeSpan.FromSeconds(60));
        var told = (await live.Sources.FindAsync(hostile.Id, CancellationToken.None))!;
        Assert.Equal(outcome.Fault is null ? 0 : 1, told.Faults);
        Assert.Equal(outcome.Fault?.Zh, told.LastFaultZh);
        return (outcome, (await live.LinesAsync()).Count - 1);
    }

    [Fact]
    public async Task A_list_that_repeats_its_token_is_stopped()
    {
        var (outcome, records) =
            await HarvestAsync((_, stream) => stream.WriteAsync(HostileSource.Oai($"<ListRecords>{HostileSource.Record(1)}<resumptionToken>again</resumptionToken></ListRecords>")).AsTask());
        Assert.Contains("续传标记", outcome.Fault!.Value.Zh, StringComparison.Ordinal);
        Assert.Equal(1, records);
    }

    [Fact]
    public async Task A_list_of_ever_new_tokens_and_the_same_records_is_stopped()
    {
        var page = 0;
        var (outcome, records) =
            await HarvestAsync((_, stream) =>
            stream.WriteAsync(HostileSource.Oai(
            $"<ListRecords>{HostileSource.Record(1)}{HostileSource.Record(2)}<resumptionToken>t{Interlocked.Increment(ref page)}</resumptionToken></ListRecords>")).AsTask());
        Assert.Contains("重复同样的记录", outcome.Fault!.Value.Zh, StringComparison.Ordinal);
        Assert.Equal(2, records);
        Assert.InRange(page, 2, 20);
    }

    [Fact]
    public async Task A_list_of_ever_new_tokens_without_records_is_stopped()
    {
        var page = 0;
        var (outcome, _) = await HarvestAsync((_, stream) =>
            stream.WriteAsync(HostileSource.Oai($"<ListRecords><resumptionToken>t{Interlocked.Increment(ref page)}</resumptionToken></ListRecords>")).AsTask());
        Assert.Contains("没有可用的记录", outcome.Fault!.Value.Zh, StringComparison.Ordinal);
        Assert.InRange(page, 2, 20);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;&x;&x;&x;&x;&x;\">]><a>&y;</a>")]
    [InlineData("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>")]
    [InlineData("not xml at all")]
    [InlineData("<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><ListRecords>")]
    [InlineData("<html><body>503</body></html>")]
    [InlineData("")]
    public async Task What_is_no_answer_is_reported(string body)
    {
        var (outcome, records) = await HarvestAsync((_, stream) => stream.WriteAsync(HostileSource.Http(Encoding.UTF8.GetBytes(body))).AsTask());
        Assert.NotNull(outcome.Fault);
        Assert.Equal(0, records);
    }

    [Fact]
    public async Task Nesting_without_end_and_wrong_encodings_are_reported()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000));
        Assert.Contains("嵌套", (await HarvestAsync((_, stream) => stream.WriteAsync(HostileSource.Oai(deep)).AsTask())).Outcome.Fault!.Value.Zh, StringComparison.Ordinal);
        byte[] latin = [.. "<?xml version=\"1.0\" encoding=\"utf-8\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>"u8.ToArray(), 0xE9, 0xFF, (byte)'<'];
        Assert.Contains("XML", (await HarvestAsync((_, stream) => stream.WriteAsync(HostileSource.Http(latin)).AsTask())).Outcome.Fault!.Value.Zh, StringComparison.Ordinal);
        Assert.NotNull((await HarvestAsync((_, stream) => stream.WriteAsync(HostileSource.Oai("<ListRecords/>", "no-such-encoding")).AsTask())).Outcome.Fault);
    }

    [Fact]
    public async Task An_answer_of_ten_gigabytes_is_cut_off_and_not_held()
    {
        var sent = 0L;
        var (outcome, _) = await HarvestAsync(async (_, stream) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {10L << 30}\r\n\r\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">"));
            var blanks = new byte[64 << 10];
            blanks.AsSpan().Fill((byte)' ');
            for (; sent < 10L << 30; sent += blanks.Length)
                await stream.WriteAsync(blanks);
        });
        Assert.Contains("超过 4 MB", outcome.Fault!.Value.Zh, StringComparison.Ordinal);
        Assert.InRange(sent, 0, 64L << 20);
    }

    [Fact]
    public async Task A_packed_bomb_is_measured_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var blanks = new byte[1 << 20];
            for (var i = 0; i < 200; i++)
                await gzip.WriteAsync(blanks);
        }

        var (outcome, _) = await HarvestAsync((_, stream) => stream.WriteAsync(HostileSource.Http(packed.ToArray(), "Content-Encoding: gzip\r\n")).AsTask());
        Assert.Contains("超过 4 MB", outcome.Fault!.Value.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_bytes_and_silence_end()
    {
        var (dripping, _) = await HarvestAsync(async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray());
            for (var i = 0; i < 1000; i++)
            {
                await stream.WriteAsync(" "u8.ToArray());
                await Task.Delay(200);
            }
        });
        Assert.Contains("没有答完", dripping.Fault!.Value.Zh, StringComparison.Ordinal);
        var (silent, _) = await HarvestAsync(async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n "u8.ToArray());
            await Task.Delay(20_000);
        });
        Assert.Contains("没有发送数据", silent.Fault!.Value.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_records_among_good_ones_are_refused_one_by_one()
    {
        var nothing = "<record><header><identifier>oai:x:9</identifier><datestamp>2026-01-01</datestamp></header></record>";
        var (outcome, records) =
            await HarvestAsync((_, stream) =>
            stream.WriteAsync(HostileSource.Oai(
            $"<ListRecords>{HostileSource.Record(1)}{nothing}{HostileSource.Record(2, new string('长', 3000))}{HostileSource.Record(3, "<b>x</b>")}{HostileSource.Record(4)}</ListRecords>")).AsTask());
        Assert.Null(outcome.Fault);
        Assert.Equal((3, 2L), (records, outcome.Run!.RecordsRefused));
    }

    [Fact]
    public async Task A_source_that_leads_elsewhere_is_not_followed_and_one_that_is_busy_is_waited_for()
    {
        var (moved, _) = await HarvestAsync((_, stream) =>
            stream.WriteAsync("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray()).AsTask());
        Assert.Contains("转向", moved.Fault!.Value.Zh, StringComparison.Ordinal);
        var asked = 0;
        var (busy, records) = await HarvestAsync((_, stream) => stream.WriteAsync(Interlocked.Increment(ref asked) == 1
            ? "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray()
            : HostileSource.Oai($"<ListRecords>{HostileSource.Record(1)}</ListRecords>")).AsTask());
        Assert.Null(busy.Fault);
        Assert.Equal((1, 2), (records, asked));
    }

    [Fact]
    public async Task A_token_that_the_source_has_forgotten_begins_the_list_again()
    {
        var asked = 0;
        var (outcome, records) = await HarvestAsync((request, stream) => stream.WriteAsync(request.Contains("resumptionToken", StringComparison.Ordinal)
            ? Interlocked.Increment(ref asked) == 1 ? HostileSource.Oai("<error code=\"badResumptionToken\">expired</error>")
            : HostileSource.Oai($"<ListRecords>{HostileSource.Record(2)}</ListRecords>")
            : HostileSource.Oai($"<ListRecords>{HostileSource.Record(1)}<resumptionToken>t{asked}</resumptionToken></ListRecords>")).AsTask());
        Assert.Null(outcome.Fault);
        Assert.Equal(2, records);
    }

    [Fact]
    public async Task A_repository_that_only_knows_days_is_asked_by_day()
    {
        await using var source = new HostileSource((request, stream) => stream.WriteAsync(
            request.Contains("ListMetadataFormats", StringComparison.Ordinal) ? HostileSource.Formats
            : request.Contains("from=2026-01-01T", StringComparison.Ordinal) ? HostileSource.Oai("<error code=\"badArgument\">granularity</error>")
            : HostileSource.Oai($"<ListRecords>{HostileSource.Record(request.Contains("from=2026-01-01", StringComparison.Ordinal) ? 102 : 101)}</ListRecords>")).AsTask());
        var added = await hubs.Live.AddSourceAsync(source.Address, one => one with { Kind = "oai" });
        Assert.Equal(1L, (await hubs.Live.HarvestAsync(added)).Run!.RecordsNew);
        var again = await hubs.Live.HarvestAsync(added);
        Assert.Null(again.Fault);
        Assert.Equal(1L, again.Run!.RecordsNew);
    }

    [Fact]
    public async Task Hours_and_bandwidth_are_kept()
    {
        var night = new HarvestSource { FromHour = 22, UntilHour = 6 };
        Assert.True(night.IsOpenAt(new(2026, 1, 1, 15, 0, 0, TimeSpan.Zero)));
        Assert.True(night.IsOpenAt(new(2026, 1, 1, 21, 59, 0, TimeSpan.Zero)));
        Assert.False(night.IsOpenAt(new(2026, 1, 1, 4, 0, 0, TimeSpan.Zero)));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var (outcome, _) = await HarvestAsync((_, stream) =>
            stream.WriteAsync(HostileSource.Oai($"<ListRecords>{HostileSource.Record(1)}<!--{new string('x', 200_000)}--></ListRecords>"))
            .AsTask(), source => source with { KilobytesPerSecond = 100 });
        Assert.Null(outcome.Fault);
        Assert.True(watch.Elapsed.TotalSeconds > 1.5);
    }
}
