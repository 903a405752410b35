namespace Zhishu.Foundation.Database;

/// <summary>Makes the data folder ready, or says what is wrong with it.</summary>
internal static class DataFolderCheck
{
    /// <summary>Below this many free bytes a hub does not start: PostgreSQL needs room for its log to recover.</summary>
    internal const long LeastFreeBytes = 200L << 20;

    public static string Prepare(string setting)
    {
        var folder = Path.GetFullPath(setting);
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "zhishu");
            File.Delete(probe);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            if (IsDiskFull(e))
                throw DiskFull(folder, 0, e);
            throw new HubFaultException("folder.rights", new($"数据目录 {folder} 无法写入：{e.Message}。请更换目录（Zhishu__DataFolder）或授予当前用户写权限。"), e);
        }

        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free < LeastFreeBytes ? throw DiskFull(folder, free, null) : folder;
    }

    public static bool IsDiskFull(Exception e) =>
        e is IOException { HResult: 28 or -2147024784 } || e.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase);

    public static HubFaultException DiskFull(string folder, long free, Exception? cause) => new("disk.full", new(
        $"磁盘空间不足：{folder} 所在磁盘仅剩 {free >> 20} MB，至少需要 {LeastFreeBytes >> 20} MB。请清理磁盘或更换 Zhishu__DataFolder。"), cause);
}
