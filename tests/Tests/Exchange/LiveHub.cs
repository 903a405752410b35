using System.Net;
using System.Net.Sockets;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.App;
using Zhishu.Exchange.Feed;
using Zhishu.Exchange.Harvest;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Tests.Exchange;

/// <summary>A hub of its own in this process: a database on the shared server, real HTTP, and nothing that runs by itself.</summary>
internal sealed class LiveHub : IAsyncDisposable
{
    private readonly ScratchHub _scratch;
    private readonly WebApplication _app;

    private LiveHub(ScratchHub scratch, WebApplication app, string address) => (_scratch, _app, Address) = (scratch, app, address);

    public string Address { get; }

    public IServiceProvider Services => _app.Services;

    public ScratchHub Scratch => _scratch;

    public SourceStore Sources => Services.GetRequiredService<SourceStore>();

    public static async Task<LiveHub> StartAsync(TestHub shared, string name, Action<IServiceCollection>? change = null, params (string Name, string Value)[] settings)
    {
        var scratch = await shared.ScratchAsync();
        var address = $"http://127.0.0.1:{FreePort()}";
        var flags = new Dictionary<string, string?>
        {
            ["Zhishu:DataFolder"] = scratch.Folder,
            ["Zhishu:Urls"] = address,
            ["Zhishu:HubName"] =
            name,
            ["Zhishu:Replica"] = "false",
            ["Zhishu:ApiPerHour"] = "1000000",
            ["Zhishu:WorkSecondsPerMinute"] = "100000",
            ["Zhishu:HooksToPrivate"] = "true"
        };
        foreach (var (key, value) in settings)
            flags["Zhishu:" + key] = value;
        var options = HubSettings.Read(flags);
        var app = Hub.Build(scratch.Database, options, services =>
        {
            StillHub.RemoveOwn(services);
            change?.Invoke(services);
        });
        await Hub.StartAsync(app, address, CancellationToken.None);
        return new(scratch, app, address);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Imports records, and publishes what is new.</summary>
    public async Task ImportAsync(params IpRecord[] records)
    {
        await Scratch.ImportAsync(Scratch.File($"{Guid.NewGuid():N}.jsonl", string.Concat(records.Select(record => RecordJson.Write(record) + "\n"))));
        await PublishAsync();
    }

    /// <summary>Lets the followers of the records come up to date. They wait for transactions of other tests too, since those share the server.</summary>
    public async Task PublishAsync()
    {
        await using var connection = await Scratch.Database.Source.OpenConnectionAsync();
        var last = await connection.ExecuteScalarAsync<long>("select coalesce(max(seq), 0) from records.changes");
        do
        {
            await Services.GetRequiredService<ItemFollower>().CatchUpAsync(CancellationToken.None);
            await Services.GetRequiredService<SearchIndex>().CatchUpAsync(null, CancellationToken.None);
        }
        while (await connection.ExecuteScalarAsync<long>("select least((select seq from exchange.follower), (select seq from search.cursor where name = 'entry'))") < last
            && await WaitAsync());

        static async Task<bool> WaitAsync()
        {
            await Task.Delay(20);
            return true;
        }
    }

    public async Task<HarvestSource> AddSourceAsync(string address, Func<HarvestSource, HarvestSource>? change = null)
    {
        var source = new HarvestSource { Id = Guid.CreateVersion7(), Name = address, Kind = "hub", Address = address, Trusted = true };
        await Sources.AddAsync(change is null ? source : change(source), CancellationToken.None);
        return (await Sources.FindAsync(source.Id, CancellationToken.None))!;
    }

    /// <summary>Harvests a source and publishes what came.</summary>
    public async Task<HarvestOutcome> HarvestAsync(HarvestSource source)
    {
        var outcome = await Services.GetRequiredService<Harvester>().RunAsync(source.Id, null, CancellationToken.None);
        await PublishAsync();
        return outcome;
    }

    /// <summary>All records as lines in order of their keys.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync()
    {
        await using var connection = await Scratch.Database.Source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>("select doc::text from records.record order by kind, office, number")];
    }

    /// <summary>Takes a record away, as a source does that withdraws it.</summary>
    public async Task DeleteAsync(params RecordKey[] keys)
    {
        await using var connection = await Scratch.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Services.GetRequiredService<RecordIntake>().DeleteAsync(connection, keys, CancellationToken.None);
        await transaction.CommitAsync();
        await PublishAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _scratch.DisposeAsync();
    }
}

/// <summary>Records for tests.</summary>
internal static class Some
{
    public static IpRecord Mark(int number, string title = "星河", string? region = "1401") => new()
    {
        Kind = RecordKind.Trademark,
        Office = "CN",
        Number = $"{70000000 + number}",
        Title = $"{title}{number}",
        Type = "word",
        FilingDate = new(2020, 1, 1),
        Region = region,
        Parties = [new(PartyRole.Applicant, $"太原{title}科技有限公司")],
        Classifications = [new("nice", "9", true)],
        Abstract = "计算机软件",
        Source = new("测试", "CC-BY-4.0"),
    };

    public static IpRecord Gi(int number) => new()
    {
        Kind = RecordKind.Gi,
        Office = "CN",
        Number = $"GI{1000 + number}",
        Title = $"清徐葡萄{number}",
        Region = "1401",
        GrantDate = new(2015, 5, 5),
        Source = new("测试")
    };
}
