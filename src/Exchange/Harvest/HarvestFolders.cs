using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Harvest;

/// <summary>Which folders of the server a source entered on the web may name: those within the one that the settings name.</summary>
internal sealed class HarvestFolders(IOptions<HubOptions> options)
{
    public bool Allows(string folder)
    {
        if (options.Value.HarvestFolder is not { Length: > 0 } root)
            return false;
        var (inside, within) = (Resolve(folder), Resolve(root));
        return inside == within || inside.StartsWith(within + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    // A link within leads where it leads.
    private static string Resolve(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Directory.Exists(path) && new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : path;
    }
}
