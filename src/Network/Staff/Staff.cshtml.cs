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

    public StaffMember Typed { get; private set; } = new();

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

    public async Task<IActionResult> OnPostAsync(Guid? member, string? name, string? post, bool fullTime, string? introduction, CancellationToken ct)
    {
        var (cleanName, cleanPost, text) = (SafeText.Clean(name ?? "").Trim(), SafeText.Clean(post ?? "").Trim(), SafeText.Clean(introduction ?? "").Trim());
        var known = Members.FirstOrDefault(row => row.Id == member);
        Message = (cleanName.Length, cleanPost.Length, text.Length) switch
        {
            (0 or > 40, _, _) => new("姓名应为 1 到 40 字", "A name has from 1 to 40 characters"),
            (_, > 60, _) => new("职务不超过 60 字", "A post has at most 60 characters"),
            (_, _, > 600) => new("经历不超过 600 字", "The experience has at most 600 characters"),
            _ when member is not null && known is null => new("没有这个人员", "There is no such person"),
            _ when known is null && Members.Count >= Most => new($"最多 {Most} 人", $"At most {Most} people"),
            _ => null,
        };
        if (Message is not null)
        {
            Typed = new() { Name = cleanName, Post = cleanPost, FullTime = fullTime, Introduction = text };
            Response.StatusCode = 400;
            return Page();
        }

        var row = known ?? new StaffMember { Id = Guid.CreateVersion7(clock.GetUtcNow()), OrganisationId = Organisation.Id, Since = clock.Today() };
        var before = known is null ? null : new { row.Name, row.Post, row.FullTime, row.Introduction };
        (row.Name, row.Post, row.FullTime, row.Introduction) = (cleanName, cleanPost, fullTime, text);
        if (known is null)
            db.Staff.Add(row);
        log.Record("staff.change", visitors.Actor, Organisation.AsSubject(), before: before, after: new { row.Name, row.Post, row.FullTime, row.Introduction });
        await db.SaveChangesAsync(ct);
        return LocalRedirect($"/organisations/{Organisation.Id}/staff");
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
