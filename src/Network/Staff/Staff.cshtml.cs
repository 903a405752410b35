using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network.Register;

namespace Zhishu.Network.Staff;

/// <summary>Those who work for an organisation, kept by its own people.</summary>
[Authorize]
internal sealed class StaffModel(AppDb db, NetworkRegister register, ProcessLog log, Visitors visitors, TimeProvider clock) : PageModel
{
    private const int Most = 500;

    public Organisation Organisation { get; private set; } = null!;

    public IReadOnlyList<StaffMember> Members { get; private set; } = [];

    /// <summary>What was typed: of the member with this identity, otherwise of somebody new.</summary>
    public StaffMember Typed { get; private set; } = new();

    public bool IsRefused { get; private set; }

    public Bilingual? Message { get; private set; }

    public int FullTime => Members.Count(member => member.FullTime);

    public int PartTime => Members.Count(member => !member.FullTime);

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var ct = HttpContext.RequestAborted;
        var found = await register.FindForAsync(visitors.Signed, Guid.Parse(RouteData.Values["id"]!.ToString()!), ct);
        if (found is null || !visitors.Signed.BelongsTo(found.Id))
        {
            context.Result = NotFound();
            return;
        }

        Organisation = found;
        Members = await register.StaffAsync(found.Id, ct);
        await next();
    }

    public void OnGet()
    {
    }

    /// <summary>The mark of what a form shows of a member.</summary>
    public static string SeenOf(StaffMember row) => SeenForm.MarkOf(new { row.Name, row.Post, row.FullTime, row.Introduction });

    public async Task<IActionResult> OnPostAsync(Guid? member, string? name, string? post, bool fullTime, string? introduction, string? seen, CancellationToken ct)
    {
        var (cleanName, cleanPost, text) = (SafeText.Clean(name ?? "").Trim(), SafeText.Clean(post ?? "").Trim(), SafeText.Clean(introduction ?? "").Trim());
        var known = Members.FirstOrDefault(row => row.Id == member);
        Message = (cleanName.Length, cleanPost.Length, text.Length) switch
        {
            (0 or > 40, _, _) => new("姓名应为 1 到 40 字"),
            (_, > 60, _) => new("职务不超过 60 字"),
            (_, _, > 600) => new("经历不超过 600 字"),
            _ when member is not null && known is null => new("没有这个人员"),
            _ when known is null && Members.Count >= Most => new($"最多 {Most} 人"),
            _ => null,
        };
        if (Message is not null)
        {
            return Refused(400);
        }

        var refusal = await db.ActAsync(Organisation.Id, async () =>
        {
            // As it is now: somebody may have been faster.
            Members = await register.StaffAsync(Organisation.Id, ct);
            var row = Members.FirstOrDefault(row => row.Id == member) ?? new StaffMember
            {
                Id = Guid.CreateVersion7(clock.GetUtcNow()),
                OrganisationId = Organisation.Id,
                Since = clock.Today(),
            };
            if (member is not null && (row.Id != member || (!string.IsNullOrEmpty(seen) && seen != SeenOf(row))))
                return SeenForm.Changed;
            var before = member is null ? null : new { row.Name, row.Post, row.FullTime, row.Introduction };
            (row.Name, row.Post, row.FullTime, row.Introduction) = (cleanName, cleanPost, fullTime, text);
            if (member is null)
                db.Staff.Add(row);
            else
                db.Staff.Update(row);
            log.Record("staff.change", visitors.Actor, Organisation.AsSubject(), before: before, after: new { row.Name, row.Post, row.FullTime, row.Introduction });
            return null;
        }, ct);
        if (refusal is null)
            return LocalRedirect($"/organisations/{Organisation.Id}/staff");
        Message = refusal.Text;
        return Refused(refusal.Status);

        IActionResult Refused(int status)
        {
            (Typed, IsRefused) = (new() { Id = member ?? Guid.Empty, Name = cleanName, Post = cleanPost, FullTime = fullTime, Introduction = text }, true);
            Response.StatusCode = status;
            return Page();
        }
    }

    public async Task<IActionResult> OnPostLeaveAsync(Guid member, CancellationToken ct)
    {
        if (Members.FirstOrDefault(row => row.Id == member) is { } row)
        {
            var staff = db.Staff;
            row.LeftOn = clock.Today();
            staff.Update(row);
            log.Record("staff.change", visitors.Actor, Organisation.AsSubject(), before: new { row.Name }, after: new { row.LeftOn });
            await db.SaveChangesAsync(ct);
        }

        return LocalRedirect($"/organisations/{Organisation.Id}/staff");
    }
}
