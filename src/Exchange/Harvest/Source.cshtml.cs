using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>A record of which a source says something else than what is shown.</summary>
internal sealed class Conflict
{
    public short Kind { get; init; }
    public string Office { get; init; } = "";
    public string Number { get; init; } = "";
    public string Identifier { get; init; } = "";
    public string? Doc { get; init; }
    public DateTime HarvestedAt { get; init; }

    public RecordKey Key => new((RecordKind)Kind, Office, Number);
}

/// <summary>One refusal.</summary>
internal sealed class RefusalRow
{
    public string Identifier { get; init; } = "";
    public string Code { get; init; } = "";
    public string ReasonZh { get; init; } = "";
    public string ReasonEn { get; init; } = "";
}

/// <summary>One source: its rules, its runs, what was refused, where it disagrees.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class SourceModel(HubDatabase database, SourceStore sources, RecordStore records, Visitors visitors, ProcessLog log) : PageModel
{
    private const int RunsShown = 20;
    private const int ConflictsShown = 30;

    public HarvestSource It { get; private set; } = new();

    public IReadOnlyList<HarvestRun> Runs { get; private set; } = [];

    public IReadOnlyList<RefusalRow> Refusals { get; private set; } = [];

    public IReadOnlyList<(Conflict Conflict, string Title, IReadOnlyList<string> Fields)> Conflicts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await sources.FindAsync(id, ct) is not { } source)
            return NotFound();
        It = source;
        Runs = await sources.RunsAsync(id, RunsShown, ct);
        if (Runs.FirstOrDefault(run => run.RecordsRefused > 0) is { } refused)
            Refusals = await database.QueryAsync<RefusalRow>(
                "select identifier, code, reason_zh as ReasonZh, reason_en as ReasonEn from exchange.refusal where run_id = @Id limit 50", new { refused.Id }, ct);
        var found = new List<(Conflict, string, IReadOnlyList<string>)>();
        foreach (var conflict in await database.QueryAsync<Conflict>(
            "select kind, office, number, identifier, doc::text as Doc, harvested_at as HarvestedAt from exchange.copy where source_id = @id and conflict "
                + "order by harvested_at desc limit @ConflictsShown", new { id, ConflictsShown }, ct))
        {
            var shown = await records.FindAsync(conflict.Key.Kind, conflict.Number, ct);
            var fields = shown is not null && conflict.Doc is not null ? RecordDifference.Between(shown.Record, RecordJson.Read(conflict.Doc)) : [];
            found.Add((conflict, shown?.Record.Title ?? conflict.Number, fields));
        }

        Conflicts = found;
        return Page();
    }

    public Task<IActionResult> OnPostNowAsync(Guid id, CancellationToken ct) => DoAsync(id, "source.hurry", () => sources.HurryAsync(id, ct), ct);

    public Task<IActionResult> OnPostPauseAsync(Guid id, CancellationToken ct) => DoAsync(id, "source.pause", () => sources.SetPausedAsync(id, true, ct), ct);

    public Task<IActionResult> OnPostResumeAsync(Guid id, CancellationToken ct) => DoAsync(id, "source.resume", () => sources.SetPausedAsync(id, false, ct), ct);

    public Task<IActionResult> OnPostWholeAsync(Guid id, CancellationToken ct) => DoAsync(id, "source.readWhole", () => sources.ReadWholeAsync(id, null, ct), ct);

    public Task<IActionResult> OnPostAgreeAsync(Guid id, CancellationToken ct) => DoAsync(id, "source.agreeDeletions", () => sources.AgreeAsync(id, ct), ct);

    /// <summary>Takes the source off the list. Its records stay, as the hub's own.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(Guid id, bool sure, CancellationToken ct)
    {
        if (!sure)
            return Redirect($"/harvest/{id}#remove");
        await DoAsync(id, "source.remove", () => database.ExecuteAsync("delete from exchange.source where id = @id", new { id }, ct), ct);
        return Redirect("/harvest");
    }

    private async Task<IActionResult> DoAsync(Guid id, string what, Func<Task> act, CancellationToken ct)
    {
        if (await sources.FindAsync(id, ct) is not { } source)
            return NotFound();
        await act();
        await log.WriteAsync(what, visitors.Actor, new Subject("source", id, source.Name), null, ct);
        return Redirect($"/harvest/{id}");
    }
}
