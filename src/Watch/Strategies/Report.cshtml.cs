using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Strategies;

/// <summary>The search report of a strategy: every line with what it finds now, the day and what the hub holds; of one's own, or of one that was shared.</summary>
[AllowAnonymous]
internal sealed class ReportModel(SpaceKeeper spaces, StrategyStore strategies, StrategyRun run, ReferenceData reference, IOptions<HubOptions> options) : PageModel
{
    public Strategy Strategy { get; private set; } = null!;

    public IReadOnlyList<LineResult> Results { get; private set; } = [];

    public DatabaseState State { get; private set; } = null!;

    public bool IsMine { get; private set; }

    /// <summary>What narrows a line, in words.</summary>
    public string NarrowingOf(StrategyLine line) => line.Filters.Length == 0 ? "" : SearchQuestions.NarrowingOf(line.Address, reference);

    public string HubName => options.Value.HubName;

    public async Task<IActionResult> OnGetAsync(string key, CancellationToken ct)
    {
        IsMine = Guid.TryParse(key, out var id);
        if ((IsMine ? await MineAsync(id, ct) : await strategies.SharedAsync(key, ct)) is not { } strategy)
            return NotFound();
        Strategy = strategy;
        State = await run.StateAsync(ct);
        Results = await run.RunAsync(strategy.Lines, HttpContext, ct);
        return Page();
    }

    /// <summary>Takes a shared strategy over as one's own.</summary>
    public async Task<IActionResult> OnPostAsync(string key, CancellationToken ct)
    {
        if (await strategies.SharedAsync(key, ct) is not { } shared)
            return NotFound();
        var space = await spaces.EnsureAsync(HttpContext, ct);
        return await strategies.AddAsync(space.Id, shared.Name, shared.Lines, ct) is { } copy
            ? Redirect($"/my/strategies/{copy}")
            : throw new TooCostlyException(new($"最多保存 {StrategyStore.Most} 个检索策略"));
    }

    private async Task<Strategy?> MineAsync(Guid id, CancellationToken ct) =>
        await spaces.FindAsync(HttpContext, ct) is { } space ? await strategies.FindAsync(space.Id, id, ct) : null;
}
