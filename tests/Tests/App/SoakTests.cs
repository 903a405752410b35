using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Xunit.Abstractions;
using Zhishu.App;
using Zhishu.Exchange.Harvest;
using Zhishu.Exchange.Hooks;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Tests.Exchange;
using Zhishu.Tests.Foundation;
using Zhishu.Tests.Identity;
using Zhishu.Tests.Watch;

namespace Zhishu.Tests.App;

/// <summary>Runs in the night (ZHISHU_NIGHTLY=1), as root on Linux; skipped otherwise.</summary>
public sealed class NightlyRootFactAttribute : FactAttribute
{
    public NightlyRootFactAttribute()
    {
        if (!Night.IsNow || !SmallDisk.CanMount)
            Skip = "Takes ten minutes: runs in the night (ZHISHU_NIGHTLY=1), as root with the right to mount.";
    }
}

/// <summary>
/// A hub with its own PostgreSQL on a small disk, ten minutes long, with everything around it failing, one after another and at once, while visitors
/// go on: they get clear answers, and afterwards every work has caught up by itself. ZHISHU_SOAK_SECONDS makes each trouble shorter or longer.
/// </summary>
public sealed partial class SoakTests(ITestOutputHelper output) : IDisposable
{
    private const int RecordsInFile = 400;
    private static readonly TimeSpan Unit = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("ZHISHU_SOAK_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    // Their rests are longer than the wait for them: of these it is enough that they did not fail.
    private static readonly HashSet<string> Seldom = ["index-check", "trimming", "audit-anchors"];

    private readonly TempFolder _folder = new();
    private readonly string _address = $"http://127.0.0.1:{LiveHub.FreePort()}";
    private readonly ConcurrentDictionary<(string Trouble, string Answer), int> _answers = new();
    private readonly ConcurrentBag<string> _asked = [];
    private readonly ConcurrentBag<string> _addresses = [];
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly SmtpListener _mail = new();
    private SmallDisk? _disk;
    private Process? _hub;
    private string _trouble = "none";
    private bool _endless;
    private bool _hangs;
    private int _good = 20;

    private string Data => Path.Combine(_folder.Path, "var");

    private string Ballast => Path.Combine(Data, "ballast");

    [NightlyRootFact]
    public async Task After_everything_has_failed_in_turn_and_at_once_every_work_catches_up_by_itself()
    {
        var watch = Stopwatch.StartNew();
        _disk = new(Directory.CreateDirectory(Data).FullName, megabytes: 1500);
        await StartAsync();
        await using var database = await HubDatabase.OpenAsync(new HubOptions { DataFolder = Data }, null, HubRole.Command, Hub.Schemas, CancellationToken.None);
        await using var good = new HostileSource((request, stream) => ListAsync(request, stream, 9000000, _good));
        await using var endless = new HostileSource((request, stream) => _endless && !request.Contains("ListMetadataFormats", StringComparison.Ordinal)
            ? DripAsync(stream) : ListAsync(request, stream, 8000000, 30));
        await using var told = await AnchorReceiver.StartAsync();
        await using var hanging = new HostileSource(HangAsync);
        var sources = new SourceStore(database, TimeProvider.System);
        foreach (var source in new[] { good, endless })
            await sources.AddAsync(new() { Id = Guid.CreateVersion7(), Name = source.Address, Kind = "oai", Address = source.Address, EveryMinutes = 1, Trusted = true }, CancellationToken.None);
        var hooks = new HookStore(database, TimeProvider.System);
        var hook = (await hooks.AddAsync(Guid.CreateVersion7(), "好", told.Address, "", 0, CancellationToken.None))!;
        await hooks.AddAsync(Guid.CreateVersion7(), "挂", hanging.Address, "", 0, CancellationToken.None);

        using var stop = new CancellationTokenSource();
        var visitors = Task.WhenAll([AskAsync(0, stop.Token), AskAsync(1, stop.Token), ReadAsync(stop.Token), SignUpAsync(stop.Token)]);
        var importing = ImportAsync(stop.Token);
        foreach (var (name, trouble) in new (string, Func<Task>)[]
        {
            ("nothing", () => Task.Delay(Unit / 3)),
            ("database killed", KillAsync),
            ("database stopped", FreezeAsync),
            ("disk full", FillAsync),
            ("mail silent", () => WhileAsync(on => _mail.IsSilent = on, Unit)),
            ("source endless", () => WhileAsync(on => _endless = on, Unit)),
            ("hook hangs", () => WhileAsync(on => _hangs = on, Unit)),
            ("everything at once", EverythingAsync),
        })
        {
            _trouble = name;
            _good += 20;
            await trouble();
            Assert.False(_hub!.HasExited, $"{name}: the hub ended\n{string.Join('\n', _log.TakeLast(80))}");
        }

        _trouble = "afterwards";
        var ended = TimeProvider.System.GetUtcNow();
        await Task.Delay(Unit / 3);
        await stop.CancelAsync();
        await visitors;
        var imported = await importing;
        var troubled = watch.Elapsed;
        foreach (var ((trouble, answer), count) in _answers.OrderBy(pair => pair.Key.Trouble, StringComparer.Ordinal))
            output.WriteLine($"{trouble}: {answer} × {count}");

        // What the test's own pool holds leads to servers that are gone.
        database.Source.Clear();
        await WellAsync(database, hook.Id, ended);
        output.WriteLine($"{troubled.TotalMinutes:0.0} min of trouble, well {(TimeProvider.System.GetUtcNow() - ended).TotalMinutes:0.0} min after its end");

        if (Environment.GetEnvironmentVariable("ZHISHU_SOAK_LOG") is { } log)
            await File.WriteAllLinesAsync(log, _log);
        Assert.Empty(_wrong);
        var stored = (await database.QueryAsync<string>("select title from enquiries.enquiry", new { }, CancellationToken.None)).ToList();
        Assert.Empty(_asked.Except(stored));
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Equal(0L, (await database.QueryAsync<long>("select count(*) from enquiries.enquiry e where 1 <> (select count(*) from foundation.file f "
            + "where f.case_id = e.id and size > 1000)", new { }, CancellationToken.None))[0]);
        var records = await database.QueryAsync<string>("select number from records.record", new { }, CancellationToken.None);
        Assert.Equal(_good + 30L, (await database.QueryAsync<long>("select count(*) from records.record where office = 'US'", new { }, CancellationToken.None))[0]);
        Assert.Equal((imported * RecordsInFile) + _good + 30, records.Count);
        var mails = await _mail.WaitAsync(_addresses.Count);
        Assert.Empty(_addresses.Except(mails.Select(mail => mail.To.Trim('<', '>'))));
        var identifiers = told.Taken.SelectMany(body => JsonDocument.Parse(body).RootElement.GetProperty("data").GetProperty("records").EnumerateArray()
            .Select(record => record.GetProperty("number").GetString())).ToHashSet();
        Assert.Empty(records.Except(identifiers));
        output.WriteLine($"enquiries: {_asked.Count} acknowledged, {stored.Count} stored with their files; records: {records.Count} ({imported} files imported, {_good} + 30 harvested); "
            + $"mails: {_addresses.Count} asked for, {mails.Count} arrived, {mails.GroupBy(mail => mail.To).Count(group => group.Count() > 1)} addresses more than once");
    }

    /// <summary>Waits until the hub says that it is well, and what it shows is all there is.</summary>
    private async Task WellAsync(HubDatabase database, Guid hook, DateTimeOffset ended)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_address) };
        for (var tries = 0; ; tries++)
        {
            var not = await NotWellAsync(http, database, hook, ended);
            if (not.Count == 0)
                return;
            Assert.True(tries < 400, $"Not well: {string.Join("; ", not)}\n{string.Join('\n', _log.TakeLast(80))}");
            await Task.Delay(3000);
        }
    }

    private static async Task<List<string>> NotWellAsync(HttpClient http, HubDatabase database, Guid hook, DateTimeOffset ended)
    {
        var not = new List<string>();
        var ready = await http.GetAsync("/readyz");
        if (!ready.IsSuccessStatusCode || await ready.Content.ReadAsStringAsync() is not "ready")
            return [$"readyz: {await ready.Content.ReadAsStringAsync()}"];
        var metrics = await http.GetStringAsync("/metrics");
        not.AddRange(Loop().Matches(metrics).Where(match => match.Groups[1].Value == "failures" && match.Groups[3].Value != "0").Select(match => $"{match.Groups[2].Value} fails"));
        not.AddRange(Loop().Matches(metrics)
            .Where(match => match.Groups[1].Value == "lag_seconds" && !Seldom.Contains(match.Groups[2].Value)
            && double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) >= (TimeProvider.System.GetUtcNow() - ended).TotalSeconds)
            .Select(match => $"{match.Groups[2].Value} last ended well {match.Groups[3].Value} s ago"));
        var records = await CountAsync("select count(*) from records.record");
        if (JsonDocument.Parse(await http.GetStringAsync("/api/v1/records?q=")).RootElement.GetProperty("total").GetInt64() is var found && found != records)
            not.Add($"{found} of {records} are found");
        if (await OaiAsync(http) is var listed && listed != records)
            not.Add($"{listed} of {records} are listed");
        if (await CountAsync("select count(*) from search.entry") is var indexed && indexed != records)
            not.Add($"{indexed} of {records} are in the tables of the search");
        if (await CountAsync("select count(*) from foundation.mail where sent_at is null") is > 0 and var mails)
            not.Add($"{mails} mails wait");
        if (await CountAsync($"select count(*) from exchange.delivery where hook_id = '{hook}' and delivered_at is null") is > 0 and var messages)
            not.Add($"{messages} messages wait");
        var since = ended.ToString("O", CultureInfo.InvariantCulture);
        if (await CountAsync($"select count(*) from exchange.source where last_fault_zh is not null or last_good_at is null or last_good_at < '{since}'") is > 0 and var faulty)
            not.Add($"{faulty} sources were not read since");
        return not;

        async Task<long> CountAsync(string sql)
        {
            await using var connection = await database.Source.OpenConnectionAsync();
            return await connection.ExecuteScalarAsync<long>(sql);
        }
    }

    private static async Task<int> OaiAsync(HttpClient http)
    {
        var (count, query) = (0, "metadataPrefix=oai_dc");
        while (true)
        {
            var page = await http.GetStringAsync($"/oai?verb=ListIdentifiers&{query}");
            count += Regex.Count(page, "<identifier>");
            if (OaiToken().Match(page) is not { Success: true } token)
                return count;
            query = "resumptionToken=" + Uri.EscapeDataString(WebUtility.HtmlDecode(token.Groups[1].Value));
        }
    }

    private async Task KillAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            SmallDisk.Run("kill", "-KILL", $"{await PidAsync()}");
            await Task.Delay(Unit / 3);
        }
    }

    /// <summary>Everything of the server stands still for a third of the time, then the postmaster alone: no new connection is answered.</summary>
    private async Task FreezeAsync()
    {
        var server = await PidAsync();
        var children = (await File.ReadAllTextAsync($"/proc/{server}/task/{server}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var frozen in new[] { [$"{server}", .. children], new[] { $"{server}" } })
        {
            SmallDisk.Run("kill", ["-STOP", .. frozen]);
            await Task.Delay(Unit / 3);
            SmallDisk.Run("kill", ["-CONT", .. frozen]);
            await Task.Delay(Unit / 6);
        }
    }

    private async Task FillAsync()
    {
        Fill();
        await Task.Delay(Unit);
        File.Delete(Ballast);
        await Task.Delay(Unit / 2);
    }

    /// <summary>Leaves not a byte.</summary>
    private void Fill()
    {
        try
        {
            SmallDisk.Fill(Ballast, leave: 0);
        }
        catch (IOException)
        {
            // The last piece did not go in whole.
        }
    }

    private static async Task WhileAsync(Action<bool> set, TimeSpan time)
    {
        set(true);
        await Task.Delay(time);
        set(false);
    }

    private Task EverythingAsync() => Task.WhenAll(WhileAsync(on => _mail.IsSilent = _endless = _hangs = on, Unit * 2), Task.Run(async () =>
    {
        Fill();
        await Task.Delay(Unit / 2);
        if (Pid() is { } server)
            SmallDisk.Run("kill", "-KILL", $"{server}");
        else
            _answers[(_trouble, "the database had died by itself")] = 1;
        await Task.Delay(Unit / 2);
        File.Delete(Ballast);
        await Task.Delay(Unit / 2);
        await FreezeAsync();
    }));

    /// <summary>The number of the server, once there is one.</summary>
    private async Task<int> PidAsync()
    {
        for (var tries = 0; ; tries++)
        {
            if (Pid() is { } server)
                return server;
            Assert.True(tries < 3000, "the database does not come back");
            await Task.Delay(100);
        }
    }

    private int? Pid()
    {
        try
        {
            return File.ReadLines(Path.Combine(Data, "postgres", "data", "postmaster.pid")).FirstOrDefault() is { } line && Directory.Exists("/proc/" + line)
                ? int.Parse(line, CultureInfo.InvariantCulture) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task ListAsync(string request, Stream stream, int from, int records) => await stream.WriteAsync(request.Contains("ListMetadataFormats", StringComparison.Ordinal)
        ? HostileSource.Formats
        : HostileSource.Oai($"<ListRecords>{string.Concat(Enumerable.Range(1, records).Select(i => HostileSource.Record(from - 9000000 + i)))}</ListRecords>"));

    /// <summary>An answer that never comes to its end, a blank at a time.</summary>
    private async Task DripAsync(Stream stream)
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n"u8.ToArray());
        while (_endless)
        {
            await stream.WriteAsync(" "u8.ToArray());
            await Task.Delay(200);
        }
    }

    private async Task HangAsync(string request, Stream stream)
    {
        while (_hangs)
            await Task.Delay(200);
        await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
    }

    private async Task StartAsync()
    {
        _hub = Start(_log, "serve");
        await HubProgram.ReadyAsync(_hub, _address);
    }

    private Process Start(ConcurrentQueue<string>? log, params string[] arguments) => HubProgram.StartLogged(
        Data,
        [
            ("Zhishu__Urls", _address), ("Zhishu__EnquiriesPerHour", "1000000"), ("Zhishu__PublicPostsPerHour", "1000000"), ("Zhishu__WorkSecondsPerMinute", "100000"),
            ("Zhishu__AccountTriesPerMinute", "100000"), ("Zhishu__ApiPerHour", "1000000"), ("Zhishu__SpacesPerHour", "1000000"), ("Zhishu__HooksToPrivate", "true"),
            ("Zhishu__Mail__Host", "127.0.0.1"), ("Zhishu__Mail__Port", $"{_mail.Port}"), ("Zhishu__Mail__TimeoutSeconds", "2"), ("Zhishu__Mail__From", "hub@a.example"),
        ],
        log,
        arguments);

    public void Dispose()
    {
        HubProgram.Stop(_hub);
        _hub?.Dispose();
        _disk?.Dispose();
        _mail.Dispose();
        _folder.Dispose();
    }

    [GeneratedRegex("^zhishu_loop_(failures|lag_seconds)\\{[^}]*loop=\"([^\"]+)\"[^}]*\\} (\\S+)", RegexOptions.Multiline)]
    private static partial Regex Loop();

    [GeneratedRegex("<resumptionToken[^>]*>([^<]+)</resumptionToken>")]
    private static partial Regex OaiToken();
}
