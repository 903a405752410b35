using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Network.Register;

/// <summary>Enters an organisation; who is no officer becomes its manager.</summary>
[Authorize]
internal sealed class NewModel(AppDb db, NetworkRegister register, AccountDesk accounts, Visitors visitors) : PageModel
{
    /// <summary>Organisations that one account may enter: more looks like an attack on the register.</summary>
    private const int Most = 5;

    public OrganisationForm Form { get; private set; } = new(null, new(), new Dictionary<string, Bilingual>(), false);

    public Guid? Known { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(OrganisationData data, CancellationToken ct)
    {
        var person = visitors.Signed;
        var officer = person.Has(Duty.National) || person.Has(Duty.Administrator) || person.Has(Duty.Recommender);
        var covered = person.MayPlace(data.Region ?? "", data.Sector);
        var faults = new Dictionary<string, Bilingual>();
        if (!officer && person.OwnOrganisations.Count >= Most)
            faults["Name"] = new($"一个账号最多登记 {Most} 个机构");
        if (person.Has(Duty.Recommender) && !covered)
            faults["Region"] = new("不在您的辖区或行业内");
        if (CreditCode.Read(data.CreditCode) is { } claimed && !officer && (await register.ClaimsAsync(claimed, ct)).Exists(row => person.BelongsTo(row.Id)))
            faults["CreditCode"] = new("您已登记过这个机构，等待核实");
        Organisation? organisation = null;
        if (faults.Count == 0)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            (organisation, var found) = await register.AddAsync(data with { LegalPerson = data.LegalPerson && Request.Form.ContainsKey("LegalPerson") },
                visitors.Actor, verified: officer && covered, demo: false, ct);
            foreach (var (field, fault) in found)
                faults[field] = fault;
            if (organisation is not null)
            {
                try
                {
                    await db.SaveChangesAsync(ct);
                    if (!officer)
                        await accounts.ClaimAsync(person.Id, organisation.Id, visitors.Actor, ct);
                    await transaction.CommitAsync(ct);
                    return LocalRedirect($"/organisations/{organisation.Id}");
                }
                catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: "23505" })
                {
                    await transaction.RollbackAsync(ct);
                    db.ChangeTracker.Clear();
                }
            }
        }

        if (CreditCode.Read(data.CreditCode) is { } code)
            Known = (await register.FindByCodeAsync(code, ct))?.Id;
        Form = new(null, data, faults, false);
        Response.StatusCode = 400;
        return Page();
    }
}
