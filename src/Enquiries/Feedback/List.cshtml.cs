using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Feedback;

/// <summary>What people think and what was replied, with the figures of replies.</summary>
[AllowAnonymous]
internal sealed class ListModel(AppDb db, OpinionDesk desk, Visitors visitors) : PageModel
{
    public const int Size = 20;

    public OpinionFigure Figures { get; private set; } = new(0, 0, null);

    public IReadOnlyList<Opinion> Rows { get; private set; } = [];

    public IReadOnlyList<Opinion> ToReply { get; private set; } = [];

    public int Total { get; private set; }

    public async Task OnGetAsync(int page, CancellationToken ct)
    {
        var opinions = db.Opinions;
        Figures = await desk.FiguresAsync(ct);
        var rows = opinions.AsNoTracking().Where(row => row.Publish && row.State == OpinionState.Replied);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderByDescending(row => row.RepliedAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        if (visitors.Current is { } person)
            ToReply = await WaitingAsync(db, person, ct);
    }

    /// <summary>What waits for a person's reply.</summary>
    internal static async Task<IReadOnlyList<Opinion>> WaitingAsync(AppDb db, Person person, CancellationToken ct)
    {
        var (opinions, own, hub) = (db.Opinions, person.Organisations, person.Has(Duty.National) || person.Has(Duty.Administrator));
        return await opinions.AsNoTracking()
            .Where(row => row.State == OpinionState.Open && (row.OrganisationId == null ? hub : own.Contains(row.OrganisationId.Value))).OrderBy(row => row.PostedAt).Take(200).ToListAsync(ct);
    }
}
