using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Resources.Guide;

/// <summary>One matter: what, who, with which papers, where; windows near a region.</summary>
[AllowAnonymous]
internal sealed class MatterModel(AppDb db, Matters matters, LocalWindows windows, Regions regions) : PageModel
{
    private const int MostEntries = 200;

    public Matter It { get; private set; } = null!;

    public string Region { get; private set; } = "";

    public IReadOnlyList<OfficialSite> Sites { get; private set; } = [];

    public IReadOnlyList<Resource> Entries { get; private set; } = [];

    public IReadOnlyList<LocalWindow> Windows { get; private set; } = [];

    public Regions Regions => regions;

    public string AskUrl
    {
        get
        {
            var query = new QueryBuilder { { "title", It.Name.Zh }, { "subject", It.Subject } };
            if (Region.Length > 0)
                query.Add("region", Region);
            return "/enquiries/ask" + query;
        }
    }

    public async Task<IActionResult> OnGetAsync(string matter, string? region, CancellationToken ct)
    {
        if (matters.Find(matter) is not { } found)
            return NotFound();
        (It, Region, Sites) = (found, regions.Find(region)?.Code ?? "", [.. found.Sites.Select(site => matters.Sites[site])]);
        if (Region.Length > 0)
            Windows = await windows.FindAsync(found.Windows, Region, ct);
        if (found.Entries.Count == 0)
            return Page();
        var (resources, wanted) = (db.SharedResources, found.Entries.Select(entry => (entry[0], entry[1])).ToHashSet());
        Entries = [.. (await resources.AsNoTracking().Where(row => row.Kind == "entry" && row.Content != null).OrderByDescending(row => row.PublishedAt).Take(MostEntries).ToListAsync(ct))
            .Where(row => wanted.Contains((row.Content!.Fields["category"], row.Content.Fields["step"])) && Sites.All(site => site.Url != row.Content.Url))];
        return Page();
    }
}
