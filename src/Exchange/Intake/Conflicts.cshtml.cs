using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Exchange.Intake;

/// <summary>Records that sources and the hub know as different rights by one number; an administrator decides which it is.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class ConflictsModel(ConflictStore conflicts, Visitors visitors, ProcessLog log) : PageModel
{
    private const int AtOnce = 50;

    public IReadOnlyList<RecordConflict> Conflicts { get; private set; } = [];

    public long Total { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => (Total, Conflicts) = (await conflicts.CountAsync(ct), await conflicts.OpenAsync(AtOnce, ct));

    public async Task<IActionResult> OnPostAsync(long conflict, string decision, CancellationToken ct)
    {
        if (decision is not ("take" or "drop"))
            return BadRequest();
        if (await conflicts.DecideAsync(conflict, decision == "take", ct) is { } key)
            await log.WriteAsync(decision == "take" ? "conflict.take" : "conflict.drop", visitors.Actor, new Subject("record", $"{key.Kind.Code()}/{key.Number}", key.Number), null, ct);
        return Redirect("/imports/conflicts");
    }

    /// <summary>What tells two rights apart.</summary>
    public static IEnumerable<(Bilingual Name, string Here, string There)> Rows(RecordConflict conflict)
    {
        var (here, there) = (conflict.Known, conflict.Incoming);
        static string People(IpRecord? record) => string.Join("；", (record?.Parties ?? [])
            .Where(party => party.Role is PartyRole.Applicant or PartyRole.Owner or PartyRole.Inventor).Select(party => party.Name).Distinct().Take(12));
        static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "";
        yield return (new("名称"), here?.Title ?? "", there.Title);
        yield return (new("权利人、发明人"), People(here), People(there));
        yield return (new("申请日"), Day(here?.FilingDate), Day(there.FilingDate));
        yield return (new("公开（公告）号"), string.Join("；", (here?.Publications ?? []).Select(publication => publication.Number)),
            string.Join("；", there.Publications.Select(publication => publication.Number)));
        yield return (new("来源"), here?.Source?.Name ?? "", there.Source?.Name ?? "");
    }
}
