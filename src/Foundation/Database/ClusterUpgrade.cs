using Dapper;
using Npgsql;

namespace Zhishu.Foundation.Database;

/// <summary>
/// Brings the private cluster over to another version of PostgreSQL with pg_upgrade, which needs the programs of both. The new cluster is made beside the old one from a
/// copy of its files, proved there, and takes its place only then.
/// </summary>
internal sealed class ClusterUpgrade(string folder, HubOptions options, ClusterPlace place, ClusterUser user, Action<Bilingual> say)
{
    private readonly ClusterPlace _half = place with { Name = ClusterSwap.Half };
    private readonly List<string> _notes = [];

    /// <summary>Brings the cluster of a data folder over; null when it is of the newest version already.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="options">Settings of the hub.</param>
    /// <param name="from">Folder of the old programs; null to look for them.</param>
    /// <param name="to">Folder of the new ones; null for the newest.</param>
    /// <param name="prove">Looks at the new cluster as the hub would, and throws when it is not in order.</param>
    /// <param name="say">Told of every step.</param>
    /// <param name="ct">Cancels; the old cluster is as it was.</param>
    public static async Task<ClusterUpgraded?> RunAsync(
        string folder, HubOptions options, string? from, string? to, Func<EmbeddedCluster, CancellationToken, Task> prove, Action<Bilingual> say, CancellationToken ct)
    {
        using var held = FolderLock.TryTake(folder, new FolderOwner(Environment.ProcessId, nameof(HubRole.Command), options.Urls, TimeProvider.System.GetUtcNow()))
            ?? throw new HubFaultException("folder.locked", new($"数据目录 {folder} 正被枢纽使用，请先停止它。"));
        if (ClusterPlace.Read(folder) is not { } place)
            throw None(folder);
        var user = ClusterUser.Choose(folder);
        if (await ClusterSwap.SettleAsync(place, ct) is { } settled)
            say(settled);
        var major = PostgresBinaries.VersionOf(place.Data) ?? throw None(folder);
        var newer = to is not null ? PostgresBinaries.In(to) : PostgresBinaries.Find(options.PostgresBin) ?? throw PostgresBinaries.Missing(options.PostgresBin, null);
        if (newer.Major == major && to is null)
            return null;
        var older = from is not null ? PostgresBinaries.In(from) : PostgresBinaries.Find(null, major) ?? throw PostgresBinaries.Older(place, major, newer.Major);
        if (older.Major != major || newer.Major < Math.Max(major, PostgresBinaries.LeastMajor))
            throw new HubFaultException("upgrade.version", new(
                $"数据库属于 PostgreSQL {major}：--from 须是 {major} 的程序（现为 {older.Major}），--to 须是不更旧的程序（现为 {newer.Major}）。"));
        place = await place.WithAppPasswordAsync(folder, ct);
        return await new ClusterUpgrade(folder, options, place, user, say).RunAsync(older, newer, prove, ct);
    }

    private static HubFaultException None(string folder) => new("upgrade.none", new($"数据目录 {folder} 中没有内置数据库。"));

    private async Task<ClusterUpgraded> RunAsync(PostgresBinaries older, PostgresBinaries newer, Func<EmbeddedCluster, CancellationToken, Task> prove, CancellationToken ct)
    {
        var tool = Path.Combine(newer.Folder, "pg_upgrade");
        if (!File.Exists(tool))
            throw new HubFaultException("upgrade.tool", new($"缺少 {tool}，请安装（Fedora 为 postgresql-upgrade）。"));
        CheckRoom();
        await user.MakePrivateFolderAsync(place.Socket, ct);
        var old = EmbeddedCluster.Of(folder, place, older, user, WalArchive.Of(options));
        var young = EmbeddedCluster.Of(folder, _half, newer, user, null);
        await old.StopLeftOverAsync(_notes, ct);
        say(new($"正在清点旧数据库（PostgreSQL {older.Major}）……"));
        var before = await MeasureAsync(old, ct);
        try
        {
            say(new($"正在用 pg_upgrade 迁移到 PostgreSQL {newer.Major}……"));
            await ClusterMaker.MakeAsync(_half, newer, user, ct);
            await UpgradeAsync(tool, older, newer, ct);
            await ClusterSettings.CarryAsync(place, _half, newer, user, _notes, ct);
            say(new("正在核对新数据库……"));
            await CheckPagesAsync(newer, ct);
            ClusterMeasure.Compare(before, await MeasureAsync(young, ct));
            await ProveAsync(young, prove, ct);
        }
        catch (Exception e)
        {
            // What is thrown away needs no order, and a cancelled command must come to its end.
            await ClusterSwap.DropAsync(place, CancellationToken.None);
            throw e is OperationCanceledException ? e : new HubFaultException("upgrade.failed", new(
                $"迁移未完成，旧数据库保持原样：{(e is HubFaultException fault ? fault.Text : Bilingual.Of(e.Message, ""))}"), e);
        }

        ClusterSwap.Change(place);
        await ClusterSwap.DropAsync(place, ct);
        if (PostgresBinaries.Find(options.PostgresBin, newer.Major) is null)
            _notes.Add(Lang.T($"请设 Zhishu__PostgresBin={newer.Folder}，否则枢纽找不到这些程序。"));
        return new(older.Major, newer.Major, before.Where(pair => pair.Key.Contains('.', StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key, pair => long.Parse(pair.Value, System.Globalization.CultureInfo.InvariantCulture)), _notes);
    }

    // pg_upgrade copies the files: until the end there are two of each.
    private void CheckRoom()
    {
        var needed = new DirectoryInfo(place.Data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) + DataFolderCheck.LeastFreeBytes;
        if (new DriveInfo(place.Cluster).AvailableFreeSpace is var free && free < needed)
            throw new HubFaultException("disk.full", new($"磁盘空间不足：迁移要在旧数据库旁边另做一份，需要 {needed >> 20} MB，{place.Cluster} 所在磁盘仅剩 {free >> 20} MB。"));
    }

    private async Task<IReadOnlyDictionary<string, string>> MeasureAsync(EmbeddedCluster cluster, CancellationToken ct)
    {
        try
        {
            await cluster.StartServerAsync(ct);
            return await ClusterMeasure.TakeAsync(place.OwnerConnectionString, ct);
        }
        finally
        {
            await cluster.StopServerAsync(CancellationToken.None);
        }
    }

    private async Task UpgradeAsync(string tool, PostgresBinaries older, PostgresBinaries newer, CancellationToken ct)
    {
        var work = ClusterSwap.Work(place);
        await user.MakePrivateFolderAsync(work, ct);
        var secret = Path.Combine(work, "pgpass");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(secret, options))
        {
            await writer.WriteAsync($"*:*:*:zhishu:{place.Password}\n");
        }

        await user.OwnAsync(secret, ct);

        // It writes into the folder it stands in. Its number is noted, so that one left behind by a killed command is ended.
        var (code, output) = await user.RunAsync("/bin/sh",
            ["-c", "cd \"$1\" && echo $$ >pid && shift && exec \"$@\" 2>&1", "sh", work, "/usr/bin/env", $"PGPASSFILE={secret}", tool,
                "-b", older.Folder, "-B", newer.Folder, "-d", place.Data, "-D", _half.Data, "-s", place.Socket, "-U", "zhishu"], ct);
        if (code != 0)
            throw new HubFaultException("upgrade.tool", new($"pg_upgrade 失败：\n{Tail(output)}"));
    }

    // What it names in its last lines lies in a folder that goes with the rest: its logs are told as well.
    private string Tail(string output)
    {
        var logs = Path.Combine(_half.Data, "pg_upgrade_output.d");
        var texts = !Directory.Exists(logs) ? [] : Directory.EnumerateFiles(logs, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".custom", StringComparison.Ordinal) && new FileInfo(file).Length is > 0 and < 1 << 20)
            .Where(file => file.EndsWith(".txt", StringComparison.Ordinal) || file.EndsWith("_internal.log", StringComparison.Ordinal))
            .Select(file => $"{Path.GetFileName(file)}:\n{string.Join('\n', File.ReadLines(file).TakeLast(10))}").ToList();
        return string.Join('\n', output.Trim().Split('\n').TakeLast(12).Concat(texts));
    }

    private async Task CheckPagesAsync(PostgresBinaries newer, CancellationToken ct)
    {
        var (code, output) = await user.RunAsync(Path.Combine(newer.Folder, "pg_checksums"), ["--check", "-D", _half.Data], ct);
        if (code != 0)
            throw new HubFaultException("upgrade.pages", new($"新数据库的数据页校验不符：\n{output}"));
    }

    private async Task ProveAsync(EmbeddedCluster young, Func<EmbeddedCluster, CancellationToken, Task> prove, CancellationToken ct)
    {
        try
        {
            await young.StartServerAsync(ct);
            await Rights.MakeRolesAsync(_half.OwnerConnectionString, _half.AppPassword!, ct);
            await prove(young, ct);

            // Older versions of pg_upgrade leave the figures behind by which questions are planned.
            await using var connection = new NpgsqlConnection(_half.OwnerConnectionString + ";Pooling=false");
            await connection.OpenAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition("analyze", commandTimeout: 0, commandType: System.Data.CommandType.Text, cancellationToken: ct));
        }
        finally
        {
            await young.StopServerAsync(CancellationToken.None);
        }
    }
}
