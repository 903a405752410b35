using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Requests.Ask;

/// <summary>What can be asked for, who offers it and at what price; one's own requests.</summary>
[AllowAnonymous]
internal sealed class IndexModel(AppDb db, RequestTypes types, Providers providers, ServiceCatalogue catalogue, Regions regions, Visitors visitors) : PageModel
{
    public IReadOnlyList<RequestType> Types => types.All;

    public ServiceCatalogue Catalogue => catalogue;

    public Regions Regions => regions;

    public IReadOnlyDictionary<string, Provision> Offered { get; private set; } = new Dictionary<string, Provision>();

    public IReadOnlyList<Request> Mine { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Offered = await providers.OfAsync([.. Types.Select(type => type.Item).Distinct()], null, ct);
        var requests = db.ServiceRequests;
        if (visitors.Current is { } person)
            Mine = await requests.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.AskedAt).Take(20).ToListAsync(ct);
    }
}
