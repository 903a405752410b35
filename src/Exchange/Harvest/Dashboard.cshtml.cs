using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Exchange.Federate;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Exchange.Harvest;

/// <summary>All sources: how far behind they are, what went wrong, what they brought; and licences whose records are not passed on.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class DashboardModel(HubDatabase database, SourceStore sources, HubList hubs, LicenceRules licences, ItemFollower follower,
Visitors visitors, ProcessLog log, TimeProvider clock) : PageModel
{
    public IReadOnlyList<HarvestSource> Sources { get; private set; } = [];

    public IReadOnlyDictionary<Guid, (long Records, long Members)> Counts { get; private set; } = new Dictionary<Guid, (long, long)>();

    public IReadOnlyDictionary<Guid, long> Conflicts { get; private set; } = new Dictionary<Guid, long>();

    public IReadOnlyList<(string Licence, bool Closed)> Licences { get; private set; } = [];

    /// <summary>How long ago a source was last in step; null when it never was.</summary>
    public TimeSpan? Lag(HarvestSource source) => source.LastGoodAt is { } at ? clock.GetUtcNow().UtcDateTime - at : null;

    /// <summary>A span of time in few words.</summary>
    public static string Show(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => Lang.T("不到 1 分钟"),
        { TotalHours: < 1 } => Lang.T($"{(int)span.TotalMinutes} 分钟"),
        { TotalDays: < 1 } => Lang.T($"{(int)span.TotalHours} 小时"),
        _ => Lang.T($"{(int)span.TotalDays} 天"),
    };

    /// <summary>Whether a source is more than two of its periods behind.</summary>
    public bool IsLate(HarvestSource source) => source is { Paused: false, Kind: not "sru" }
        && (Lag(source) ?? clock.GetUtcNow().UtcDateTime - source.CreatedAt) > TimeSpan.FromMinutes(Math.Max(10, 2.0 * source.EveryMinutes))
        + TimeSpan.FromHours(source is { FromHour: 0, UntilHour: 24 } ? 0 : 24);

    public async Task OnGetAsync(CancellationToken ct)
    {
        Sources = await sources.AllAsync(ct);
        Counts = await hubs.CountsAsync(ct);
        Conflicts = (await database.QueryAsync<(Guid Id, long Count)>("select source_id, count(*) from exchange.copy where conflict group by source_id",
            new { }, ct)).ToDictionary(row => row.Id, row => row.Count);
        Licences = await licences.AllAsync(ct);
    }

    public async Task<IActionResult> OnPostLicenceAsync(string? licence, bool closed, CancellationToken ct)
    {
        if (SafeText.Line(licence) is not { Length: > 0 and <= 300 } text)
            return NotFound();
        await licences.SetAsync(text, closed, ct);
        await follower.StartOverAsync(ct);
        await log.WriteAsync(closed ? "licence.close" : "licence.open", visitors.Actor, new Subject("licence", text, text), null, ct);
        return RedirectToPage();
    }
}
