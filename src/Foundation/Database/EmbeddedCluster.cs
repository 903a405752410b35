using Npgsql;

namespace Zhishu.Foundation.Database;

/// <summary>
/// The private PostgreSQL of one data folder. The process that holds the folder's lock runs it; commands join it.
/// It listens on a private socket folder alone, so no port can be busy, and stops with the process that runs it.
/// </summary>
internal sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly HubRole _role;
    private readonly ClusterPlace _place;
    private readonly PostgresBinaries? _binaries;
    private readonly ClusterUser? _user;
    private readonly WalArchive? _archive;
    private FolderLock? _lock;
    private FileStream? _use;
    private string? _started;
    private string? _seen;

    private EmbeddedCluster(string folder, HubRole role, ClusterPlace place, FolderLock? held, PostgresBinaries? binaries, ClusterUser? user, WalArchive? archive) =>
        (_folder, _role, _place, _lock, _binaries, _user, _archive) = (folder, role, place, held, binaries, user, archive);

    public string? Folder => _lock is null ? null : _place.Cluster;

    /// <summary>How the role that serves connects.</summary>
    public string ConnectionString => _place.ConnectionString;

    /// <summary>How the superuser of the cluster connects.</summary>
    public string OwnerConnectionString => _place.OwnerConnectionString;

    public static async Task<EmbeddedCluster> OpenAsync(string folder, HubOptions options, HubRole role, List<string> notes, CancellationToken ct)
    {
        var owner = new FolderOwner(Environment.ProcessId, role.ToString(), options.Urls, TimeProvider.System.GetUtcNow());
        var held = FolderLock.TryTake(folder, owner);
        if (held is not null)
            return await StartAsync(folder, options, role, held, notes, ct);
        if (role == HubRole.Command)
            return await JoinAsync(folder, ct);
        var other = FolderLock.ReadOwner(folder);
        throw new HubFaultException("folder.locked", new(
            $"数据目录 {folder} 正被另一进程使用（进程 {other?.ProcessId}，{(other?.Role == "Serve" ? new($"枢纽 {other.Urls}") : new Bilingual("命令"))}）。请先停止它，或用 Zhishu__DataFolder 另选目录。"));
    }

    /// <summary>A cluster whose folder the caller has locked, for what is done to a cluster as a whole; it is started and stopped by hand.</summary>
    internal static EmbeddedCluster Of(string folder, ClusterPlace place, PostgresBinaries binaries, ClusterUser user, WalArchive? archive) =>
        new(folder, HubRole.Command, place, null, binaries, user, archive);

    private static async Task<EmbeddedCluster> JoinAsync(string folder, CancellationToken ct)
    {
        // The other process may still be making the cluster: give it half a minute.
        for (var tries = 0; ; tries++)
        {
            var use = ClusterUsers.Join(folder);
            try
            {
                if (ClusterPlace.Read(folder) is { AppPassword: not null } place)
                {
                    await using var connection = new NpgsqlConnection(place.ConnectionString + ";Pooling=false");
                    await connection.OpenAsync(ct);
                    return new EmbeddedCluster(folder, HubRole.Command, place, null, null, null, null) { _use = use };
                }
            }
            catch (Exception e) when (e is NpgsqlException or IOException or System.Text.Json.JsonException)
            {
                if (tries >= 60)
                    throw new HubFaultException("database.join", new($"数据目录 {folder} 的枢纽正在运行，但无法连接其数据库：{e.Message}"), e);
            }

            await use.DisposeAsync();
            await Task.Delay(500, ct);
        }
    }

    private static async Task<EmbeddedCluster> StartAsync(
        string folder, HubOptions options, HubRole role, FolderLock held, List<string> notes, CancellationToken ct)
    {
        try
        {
            var user = ClusterUser.Choose(folder);
            var place = await (ClusterPlace.Read(folder) ?? await ClusterPlace.ChooseAsync(folder, user, notes, ct)).WithAppPasswordAsync(folder, ct);
            if (await ClusterSwap.SettleAsync(place, ct) is { } settled)
                notes.Add(settled.ToString());
            place = await UndoHalfRestoreAsync(folder, options, place, held, user, notes, ct);
            var binaries = PostgresBinaries.For(options.PostgresBin, place);
            var fresh = PostgresBinaries.VersionOf(place.Data) is null;
            if (!fresh && role == HubRole.Serve && PostgresBinaries.Find(options.PostgresBin) is { } newer && newer.Major > binaries.Major)
                notes.Add(Lang.T($"本机已有 PostgreSQL {newer.Major}，数据库仍属于 {binaries.Major}：趁旧程序还在，停止枢纽后执行 ./zhishu upgrade-database。"));
            var cluster = new EmbeddedCluster(folder, role, place, held, binaries, user, WalArchive.Of(options));
            await user.MakePrivateFolderAsync(place.Cluster, ct);
            await user.MakePrivateFolderAsync(place.Socket, ct);
            ClusterMaker.RemoveLeftOver(place);
            if (fresh)
                await ClusterMaker.MakeAsync(place, binaries, user, ct);
            await cluster.StopLeftOverAsync(notes, ct);
            await cluster.StartServerAsync(ct);
            await Rights.MakeRolesAsync(place.OwnerConnectionString, place.AppPassword!, ct);
            cluster._use = ClusterUsers.Join(folder);
            return cluster;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A hub that was killed leaves its server behind: it is stopped in order, so that this start begins clean.</summary>
    internal async Task StopLeftOverAsync(List<string> notes, CancellationToken ct)
    {
        var pidFile = Path.Combine(_place.Data, "postmaster.pid");
        if (!File.Exists(pidFile))
            return;
        notes.Add(Lang.T("上次未正常停止，数据库已自动恢复。"));

        await StopServerAsync(ct);
    }

    /// <summary>Stops the server in order; one that does not (recovering on a full disk, for one) is stopped at once, and recovers when it starts again.</summary>
    internal async Task StopServerAsync(CancellationToken ct)
    {
        // In a container the number of a server that is gone may meanwhile be of another process, of this one even: that must not be told to stop.
        if (!IsAlive())
            return;
        var (code, _) = await ControlAsync(["stop", "-D", _place.Data, "-m", "fast", "-w", "-t", "60"], ct);
        if (code != 0)
            await ControlAsync(["stop", "-D", _place.Data, "-m", "immediate", "-w", "-t", "30"], ct);
    }

    internal async Task StartServerAsync(CancellationToken ct)
    {
        Postmaster.Forget(_place.Data, _place.Socket);
        var log = Path.Combine(_place.Cluster, "server.log");
        // The log tells enough for copies and archives, also in clusters that were made before it had to.
        var settings = $"-k {Quoted(_place.Socket)} -c listen_addresses='' -p 5432 -c wal_level=replica -c max_wal_senders=4";
        if (_archive is not null)
        {
            await _archive.PrepareAsync(_user!, ct);
            settings += string.Concat(_archive.Settings().Select(setting => $" -c {Quoted(setting)}"));
        }

        var (code, _) = await _user!.RunAsync(Path.Combine(_binaries!.Folder, "pg_ctl"),
            ["start", "-D", _place.Data, "-l", log, "-w", "-t", "120", "-o", settings], ct, detached: true);
        if (code == 0)
        {
            _seen = _started = _binaries.Stamp();
            return;
        }

        throw NotStarted();
    }

    private HubFaultException NotStarted()
    {
        var log = Path.Combine(_place.Cluster, "server.log");
        var tail = File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(6)) : "";
        if (tail.Contains("No space left", StringComparison.Ordinal))
            return DataFolderCheck.DiskFull(_place.Cluster, 0, null);
        return new HubFaultException("postgres.start", new($"数据库未能启动，日志 {log} 的末尾：\n{tail}"));
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Takes a whole copy into the archive, unless the newest is younger than is asked.</summary>
    public async Task CopyAsync(string keys, HubOptions options, TimeProvider clock, TimeSpan ifOlderThan, CancellationToken ct)
    {
        if (_lock is null || _archive is null || (_archive.All() is [.., var last] && clock.GetUtcNow() - last.At < ifOlderThan && last.At >= MadeAt()))
            return;
        await _archive.TakeAsync(_place, keys, _user!, _binaries!.Folder, TimeSpan.FromDays(options.WalArchiveDays), clock, ct);
    }

    // A copy of the cluster that was there before an upgrade leads to no moment of this one.
    private DateTimeOffset MadeAt() => File.GetLastWriteTimeUtc(Path.Combine(_place.Data, "PG_VERSION")).AddSeconds(-1);

    /// <summary>Starts the server and waits until it has read the log as far as it was told to; that may take hours.</summary>
    private async Task RecoverAsync(CancellationToken ct)
    {
        await StartServerAsync(ct);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(_place.OwnerConnectionString + ";Pooling=false");
                await connection.OpenAsync(ct);
                return;
            }
            catch (NpgsqlException) when (IsAlive())
            {
                await Task.Delay(200, ct);
            }
            catch (NpgsqlException)
            {
                throw NotStarted();
            }
        }
    }

    /// <summary>
    /// Puts the cluster of an archive, as it was at a moment, in the place of the one in a data folder. What was there is set beside it until the other
    /// has come up, and put back when it does not.
    /// </summary>
    /// <returns>The moment of the copy it began with.</returns>
    public static async Task<DateTimeOffset> BringBackAsync(string folder, HubOptions options, WalArchive archive, DateTimeOffset? at, CancellationToken ct)
    {
        using var held = FolderLock.TryTake(folder, new FolderOwner(Environment.ProcessId, nameof(HubRole.Command), options.Urls, TimeProvider.System.GetUtcNow()))
            ?? throw new HubFaultException("folder.locked", new($"数据目录 {folder} 正被枢纽使用，请先停止它。"));
        var copy = archive.All().LastOrDefault(copy => at is null || copy.At <= at) ?? throw new HubFaultException("wal.none", new(
            $"归档 {archive.Folder} 中没有这一时刻之前的整体备份。"));
        var user = ClusterUser.Choose(folder);
        var notes = new List<string>();
        var known = ClusterPlace.Read(folder) ?? await ClusterPlace.ChooseAsync(folder, user, notes, ct);
        var place = await UndoHalfRestoreAsync(folder, options, known, held, user, notes, ct) with { Password = WalArchive.PlaceOf(copy).Password };
        await user.MakePrivateFolderAsync(place.Cluster, ct);
        await user.MakePrivateFolderAsync(place.Socket, ct);
        if (!await user.CanReachAsync(Path.Combine(archive.Folder, "wal"), ct))
            throw new HubFaultException("wal.folder", new($"账户 {user.Name} 无法进入归档目录 {archive.Folder}。"));
        ClusterMaker.RemoveLeftOver(place);
        var half = ClusterMaker.HalfOf(place);
        await archive.LayOutAsync(copy, half, at, ct);
        await user.OwnAllAsync(half, ct);
        var major = PostgresBinaries.VersionOf(half);
        var binaries = PostgresBinaries.Find(options.PostgresBin, major) ?? throw PostgresBinaries.Missing(options.PostgresBin, major);
        RestoreSwap.SetAside(place, folder);
        Directory.Move(half, place.Data);
        var cluster = new EmbeddedCluster(folder, HubRole.Command, place, held, binaries, user, null);
        try
        {
            // Without the archive: what is read from it must not be written to it. It is up when the moment is reached.
            try
            {
                await cluster.RecoverAsync(ct);
            }
            catch (HubFaultException e) when (at is not null && e.Message.Contains("recovery ended before configured recovery target was reached", StringComparison.Ordinal))
            {
                // Nothing was written after that moment: all there is is how it was then.
                Directory.Delete(place.Data, recursive: true);
                await archive.LayOutAsync(copy, place.Data, null, ct);
                await user.OwnAllAsync(place.Data, ct);
                await cluster.RecoverAsync(ct);
            }

            await cluster.StopServerAsync(ct);
        }
        catch (Exception e)
        {
            await cluster.StopServerAsync(CancellationToken.None);
            if (Directory.Exists(place.Data))
                Directory.Delete(place.Data, recursive: true);
            RestoreSwap.PutBack(place, folder);
            throw new HubFaultException("wal.reach", new($"无法恢复到所给时刻，数据保持原样：{e.Message}"), e);
        }

        // The next start is an ordinary one.
        var auto = Path.Combine(place.Data, "postgresql.auto.conf");
        await File.WriteAllLinesAsync(auto, (await File.ReadAllLinesAsync(auto, ct))
            .Where(line => !line.StartsWith("restore_command", StringComparison.Ordinal) && !line.StartsWith("recovery_target", StringComparison.Ordinal)
            && !line.StartsWith("hot_standby", StringComparison.Ordinal)), ct);
        await place.WriteAsync(folder, ct);
        var keys = Path.Combine(copy.Folder, "keys");
        if (Directory.Exists(keys))
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName;
            foreach (var key in Directory.EnumerateFiles(keys).Where(key => !File.Exists(Path.Combine(own, Path.GetFileName(key)))))
                File.Copy(key, Path.Combine(own, Path.GetFileName(key)));
        }

        RestoreSwap.Finish(place);
        return copy.At;
    }

    /// <summary>A restore that was killed is undone: the data are as they were before it.</summary>
    private static async Task<ClusterPlace> UndoHalfRestoreAsync(string folder, HubOptions options, ClusterPlace place, FolderLock held, ClusterUser user, List<string> notes, CancellationToken ct)
    {
        if (RestoreSwap.IsHalf(place))
        {
            if (PostgresBinaries.VersionOf(place.Data) is not null)
                await new EmbeddedCluster(folder, HubRole.Command, place, held, PostgresBinaries.For(options.PostgresBin, place), user, null).StopLeftOverAsync([], ct);
            RestoreSwap.PutBack(place, folder);
            notes.Add(Lang.T("上次从归档恢复没有完成，数据已回到恢复之前的样子。"));
            place = ClusterPlace.Read(folder) ?? place;
        }

        RestoreSwap.Finish(place);
        return place;
    }

    /// <summary>Starts the server again when it is gone, and anew when its programs have changed and are whole; null when there was nothing to do.</summary>
    public async Task<Bilingual?> WatchAsync(CancellationToken ct)
    {
        if (_lock is null)
            return null;
        if (!IsAlive())
        {
            await StartServerAsync(ct);
            return new("内置数据库意外停止，已重新启动。");
        }

        // An upgrade takes some seconds: the programs are whole once they look the same twice.
        var (before, now) = (_seen, _binaries!.Stamp());
        _seen = now;
        if (now is null || now == _started || now != before)
            return null;
        await StopServerAsync(ct);
        await StartServerAsync(ct);
        return new("系统更新了 PostgreSQL 程序，内置数据库已用新程序重新启动。");
    }

    private bool IsAlive() => Postmaster.IsAlive(_place.Data);

    private Task<(int Code, string Output)> ControlAsync(string[] arguments, CancellationToken ct) =>
        _user!.RunAsync(Path.Combine(_binaries!.Folder, "pg_ctl"), arguments, ct);

    public async ValueTask DisposeAsync()
    {
        if (_use is not null)
            await _use.DisposeAsync();
        if (_lock is null)
            return;
        if (_role == HubRole.Command)
            await ClusterUsers.WaitUntilAloneAsync(_folder);
        await StopServerAsync(CancellationToken.None);
        _lock.Dispose();
        _lock = null;
    }
}
