using System.Diagnostics;
using System.Security.Cryptography;
using Zhishu.App;
using Zhishu.Foundation;

namespace Zhishu.Tests.App;

/// <summary>
/// Data folders of hubs that were started, filled and stopped once, to be copied from: tests of what becomes of a hub's database do not each wait until one has been
/// created. They lie in the temporary folder of the system under a name made from the built programs, and so serve all test programs and runs of one build.
/// </summary>
internal static class MadeFolder
{
    private const string Prefix = "zhishu-made-";

    // What a killed server has written is with the system, which goes on; only one that loses its power needs more.
    private const string Hasty = "\nfsync = off\nwal_compression = off\n";

    private static readonly Lazy<string> Folder = new(FindFolder);

    /// <summary>Puts a copy of an empty hub into a place that does not yet exist or is empty.</summary>
    public static async Task CopyToAsync(string data)
    {
        await CopyToAsync("empty", data, async made =>
        {
            await (await HubDatabase.OpenAsync(new HubOptions { DataFolder = made }, null, HubRole.Serve, Hub.Schemas, CancellationToken.None)).DisposeAsync();
            await File.AppendAllTextAsync(Path.Combine(made, "postgres", "data", "postgresql.conf"), Hasty);
            return "";
        });
    }

    /// <summary>Puts a copy of a hub into a place that does not yet exist or is empty.</summary>
    /// <param name="name">What is in it: a name for the folder.</param>
    /// <param name="data">The place.</param>
    /// <param name="make">Makes it, when no test program of this build did so before.</param>
    /// <returns>What the maker has to say about it, such as a password.</returns>
    public static async Task<string> CopyToAsync(string name, string data, Func<string, Task<string>> make)
    {
        var (made, said) = (Path.Combine(Folder.Value, name), Path.Combine(Folder.Value, name + ".txt"));
        await using (await LockAsync(made + ".lock"))
        {
            if (!File.Exists(said))
            {
                // What a killed run left.
                if (Directory.Exists(made))
                    Directory.Delete(made, recursive: true);
                Directory.CreateDirectory(made);
                var text = await make(made);
                ForgetLog(made);
                await File.WriteAllTextAsync(said + ".part", text);
                File.Move(said + ".part", said);
            }
        }

        await CopyAsync(made, data);
        return await File.ReadAllTextAsync(said);
    }

    // A server that was stopped in order keeps the segments of its log to write them again. It needs the first alone, which may run on into the second.
    private static void ForgetLog(string data)
    {
        foreach (var segment in Directory.EnumerateFiles(Path.Combine(data, "postgres", "data", "pg_wal")).Where(path => Path.GetFileName(path).Length == 24)
            .Order(StringComparer.Ordinal).Skip(2))
            File.Delete(segment);
    }

    /// <summary>Copies a folder with all that belongs to its files.</summary>
    public static async Task CopyAsync(string from, string to)
    {
        Directory.CreateDirectory(to);
        using var copy = Process.Start("cp", ["-a", Path.Combine(from, "."), to]);
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
    }

    /// <summary>Opens a copy.</summary>
    public static async Task<HubDatabase> OpenCopyAsync(HubOptions options, HubRole role = HubRole.Serve)
    {
        await CopyToAsync(options.DataFolder);
        return await HubDatabase.OpenAsync(options, null, role, Hub.Schemas, CancellationToken.None);
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 6000)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>The folder of this build; those of others that have not been used for three hours are removed.</summary>
    private static string FindFolder()
    {
        var modules = Directory.EnumerateFiles(AppContext.BaseDirectory, "Zhishu.*.dll").Where(path => !path.EndsWith(".Browser.Tests.dll", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var print = string.Concat(modules.Select(path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))));
        var folder = Path.Combine(Path.GetTempPath(), Prefix + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(print)))[..12]);
        Directory.CreateDirectory(folder, (UnixFileMode)0b111_101_101);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Directory.SetLastWriteTimeUtc(folder, now);
        foreach (var old in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*").Where(path => path != folder && Directory.GetLastWriteTimeUtc(path) < now.AddHours(-3)))
        {
            try
            {
                Directory.Delete(old, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Of somebody else.
            }
        }

        return folder;
    }
}
