using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Replica;

namespace Zhishu.Bench;

/// <summary>A new hub in a folder of its own, its records in both engines; gone when disposed.</summary>
internal sealed class BenchHub : IAsyncDisposable
{
    private readonly string _folder;

    private BenchHub(string folder, HubDatabase database, ServiceProvider services, TimeSpan indexing) => (_folder, Database, Services, Indexing) = (folder, database, services, indexing);

    public HubDatabase Database { get; }

    public ServiceProvider Services { get; }

    /// <summary>How long it took to fill the table of the search.</summary>
    public TimeSpan Indexing { get; }

    public RecordStore Records => Get<RecordStore>();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A hub with rows in the layout of <see cref="Corpus"/>.</summary>
    public static async Task<BenchHub> OpenAsync(IEnumerable<string> rows)
    {
        var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var options = new HubOptions { DataFolder = Path.Combine(folder, "var") };
        var database = await HubDatabase.OpenAsync(options, null, HubRole.Command, Hub.Schemas, CancellationToken.None);
        var services = new ServiceCollection().AddLogging(log => log.SetMinimumLevel(LogLevel.Warning)).AddHub(database, options).BuildServiceProvider();
        var file = Path.Combine(folder, "corpus.csv");
        await File.WriteAllLinesAsync(file, rows.Prepend(Corpus.Header));
        await services.GetRequiredService<RecordImporter>().RunAsync(new([file]), null, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        await services.GetRequiredService<SearchIndex>().CatchUpAsync(null, CancellationToken.None);
        var indexing = watch.Elapsed;
        await services.GetRequiredService<Replica>().FollowAsync(CancellationToken.None);
        return new(folder, database, services, indexing);
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
