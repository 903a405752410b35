namespace Zhishu.Foundation.Database;

/// <summary>Creates a new cluster. It is made beside its place and moved there whole, so a killed first start leaves nothing half made.</summary>
internal static class ClusterMaker
{
    // Memory is modest so that a hub fits a small machine; the log may grow so that imports do not wait for checkpoints.
    private const string Settings = """
        shared_buffers = '256MB'
        work_mem = '32MB'
        maintenance_work_mem = '256MB'
        wal_level = minimal
        max_wal_senders = 0
        max_wal_size = '2GB'
        wal_compression = on
        checkpoint_timeout = '15min'
        default_toast_compression = 'lz4'
        jit = off
        random_page_cost = 1.2
        max_connections = 100
        password_encryption = 'scram-sha-256'
        timezone = 'UTC'
        log_timezone = 'UTC'
        """;

    public static async Task MakeAsync(ClusterPlace place, PostgresBinaries binaries, ClusterUser user, CancellationToken ct)
    {
        var half = HalfOf(place);
        var secret = Path.Combine(place.Cluster, "secret");
        await File.WriteAllTextAsync(secret, place.Password + "\n", ct);
        try
        {
            await user.OwnAsync(secret, ct);
            var (code, output) = await user.RunAsync(Path.Combine(binaries.Folder, "initdb"),
                ["-D", half, "-U", "zhishu", "-A", "scram-sha-256", $"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--no-instructions", "--data-checksums"], ct);
            if (code != 0 && output.Contains("No space left", StringComparison.Ordinal))
                throw DataFolderCheck.DiskFull(place.Cluster, 0, null);
            if (code != 0)
                throw new HubFaultException("postgres.initdb", new($"数据库创建失败：\n{output}"));
        }
        finally
        {
            File.Delete(secret);
        }

        await File.AppendAllTextAsync(Path.Combine(half, "postgresql.conf"), "\n" + Settings + "\n", ct);
        Directory.Move(half, place.Data);
    }

    /// <summary>Where a cluster is made until it is whole. No other start has the name: where one was killed, its initdb may still be writing.</summary>
    public static string HalfOf(ClusterPlace place) => $"{place.Data}.new.{Guid.NewGuid():N}";

    /// <summary>Removes what starts left that were killed while they made a cluster.</summary>
    public static void RemoveLeftOver(ClusterPlace place)
    {
        foreach (var half in Directory.EnumerateDirectories(place.Cluster, place.Name + ".new*"))
        {
            try
            {
                Directory.Delete(half, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its initdb is not yet done; what is left harms nobody and goes at the next start.
            }
        }
    }
}
