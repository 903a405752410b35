using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using Zhishu.Foundation.Database;
using Zhishu.Records;
using Zhishu.Tests.Exchange;
using Zhishu.Tests.Foundation;

namespace Zhishu.Tests.App;

/// <summary>The program as people run it: commands, exit codes, kills.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "var");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, "no-such-command")]
    [InlineData(2, "import")]
    [InlineData(2, "import", "x.csv", "--format", "nonsense")]
    [InlineData(2, "search", "锂", "--size", "1000")]
    [InlineData(0, "--help")]
    [InlineData(0, "import", "--help")]
    public async Task Wrong_usage_is_2_and_help_is_0(int code, params string[] arguments)
    {
        var (exit, output, errors) = await RunAsync(arguments);
        Assert.Equal(code, exit);
        Assert.NotEmpty(code == 0 ? output : errors);
    }

    [Fact]
    public async Task Commands_do_the_journey_without_a_running_hub()
    {
        await MadeFolder.CopyToAsync(Data);
        var (code, output, _) = await RunAsync("import", TestHub.Samples);
        Assert.Equal((0, true), (code, output.Contains("新增 10", StringComparison.Ordinal)));
        (code, output, _) = await RunAsync("search", "TI=无人机机载多功能盒");
        Assert.Equal((0, true), (code, output.Contains("CN202223220665.2", StringComparison.Ordinal)));
        (code, _, var errors) = await RunAsync("search", "TI=(盒");
        Assert.Equal((2, true), (code, errors.Contains("第 4 个字符", StringComparison.Ordinal)));

        var bad = Path.Combine(_folder.Path, "bad.csv");
        await File.WriteAllTextAsync(bad, "申请号,专利名称\nCN202210000001.0,一种盒\nx,y\n");
        (code, output, _) = await RunAsync("import", bad);
        Assert.Equal((1, true), (code, output.Contains("拒绝 1", StringComparison.Ordinal)));

        // Two pictures go with the backup; one is damaged there afterwards and is not taken back.
        var pictures = new[] { "drawing", "view" }.Select(text => (Key: Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), Text: text)).ToArray();
        string PictureIn(string folder, int i) => Path.Combine(folder, "media", pictures[i].Key[..2], pictures[i].Key[2..4], pictures[i].Key);
        for (var i = 0; i < pictures.Length; i++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PictureIn(Data, i))!);
            await File.WriteAllTextAsync(PictureIn(Data, i), pictures[i].Text);
        }

        var backup = Path.Combine(_folder.Path, "all.backup");
        (code, output, _) = await RunAsync("backup", backup);
        Assert.Equal((0, true), (code, output.Contains("新增 2 个", StringComparison.Ordinal)));
        Assert.Contains("新增 0 个", (await RunAsync("backup", backup)).Output, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(Data, "media"), recursive: true);
        await File.WriteAllTextAsync(PictureIn(_folder.Path, 1), "damaged");
        var export = Path.Combine(_folder.Path, "all.jsonl");
        Assert.Equal(0, (await RunAsync("export", export)).Code);
        Assert.Equal(11, (await File.ReadAllLinesAsync(export)).Length);
        Assert.Equal(0, (await RunAsync("demo", "remove")).Code);
        Assert.Equal(2, (await RunAsync("restore", backup)).Code);
        Assert.Equal(0, (await RunAsync("restore", backup, "--replace")).Code);
        Assert.Equal("drawing", await File.ReadAllTextAsync(PictureIn(Data, 0)));
        Assert.False(File.Exists(PictureIn(Data, 1)));
        (code, output, _) = await RunAsync("search", "盒");
        Assert.Equal((0, true), (code, output.Contains("CN202210000001.0", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(backup, "not a backup");
        Assert.Equal(1, (await RunAsync("restore", backup, "--replace")).Code);
        Assert.Equal(0, (await RunAsync("reindex")).Code);
        (_, output, _) = await RunAsync("search", "盒");
        Assert.Contains("CN202210000001.0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_whose_database_breaks_off_says_so_and_ends_with_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = new CancellationTokenSource();
        var breaking = BreakOffAsync();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var (code, _, errors) = await HubProgram.RunAsync(Data, ["search", "盒"], "env", $"ConnectionStrings__Zhishu=Host=127.0.0.1;Port={port};Username=a;Password=b;Database=c");
        await over.CancelAsync();
        await breaking;
        Assert.Equal(1, code);
        Assert.Contains("连接中断", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);

        async Task BreakOffAsync()
        {
            try
            {
                while (true)
                    (await listener.AcceptTcpClientAsync(over.Token)).Dispose();
            }
            catch (OperationCanceledException)
            {
                // The command has ended.
            }
        }
    }

    [Fact]
    public async Task A_killed_hub_starts_again_with_what_it_held_and_commands_join_it()
    {
        var url = $"http://127.0.0.1:{LiveHub.FreePort()}";
        await MadeFolder.CopyToAsync(Data);
        using (var hub = HubProgram.StartLogged(Data, [], null, "serve", "--urls", url))
        {
            await HubProgram.ReadyAsync(hub, url);
            Assert.Equal(0, (await RunAsync("import", TestHub.Samples)).Code);
            hub.Kill();
            await hub.WaitForExitAsync();
        }

        using var again = HubProgram.StartLogged(Data, [], null, "serve", "--urls", url);
        await HubProgram.ReadyAsync(again, url);
        using var http = new HttpClient();
        Assert.Contains("\"total\":10", await http.GetStringAsync($"{url}/api/v1/records"), StringComparison.Ordinal);
        HubProgram.Stop(again);
        Assert.Equal(0, again.ExitCode);
        Assert.False(File.Exists(Path.Combine(Data, "postgres", "data", "postmaster.pid")));
    }

    [OrdinaryAccountFact]
    public async Task An_ordinary_account_runs_the_cluster_as_itself()
    {
        using (var chown = Process.Start("chown", ["65534:65534", _folder.Path]))
            await chown.WaitForExitAsync();
        using var process = HubProgram.Start(Data, [("HOME", _folder.Path)], ["import", TestHub.Samples], OrdinaryAccountFactAttribute.Prefix);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal((0, true), (process.ExitCode, output.Contains("新增 10", StringComparison.Ordinal)));
        Assert.True(Directory.Exists(Path.Combine(Data, "postgres", "data")));
    }

    [Fact]
    public async Task A_busy_port_is_told_and_the_database_stops()
    {
        await MadeFolder.CopyToAsync(Data);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var (code, _, errors) = await RunAsync("serve", "--urls", url);
        Assert.Equal(1, code);
        Assert.Contains(url, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "postgres", "data", "postmaster.pid")));
    }

    [Fact]
    public async Task A_first_start_that_is_killed_while_its_database_is_made_can_be_tried_again_at_once()
    {
        using (var import = HubProgram.StartLogged(Data, [], null, "import", TestHub.Samples))
        {
            for (var tries = 0; !Directory.EnumerateDirectories(_folder.Path, "base", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Any(); tries++)
            {
                Assert.True(tries < 6000 && !import.HasExited, "no database was begun");
                await Task.Delay(10);
            }

            import.Kill();
            await import.WaitForExitAsync();
        }

        var (code, output, errors) = await RunAsync("import", TestHub.Samples);
        Assert.True(code == 0, errors);
        Assert.Contains("新增 10", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_import_goes_on_where_it_committed()
    {
        var path = Path.Combine(_folder.Path, "many.jsonl");
        await File.WriteAllLinesAsync(path, DemoSet.Generate(TestHub.Reference, 8_000, 0, 0, 0).Select(RecordJson.Write));
        await MadeFolder.CopyToAsync(Data);
        using (var import = HubProgram.StartLogged(Data, [], null, "import", path, "--no-index"))
        {
            for (var tries = 0; await CommittedAsync() == 0; tries++)
            {
                Assert.True(tries < 6000 && !import.HasExited, "nothing was committed");
                await Task.Delay(20);
            }

            import.Kill();
            await import.WaitForExitAsync();
        }

        Assert.InRange(await CommittedAsync(), 1, 7_999);
        var (code, _, errors) = await RunAsync("import", path, "--no-index");
        Assert.True(code == 0, errors);
        var (_, output, _) = await RunAsync("import", path, "--again", "--no-index");
        Assert.Contains("新增 0，更新 0，相同 8,000，拒绝 0", output, StringComparison.Ordinal);
    }

    // What a command has committed so far, seen from beside it.
    private async Task<long> CommittedAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ClusterPlace.Read(Data)!.ConnectionString + ";Pooling=false");
            return await connection.ExecuteScalarAsync<long>("select count(*) from records.record");
        }
        catch (NpgsqlException)
        {
            // The server is not there yet.
            return 0;
        }
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => HubProgram.RunAsync(Data, arguments);
}
