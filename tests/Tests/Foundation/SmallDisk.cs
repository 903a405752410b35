using System.Diagnostics;

namespace Zhishu.Tests.Foundation;

/// <summary>Runs only as root on Linux, where accounts can be changed and small disks mounted; skipped elsewhere.</summary>
public sealed class SkippableRootFactAttribute : FactAttribute
{
    public SkippableRootFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !SmallDisk.CanMount)
            Skip = "Needs root and the right to mount.";
    }
}

/// <summary>Runs as root where an ordinary account can reach the program; skipped elsewhere (there every other test runs as an ordinary account).</summary>
public sealed class OrdinaryAccountFactAttribute : FactAttribute
{
    public OrdinaryAccountFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || SmallDisk.Run(Prefix[0], [.. Prefix[1..], "test", "-r", Path.Combine(AppContext.BaseDirectory, "Zhishu.App.dll")]) != 0)
            Skip = "Needs root, and a checkout that others may read.";
    }

    public static string[] Prefix { get; } = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
}

/// <summary>A small disk of its own, mounted over a folder.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    public SmallDisk(string folder, int megabytes)
    {
        _folder = folder;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", folder) != 0)
            throw new InvalidOperationException("mount failed");
    }

    public static bool CanMount { get; } = Try();

    public void Dispose() => Run("umount", "-l", _folder);

    /// <summary>Writes a file until no more than some bytes are free.</summary>
    public static void Fill(string ballast, long leave)
    {
        using var file = File.Create(ballast);
        var block = new byte[1 << 20];
        while (new DriveInfo(ballast).AvailableFreeSpace > leave)
        {
            file.Write(block);
            file.Flush(flushToDisk: true);
        }
    }

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        using var folder = new TempFolder();
        if (Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.Path) != 0)
            return false;
        return Run("umount", folder.Path) == 0;
    }

    public static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
