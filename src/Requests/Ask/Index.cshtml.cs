using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Requests.Ask;

/// <summary>What can be asked for, who offers it and at what price; one's own requests.</summary>
[AllowAnonymous]
internal sealed class IndexModel(AppDb db, RequestTypes types, ServiceItems items, ServiceCatalogue catalogue, Visitors visitors) : PageModel
{
    public IReadOnlyList<RequestType> Types => types.All;

    public ServiceCatalogue Catalogue => catalogue;

    public IReadOnlyDictionary<string, (int Members, int Free)> Offered { get; private set; } = new Dictionary<string, (int, int)>();

    public IReadOnlyList<Request> Mine { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var rows = await items.AllPublished().Where(row => row.Item.Code.StartsWith("special.")).GroupBy(row => row.Item.Code)
            .Select(group => new { group.Key, Members = group.Select(row => row.Organisation).Distinct().Count(), Free = group.Count(row => row.Item.Free) }).ToListAsync(ct);
        Offered = rows.ToDictionary(row => row.Key, row => (row.Members, row.Free));
        var requests = db.ServiceRequests;
        if (visitors.Current is { } person)
            Mine = await requests.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.AskedAt).Take(20).ToListAsync(ct);
    }
}
