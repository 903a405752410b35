using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Items;

/// <summary>Edits the draft of an organisation's list and publishes it.</summary>
[Authorize]
internal sealed class EditModel(AppDb db, ServiceItems lists, ServiceCatalogue catalogue, NetworkRegister register, Visitors visitors, TimeProvider clock) : PageModel
{
    private ItemList _draft = null!;

    public Organisation Organisation { get; private set; } = null!;

    public IReadOnlyList<ServiceItem> Items { get; private set; } = [];

    public IReadOnlyList<ItemList> Versions { get; private set; } = [];

    public ItemList? Published => Versions.FirstOrDefault(version => version.State == "published");

    public ServiceCatalogue Catalogue => catalogue;

    public ServiceItem? Typed { get; private set; }

    public bool IsFiled { get; private set; }

    public Bilingual? Message { get; private set; }

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
        await lists.BeginAsync(found, ct);
        (_draft, Items) = (await lists.DraftAsync(found.Id, ct))!.Value;
        Versions = await lists.VersionsAsync(found.Id, ct);
        IsFiled = (await register.MembershipsAsync(found.Id, ct)).Any(row => row.Kind == MemberKind.NationalOutlet && row.IsInForce(clock.Today()));
        await next();
    }

    public void OnGet()
    {
    }

    /// <summary>The mark of what a form shows of an item.</summary>
    public static string SeenOf(ServiceItem row) => SeenForm.MarkOf(With(row, Guid.Empty));

    public async Task<IActionResult> OnPostAsync(Guid? item, ServiceItem typed, string? seen, CancellationToken ct)
    {
        var known = Items.FirstOrDefault(row => row.Id == item);
        Message = lists.Check(typed);
        if (item is not null && known is null)
            Message = new("这一项已被删除");
        if (known is null && Items.Count >= ServiceItems.Most)
            Message = new($"最多 {ServiceItems.Most} 项");
        if (Message is not null)
        {
            Typed = With(typed, item ?? Guid.Empty);
            Response.StatusCode = 400;
            return Page();
        }

        var refusal = await db.ActAsync(Organisation.Id, async () =>
        {
            // As it is now: somebody may have been faster.
            if (await lists.DraftAsync(Organisation.Id, ct) is not { } now)
                return SeenForm.Changed;
            (_draft, Items) = now;
            var there = Items.FirstOrDefault(one => one.Id == item);
            if (item is not null && (there is null || (!string.IsNullOrEmpty(seen) && seen != SeenOf(there))))
                return SeenForm.Changed;
            var row = there ?? new ServiceItem { Id = Guid.CreateVersion7(clock.GetUtcNow()), ListId = _draft.Id, Place = Items.Count };
            (row.Code, row.Name, row.Channels, row.Audience, row.Free, row.Amount) = (typed.Code, typed.Name, typed.Channels, typed.Audience, typed.Free, typed.Free ? "" : typed.Amount);
            (row.Conditions, row.TimeLimit, row.Materials, row.Reach, row.Contact, row.Hours) = (typed.Conditions, typed.TimeLimit, typed.Materials, typed.Reach, typed.Contact, typed.Hours);
            if (there is null)
                db.Items.Add(row);
            return null;
        }, ct);
        if (refusal is null)
            return LocalRedirect($"/service-items/{Organisation.Id}");
        (Message, Typed, Response.StatusCode) = (refusal.Text, With(typed, item ?? Guid.Empty), refusal.Status);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid item, CancellationToken ct)
    {
        if (Items.FirstOrDefault(row => row.Id == item) is { } known)
            db.Items.Remove(known);
        return await SaveAsync(ct);
    }

    public async Task<IActionResult> OnPostPublishAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        Message = await lists.PublishAsync(Organisation, visitors.Actor, ct);
        if (Message is not null)
        {
            Response.StatusCode = 400;
            return Page();
        }

        return await SaveAsync(ct, transaction);
    }

    private async Task<IActionResult> SaveAsync(CancellationToken ct, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction? transaction = null)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            if (transaction is not null)
                await transaction.CommitAsync(ct);
            return LocalRedirect($"/service-items/{Organisation.Id}");
        }
        catch (DbUpdateException)
        {
            Message = new("其他人刚刚修改或发布了这份清单，请刷新后再改");
            Response.StatusCode = 409;
            return Page();
        }
    }

    private static ServiceItem With(ServiceItem typed, Guid id) => new()
    {
        Id = id,
        Code = typed.Code,
        Name = typed.Name,
        Channels = typed.Channels,
        Audience = typed.Audience,
        Free = typed.Free,
        Amount = typed.Amount,
        Conditions = typed.Conditions,
        TimeLimit = typed.TimeLimit,
        Materials = typed.Materials,
        Reach = typed.Reach,
        Contact = typed.Contact,
        Hours = typed.Hours,
    };
}
