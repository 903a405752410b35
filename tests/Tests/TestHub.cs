using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Tests.App;

namespace Zhishu.Tests;

/// <summary>
/// A hub as people run it: its own PostgreSQL, the demo set, real Kestrel on a free port. Started once for all tests that only read;
/// tests that write take a database of their own on the same server.
/// </summary>
public class TestHub : IAsyncLifetime
{
    private const string Template = "scratch";
    private readonly TempFolder _folder = new();
    private HubDatabase _database = null!;
    private WebApplication? _app;

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public static ReferenceData Reference { get; } = new(Path.Combine(AppContext.BaseDirectory, "data"));

    public static string Samples => Path.Combine(AppContext.BaseDirectory, "data", "samples");

    /// <summary>Whether there is a hub with the demo set, or its database server alone.</summary>
    protected virtual bool Serves => true;

    public async Task InitializeAsync()
    {
        if (!Serves)
        {
            await MadeFolder.CopyToAsync("server", _folder.Path, MakeServerAsync);
            await OpenAsync(Settings(_folder.Path));
            return;
        }

        await MadeFolder.CopyToAsync("demo", _folder.Path, MakeAsync);
        await StartAsync();
    }

    private static HubSettings Settings(string folder) => HubSettings.Read([
        new("Zhishu:DataFolder", folder), new("Zhishu:Urls", "http://127.0.0.1:0"), new("Zhishu:WorkSecondsPerMinute", "100000"), new("Zhishu:GuestExportRecords", "100000"),
        new("Zhishu:PublicPostsPerHour", "100000"), new("Zhishu:SpacesPerHour", "100000"), new("Zhishu:Pictures", "false"), new("Zhishu:WordVectors", "false"),
    ]);

    /// <summary>Loads the demo set and waits until it can be found.</summary>
    private static async Task<string> MakeAsync(string data)
    {
        var hub = new TestHub();
        await MadeFolder.CopyToAsync("server", hub._folder.Path, MakeServerAsync);
        await hub.StartAsync();
        await hub.Services.GetRequiredService<DemoSet>().LoadAsync(null, CancellationToken.None);
        await hub.Services.GetRequiredService<SearchIndex>().CatchUpAsync(null, CancellationToken.None);
        await hub.FollowAsync();
        hub.Http.Dispose();
        await hub._app!.DisposeAsync();
        await hub._database.DisposeAsync();
        await MadeFolder.CopyAsync(hub._folder.Path, data);
        hub._folder.Dispose();
        return "";
    }

    private async Task OpenAsync(HubSettings settings) => _database = await HubDatabase.OpenAsync(settings.Options, null, HubRole.Serve, Hub.Schemas, CancellationToken.None);

    private async Task StartAsync()
    {
        var settings = Settings(_folder.Path);
        await OpenAsync(settings);
        _app = Hub.Build(_database, settings);
        await Hub.StartAsync(_app, settings.Options.Urls, CancellationToken.None);
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(_app.Urls.First()) };
        await FollowAsync();
    }

    /// <summary>Waits until the hub's own index has the last change, so that the tests ask it and not PostgreSQL.</summary>
    private async Task FollowAsync()
    {
        var sequence = await ScalarAsync<long>("select coalesce(max(seq), 0) from records.changes");
        var replica = Services.GetRequiredService<Zhishu.Search.Replica.Replica>();
        for (var tries = 0; !replica.IsReady || replica.Sequence < sequence; tries++)
        {
            Assert.True(tries < 1200, "the index did not follow");
            await Task.Delay(100);
        }
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    /// <summary>An empty, migrated database of its own, with the services over it.</summary>
    public async Task<ScratchHub> ScratchAsync()
    {
        var name = "t" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        await using (var connection = await SuperuserAsync("postgres"))
        {
            await connection.ExecuteAsync($"create database {name} template {Template}");
        }

        // What every hub has of its own is made anew, as in a database that was migrated by itself.
        await using (var connection = await SuperuserAsync(name))
        {
            await connection.ExecuteAsync("update records.feed set epoch = gen_random_uuid(), begun_at = now(); delete from search.identity; insert into search.identity default values");
        }

        var folder = new TempFolder();
        var (database, connectionString) = await OpenAsync(name, folder);
        return new ScratchHub(database, folder, connectionString);
    }

    /// <summary>A server with what all databases of tests are copied from.</summary>
    private static async Task<string> MakeServerAsync(string data)
    {
        var hub = new TestHub();
        await MadeFolder.CopyToAsync(hub._folder.Path);
        await hub.OpenAsync(Settings(hub._folder.Path));
        await using (var connection = await hub.SuperuserAsync("postgres"))
        {
            await connection.ExecuteAsync($"create database {Template}");
        }

        using (var folder = new TempFolder())
            await (await hub.OpenAsync(Template, folder)).Database.DisposeAsync();
        await hub._database.DisposeAsync();
        await MadeFolder.CopyAsync(hub._folder.Path, data);
        hub._folder.Dispose();
        return "";
    }

    private async Task<(HubDatabase Database, string ConnectionString)> OpenAsync(string name, TempFolder folder)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Database = name, MaxPoolSize = 12 }.ConnectionString;
        var owner = new NpgsqlConnectionStringBuilder(_database.OwnerConnectionString) { Database = name }.ConnectionString;
        return (await HubDatabase.OpenAsync(new HubOptions { DataFolder = folder.Path }, connectionString, HubRole.Command, Hub.Schemas, CancellationToken.None, owner), connectionString);
    }

    /// <summary>Somebody with all rights over the database of a test.</summary>
    public Task<NpgsqlConnection> SuperuserAsync(ScratchHub scratch) => SuperuserAsync(new NpgsqlConnectionStringBuilder(scratch.ConnectionString).Database!);

    private async Task<NpgsqlConnection> SuperuserAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database.OwnerConnectionString) { Database = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task DisposeAsync()
    {
        Http?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>A database of a test's own.</summary>
public sealed class ScratchHub : IAsyncDisposable
{
    private readonly TempFolder _folder;

    internal ScratchHub(HubDatabase database, TempFolder folder, string connectionString)
    {
        (Database, _folder, ConnectionString) = (database, folder, connectionString);
        Records = new RecordStore(database);
        Feed = new ChangeFeed([], database, Microsoft.Extensions.Options.Options.Create(new HubOptions()), TimeProvider.System);
        Importer = new RecordImporter(database, TestHub.Reference, TimeProvider.System, NullLogger<RecordImporter>.Instance);
        Index = new SearchIndex(database, Records, TestHub.Reference);
        Demo = new DemoSet(database, TestHub.Reference, Importer, TimeProvider.System);
    }

    public HubDatabase Database { get; }

    public string ConnectionString { get; }

    public RecordStore Records { get; }

    public ChangeFeed Feed { get; }

    public RecordImporter Importer { get; }

    public SearchIndex Index { get; }

    public DemoSet Demo { get; }

    public string Folder => _folder.Path;

    /// <summary>All services of a hub over this database, with a clock that the test sets.</summary>
    public ServiceProvider Serve(HubOptions options, TimeProvider clock) => new ServiceCollection()
        .AddLogging()
        .AddHub(Database, options)
        .AddMailSender()
        .AddSingleton(clock)
        .BuildServiceProvider();

    /// <summary>Imports, and waits until the feed gives what was imported: it holds back while an older transaction of anybody in the cluster is open, and other tests have some.</summary>
    public async Task<ImportReport> ImportAsync(params string[] paths)
    {
        var report = await Importer.RunAsync(new(paths), null, CancellationToken.None);
        while (await ScalarAsync<bool>("select exists (select from records.changes where transaction_id >= pg_snapshot_xmin(pg_current_snapshot()))"))
            await Task.Delay(20);
        return report;
    }

    /// <summary>Writes a file into the scratch folder and returns its path.</summary>
    public string File(string name, string text) => File(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string File(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, "in", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>A folder that is gone after the test; reachable for the account that runs the cluster.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("zhishu-test-").FullName;

    public TempFolder() => System.IO.File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A server that is still letting go of its files; the system clears its temporary folder.
        }
    }
}

[CollectionDefinition(Name)]
public sealed class HubCollection : ICollectionFixture<TestHub>
{
    public const string Name = "hub";
}

/// <summary>The database server of a hub, for tests that take databases and hubs of their own.</summary>
public sealed class TestServer : TestHub
{
    protected override bool Serves => false;
}

[CollectionDefinition(Name)]
public sealed class ServerCollection : ICollectionFixture<TestServer>
{
    public const string Name = "server";
}

/// <summary>Where the sources lie, for the tests of the architecture.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
