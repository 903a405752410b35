using Dapper;
using Npgsql;
using Zhishu.Foundation.Database;

namespace Zhishu.Foundation;

/// <summary>How a command holds the data folder.</summary>
public enum HubRole
{
    /// <summary>The hub itself: it alone runs the cluster and refuses when another process holds the folder.</summary>
    Serve,

    /// <summary>A command: it joins the running hub's database, or runs the cluster itself for as long as it needs it.</summary>
    Command,
}

/// <summary>
/// The hub's database: a private PostgreSQL that this process runs, the one of a running hub, or a configured server.
/// Disposing closes connections and stops the cluster when this process runs it.
/// </summary>
public sealed class HubDatabase : IAsyncDisposable
{
    private const string HubSession = "zhishu-hub";
    private readonly EmbeddedCluster? _cluster;

    internal HubDatabase(NpgsqlDataSource source, string connectionString, string? ownerConnectionString, EmbeddedCluster? cluster, string folder, IReadOnlyList<string> notes) =>
        (Source, ConnectionString, OwnerConnectionString, _cluster, DataFolder, Notes) = (source, connectionString, ownerConnectionString ?? connectionString, cluster, folder, notes);

    /// <summary>Connections to the database, pooled, of a role that may read and write rows and change nothing else.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>How the hub reaches the database, password included: never for a log.</summary>
    public string ConnectionString { get; }

    /// <summary>How the owner of the tables reaches it, password included: for the form of the database and the tools of PostgreSQL, never for a log. The
    /// same as the hub's when a server has one role.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>The data folder, absolute.</summary>
    public string DataFolder { get; }

    /// <summary>Folder of the archive that a second copy of everything goes to (<see cref="HubOptions.WalArchive"/>), absolute; null without one.</summary>
    public string? ArchiveFolder { get; private init; }

    /// <summary>What the person who starts the hub should know (a folder chosen elsewhere, a recovered crash).</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The cluster's folder, or null when a server is used or another process runs the cluster.</summary>
    public string? ClusterFolder => _cluster?.Folder;

    /// <summary>Whether the database lies on this machine, in a private cluster of this process or of a running hub.</summary>
    public bool RunsCluster => _cluster is not null;

    /// <summary>Folder of the PostgreSQL programs (pg_dump, pg_restore), or null when none are found.</summary>
    public static string? FindBinaries(HubOptions options) => PostgresBinaries.Find(options.PostgresBin)?.Folder;

    /// <summary>
    /// Whether a failure, or one within it, says that the database is away, busy or full: connection lost or ended by the server, too many, shutting down or starting up,
    /// disk full, cancelled for time.
    /// </summary>
    public static bool IsAway(Exception failure) => failure switch
    {
        // The session ends with it, whatever code it bears: "could not write init file" on a full disk is an internal error.
        PostgresException { InvariantSeverity: "FATAL" or "PANIC" } => true,
        PostgresException { SqlState: ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] } => true,
        NpgsqlException { IsTransient: true } and not PostgresException => true,
        NpgsqlException { InnerException: TimeoutException or IOException or System.Net.Sockets.SocketException } => true,
        IOException when DataFolderCheck.IsDiskFull(failure) => true,
        _ => failure.InnerException is { } within && IsAway(within),
    };

    /// <summary>Opens the database, starting the private cluster if there is need, and brings the schema up to date.</summary>
    /// <param name="options">Settings of the hub.</param>
    /// <param name="connectionString">A configured server, or null for the private cluster.</param>
    /// <param name="role">How this process holds the folder.</param>
    /// <param name="schemas">Schema files of all modules, in the order of dependence.</param>
    /// <param name="ct">Cancels the start.</param>
    /// <param name="ownerConnectionString">The configured server for the role that owns the tables; null when one role does all.</param>
    /// <exception cref="HubFaultException">Something stands in the way; the message says what to do.</exception>
    public static async Task<HubDatabase> OpenAsync(
        HubOptions options, string? connectionString, HubRole role, IReadOnlyList<SchemaSource> schemas, CancellationToken ct, string? ownerConnectionString = null)
    {
        var folder = DataFolderCheck.Prepare(options.DataFolder);
        var notes = new List<string>();
        EmbeddedCluster? cluster = null;
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            cluster = await EmbeddedCluster.OpenAsync(folder, options, role, notes, ct);
            (connectionString, ownerConnectionString) = (cluster.ConnectionString, cluster.OwnerConnectionString);
        }

        var source = Connect(connectionString, role);
        try
        {
            var database = new HubDatabase(source, connectionString, string.IsNullOrWhiteSpace(ownerConnectionString) ? null : ownerConnectionString, cluster, folder, notes)
            { ArchiveFolder = cluster is null ? null : WalArchive.Of(options)?.Folder };
            await database.ShapeAsync(schemas, ct);
            if (role == HubRole.Serve && await Rights.WarningAsync(source, ct) is { } warning)
                notes.Add(warning.ToString());
            return database;
        }
        catch (Exception e)
        {
            await source.DisposeAsync();
            if (cluster is not null)
                await cluster.DisposeAsync();
            if (e is NpgsqlException { InnerException: System.Net.Sockets.SocketException } or PostgresException { SqlState: "28P01" or "28000" or "3D000" })
                throw new HubFaultException("database.unreachable", new($"无法连接数据库：{e.Message}。请检查 ConnectionStrings__Zhishu。"), e);
            if (e is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege })
                throw new HubFaultException("database.rights", new($"数据库账户权限不足：{e.Message}。请检查 ConnectionStrings__ZhishuOwner，见 docs/operations.md。"), e);
            throw;
        }
    }

    // Brings the form of the database up to date, and sees to it that the role that serves can do what it must and no more.
    private async Task ShapeAsync(IReadOnlyList<SchemaSource> schemas, CancellationToken ct)
    {
        if (OwnerConnectionString == ConnectionString)
        {
            await SchemaRunner.ApplyAsync(Source, schemas, ct);
            return;
        }

        await using var owner = Connect(OwnerConnectionString, HubRole.Command);
        await SchemaRunner.ApplyAsync(owner, schemas, ct);
        await Rights.SettleAsync(owner, _cluster is null ? null : Rights.Owner, new NpgsqlConnectionStringBuilder(ConnectionString).Username!, schemas, ct);
    }

    /// <summary>
    /// Looks after the private cluster: one that died is started again, one whose programs were changed underneath (an upgrade by the system) is started anew.
    /// Returns what was done, or null when there was nothing to do.
    /// </summary>
    internal async Task<Bilingual?> WatchAsync(CancellationToken ct)
    {
        if (_cluster is null || await _cluster.WatchAsync(ct) is not { } done)
            return null;

        // What the pool holds leads to the server that is gone.
        Source.Clear();
        return done;
    }

    /// <summary>Takes a whole copy of the private cluster into the archive, unless the newest is younger than is asked; nothing without an archive.</summary>
    public Task CopyAsync(HubOptions options, TimeProvider clock, TimeSpan ifOlderThan, CancellationToken ct) =>
        _cluster is null ? Task.CompletedTask : _cluster.CopyAsync(Path.Combine(DataFolder, "keys"), options, clock, ifOlderThan, ct);

    /// <summary>Puts the private cluster of an archive, as it was at a moment, in the place of the one in the data folder. No process may use the folder.</summary>
    /// <param name="options">Settings of the hub.</param>
    /// <param name="archive">Folder of the archive (<see cref="HubOptions.WalArchive"/>).</param>
    /// <param name="at">The moment; null for all there is.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The moment of the whole copy it began with.</returns>
    /// <exception cref="HubFaultException">The folder is in use, or the moment cannot be reached; the data are as they were.</exception>
    public static Task<DateTimeOffset> BringBackAsync(HubOptions options, string archive, DateTimeOffset? at, CancellationToken ct) =>
        EmbeddedCluster.BringBackAsync(DataFolderCheck.Prepare(options.DataFolder), options, new WalArchive(Path.GetFullPath(archive)), at, ct);

    /// <summary>Brings the private cluster over to another version of PostgreSQL; no process may use the folder. The old one stays until the new one has been proved.</summary>
    /// <param name="options">Settings of the hub.</param>
    /// <param name="from">Folder of the programs of its present version; null to look for them.</param>
    /// <param name="to">Folder of the programs of the other version; null for the newest there are.</param>
    /// <param name="schemas">Schema files of all modules, in the order of dependence.</param>
    /// <param name="prove">Looks at the new database, which holds the same rows in every table, and throws when it is not in order.</param>
    /// <param name="say">Told of every step.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What was done; null when the cluster is of the newest version already.</returns>
    /// <exception cref="HubFaultException">It could not be done; the data are as they were.</exception>
    public static Task<ClusterUpgraded?> UpgradeAsync(
        HubOptions options, string? from, string? to, IReadOnlyList<SchemaSource> schemas, Func<HubDatabase, CancellationToken, Task> prove, Action<Bilingual> say, CancellationToken ct)
    {
        var folder = DataFolderCheck.Prepare(options.DataFolder);
        return ClusterUpgrade.RunAsync(folder, options, from, to, ProveAsync, say, ct);

        async Task ProveAsync(EmbeddedCluster cluster, CancellationToken ct)
        {
            await using var source = Connect(cluster.ConnectionString, HubRole.Command);
            var database = new HubDatabase(source, cluster.ConnectionString, cluster.OwnerConnectionString, cluster, folder, []);
            await database.ShapeAsync(schemas, ct);
            await prove(database, ct);
        }
    }

    /// <summary>Whether a running hub, another process, uses this database now.</summary>
    public async Task<bool> IsServedAsync(CancellationToken ct) => (await QueryAsync<bool>(
        "select exists (select from pg_stat_activity where datname = current_database() and application_name = @HubSession)", new { HubSession }, ct))[0];

    /// <summary>Says that the database was brought back from a backup: whoever follows its changes learns of it, and what was counted elsewhere is counted anew.</summary>
    public async Task BroughtBackAsync(IReadOnlyList<SchemaSource> schemas, CancellationToken ct)
    {
        await ShapeAsync(schemas, ct);
        foreach (var schema in schemas.Where(schema => schema.BroughtBack is not null))
            await ExecuteAsync(SqlFile.Read(schema.Assembly, schema.BroughtBack!), new { }, ct);
        await SchemaRunner.SettleAsync(Source, schemas, ct);
    }

    /// <summary>Whether the database answers within five seconds.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            await using var command = Source.CreateCommand("select 1");
            command.CommandTimeout = 5;
            await command.ExecuteScalarAsync(ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Asks on a connection of its own, for reading that needs no transaction.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))];
    }

    /// <summary>Does one thing on a connection of its own; returns the rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }

    private static NpgsqlDataSource Connect(string connectionString, HubRole role)
    {
        try
        {
            var builder = new NpgsqlDataSourceBuilder(connectionString);
            builder.ConnectionStringBuilder.ApplicationName = role == HubRole.Serve ? HubSession : "zhishu";
            builder.ConnectionStringBuilder.IncludeErrorDetail = false;
            return builder.Build();
        }
        catch (ArgumentException e)
        {
            throw new HubFaultException("database.setting", new(
                "ConnectionStrings__Zhishu 不是有效的连接串，例如 Host=db;Username=zhishu;Password=…;Database=zhishu。"), e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }
}
