using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Feedback;

/// <summary>What people think and what was replied, with the figures of replies, and what waits for the reader.</summary>
[AllowAnonymous]
internal sealed class ListModel(AppDb db, OpinionKind kind, CaseDesk<Opinion, OpinionState, OpinionAct, OpinionParty> desk, OpinionFigures figures, Visitors visitors) : PageModel
{
    public const int Size = 20;
    private const int MostWaiting = 200;

    public OpinionFigure Figures { get; private set; } = new(0, 0, null);

    public IReadOnlyList<Opinion> Rows { get; private set; } = [];

    public IReadOnlyList<(Bilingual Label, IReadOnlyList<Opinion> Rows)> Waiting { get; private set; } = [];

    public bool IsStaff => visitors.Current is { } person && DeskModel.IsFor(person);

    public int Total { get; private set; }

    public string AddressOf(Opinion row) => kind.AddressOf(row);

    public async Task OnGetAsync(int page, CancellationToken ct)
    {
        var opinions = db.Opinions;
        Figures = await figures.ReadAsync(ct);
        var rows = opinions.AsNoTracking().Where(row => row.Publish && row.State == OpinionState.Replied);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderByDescending(row => row.RepliedAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        if (visitors.Current is not { } person)
            return;
        var waiting = new List<(Bilingual, IReadOnlyList<Opinion>)>();
        foreach (var wait in kind.Waits)
            waiting.Add((wait.Label, await desk.VisibleTo(person).Where(wait.Of(person)).OrderBy(row => row.DueAt ?? row.PostedAt).Take(MostWaiting).ToListAsync(ct)));
        Waiting = [.. waiting.Where(one => one.Item2.Count > 0)];
    }
}
