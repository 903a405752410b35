using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory.Items;

namespace Zhishu.ServiceDirectory.Lookups;

/// <summary>One service that was typed in by hand: corrected or struck out with a reason, and what was done to it.</summary>
[Authorize]
internal sealed class CorrectModel(AppDb db, LookupDesk desk, ServiceCatalogue catalogue, AuditTrail trail, Visitors visitors, TimeProvider clock) : PageModel
{
    public ServiceRecord It { get; private set; } = null!;

    public LookupInput Typed { get; private set; } = new();

    public string? Reason { get; private set; }

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    /// <summary>What somebody else has changed since the form was opened.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public ServiceCatalogue Catalogue => catalogue;

    public string Seen { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public bool IsReported => ChinaTime.DayOf(It.EndedAt) < LookupInput.Earliest(clock.Today());

    private Guid Source => Guid.Parse(RouteData.Values["id"]!.ToString()!);

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await FindAsync(HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        (It, Typed) = (found, LookupInput.Of(found));
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(LookupInput input, string? seen, string? reason, CancellationToken ct)
    {
        (var refusal, Faults) = await desk.CorrectAsync(Source, input, seen, reason, visitors.Actor, ct);
        (Typed, Reason, Seen) = (input, reason, seen ?? "");
        if (refusal == SeenForm.Changed)
        {
            It = (await FindAsync(ct))!;
            (Changed, Seen) = (SeenForm.Differences(input, LookupInput.Of(It), LookupInput.Labels), "");
        }

        return await AnswerAsync(refusal, ct);
    }

    public async Task<IActionResult> OnPostStrikeAsync(string? reason, CancellationToken ct) =>
        await AnswerAsync(await desk.StrikeAsync(Source, struck: true, reason, visitors.Actor, ct), ct);

    public async Task<IActionResult> OnPostRestoreAsync(string? reason, CancellationToken ct) =>
        await AnswerAsync(await desk.StrikeAsync(Source, struck: false, reason, visitors.Actor, ct), ct);

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect($"/services/given/{Source}");
        (Message, Response.StatusCode) = (refusal.Text, refusal.Status);
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        if (Seen.Length == 0)
            Seen = SeenForm.MarkOf(LookupInput.Of(It));
        History = await trail.ReadAsync(new(Subject: (LookupDesk.SubjectKind, Source.ToString())), 0, 100, ct);
    }

    private Task<ServiceRecord?> FindAsync(CancellationToken ct)
    {
        var (records, own, source) = (db.ServiceRecords, visitors.Signed.Organisations, Source);
        return records.AsNoTracking().FirstOrDefaultAsync(row => row.SourceKind == LookupDesk.Kind && row.SourceId == source && row.ByHand && own.Contains(row.OrganisationId), ct);
    }
}
