using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Watch.My;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Strategies;

/// <summary>A strategy as a table that is edited and run line by line.</summary>
[AllowAnonymous]
[RequestFormLimits(ValueCountLimit = 400)]
internal sealed class EditModel(SpaceKeeper spaces, StrategyStore strategies, StrategyRun run, TimeProvider clock, ReferenceData reference, IOptions<HubOptions> options) : PageModel
{
    private Space? _space;
    private Strategy? _stored;
    private bool _saved;

    public Guid Id { get; private set; }

    public int Revision { get; private set; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<StrategyLine> Lines { get; private set; } = [];

    public string? Message { get; private set; }

    public string? Done { get; private set; }

    public string? ShareLink => _stored!.ShareKey is { } key ? options.Value.Absolute($"/strategies/{key}") : null;

    /// <summary>What narrows a line, in words.</summary>
    public string NarrowingOf(StrategyLine line) => line.Filters.Length == 0 ? "" : SearchQuestions.NarrowingOf(line.Address, reference);

    public async Task<IActionResult> OnGetAsync(Guid id, bool saved, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        Done = saved ? Lang.T("已保存。") : null;
        (Name, Revision, Lines) = (_stored!.Name, _stored.Revision, _stored.Lines);
        return Page();
    }

    public Task<IActionResult> OnPostRunAsync(Guid id, int revision, string? name, string[] query, string[] note, string[] filters, CancellationToken ct) =>
        ChangeAsync(id, revision, name, query, note, filters, async () =>
    {
        var results = await run.RunAsync(Lines, HttpContext, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        Lines =
        [
            .. Lines.Zip(results, (line, result) => line with { Total = result.Total, RanAt = result.Total is null ? null : now, Link = result.Link, Fault = result.Fault }),
        ];
        await SaveAsync(ct);
    }, ct);

    public Task<IActionResult> OnPostSaveAsync(Guid id, int revision, string? name, string[] query, string[] note, string[] filters, CancellationToken ct) =>
        ChangeAsync(id, revision, name, query, note, filters, () =>
        {
            // What is built on a line that changed may find something else now.
            if (!Lines.Select(line => line.Address).SequenceEqual(_stored!.Lines.Select(line => line.Address)))
                Lines = [.. Lines.Select(line => line with { Link = null })];
            return SaveAsync(ct);
        }, ct);

    public Task<IActionResult> OnPostAddAsync(Guid id, int revision, string? name, string[] query, string[] note, string[] filters, CancellationToken ct) =>
        ChangeAsync(id, revision, name, query, note, filters, () =>
    {
        if (Lines.Count >= StrategyLines.Most)
            Message = Lang.T($"最多 {StrategyLines.Most} 行");
        else
            Lines = [.. Lines, new("", "")];
        return Task.CompletedTask;
    }, ct);

    public Task<IActionResult> OnPostRaiseAsync(Guid id, int revision, string? name, string[] query, string[] note, string[] filters, int at, CancellationToken ct) =>
        ChangeAsync(id, revision, name, query, note, filters, () =>
        {
            Lines = StrategyLines.Raised(Lines, at);
            return Task.CompletedTask;
        }, ct);

    public Task<IActionResult> OnPostRemoveAsync(Guid id, int revision, string? name, string[] query, string[] note, string[] filters, int at, CancellationToken ct) =>
        ChangeAsync(id, revision, name, query, note, filters, () =>
        {
            if (at >= 0 && at < Lines.Count)
            {
                if (StrategyLines.Without(Lines, at, out var usedBy) is { } left)
                    Lines = left.Count > 0 ? left : [new("", "")];
                else
                    Message = Lang.T($"第 {usedBy} 行引用了 #{at + 1}，请先改第 {usedBy} 行");
            }

            return Task.CompletedTask;
        }, ct);

    public async Task<IActionResult> OnPostShareAsync(Guid id, bool shared, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        await strategies.ShareAsync(_space!.Id, id, shared, ct);
        return Redirect($"/my/strategies/{id}#share");
    }

    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        await strategies.RemoveAsync(_space!.Id, id, ct);
        return Redirect("/my/strategies");
    }

    private async Task<IActionResult> ChangeAsync(Guid id, int revision, string? name, string[] query, string[] note, string[] filters, Func<Task> act, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        (Revision, Name) = (revision, SafeText.Clean(name ?? "").Trim());
        static string At(string?[] values, int i) => i < values.Length ? SafeText.Clean(values[i] ?? "").Trim() : "";
        Lines = [.. query.Select((_, i) => Known(new(At(query, i).ReplaceLineEndings(" "), At(note, i)) { Filters = At(filters, i) }))];
        if (Name.Length is 0 or > MyStore.LongestName)
            Message = Lang.T($"请起一个名称，不超过 {MyStore.LongestName} 字");
        else if (Lines.Count is 0 or > StrategyLines.Most || Lines.Any(IsTooLong))
            Message = Lang.T($"最多 {StrategyLines.Most} 行，每行检索式不超过 {QueryLanguage.LongestQuery:N0} 字，说明不超过 {StrategyLines.LongestNote} 字");
        else
            await act();
        if (_saved)
            return Redirect($"/my/strategies/{id}?saved=true");
        if (Message is not null && Response.StatusCode == 200)
            Response.StatusCode = 400;
        return Page();
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        if (await strategies.SaveAsync(_space!.Id, Id, Revision, Name, Lines, ct))
        {
            _saved = true;
            return;
        }

        Message = Lang.T("这个策略在别的窗口里改过，您的修改还没有保存，仍在下面的表里。请另开窗口核对后再保存。");
        Response.StatusCode = 409;
        Revision = (await strategies.FindAsync(_space.Id, Id, ct))?.Revision ?? Revision;
    }

    // A line that has not changed keeps what it found.
    private StrategyLine Known(StrategyLine typed) => _stored!.Lines.FirstOrDefault(line => line.Query == typed.Query && line.Filters == typed.Filters) is { } known
        ? typed with { Total = known.Total, RanAt = known.RanAt, Link = known.Link, Fault = known.Fault } : typed;

    private static bool IsTooLong(StrategyLine line) =>
        line.Note.Length > StrategyLines.LongestNote || line.Filters.Length > StrategyLines.LongestFilters || line.Query.Length > QueryLanguage.LongestQuery;

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        Id = id;
        _space = await spaces.FindAsync(HttpContext, ct);
        _stored = _space is null ? null : await strategies.FindAsync(_space.Id, id, ct);
        return _stored is not null;
    }
}
