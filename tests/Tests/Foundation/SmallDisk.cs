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

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        using var folder = new TempFolder();
        if (Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.Path) != 0)
            return false;
        return Run("umount", folder.Path) == 0;
    }

    private static int Run(string program, params string[] arguments)
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
