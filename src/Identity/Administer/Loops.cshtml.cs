using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;

namespace Zhishu.Identity.Administer;

/// <summary>How the background works stand, what waits for them, and what they had to set aside.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class LoopsModel(Loops loops, IEnumerable<Chore> chores, Backlogs backlogs, SetAside aside, ProcessLog log, Visitors visitors, TimeProvider clock) : PageModel
{
    public IReadOnlyList<LoopState> States => loops.States;

    public IReadOnlyList<Chore> Chores => [.. chores];

    public IReadOnlyList<(Backlog Backlog, long Count)> Waiting { get; private set; } = [];

    public IReadOnlyList<SetAsideLine> Aside { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public bool IsUnwell(LoopState state) => state.IsUnwell(clock.GetUtcNow());

    public async Task<IActionResult> OnPostAskAsync(string? chore, CancellationToken ct)
    {
        if (chores.FirstOrDefault(one => one.Name == chore) is not { } asked)
            return NotFound();
        await asked.AskAsync(ct);
        await log.WriteAsync("hub.ask", visitors.Actor, new Subject("loop", asked.Name, asked.Label.Zh), null, ct);
        Message = new($"已安排：{asked.Label}，一分钟内开始。");
        await OnGetAsync(ct);
        return Page();
    }

    public async Task OnGetAsync(CancellationToken ct) => (Waiting, Aside) = (await backlogs.ReadAsync(ct), await aside.ListAsync(ct));

    public async Task<IActionResult> OnPostAsync(string? subscriber, long seq, CancellationToken ct)
    {
        var fault = await aside.TryAgainAsync(subscriber ?? "", seq, ct);
        await log.WriteAsync("hub.tryAgain", visitors.Actor, new Subject("process", seq.ToString(System.Globalization.CultureInfo.InvariantCulture), subscriber ?? ""), fault, ct);
        if (fault is null)
            return LocalRedirect("/loops");
        Message = new($"仍然失败：{fault}");
        Response.StatusCode = 400;
        await OnGetAsync(ct);
        return Page();
    }
}
