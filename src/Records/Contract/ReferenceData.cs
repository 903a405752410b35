using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A code with its title.</summary>
/// <param name="Code">The code: H01M, 9, 4101, C26.</param>
/// <param name="Parent">Code of the one above, or null at the top.</param>
/// <param name="Title">Title in both languages; the English falls back to the Chinese.</param>
public sealed record CodeNode(string Code, string? Parent, Bilingual Title);

/// <summary>A tree of codes, read from a file that can be replaced.</summary>
public sealed class CodeTree
{
    private readonly Dictionary<string, CodeNode> _nodes;
    private readonly ILookup<string, CodeNode> _children;

    internal CodeTree(string name, Bilingual title, IReadOnlyList<CodeNode> nodes)
    {
        (Name, Title) = (name, title);
        _nodes = nodes.ToDictionary(node => node.Code, StringComparer.OrdinalIgnoreCase);
        _children = nodes.ToLookup(node => node.Parent ?? "", StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Name in addresses: ipc, nice, locarno, industry, region.</summary>
    public string Name { get; }

    /// <summary>Title in both languages.</summary>
    public Bilingual Title { get; }

    /// <summary>Number of codes.</summary>
    public int Count => _nodes.Count;

    /// <summary>All codes.</summary>
    public IEnumerable<CodeNode> All => _nodes.Values;

    /// <summary>The node of a code, or null.</summary>
    public CodeNode? Find(string? code) => code is not null && _nodes.TryGetValue(code, out var node) ? node : null;

    /// <summary>The nodes below a code, in file order; those at the top for an empty one.</summary>
    public IEnumerable<CodeNode> Below(string code) => _children[code];

    /// <summary>The node and all above it, the top first; empty for an unknown code.</summary>
    public IReadOnlyList<CodeNode> PathTo(string? code)
    {
        var path = new List<CodeNode>();
        for (var node = Find(code); node is not null && path.Count < 10; node = Find(node.Parent))
            path.Insert(0, node);
        return path;
    }

    /// <summary>The title of a code, or the code itself when it is unknown.</summary>
    public string TitleOf(string code) => Find(code)?.Title.ToString() ?? code;
}

/// <summary>The reference data shipped with the product, under <c>data/</c>.</summary>
public sealed class ReferenceData
{
    /// <summary>Reads all trees from a folder.</summary>
    /// <exception cref="HubFaultException">A file is missing or malformed.</exception>
    public ReferenceData(string folder)
    {
        Folder = folder;
        Ipc = CodeFile.Read(folder, "classifications/ipc.csv", "ipc", new("International Patent Classification|国际专利分类 IPC"));
        IpcGroups = new(folder);
        Nice = CodeFile.Read(folder, "classifications/nice.csv", "nice", new("尼斯分类（商标）"));
        Locarno = CodeFile.Read(folder, "classifications/locarno.csv", "locarno", new("洛迦诺分类（外观设计）"));
        Industries = CodeFile.Read(folder, "classifications/gbt4754.csv", "industry", new("国民经济行业分类 GB/T 4754"));
        Tables = new TableWords(Path.Combine(folder, "formats"), Path.Combine(folder, "text", "TSCharacters.txt"));
        Offices = CodeFile.Read(folder, "offices.csv", "office", new("国家、地区和组织"));
        Regions = CodeFile.Read(folder, "regions.csv", "region", new("行政区划 GB/T 2260"));
    }

    /// <summary>The folder the data was read from.</summary>
    public string Folder { get; }

    /// <summary>International Patent Classification, sections to subclasses.</summary>
    public CodeTree Ipc { get; }

    /// <summary>Groups of the IPC below the subclasses, as far as they are known.</summary>
    public IpcGroups IpcGroups { get; }

    /// <summary>Nice Classification, 45 classes.</summary>
    public CodeTree Nice { get; }

    /// <summary>Locarno Classification, 32 classes.</summary>
    public CodeTree Locarno { get; }

    /// <summary>GB/T 4754-2017.</summary>
    public CodeTree Industries { get; }

    /// <summary>Offices by the codes of WIPO ST.3.</summary>
    public CodeTree Offices { get; }

    /// <summary>GB/T 2260: provinces (2 digits), prefectures (4), counties (6).</summary>
    public CodeTree Regions { get; }

    /// <summary>Headers, dates and separators of the tables that people import.</summary>
    internal TableWords Tables { get; }

    /// <summary>The trees a visitor can browse.</summary>
    public IEnumerable<CodeTree> Trees => [Ipc, Nice, Locarno, Industries, Regions];

    /// <summary>The folder named in the settings, or <c>data</c> beside the program.</summary>
    public static ReferenceData Load(HubOptions options) => new(options.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"));
}
