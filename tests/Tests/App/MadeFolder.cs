using System.Diagnostics;
using Zhishu.App;
using Zhishu.Foundation;

namespace Zhishu.Tests.App;

/// <summary>
/// The data folder of an empty hub that was started and stopped once. It is made the first time it is wanted and copied from then on: tests of what becomes of a hub's
/// database do not each wait until one has been created.
/// </summary>
internal static class MadeFolder
{
    private static readonly Lazy<Task<TempFolder>> Made = new(MakeAsync);

    /// <summary>Puts a copy into a place that does not yet exist or is empty.</summary>
    public static async Task CopyToAsync(string data) => await CopyAsync((await Made.Value).Path, data);

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

    private static async Task<TempFolder> MakeAsync()
    {
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        await (await HubDatabase.OpenAsync(new HubOptions { DataFolder = folder.Path }, null, HubRole.Serve, Hub.Schemas, CancellationToken.None)).DisposeAsync();
        return folder;
    }
}
