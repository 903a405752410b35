using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Records.Browse;

/// <summary>The classification browser: from the list of schemes down to the last level, with a search by code and words.</summary>
[AllowAnonymous]
internal sealed class ClassificationsModel(ReferenceData reference) : PageModel
{
    private const int MostFound = 200;

    public CodeTree? Tree { get; private set; }

    public IReadOnlyList<CodeNode> Path { get; private set; } = [];

    public IReadOnlyList<CodeNode> Nodes { get; private set; } = [];

    public string Words { get; private set; } = "";

    public IEnumerable<CodeTree> Trees => reference.Trees;

    public IActionResult OnGet(string? tree, string? code, string? find)
    {
        if (tree is null)
            return Page();
        Tree = reference.Trees.FirstOrDefault(known => known.Name == tree);
        if (Tree is null || (code is not null && Tree.Find(code) is null))
            return NotFound();
        Path = Tree.PathTo(code);
        Words = (find ?? "").Trim();
        if (Words.Length > 100)
            Words = Words[..100];
        Nodes = Words.Length == 0
            ? [.. Tree.Below(Path.Count > 0 ? Path[^1].Code : "")]
            : [.. Tree.All.Where(Matches).Take(MostFound)];
        return Page();
    }

    public bool HasBelow(CodeNode node) => Tree!.Below(node.Code).Any();

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
