using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Resources.Show;

/// <summary>Ways to the official handling of business, by category and step (一网通办入口): the hub links, the office handles.</summary>
[AllowAnonymous]
internal sealed class ServicesModel(AppDb db, ResourceKinds kinds) : PageModel
{
    public IReadOnlyList<string> Categories { get; private set; } = [];

    public IReadOnlyList<string> Steps { get; private set; } = [];

    public ILookup<(string, string), Resource> Entries { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var resources = db.SharedResources;
        var kind = kinds.Find("entry")!;
        (Categories, Steps) = (kind.Fields.First(field => field.Name == "category").Options!, kind.Fields.First(field => field.Name == "step").Options!);
        Entries = (await resources.AsNoTracking().Where(row => row.Kind == "entry" && row.Content != null).ToListAsync(ct))
            .ToLookup(row => (row.Content!.Fields["category"], row.Content.Fields["step"]));
    }
}
