using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Zhishu.Foundation.Database;

/// <summary>
/// Puts the cluster that an upgrade has made in the place of the old one. Whoever is killed at whatever moment, the next start finds the old one or the new one, whole:
/// the new one is made beside it, and the two change places only when it has been proved.
/// </summary>
internal static class ClusterSwap
{
    /// <summary>Name of the folder in which the new cluster is made.</summary>
    public const string Half = "data.upgrade";

    private const string Before = "data.before-upgrade";
    private const string Done = "data.upgraded";

    /// <summary>Folder in which pg_upgrade works; it notes its process there.</summary>
    public static string Work(ClusterPlace place) => Path.Combine(place.Cluster, "upgrade");

    public static void Change(ClusterPlace place)
    {
        Directory.Move(place.Data, In(place, Before));
        Directory.Move(In(place, Half), place.Data);
        Finish(place);
    }

    /// <summary>Settles what an upgrade that was killed has left; returns what was done about it, null when there was nothing.</summary>
    public static async Task<Bilingual?> SettleAsync(ClusterPlace place, CancellationToken ct)
    {
        Bilingual? said = null;
        if (Directory.Exists(In(place, Before)))
        {
            if (Directory.Exists(place.Data))
                Finish(place);
            else
                Directory.Move(In(place, Before), place.Data);
        }

        if (Directory.Exists(Work(place)) || Directory.Exists(In(place, Half)))
        {
            await StopAsync(Path.Combine(Work(place), "pid"), "pg_upgrade", ct);
            said = new("上次数据库迁移没有完成，旧数据库保持原样。");
        }

        await DropAsync(place, ct);
        return said;
    }

    /// <summary>Takes away what an upgrade has made beside the cluster.</summary>
    public static async Task DropAsync(ClusterPlace place, CancellationToken ct)
    {
        await StopAsync(Path.Combine(In(place, Half), "postmaster.pid"), "postgres", ct);
        if (!Directory.Exists(place.Cluster))
            return;
        foreach (var folder in Directory.EnumerateDirectories(place.Cluster, Half + "*").Append(Work(place)).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }

    // Renamed first: half of a folder that is being deleted must never be taken for the old cluster.
    private static void Finish(ClusterPlace place)
    {
        if (Directory.Exists(In(place, Done)))
            Directory.Delete(In(place, Done), recursive: true);
        Directory.Move(In(place, Before), In(place, Done));
        Directory.Delete(In(place, Done), recursive: true);
    }

    /// <summary>Ends the process that a file names, when it still is what it was: killed with us or not, it must not go on writing.</summary>
    private static async Task StopAsync(string pidFile, string name, CancellationToken ct)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture));
            if (process.ProcessName != name)
                return;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(ct);
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            // No such file or process any more.
        }
    }

    private static string In(ClusterPlace place, string name) => Path.Combine(place.Cluster, name);
}
