using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Network.Register;

/// <summary>Changes the data of an organisation. What 001·10 lists is changed by a change report while it is a filed outlet.</summary>
[Authorize]
internal sealed class EditModel(AppDb db, NetworkRegister register, Visitors visitors, TimeProvider clock) : PageModel
{
    public OrganisationForm Form { get; private set; } = null!;

    public int Revision { get; private set; }

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } organisation)
            return NotFound();
        Show(organisation, organisation.Data, new Dictionary<string, Bilingual>(), await IsLockedAsync(id, ct));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, OrganisationData data, int revision, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } organisation)
            return NotFound();
        var locked = await IsLockedAsync(id, ct);
        data = data with { LegalPerson = Request.Form.ContainsKey("LegalPerson"), CreditCode = locked ? organisation.CreditCode : data.CreditCode };

        // What an officer has confirmed only an officer changes: by another credit code or region an organisation would slip away from its past.
        if (IsConfirmed(organisation))
            data = data with { CreditCode = organisation.CreditCode, Name = organisation.Name, Region = organisation.Region, Sector = organisation.Sector };
        if (locked)
        {
            var now = organisation.Data;
            data = data with
            {
                Name = now.Name,
                Region = now.Region,
                Address = now.Address,
                Principal = now.Principal,
                PrincipalPost = now.PrincipalPost,
                Contact = now.Contact,
                ContactPost = now.ContactPost,
                Phone = now.Phone,
                Email = now.Email
            };
        }

        if (revision != organisation.Revision)
            return Refuse(organisation, data, new Dictionary<string, Bilingual>(), locked, Conflict);

        // An office moves an organisation within its reach alone, never into another's.
        if (visitors.Signed.IsOfficerOf(organisation) && !visitors.Signed.MayPlace(data.Region?.Trim() ?? "", data.Sector))
            return Refuse(organisation, data,
                new Dictionary<string, Bilingual>
                {
                    ["Region"] = new("不在您的辖区或行业内；迁往外地须由迁入地或国家局办理")
                }, locked, null);
        var faults = register.Change(organisation, data, visitors.Actor);
        if (faults.Count > 0)
            return Refuse(organisation, data, faults, locked, new($"有 {faults.Count} 处需要改正"));
        try
        {
            await db.SaveChangesAsync(ct);
            return LocalRedirect($"/organisations/{id}");
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refuse(organisation, data, faults, locked, Conflict);
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: "23505" })
        {
            return Refuse(organisation, data, new Dictionary<string, Bilingual> { ["CreditCode"] = new("另一个机构已使用这个代码") }, locked, null);
        }
    }

    // Its own people and its officers change an organisation; an administrator of the hub has no part in the register.
    private async Task<Organisation?> FindAsync(Guid id, CancellationToken ct) =>
        await register.FindForAsync(visitors.Signed, id, ct) is { } found && (visitors.Signed.BelongsTo(id) || visitors.Signed.IsOfficerOf(found)) ? found : null;

    private bool IsConfirmed(Organisation organisation) => organisation.VerifiedAt is not null && !visitors.Signed.IsOfficerOf(organisation);

    private static Bilingual Conflict => new("在您填写期间，其他人修改了这个机构。下面是您填写的内容，请核对后重新保存。");

    private PageResult Refuse(Organisation organisation, OrganisationData data, IReadOnlyDictionary<string, Bilingual> faults, bool locked, Bilingual? message)
    {
        Show(organisation, data, faults, locked);
        Message = message;
        Response.StatusCode = message is { } text && text.Equals(Conflict) ? 409 : 400;
        return Page();
    }

    private void Show(Organisation organisation, OrganisationData data, IReadOnlyDictionary<string, Bilingual> faults, bool locked) =>
        (Form, Revision) = (new(organisation.Id, data, faults, locked, IsConfirmed(organisation)), organisation.Revision);

    private async Task<bool> IsLockedAsync(Guid id, CancellationToken ct) =>
        (await register.MembershipsAsync(id, ct)).Any(row => row.Kind == MemberKind.NationalOutlet && row.IsInForce(clock.Today()));
}
