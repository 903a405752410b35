using System.Diagnostics;
using Dapper;
using Zhishu.Exchange.Harvest;
using Zhishu.Tests.App;

namespace Zhishu.Tests.Exchange;

/// <summary>A hub in a process of its own, over a database on the shared server, that can be killed.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    /// <summary>All records of a hub as one text.</summary>
    public const string Digest = "select coalesce(md5(string_agg(doc::text, '' order by kind, office, number)), '') from records.record";

    private readonly string _name;
    private Process? _process;

    private HubProcess(ScratchHub scratch, string name) => (Scratch, _name, Address) = (scratch, name, $"http://127.0.0.1:{LiveHub.FreePort()}");

    public ScratchHub Scratch { get; }

    public string Address { get; }

    public static async Task<HubProcess> StartAsync(TestHub shared, string name)
    {
        var hub = new HubProcess(await shared.ScratchAsync(), name);
        await hub.RestartAsync();
        return hub;
    }

    public async Task RestartAsync()
    {
        _process = HubProgram.StartLogged(
            Path.Combine(Scratch.Folder, "hub"),
            [
                ("Zhishu__Urls", Address), ("Zhishu__HubName", _name), ("Zhishu__Replica", "false"), ("Zhishu__WorkSecondsPerMinute", "100000"), ("Zhishu__ApiPerHour", "1000000"),
                ("Zhishu__HarvestFromPrivate", "true"), ("ConnectionStrings__Zhishu", Scratch.ConnectionString),
            ],
            null,
            "serve");
        await HubProgram.ReadyAsync(_process, Address, "/healthz");
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task AddSourceAsync(string address)
    {
        var sources = new SourceStore(Scratch.Database, TimeProvider.System);
        await sources.AddAsync(new() { Id = Guid.CreateVersion7(), Name = address, Kind = "hub", Address = address, EveryMinutes = 1 }, CancellationToken.None);
    }

    /// <summary>Makes every source due now.</summary>
    public async Task HurryAsync()
    {
        await using var connection = await Scratch.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("update exchange.source set next_at = now()");
    }

    public async Task<string> StateAsync() =>
        await Scratch.ScalarAsync<string>("select coalesce(last_fault_zh, '') || ' ' || coalesce(token, '') || ' ' || coalesce(read_until, '') || ' ' || next_at::text from exchange.source limit 1");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        await Scratch.DisposeAsync();
    }
}
