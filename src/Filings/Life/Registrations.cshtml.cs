using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Life;

/// <summary>A registration as listed.</summary>
internal sealed class RegistrationRow
{
    public Guid Id { get; init; }

    public required string Number { get; init; }

    public required string Name { get; init; }

    public required string Region { get; init; }

    public RegistrationState State { get; init; }

    public DateOnly Until { get; init; }
}

/// <summary>The registrations of an officer's region, sector or hub: daily management (001·4).</summary>
[Authorize(Policy = Duties.Officer)]
internal sealed class RegistrationsModel(AppDb db, NetworkRegister register, Regions regions, Visitors visitors) : PageModel
{
    public const int Size = 50;

    public string Find { get; private set; } = "";

    public string State { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<RegistrationRow> Rows { get; private set; } = [];

    public Regions Regions => regions;

    public IEnumerable<(string, string)> States => [("", Lang.T("全部")), .. Enum.GetValues<RegistrationState>()
        .Select(state => (state.ToString(), LifeLifecycles.Registration.Label(state).ToString()))];

    public async Task OnGetAsync(string? find, string? state, int page, CancellationToken ct)
    {
        (Find, State) = (find?.Length <= 100 ? find.Trim() : "", state?.Length <= 20 ? state : "");
        var (dossiers, registrations, terms, organisations, offices) = (db.Dossiers, db.Registrations, db.Set<Term>(), register.All(), visitors.Signed.Offices);
        var rows = from registration in registrations.AsNoTracking()
                   join dossier in dossiers on registration.DossierId equals dossier.Id
                   join organisation in organisations on dossier.OrganisationId equals organisation.Id
                   where offices.Contains(dossier.Recommender) || offices.Contains(dossier.Decider)
                   select new RegistrationRow
                   {
                       Id = registration.Id,
                       Number = registration.Number,
                       Name = organisation.Name,
                       Region = organisation.Region,
                       State = registration.State,
                       Until = terms.Where(term => term.RegistrationId == registration.Id).Max(term => term.UntilDay)
                   };
        if (Find.Length > 0)
            rows = rows.Where(row => EF.Functions.ILike(row.Name, Like.Part(Find), Like.Escape) || EF.Functions.ILike(row.Number, Like.Part(Find), Like.Escape));
        if (Enum.TryParse<RegistrationState>(State, out var wanted))
            rows = rows.Where(row => row.State == wanted);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => row.Until).ThenBy(row => row.Number).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
    }
}
