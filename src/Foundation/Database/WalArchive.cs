using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Zhishu.Foundation.Database;

/// <summary>A copy of the whole cluster as it was at a moment.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="At">When it was complete, UTC.</param>
internal sealed record BaseCopy(string Folder, DateTimeOffset At);

/// <summary>
/// A second copy of everything in a folder elsewhere (<see cref="HubOptions.WalArchive"/>): in <c>base/</c> whole copies of the cluster with the hub's keys,
/// in <c>wal/</c> the write-ahead log since. From both any moment can be brought back. PostgreSQL writes the log there by itself, at most a minute late.
/// </summary>
internal sealed class WalArchive(string folder)
{
    private const string Stamp = "yyyyMMdd'T'HHmmss'Z'";
    private const int SegmentBits = 24;

    public string Folder => folder;

    private string Log => Path.Combine(folder, "wal");

    private string Bases => Path.Combine(folder, "base");

    public static WalArchive? Of(HubOptions options) => string.IsNullOrWhiteSpace(options.WalArchive) ? null : new(Path.GetFullPath(options.WalArchive));

    public async Task PrepareAsync(ClusterUser user, CancellationToken ct)
    {
        try
        {
            foreach (var path in new[] { folder, Log, Bases })
                await user.MakePrivateFolderAsync(path, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubFaultException("wal.folder", new($"无法使用归档目录 {folder}：{e.Message}"), e);
        }

        if (!await user.CanReachAsync(Log, ct))
            throw new HubFaultException("wal.folder", new($"账户 {user.Name} 无法进入归档目录 {folder}。"));
    }

    /// <summary>How the server is told to write its log there. A segment is whole under its name or not there; the same one twice is no fault.</summary>
    public IEnumerable<string> Settings() =>
    [
        "archive_mode=on",
        "archive_timeout=60",
        $"archive_command={{ test -f {Quoted("%f")} && cmp -s \"%p\" {Quoted("%f")}; }} || {{ cp \"%p\" {Quoted("%f.part")} && sync {Quoted("%f.part")} && mv {Quoted("%f.part")} {Quoted("%f")}; }}",
    ];

    /// <summary>Whole copies, the oldest first.</summary>
    public IReadOnlyList<BaseCopy> All() => Directory.Exists(Bases)
        ? [.. Directory.EnumerateDirectories(Bases)
            .Select(path => (Path: path, Ok: DateTimeOffset.TryParseExact(Path.GetFileName(path), Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at), At: at))
            .Where(found => found.Ok).Select(found => new BaseCopy(found.Path, found.At)).OrderBy(copy => copy.At)]
        : [];

    /// <summary>Takes a whole copy, with the keys of the hub, and drops what is older than is kept.</summary>
    /// <param name="place">The cluster.</param>
    /// <param name="keys">Folder of the hub's keys.</param>
    /// <param name="user">The account of the cluster.</param>
    /// <param name="programs">Folder of the programs.</param>
    /// <param name="keep">How long copies are kept; one is kept in any case.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="ct">Cancels.</param>
    public async Task TakeAsync(ClusterPlace place, string keys, ClusterUser user, string programs, TimeSpan keep, TimeProvider clock, CancellationToken ct)
    {
        var half = Path.Combine(Bases, "half");
        if (Directory.Exists(half))
            Directory.Delete(half, recursive: true);
        var secret = Path.Combine(place.Cluster, "copy-secret");
        try
        {
            await WriteSecretAsync(secret, $"*:*:*:zhishu:{place.Password}\n", ct);
            await user.OwnAsync(secret, ct);
            var (code, output) = await user.RunAsync("/usr/bin/env",
                [$"PGPASSFILE={secret}", Path.Combine(programs, "pg_basebackup"), "-D", half, "-F", "tar", "-z", "-X", "stream", "-c", "fast", "-w", "-h",
                    place.Socket, "-p", "5432", "-U", "zhishu"], ct);
            if (code != 0)
                throw new HubFaultException("wal.copy", new($"数据库整体备份失败：\n{output}"));
        }
        finally
        {
            File.Delete(secret);
        }

        // What opens the copy again lies with it: the folder is for its owner alone.
        await WriteSecretAsync(Path.Combine(half, "database.json"), JsonSerializer.Serialize(place), ct);
        if (Directory.Exists(keys))
        {
            Directory.CreateDirectory(Path.Combine(half, "keys"));
            foreach (var file in Directory.EnumerateFiles(keys))
                await WriteSecretAsync(Path.Combine(half, "keys", Path.GetFileName(file)), await File.ReadAllTextAsync(file, ct), ct);
        }

        Directory.Move(half, Path.Combine(Bases, clock.GetUtcNow().UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)));
        Trim(clock.GetUtcNow() - keep);
    }

    /// <summary>Lays a copy out as the data of a cluster that will bring itself up to a moment from the log.</summary>
    /// <param name="copy">Which.</param>
    /// <param name="data">Folder to fill; it is made.</param>
    /// <param name="at">The moment, or null for all there is.</param>
    /// <param name="ct">Cancels.</param>
    public async Task LayOutAsync(BaseCopy copy, string data, DateTimeOffset? at, CancellationToken ct)
    {
        foreach (var (archive, into) in new[] { ("base.tar.gz", data), ("pg_wal.tar.gz", Path.Combine(data, "pg_wal")) })
        {
            Directory.CreateDirectory(into);
            await using var packed = File.OpenRead(Path.Combine(copy.Folder, archive));
            await using var plain = new GZipStream(packed, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(plain, into, overwriteFiles: true, ct);
        }

        var settings = $"restore_command = 'cp {Quoted("%f").Replace("'", "''", StringComparison.Ordinal)} \"%p\"'\nrecovery_target_timeline = "
            + $"'current'\nrecovery_target_action = 'promote'\nhot_standby = off\n";
        if (at is { } moment)
            settings += $"recovery_target_time = '{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'\n";
        await File.AppendAllTextAsync(Path.Combine(data, "postgresql.auto.conf"), settings, ct);
        await File.WriteAllTextAsync(Path.Combine(data, "recovery.signal"), "", ct);
    }

    /// <summary>The place that a copy was taken from, for its password.</summary>
    public static ClusterPlace PlaceOf(BaseCopy copy) => JsonSerializer.Deserialize<ClusterPlace>(File.ReadAllText(Path.Combine(copy.Folder, "database.json")))!;

    private static Task WriteSecretAsync(string path, string text, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return WriteAsync();

        async Task WriteAsync()
        {
            await using var writer = new StreamWriter(path, options);
            await writer.WriteAsync(text.AsMemory(), ct);
        }
    }

    private string Quoted(string name) => $"\"{Log}/{name}\"";

    /// <summary>Drops copies from before a day, all but the newest, and the log that no copy needs.</summary>
    private void Trim(DateTimeOffset before)
    {
        var copies = All();
        foreach (var old in copies.SkipLast(1).Where(copy => copy.At < before))
            Directory.Delete(old.Folder, recursive: true);
        if (All() is not [var first, ..] || StartOf(first) is not { } start)
            return;
        foreach (var file in Directory.EnumerateFiles(Log).Where(file => Path.GetFileName(file) is { Length: >= 24 } name && string.CompareOrdinal(name[8..24], start) < 0))
            File.Delete(file);
    }

    // The first segment that a copy needs, without its timeline: the manifest names the place in the log.
    private static string? StartOf(BaseCopy copy)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(copy.Folder, "backup_manifest")));
        if (!manifest.RootElement.TryGetProperty("WAL-Ranges", out var ranges) || ranges.GetArrayLength() == 0)
            return null;
        var place = ranges[0].GetProperty("Start-LSN").GetString()!.Split('/');
        var (high, low) = (uint.Parse(place[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), uint.Parse(place[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return $"{high:X8}{low >> SegmentBits:X8}";
    }
}
