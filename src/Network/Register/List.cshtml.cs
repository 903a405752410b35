using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Network.Register;

/// <summary>The register as far as the person signed in may see it: officers their region or sector, others their own.</summary>
[Authorize]
internal sealed class ListModel(AppDb db, Visitors visitors, Regions regions, TimeProvider clock) : PageModel
{
    public const int Size = 50;

    private ILookup<Guid, MemberKind> _kinds = Array.Empty<Membership>().ToLookup(row => row.OrganisationId, row => row.Kind);

    public Regions Regions => regions;

    public bool MayImport => visitors.Signed.Has(Duty.Recommender) || visitors.Signed.Has(Duty.National);

    public string Find { get; private set; } = "";

    public string Member { get; private set; } = "";

    public string Region { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<Organisation> Rows { get; private set; } = [];

    public IEnumerable<(string, string)> MemberKinds => [("", Lang.T("全部")), .. Enum.GetValues<MemberKind>().Select(kind => (kind.Code(), kind.Label().ToString()))];

    public IEnumerable<MemberKind> KindsOf(Organisation row) => _kinds[row.Id];

    public async Task OnGetAsync(string? find, string? member, string? region, int page, CancellationToken ct)
    {
        var rows = Ask(find, member, region);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => row.Region).ThenBy(row => row.Name).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        await LoadKindsAsync(ct);
    }

    public async Task<IActionResult> OnGetCsvAsync(string? find, string? member, string? region, CancellationToken ct)
    {
        Rows = await Ask(find, member, region).OrderBy(row => row.Region).ThenBy(row => row.Name).ToListAsync(ct);
        await LoadKindsAsync(ct);
        var csv = new StringBuilder(CsvText.Line(Import.OrganisationTable.Headings));
        foreach (var row in Rows)
            csv.Append(CsvText.Line([row.CreditCode, row.Name, row.LegalForm.Label().Zh, row.Kind.Label().Zh, row.LegalPerson
                ? "是" : "否", row.Region, row.Sector ?? "", row.Address, row.Principal, row.PrincipalPost, row.Contact, row.ContactPost, row.Phone, row.Email,
                row.Website, string.Join('、', KindsOf(row).Select(kind => kind.Label().Zh)), "", "", "", "", "", row.CreditCodeConfirmed ? "是" : ""]));
        return File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(csv.ToString())).ToArray(), "text/csv", "organisations.csv");
    }

    private IQueryable<Organisation> Ask(string? find, string? member, string? region)
    {
        (Find, Member, Region) = (find?.Length <= 100 ? find.Trim() : "", member?.Length <= 40 ? member : "", region?.Length <= 6 ? region.Trim() : "");
        var (memberships, today) = (db.Memberships, clock.Today());
        var rows = db.Organisations.AsNoTracking().VisibleTo(visitors.Signed);
        if (Find.Length > 0)
            rows = rows.Where(row => EF.Functions.ILike(row.Name, Like.Part(Find), Like.Escape) || row.CreditCode == Find.ToUpper());
        if (Region.Length > 0)
            rows = rows.Where(row => row.Region.StartsWith(Region));
        if (Kinds.Read<MemberKind>(Member, kind => kind.Label()) is { } wanted)
            rows = rows.Where(row =>
                memberships.Any(membership => membership.OrganisationId == row.Id && membership.Kind == wanted && membership.FromDay <= today
                && (membership.UntilDay == null || membership.UntilDay >= today) && (membership.EndedOn == null || membership.EndedOn > today)));
        return rows;
    }

    private async Task LoadKindsAsync(CancellationToken ct)
    {
        var (memberships, ids, today) = (db.Memberships, Rows.Select(row => row.Id).ToList(), clock.Today());
        _kinds = (await memberships.AsNoTracking().Where(row => ids.Contains(row.OrganisationId)).ToListAsync(ct)).Where(row => row.IsInForce(today))
            .ToLookup(row => row.OrganisationId, row => row.Kind);
    }
}
