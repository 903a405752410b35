namespace Zhishu.Records;

/// <summary>
/// Groups of the IPC with the hierarchy of dots, as far as the file <c>classifications/ipc-groups.csv</c> tells: main groups, and where it lists them their subgroups.
/// Without the file nothing is known. A node's code is a whole symbol (H01M10/0525), its parent the symbol above, of a main group (H01M10/00) the subclass.
/// </summary>
public sealed class IpcGroups
{
    private const string File = "classifications/ipc-groups.csv";
    private readonly CodeTree _tree;
    private readonly HashSet<string> _whole = new(StringComparer.OrdinalIgnoreCase);

    internal IpcGroups(string folder)
    {
        _tree = System.IO.File.Exists(Path.Combine(folder, File)) ? CodeFile.Read(folder, File, "ipc-group", new("IPC 小组")) : new("ipc-group", new("IPC 小组"), []);
        foreach (var node in _tree.All)
        {
            // A main group without listed subgroups has them all the same: what stands below it is not told here.
            if (node.Code.EndsWith("/00", StringComparison.Ordinal))
                Mains++;
            else
                _whole.Add(node.Code);
        }
    }

    /// <summary>Number of main groups.</summary>
    public int Mains { get; }

    /// <summary>Number of subgroups.</summary>
    public int Subgroups => _whole.Count;

    /// <summary>The group of a symbol, or null.</summary>
    public CodeNode? Find(string? symbol) => _tree.Find(symbol);

    /// <summary>The groups directly below a subclass or a group, in the order of the file.</summary>
    public IEnumerable<CodeNode> Under(string code) => _tree.Below(code);

    /// <summary>The symbols below a subgroup, at any depth; null where the file does not list it.</summary>
    public IReadOnlyList<string>? Below(string symbol) => _whole.Contains(symbol) ? [.. Descend(symbol).Select(node => node.Code)] : null;

    /// <summary>The groups below a group in the order of the file, each before those below it, with its depth: 1 for one dot.</summary>
    public IEnumerable<(CodeNode Node, int Depth)> Outline(string code, int depth = 1)
    {
        foreach (var node in _tree.Below(code))
        {
            yield return (node, depth);
            foreach (var below in Outline(node.Code, depth + 1))
                yield return below;
        }
    }

    private IEnumerable<CodeNode> Descend(string code) => _tree.Below(code).SelectMany(node => Descend(node.Code).Prepend(node));
}
