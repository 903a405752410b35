using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;

namespace Zhishu.Identity.Audit;

/// <summary>The audit trail, for the auditor.</summary>
[Authorize(Policy = Duties.Auditor)]
internal sealed class TrailModel(AuditTrail trail) : PageModel
{
    public const int Size = 50;

    public string Find { get; private set; } = "";

    public DateOnly? From { get; private set; }

    public DateOnly? To { get; private set; }

    public long Total { get; private set; }

    public IReadOnlyList<AuditEntry> Entries { get; private set; } = [];

    public AuditVerdict? Verdict { get; private set; }

    public async Task OnGetAsync(string? find, DateOnly? from, DateOnly? to, int page, CancellationToken ct)
    {
        (Find, From, To) = (find?.Length <= 100 ? find : "", from, to);
        var question = new AuditQuestion(Find, From, To);
        Total = await trail.CountAsync(question, ct);
        Entries = await trail.ReadAsync(question, Foundation.Pages.Skip(page, Size), Size, ct);
    }

    public async Task OnPostAsync(CancellationToken ct)
    {
        Verdict = await trail.VerifyAsync(ct);
        await OnGetAsync(null, null, null, 1, ct);
    }
}
