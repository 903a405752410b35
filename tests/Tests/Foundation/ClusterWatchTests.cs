using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Tests.App;

namespace Zhishu.Tests.Foundation;

/// <summary>The embedded database is watched: dead it is started again, changed underneath it is started anew, and meanwhile visitors are told to come back.</summary>
public sealed class ClusterWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("FATAL", "XX000", true)] // "could not write init file", on a full disk
    [InlineData("PANIC", "XX000", true)]
    [InlineData("ERROR", "53100", true)]
    [InlineData("ERROR", "XX000", false)]
    [InlineData("ERROR", "23505", false)]
    public void A_session_that_the_server_ends_means_that_the_database_is_away(string severity, string code, bool away) =>
        Assert.Equal(away, HubDatabase.IsAway(new InvalidOperationException("", new PostgresException("", severity, severity, code))));

    [Fact]
    public async Task A_killed_database_is_back_by_itself_and_pages_say_come_back_until_then()
    {
        var settings = HubSettings.Read([new("Zhishu:DataFolder", _folder.Path), new("Zhishu:Urls", "http://127.0.0.1:0"), new("Zhishu:Replica", "false")]);
        await using var database = await MadeFolder.OpenCopyAsync(settings.Options);
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

    [Theory]
    [InlineData("postgres", true)]
    [InlineData("another", false)]
    public async Task A_dead_database_whose_number_is_a_zombie_or_another_process_is_started_again_and_that_process_left_alone(string name, bool dead)
    {
        var data = Path.Combine(_folder.Path, "postgres", "data");
        var options = new HubOptions { DataFolder = _folder.Path };
        var database = await MadeFolder.OpenCopyAsync(options);
        await using (database)
        {
            using var parent = Stranger(data, name, dead);
            try
            {
                var stranger = await ChildAsync(parent, dead);
                await PutAsync(data, stranger);
                Assert.Contains("已重新启动", (await database.WatchAsync(CancellationToken.None))!.Value.Zh, StringComparison.Ordinal);
                Assert.True(await database.AnswersAsync(CancellationToken.None));
                Assert.Null(await database.WatchAsync(CancellationToken.None));

                // And at a start after everything was killed, as in a container that begins to count anew.
                await PutAsync(data, stranger);
                await database.DisposeAsync();
                await using var again = await HubDatabase.OpenAsync(options, null, HubRole.Serve, Hub.Schemas, CancellationToken.None);
                Assert.True(await again.AnswersAsync(CancellationToken.None));
                Assert.NotEmpty(again.Notes);
                Assert.True(dead || !Process.GetProcessById(stranger).HasExited);
            }
            finally
            {
                parent.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Kills the server and writes another number into its files, as one finds it.</summary>
    private async Task PutAsync(string data, int pid)
    {
        var server = Process.GetProcessById(await PidAsync());
        server.Kill();
        await server.WaitForExitAsync();
        foreach (var file in new[] { Path.Combine(data, "postmaster.pid"), Path.Combine(_folder.Path, "postgres", "s", ".s.PGSQL.5432.lock") })
        {
            var lines = await File.ReadAllLinesAsync(file);
            lines[0] = pid.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await File.WriteAllLinesAsync(file, lines);
        }
    }

    /// <summary>A process of the cluster's own account, whose child, a program of that name, has ended and is never asked for, or goes on; whoever tells it to stop ends it.</summary>
    private Process Stranger(string data, string name, bool dead)
    {
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "programs")).FullName, name);
        File.Copy("/bin/sleep", program);
        string[] words = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Owner(data)}", "--clear-groups", "sh"] : ["sh"];
        return Process.Start(new ProcessStartInfo(words[0], [.. words[1..], "-c", $"env --default-signal=INT '{program}' {(dead ? "0" : "600")} & exec sleep 600"]))!;
    }

    private static async Task<int> ChildAsync(Process parent, bool dead)
    {
        for (var tries = 0; ; tries++)
        {
            var children = (await File.ReadAllTextAsync($"/proc/{parent.Id}/task/{parent.Id}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (children is [var child] && (await File.ReadAllTextAsync($"/proc/{child}/stat")).Contains(") Z ", StringComparison.Ordinal) == dead
                && (await File.ReadAllTextAsync($"/proc/{parent.Id}/comm")).Trim() == "sleep")
                return int.Parse(child, System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(tries < 300, "the process did not come to be what it should");
            await Task.Delay(50);
        }
    }

    private static string Owner(string folder)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%u", folder]) { RedirectStandardOutput = true })!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }

    [Fact]
    public async Task A_database_whose_programs_were_changed_underneath_is_started_anew_once_they_are_whole()
    {
        // A folder of links stands for the programs, so that an upgrade can be played.
        var real = HubDatabase.FindBinaries(new HubOptions())!;
        var programs = Directory.CreateDirectory(Path.Combine(_folder.Path, "bin"));
        foreach (var program in Directory.EnumerateFiles(real))
            File.CreateSymbolicLink(Path.Combine(programs.FullName, Path.GetFileName(program)), program);
        await using var database = await MadeFolder.OpenCopyAsync(new HubOptions { DataFolder = Path.Combine(_folder.Path, "data"), PostgresBin = programs.FullName });
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
