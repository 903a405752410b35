using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Zhishu.App;
using Zhishu.Foundation;

namespace Zhishu.Tests.Foundation;

/// <summary>The embedded database is watched: dead it is started again, changed underneath it is started anew, and meanwhile visitors are told to come back.</summary>
public sealed class ClusterWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_database_is_back_by_itself_and_pages_say_come_back_until_then()
    {
        var settings = HubSettings.Read([new("Zhishu:DataFolder", _folder.Path), new("Zhishu:Urls", "http://127.0.0.1:0"), new("Zhishu:Replica", "false")]);
        await using var database = await HubDatabase.OpenAsync(settings.Options, null, HubRole.Serve, Hub.Schemas, CancellationToken.None);
        await using var app = Hub.Build(database, settings);
        await Hub.StartAsync(app, settings.Options.Urls, CancellationToken.None);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
        foreach (var url in new[] { "/", "/board", "/api/v1/outlets", "/readyz" })
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(url)).StatusCode);

        Process.GetProcessById(await PidAsync()).Kill();
        var turnedAway = 0;
        for (var tries = 0; tries < 200; tries++)
        {
            var answers = new List<HttpStatusCode>();
            foreach (var url in new[] { "/board", "/api/v1/outlets", "/enquiries", "/readyz" })
            {
                using var answer = await http.GetAsync(url);
                answers.Add(answer.StatusCode);
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{url}: {(int)answer.StatusCode}");
                Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
                if (answer.StatusCode == HttpStatusCode.OK)
                    continue;
                turnedAway++;
                if (url != "/readyz")
                    Assert.True(answer.Headers.Contains("Retry-After"));
                if (url.StartsWith("/api", StringComparison.Ordinal))
                    Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            }

            if (turnedAway > 0 && answers.TrueForAll(status => status == HttpStatusCode.OK))
                return;
            await Task.Delay(250);
        }

        Assert.Fail(turnedAway == 0 ? "nobody noticed the kill" : "the database did not come back");
    }

    [Fact]
    public async Task A_database_whose_programs_were_changed_underneath_is_started_anew_once_they_are_whole()
    {
        // A folder of links stands for the programs, so that an upgrade can be played.
        var real = HubDatabase.FindBinaries(new HubOptions())!;
        var programs = Directory.CreateDirectory(Path.Combine(_folder.Path, "bin"));
        foreach (var program in Directory.EnumerateFiles(real))
            File.CreateSymbolicLink(Path.Combine(programs.FullName, Path.GetFileName(program)), program);
        await using var database = await HubDatabase.OpenAsync(new HubOptions { DataFolder = Path.Combine(_folder.Path, "data"), PostgresBin = programs.FullName }, null, HubRole.Serve, Hub.Schemas, CancellationToken.None);
        Assert.Null(await database.WatchAsync(CancellationToken.None));

        var server = Path.Combine(programs.FullName, "postgres");
        File.Delete(server);
        Assert.Null(await database.WatchAsync(CancellationToken.None));
        File.CreateSymbolicLink(server, Path.Combine(real, "postgres"));
        Assert.Null(await database.WatchAsync(CancellationToken.None));
        Assert.Contains("已用新程序重新启动", (await database.WatchAsync(CancellationToken.None))!.Value.Zh, StringComparison.Ordinal);
        Assert.True(await database.AnswersAsync(CancellationToken.None));
        Assert.Null(await database.WatchAsync(CancellationToken.None));
    }

    private async Task<int> PidAsync() =>
        int.Parse((await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "postgres", "data", "postmaster.pid")))[0], System.Globalization.CultureInfo.InvariantCulture);
}
