using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit.Abstractions;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.App;

/// <summary>
/// A hub with its own PostgreSQL, killed again and again while people send enquiries with files, organisations file, and records are imported: what was acknowledged is
/// there, once, and messages and filings have their files and their lines in the trail. Two kills of each in every run, twenty in the night.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Writers = 3;
    private readonly TempFolder _folder = new();
    private readonly string _address = $"http://127.0.0.1:{LiveHub.FreePort()}";
    private readonly ConcurrentBag<string> _acknowledged = [];
    private Process? _hub;

    private string Data => Path.Combine(_folder.Path, "var");

    public void Dispose()
    {
        HubProgram.Stop(_hub);
        _hub?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_acknowledged_is_stored_with_its_files_whoever_is_killed()
    {
        var kills = Night.IsNow ? 20 : 1;
        await MadeFolder.CopyToAsync(Data);
        await StartAsync();
        var lines = DemoSet.Generate(TestHub.Reference, 3000, 0, 0, 0).Select(RecordJson.Write).ToList();
        var file = Path.Combine(_folder.Path, "many.jsonl");
        await File.WriteAllLinesAsync(file, lines);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(writer, stop.Token)).ToList();
        var filings = new FilingWriter(_address, stop.Token);
        var filing = filings.RunAsync(Writers);
        var importing = ImportAsync(file);
        for (var i = 0; i < kills; i++)
        {
            await MoreAsync(4, filings);
            _hub!.Kill();
            await _hub.WaitForExitAsync();
            await StartAsync();

            // The server dies alone: the hub goes on and starts it again by itself.
            await MoreAsync(4, filings);
            var server = int.Parse(File.ReadLines(Path.Combine(Data, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            Process.GetProcessById(server).Kill();
            await MoreAsync(4, filings);
        }

        await UntilAsync(() => !filings.HandedIn.IsEmpty, "nothing is filed any more");
        await stop.CancelAsync();
        await Task.WhenAll([.. writers, filing]);
        await importing;

        await using var database = await HubDatabase.OpenAsync(new HubOptions { DataFolder = Data }, null, HubRole.Command, Hub.Schemas, CancellationToken.None);
        var stored = (await database.QueryAsync<string>("select title from enquiries.enquiry", new { }, CancellationToken.None)).ToList();
        Assert.Empty(_acknowledged.Except(stored));
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Equal(stored.Count, (await database.QueryAsync<int>("select count(*)::int from enquiries.message", new { }, CancellationToken.None))[0]);
        Assert.Equal(stored.Count,
            (await database.QueryAsync<int>("select count(*)::int from foundation.file where size > 1000 and owner_kind not like 'filing-%'", new { }, CancellationToken.None))[0]);
        Assert.Equal(0, (await database.QueryAsync<int>("select count(*)::int from enquiries.enquiry e where not exists (select from foundation.file f "
            + "where f.case_id = e.id)", new { }, CancellationToken.None))[0]);
        Assert.Equal(3000, (await database.QueryAsync<int>("select count(*)::int from records.record", new { }, CancellationToken.None))[0]);
        Assert.True(_acknowledged.Count >= kills * 12);
        await filings.CheckAsync(database);
        output.WriteLine($"{kills} + {kills} kills: {_acknowledged.Count} enquiries acknowledged, {stored.Count} stored; "
            + $"filings: {filings.Saved.Count} parts, {filings.Papers.Count} papers, {filings.HandedIn.Count} handed in, all stored with their lines.");
    }

    /// <summary>Enquiries with a file each, one after another, until it is enough; what is not answered with a redirect was not acknowledged.</summary>
    private async Task WriteAsync(int writer, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var title = $"第 {writer} 人的第 {i} 个问题";
            using var visitor = new Visitor(new Uri(_address));
            try
            {
                var content = "%PDF-1.4 "u8.ToArray().Concat(new byte[2000]).ToArray();
                using var answer = await visitor.UploadManyAsync(
                    "/enquiries/ask", [("Title", title), ("Text", "专利年费应当怎样缴纳？期限怎样计算？"), ("Subject", "patent"), ("Region", "31"), ("suggested", "true")], [("files", "附件.pdf", content)]);
                if (answer.StatusCode == HttpStatusCode.Redirect)
                    _acknowledged.Add(title);
                else
                    Assert.True((int)answer.StatusCode is >= 500 or (int)HttpStatusCode.BadRequest, answer.StatusCode.ToString());
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // Killed meanwhile: whether it was stored nobody knows, and nothing says that it was.
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>An import that is tried until it has come through, as its message says.</summary>
    private async Task ImportAsync(string file)
    {
        for (var tries = 0; ; tries++)
        {
            using var import = Start("import", file);
            await import.WaitForExitAsync();
            if (import.ExitCode == 0)
                return;
            Assert.True(tries < 200, "the import never came through");
            await Task.Delay(500);
        }
    }

    private Task MoreAsync(int count, FilingWriter filings)
    {
        var (enough, steps) = (_acknowledged.Count + count, filings.Steps + count);
        return UntilAsync(() => _acknowledged.Count >= enough && filings.Steps >= steps, "nothing is acknowledged any more");
    }

    private static async Task UntilAsync(Func<bool> so, string otherwise)
    {
        for (var tries = 0; !so(); tries++)
        {
            Assert.True(tries < 1200, otherwise);
            await Task.Delay(100);
        }
    }

    private async Task StartAsync()
    {
        _hub?.Dispose();
        _hub = Start("serve");
        await HubProgram.ReadyAsync(_hub, _address);
    }

    private Process Start(params string[] arguments) => HubProgram.StartLogged(
        Data,
        [
            ("Zhishu__Urls", _address), ("Zhishu__Replica", "false"), ("Zhishu__EnquiriesPerHour", "1000000"), ("Zhishu__PublicPostsPerHour", "1000000"),
            ("Zhishu__WorkSecondsPerMinute", "100000"), ("Zhishu__AccountTriesPerMinute", "100000"),
        ],
        null,
        arguments);
}
