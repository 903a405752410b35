using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Desk;

/// <summary>The requests of a person's members and region.</summary>
[Authorize]
internal sealed class ListModel(AppDb db, RequestTypes types, Regions regions, Visitors visitors) : PageModel
{
    public const int Size = 30;

    public string State { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<Request> Rows { get; private set; } = [];

    public RequestTypes Types => types;

    public Regions Regions => regions;

    public static IEnumerable<(string, string)> States => [("", Lang.T("全部", "All")), .. Enum.GetValues<RequestState>()
        .Select(state => (state.ToString(), RequestLifecycle.Table.Label(state).ToString()))];

    public async Task<IActionResult> OnGetAsync(string? state, int page, CancellationToken ct)
    {
        if (visitors.Signed is { Organisations.Count: 0, Offices.Count: 0 })
            return NotFound();
        var rows = Ask(state);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => row.State == RequestState.Submitted ? 0 : row.State == RequestState.InWork ? 1 : 2)
            .ThenByDescending(row => row.AskedAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        return Page();
    }

    /// <summary>Whether the person signed in may read what a request says.</summary>
    public bool MayOpen(Request row) => row.IsVisibleTo(visitors.Signed);

    /// <summary>The rows of a question; for the page and for its export.</summary>
    internal IQueryable<Request> Ask(string? state)
    {
        var (requests, person) = (db.ServiceRequests, visitors.Signed);
        var rows = requests.AsNoTracking();
        if (!person.Has(Duty.National))
        {
            var (own, prefixes) = (person.Organisations, person.Regions.Select(region => region + "%").ToArray());
            rows = rows.Where(row => own.Contains(row.OrganisationId) || row.Passed.Any(member => own.Contains(member)) || prefixes.Any(prefix => EF.Functions.Like(row.Region, prefix)));
        }

        if (!Enum.TryParse<RequestState>(state, out var wanted))
            return rows;
        State = wanted.ToString();
        return rows.Where(row => row.State == wanted);
    }
}
