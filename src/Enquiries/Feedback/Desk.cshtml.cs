using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Feedback;

/// <summary>Everything that came in and that a person handles, what is done included.</summary>
[Authorize]
internal sealed class DeskModel(AppDb db, NetworkRegister register, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 30;

    public string Kind { get; private set; } = "";

    public string State { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<Opinion> Rows { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(string? kind, string? state, int page, CancellationToken ct)
    {
        var person = visitors.Signed;
        if (person.Organisations.Count == 0 && person.Offices.Count == 0 && !person.Has(Duty.Administrator))
            return NotFound();
        var (opinions, own, national, offices, belongs) = (db.Opinions, person.Organisations, person.Has(Duty.National), person.Offices, person.OwnOrganisations);
        var (hub, prefixes) = (national || person.Has(Duty.Administrator), person.Regions.Select(region => region + "%").ToArray());
        var organisations = register.All();
        var rows = opinions.AsNoTracking().Where(row => row.Office != null
            ? (offices.Contains(row.Office) || national) && (row.OrganisationId == null || !belongs.Contains(row.OrganisationId.Value))
            : row.OrganisationId == null ? hub : own.Contains(row.OrganisationId.Value)
                || organisations.Any(member => member.Id == row.OrganisationId && prefixes.Any(prefix => EF.Functions.Like(member.Region, prefix))));
        if (kind is not null && Opinion.Kinds.ContainsKey(kind))
            (Kind, rows) = (kind, rows.Where(row => row.Kind == kind));
        if (Enum.TryParse<OpinionState>(state, out var wanted) && Enum.IsDefined(wanted))
            (State, rows) = (wanted.ToString(), rows.Where(row => row.State == wanted));
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderByDescending(row => row.PostedAt).ThenBy(row => row.Id).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var ids = Rows.Where(row => row.OrganisationId != null).Select(row => row.OrganisationId!.Value).Distinct().ToList();
        Names = await organisations.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        return Page();
    }
}
