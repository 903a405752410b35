using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Feedback;

/// <summary>What people think and what was replied, with the figures of replies.</summary>
[AllowAnonymous]
internal sealed class ListModel(AppDb db, OpinionDesk desk, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 20;

    public OpinionFigure Figures { get; private set; } = new(0, 0, null);

    public IReadOnlyList<Opinion> Rows { get; private set; } = [];

    public IReadOnlyList<Opinion> ToReply { get; private set; } = [];

    public IReadOnlyList<Opinion> ToState { get; private set; } = [];

    public bool IsStaff => visitors.Current is { } person && (person.Organisations.Count > 0 || person.Offices.Count > 0);

    public int Total { get; private set; }

    public async Task OnGetAsync(int page, CancellationToken ct)
    {
        var opinions = db.Opinions;
        Figures = await desk.FiguresAsync(ct);
        var rows = opinions.AsNoTracking().Where(row => row.Publish && row.State == OpinionState.Replied);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderByDescending(row => row.RepliedAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        if (visitors.Current is { } person)
            (ToReply, ToState) = (await WaitingAsync(db, person, clock.GetUtcNow(), ct), await StatementsAsync(db, person, ct));
    }

    /// <summary>What waits for a person's reply: complaints at the person's office, those late anywhere at CNIPA, and other opinions at the person's members.</summary>
    internal static async Task<IReadOnlyList<Opinion>> WaitingAsync(AppDb db, Person person, DateTimeOffset now, CancellationToken ct)
    {
        var (opinions, own, national, offices, belongs) = (db.Opinions, person.Organisations, person.Has(Duty.National), person.Offices, person.OwnOrganisations);
        var hub = national || person.Has(Duty.Administrator);
        return await opinions.AsNoTracking().Where(row => row.State == OpinionState.Open && (row.Office != null
            ? (offices.Contains(row.Office) || (national && row.DueAt <= now)) && (row.OrganisationId == null || !belongs.Contains(row.OrganisationId.Value))
            : row.OrganisationId == null ? hub : own.Contains(row.OrganisationId.Value))).OrderBy(row => row.DueAt ?? row.PostedAt).Take(200).ToListAsync(ct);
    }

    /// <summary>Complaints on which a person's members are asked for a statement.</summary>
    internal static async Task<IReadOnlyList<Opinion>> StatementsAsync(AppDb db, Person person, CancellationToken ct)
    {
        var (opinions, own) = (db.Opinions, person.Organisations);
        return await opinions.AsNoTracking().Where(row => row.State == OpinionState.Open && row.StatementAskedAt != null && row.Statement == null
            && row.OrganisationId != null && own.Contains(row.OrganisationId.Value)).OrderBy(row => row.StatementAskedAt).Take(200).ToListAsync(ct);
    }
}
