using System.Text.Json;

namespace Zhishu.Foundation.Database;

/// <summary>Who holds a data folder: shown to the person whose second hub is refused.</summary>
internal sealed record FolderOwner(int ProcessId, string Role, string Urls, DateTimeOffset Since);

/// <summary>
/// The lock of a data folder. It is held by the process that runs the cluster; the operating system lets go of it when the process dies.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or returns null when another process holds it.</summary>
    public static FolderLock? TryTake(string folder, FolderOwner owner)
    {
        try
        {
            var file = new FileStream(Path.Combine(folder, "hub.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(OwnerFile(folder), JsonSerializer.Serialize(owner));
            return new FolderLock(file);
        }
        catch (IOException e) when (!DataFolderCheck.IsDiskFull(e))
        {
            return null;
        }
    }

    /// <summary>Who holds the folder, or null when that was never written.</summary>
    public static FolderOwner? ReadOwner(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<FolderOwner>(File.ReadAllText(OwnerFile(folder)));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private static string OwnerFile(string folder) => Path.Combine(folder, "hub.owner.json");

    public void Dispose() => _file.Dispose();
}

/// <summary>
/// Keeps a command's cluster alive while other commands use it: each user holds the file shared,
/// and the command that runs the cluster takes it alone before it stops.
/// </summary>
internal static class ClusterUsers
{
    public static FileStream Join(string folder)
    {
        using (File.Open(PathIn(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite)) { }
        return new FileStream(PathIn(folder), FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    public static async Task WaitUntilAloneAsync(string folder)
    {
        while (true)
        {
            try
            {
                using var alone = new FileStream(PathIn(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string PathIn(string folder) => Path.Combine(folder, "cluster.users");
}
