using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Network.Register;

/// <summary>Asks to act for an organisation that is entered already.</summary>
[Authorize]
internal sealed class JoinModel(AppDb db, NetworkRegister register, ProcessLog log, Visitors visitors, TimeProvider clock) : PageModel
{
    public string Name { get; private set; } = "";

    public bool Asked { get; private set; }

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await register.FindAsync(id, ct) is not { VerifiedAt: not null } organisation)
            return NotFound();
        var (requests, me) = (db.JoinRequests, visitors.Signed.Id);
        Name = organisation.Name;
        Asked = await requests.AnyAsync(row => row.OrganisationId == id && row.AccountId == me && row.AnsweredAt == null, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? reason, CancellationToken ct)
    {
        if (await register.FindAsync(id, ct) is not { VerifiedAt: not null } organisation)
            return NotFound();
        var text = SafeText.Clean(reason ?? "").Trim();
        if (text.Length is 0 or > 200)
        {
            Message = new("请填写部门和职务，不超过 200 字");
            Response.StatusCode = 400;
            return await OnGetAsync(id, ct);
        }

        var person = visitors.Signed;
        db.JoinRequests.Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), OrganisationId = id, AccountId = person.Id, AccountName = person.Name, Reason = text, AskedAt = clock.GetUtcNow() });
        var audience = organisation.Sector is { } sector ? $"recommender:sector:{sector}" : $"recommender:region:{organisation.Region[..2]}";
        log.Record("organisation.joinAsked", visitors.Actor, organisation.AsSubject(), text, notices: [.. new[] { $"organisation:{id}", audience }
            .Select(to => new ProcessNotice(to, new($"{person.Name} 申请加入 {organisation.Name}"), $"/organisations/{id}#people"))]);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: "23505" })
        {
            // Asked already: the page says so.
        }

        return LocalRedirect($"/organisations/{id}/join");
    }
}
