using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Examine;

/// <summary>An application as listed.</summary>
internal sealed class QueueRow
{
    public Guid Filing { get; init; }

    public Guid Dossier { get; init; }

    public required string Name { get; init; }

    public required string Scheme { get; init; }

    public required string Region { get; init; }

    public FilingState State { get; init; }

    public Purpose Purpose { get; init; }

    public DateOnly Since { get; init; }

    public int? Rank { get; init; }

    public int Revision { get; init; }
}

/// <summary>The applications of an officer's region, sector or hub, with bulk acts that report row by row.</summary>
[Authorize(Policy = Duties.Officer)]
internal sealed class QueueModel(AppDb db, NetworkRegister register, ActDesk acts, DossierDesk desk, SchemeStore schemes, Regions regions, Visitors visitors) : PageModel
{
    public const int Size = 50;

    public string Find { get; private set; } = "";

    public string State { get; private set; } = "";

    public string SchemeId { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    public IReadOnlyList<(string Name, Refusal? Refusal)> Results { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public SchemeStore Schemes => schemes;

    public Regions Regions => regions;

    public IEnumerable<FilingAct> Acts => [FilingAct.Recommend, FilingAct.Publish, FilingAct.Accept, FilingAct.Return, FilingAct.Refuse];

    public IEnumerable<(string, string)> States => [("", Lang.T("全部")), .. Enum.GetValues<FilingState>().Where(state => state != FilingState.Draft)
        .Select(state => (state.ToString(), FilingLifecycle.Table.Label(state).ToString()))];

    public IEnumerable<(string, string)> SchemeOptions => [("", Lang.T("全部")), .. schemes.All.Select(scheme => (scheme.Id, scheme.Name.ToString()))];

    public async Task OnGetAsync(string? find, string? state, string? scheme, int page, CancellationToken ct)
    {
        (Find, State, SchemeId) = (find?.Length <= 100 ? find.Trim() : "", state?.Length <= 40 ? state : "", scheme?.Length <= 40 ? scheme : "");
        var rows = Ask();
        if (Find.Length > 0)
            rows = rows.Where(row => EF.Functions.ILike(row.Name, Like.Part(Find), Like.Escape));
        if (Enum.TryParse<FilingState>(State, out var wanted))
            rows = rows.Where(row => row.State == wanted);
        if (SchemeId.Length > 0)
            rows = rows.Where(row => row.Scheme == SchemeId);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => row.State == FilingState.Submitted || row.State == FilingState.Recommended
            || row.State == FilingState.AwaitingDecision ? 0 : 1).ThenBy(row => row.Rank).ThenByDescending(row => row.Since).ThenBy(row => row.Filing)
            .Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
    }

    public async Task OnPostAsync(string[]? chosen, FilingAct act, string? text, CancellationToken ct)
    {
        var wanted = (chosen ?? []).Select(pair => pair.Split(':'))
            .Where(pair => pair.Length == 2 && Guid.TryParse(pair[0], out _) && int.TryParse(pair[1], out _)).Take(200)
            .ToDictionary(pair => Guid.Parse(pair[0]), pair => int.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture));
        if (wanted.Count == 0 || !Acts.Contains(act))
        {
            Message = new("请选择办件和办理动作");
            Response.StatusCode = 400;
        }
        else
        {
            var ids = wanted.Keys.ToList();
            var found = await Ask().Where(row => ids.Contains(row.Filing)).OrderBy(row => row.Rank).ThenBy(row => row.Name).ToListAsync(ct);
            Results = await RunAsync(found, wanted, act, SafeText.OrNull(text), ct);
        }

        await OnGetAsync(null, null, null, 1, ct);
    }

    private async Task<IReadOnlyList<(string, Refusal?)>> RunAsync(List<QueueRow> rows, Dictionary<Guid, int> revisions, FilingAct act, string? text, CancellationToken ct)
    {
        var results = new List<(string, Refusal?)>();
        foreach (var scheme in rows.GroupBy(row => (row.Scheme, Office: schemes[row.Scheme].DeciderOf(row.Region))))
        {
            var batch = act == FilingAct.Publish ? await desk.NextBatchAsync(schemes[scheme.Key.Scheme], scheme.Key.Office, ct) : null;
            var done = 0;
            foreach (var row in scheme)
            {
                var refusal = await acts.DoAsync(row.Dossier, row.Filing, act, revisions[row.Filing], new() { Text = text, Batch = batch?.Id }, ct);
                done += refusal is null ? 1 : 0;
                results.Add((row.Name, refusal));
            }

            if (batch is not null && done == 0)
                await desk.DropBatchAsync(batch.Id, ct);
        }

        return results;
    }

    private IQueryable<QueueRow> Ask()
    {
        var (dossiers, filings, organisations, offices) = (db.Dossiers, db.Filings, register.All(), visitors.Signed.Offices);
        return from filing in filings.AsNoTracking()
               join dossier in dossiers on filing.DossierId equals dossier.Id
               join organisation in organisations on dossier.OrganisationId equals organisation.Id
               where filing.State != FilingState.Draft && (offices.Contains(dossier.Recommender) || offices.Contains(dossier.Decider))
               select new QueueRow
               {
                   Filing = filing.Id,
                   Dossier = dossier.Id,
                   Name = organisation.Name,
                   Scheme = dossier.Scheme,
                   Region = organisation.Region,
                   State = filing.State,
                   Purpose = filing.Purpose,
                   Since = filing.Since,
                   Rank = filing.Rank,
                   Revision = filing.Revision
               };
    }
}
