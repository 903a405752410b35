using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources.Plans;

/// <summary>Plans that the network is asked about, or was until a decision.</summary>
[AllowAnonymous]
internal sealed class ListModel(AppDb db, NetworkRegister register, Regions regions) : PageModel
{
    private const int Most = 200;

    public IReadOnlyList<Resource> Open { get; private set; } = [];

    public IReadOnlyList<Resource> Over { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public Regions Regions => regions;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var resources = db.SharedResources;
        var rows = await resources.AsNoTracking().Where(row => row.State == ResourceState.Consulting || row.State == ResourceState.Consulted)
            .OrderBy(row => row.ConsultUntil).ThenBy(row => row.Id).Take(Most).ToListAsync(ct);
        (Open, Over) = ([.. rows.Where(row => row.State == ResourceState.Consulting)], [.. rows.Where(row => row.State == ResourceState.Consulted)]);
        var members = rows.Select(row => row.OrganisationId).OfType<Guid>().Distinct().ToList();
        Names = await register.All().Where(row => members.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
    }
}
