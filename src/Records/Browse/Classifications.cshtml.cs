using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Records.Browse;

/// <summary>The classification browser: from the list of schemes down to the last level, with a search by code and words.</summary>
[AllowAnonymous]
internal sealed class ClassificationsModel(ReferenceData reference, IClassificationCounts counts) : PageModel
{
    private const int MostFound = 200;

    public CodeTree? Tree { get; private set; }

    public IReadOnlyList<CodeNode> Path { get; private set; } = [];

    public IReadOnlyList<CodeNode> Nodes { get; private set; } = [];

    public string Words { get; private set; } = "";

    public IEnumerable<CodeTree> Trees => reference.Trees;

    /// <summary>Records under each code shown; null when records carry no such codes.</summary>
    public IReadOnlyDictionary<string, long>? Counts { get; private set; }

    /// <summary>Symbols below that the tree does not list.</summary>
    public IReadOnlyList<(string Symbol, long Records)> Below { get; private set; } = [];

    /// <summary>A main group whose groups are shown; null on the other pages.</summary>
    public CodeNode? Group { get; private set; }

    /// <summary>The groups below it, with the number of their dots and of the records that they and those below them have.</summary>
    public IReadOnlyList<(CodeNode Node, int Depth, long Records)> Outline { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? tree, string? code, string? find, CancellationToken ct)
    {
        if (tree is null)
            return Page();
        Tree = reference.Trees.FirstOrDefault(known => known.Name == tree);
        if (Tree is { Name: "ipc" } && code is { Length: > 4 and <= 8 } && reference.IpcGroups.Find(code + "/00") is { } group)
            return await ShowGroupAsync(group, code, ct);
        if (Tree is null || (code is not null && Tree.Find(code) is null))
            return NotFound();
        Path = Tree.PathTo(code);
        Words = (find ?? "").Trim();
        if (Words.Length > 100)
            Words = Words[..100];
        Nodes = Words.Length == 0
            ? [.. Tree.Below(Path.Count > 0 ? Path[^1].Code : "")]
            : [.. Tree.All.Where(Matches).Take(MostFound)];
        Counts = await counts.CountAsync(Tree.Name, [.. Nodes.Concat(Path.TakeLast(1)).Select(node => node.Code)], ct);
        if (Words.Length == 0 && Path.Count > 0)
            Below = WithKnown(Path[^1].Code, await counts.BelowAsync(Tree.Name, Path[^1].Code, ct));
        return Page();
    }

    /// <summary>The title of a main group, given without its subgroup; null where it is not known.</summary>
    public CodeNode? MainGroup(string symbol) => reference.IpcGroups.Find(symbol + "/00");

    /// <summary>Whether a main group has a page of its own.</summary>
    public bool HasOutline(string symbol) => reference.IpcGroups.Under(symbol + "/00").Any();

    private async Task<IActionResult> ShowGroupAsync(CodeNode group, string code, CancellationToken ct)
    {
        (Group, Path) = (group, Tree!.PathTo(group.Parent));
        var outline = reference.IpcGroups.Outline(group.Code).ToList();
        var records = await counts.CountAsync("ipc-group", [.. outline.Select(row => row.Node.Code)], ct) ?? new Dictionary<string, long>();
        Counts = await counts.CountAsync("ipc", [code], ct);
        Outline = [.. outline.Select(row => (row.Node, row.Depth, records.GetValueOrDefault(row.Node.Code)))];
        return Page();
    }

    // Those that records have, and those that are known though no record has them.
    private List<(string Symbol, long Records)> WithKnown(string code, IReadOnlyList<(string Symbol, long Records)> used)
    {
        var known = Tree!.Name == "ipc" ? reference.IpcGroups.Under(code).Select(node => node.Code[..^3]).Except(used.Select(pair => pair.Symbol)).Select(symbol => (symbol, 0L)) : [];
        return [.. used.Concat(known).OrderBy(pair => int.TryParse(pair.Item1.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue)];
    }

    public bool HasBelow(CodeNode node) => Tree!.Below(node.Code).Any() || (Tree.Name == "ipc" && node.Code.Length == 4);

    /// <summary>The search that finds the records of a code, or null where records carry no such code.</summary>
    public string? SearchFor(CodeNode node) => Tree!.Name switch
    {
        "ipc" or "locarno" => $"/search?q=IC%3D{node.Code}",
        "nice" => $"/search?q=NC%3D{node.Code}",
        "region" => $"/search?q=RG%3D{node.Code}",
        _ => null,
    };

    private bool Matches(CodeNode node) =>
        node.Code.StartsWith(Words, StringComparison.OrdinalIgnoreCase)
        || node.Title.Zh.Contains(Words, StringComparison.OrdinalIgnoreCase)
        || node.Title.En.Contains(Words, StringComparison.OrdinalIgnoreCase);
}
