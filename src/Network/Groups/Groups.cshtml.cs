using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network.Register;

namespace Zhishu.Network.Groups;

/// <summary>Cooperation groups: open to read, kept by CNIPA.</summary>
[AllowAnonymous]
internal sealed class GroupsModel(AppDb db, NetworkRegister register, ProcessLog log, Visitors visitors, Regions regions, TimeProvider clock) : PageModel
{
    public IReadOnlyList<(CooperationGroup Group, IReadOnlyList<Organisation> Members)> Rows { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public bool MayEdit => visitors.Current?.Has(Duty.National) == true;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var (groups, members, organisations) = (db.Groups, db.GroupMembers, db.Organisations);
        var pairs = await (from member in members
                           join organisation in organisations on member.OrganisationId equals organisation.Id
                           where organisation.VerifiedAt != null
                           orderby organisation.Name
                           select new { member.GroupId, organisation }).AsNoTracking().ToListAsync(ct);
        var byGroup = pairs.ToLookup(pair => pair.GroupId, pair => pair.organisation);
        Rows = [.. (await groups.AsNoTracking().OrderBy(row => row.Id).ToListAsync(ct)).Select(group => (group, (IReadOnlyList<Organisation>)[.. byGroup[group.Id]]))];
    }

    public async Task<IActionResult> OnPostAsync(string? nameZh, string? nameEn, string? regions, string? description, CancellationToken ct)
    {
        if (!MayEdit)
            return Forbid();
        var codes = (regions ?? "").Split([',', '，', '、', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var name = SafeText.Clean(nameZh ?? "").Trim();
        if (name.Length is 0 or > 40 || nameEn?.Length > 60 || description?.Length > 500 || codes.Length is 0 or > 40 || codes.Any(code => Regions.Find(code) is null))
            return await RefuseAsync(new("请填写名称和有效的地区代码"), ct);
        var group = new CooperationGroup
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            NameZh = name,
            NameEn = SafeText.Clean(nameEn ?? "").Trim(),
            Description = SafeText.Clean(description ?? "").Trim(),
            Regions = codes,
            Revision = 1
        };
        db.Groups.Add(group);
        log.Record("group.add", visitors.Actor, new Subject("group", group.Id, name), after: new { name, codes });
        await db.SaveChangesAsync(ct);
        return LocalRedirect("/network/groups");
    }

    public async Task<IActionResult> OnPostMemberAsync(Guid group, string? code, CancellationToken ct)
    {
        if (!MayEdit)
            return Forbid();
        var (groups, members) = (db.Groups, db.GroupMembers);
        var found = await groups.FirstOrDefaultAsync(row => row.Id == group, ct);
        var organisation = CreditCode.Read(code) is { } read ? await register.FindByCodeAsync(read, ct) : null;
        if (found is null || organisation is null)
            return await RefuseAsync(new("没有这个协作组或机构"), ct);
        if (!await members.AnyAsync(row => row.GroupId == group && row.OrganisationId == organisation.Id, ct))
        {
            members.Add(new() { GroupId = group, OrganisationId = organisation.Id, JoinedOn = clock.Today() });
            log.Record("group.join", visitors.Actor, new Subject("group", group, found.NameZh, organisation.Id), after: new { organisation.Name });
            await db.SaveChangesAsync(ct);
        }

        return LocalRedirect("/network/groups");
    }

    private async Task<IActionResult> RefuseAsync(Bilingual message, CancellationToken ct)
    {
        Message = message;
        Response.StatusCode = 400;
        await OnGetAsync(ct);
        return Page();
    }
}
