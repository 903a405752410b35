using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Desk;

/// <summary>The enquiries of a person's members and region.</summary>
[Authorize]
internal sealed class QueueModel(AppDb db, NetworkRegister register, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 30;

    public string Find { get; private set; } = "";

    public string State { get; private set; } = "";

    public string Whose { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<Enquiry> Rows { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public Regions Regions => regions;

    public DateTimeOffset Now => clock.GetUtcNow();

    public IEnumerable<(string, string)> States => [("", Lang.T("待答复和已答复", "Open and answered")), .. Enum.GetValues<EnquiryState>()
        .Select(state => (state.ToString(), EnquiryLifecycle.Table.Label(state).ToString()))];

    public IEnumerable<(string, string)> WhoseOptions => [("", Lang.T("全部", "All")), ("mine", Lang.T("由我办理", "Mine")), ("here", Lang.T("本机构现办", "At my member now")), ("late", Lang.T("逾期", "Late"))];

    public async Task<IActionResult> OnGetAsync(string? find, string? state, string? whose, int page, CancellationToken ct)
    {
        var person = visitors.Signed;
        if (person.Organisations.Count == 0 && person.Offices.Count == 0)
            return NotFound();
        var rows = Ask(find, state, whose);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => row.State == EnquiryState.Open ? 0 : 1).ThenBy(row => row.DueAt).ThenBy(row => row.Id).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var ids = Rows.Where(row => row.OrganisationId != null).Select(row => row.OrganisationId!.Value).Distinct().ToList();
        Names = await register.All().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        return Page();
    }

    /// <summary>The rows of a question; for the page and for its export.</summary>
    internal IQueryable<Enquiry> Ask(string? find, string? state, string? whose)
    {
        (Find, State, Whose) = (find is { Length: <= 100 } ? find.Trim() : "", state is { Length: <= 20 } ? state : "", whose is { Length: <= 20 } ? whose : "");
        var (enquiries, person, now) = (db.Enquiries, visitors.Signed, clock.GetUtcNow());
        var rows = enquiries.AsNoTracking().VisibleTo(person);
        if (Find.Length > 0)
        {
            var (part, code) = (Like.Part(Find), CaseCode.Read(Find) ?? "");
            rows = rows.Where(row => row.Code == code || EF.Functions.ILike(row.Title, part, Like.Escape) || EF.Functions.ILike(row.Asker, part, Like.Escape) || row.Phone == Find);
        }

        rows = Enum.TryParse<EnquiryState>(State, out var wanted) ? rows.Where(row => row.State == wanted) : rows.Where(row => row.State == EnquiryState.Open || row.State == EnquiryState.Answered);
        var (own, national) = (person.Organisations, person.Has(Duty.National));
        return Whose switch
        {
            "mine" => rows.Where(row => row.AssigneeId == person.Id),
            "here" => rows.Where(row => row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value)),
            "late" => rows.Where(row => row.State == EnquiryState.Open && row.DueAt < now),
            _ => rows,
        };
    }
}
