using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Zhishu.Foundation.Database;

/// <summary>
/// The server that runs on a folder, by the number in its <c>postmaster.pid</c>. The number alone says little: nobody may have reaped a server that died (a hub that is process 1
/// of a container is not an init), and after a container was started again it may be that of another process.
/// </summary>
internal static class Postmaster
{
    /// <summary>Whether it runs: a zombie does not.</summary>
    public static bool IsAlive(string data) => PidIn(FileIn(data)) is { } pid && IsAlive(pid);

    private static bool IsAlive(int pid)
    {
        try
        {
            if (Directory.Exists("/proc/self"))
                return StateOf(pid) is { State: not ('Z' or 'X'), Name: "postgres" or "postmaster" };
            using var server = Process.GetProcessById(pid);
            return !server.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>
    /// Takes away the files of a server that is gone while its number is still, or again, in use: PostgreSQL would take that process for a server and not start.
    /// The server's number stands in its folder and beside its socket, and both are looked at.
    /// Otherwise the files stay, and PostgreSQL itself looks whether a part of the old server still lives.
    /// </summary>
    public static void Forget(string data, string socket)
    {
        foreach (var file in new[] { FileIn(data), Path.Combine(socket, ".s.PGSQL.5432.lock") })
        {
            if (PidIn(file) is { } pid && Directory.Exists($"/proc/{pid}") && !IsAlive(pid))
                File.Delete(file);
        }
    }

    private static int? PidIn(string file)
    {
        try
        {
            return int.TryParse(File.ReadLines(file).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The name stands in brackets and may hold any character; the state is the word after it.
    private static (string Name, char State)? StateOf(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            var (from, to) = (line.IndexOf('(', StringComparison.Ordinal), line.LastIndexOf(')'));
            return from < 0 || to < 0 || to + 2 >= line.Length ? null : (line[(from + 1)..to], line[to + 2]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string FileIn(string data) => Path.Combine(data, "postmaster.pid");
}
