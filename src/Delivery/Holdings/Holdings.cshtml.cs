using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Delivery.Holdings;

/// <summary>A holding as a member writes it.</summary>
internal sealed class HoldingInput
{
    public string? Kind { get; set; }

    public string? Title { get; set; }

    public string? Cover { get; set; }

    public int? FromYear { get; set; }

    public int? ToYear { get; set; }
}

/// <summary>What a person's members hold: by it orders find their way.</summary>
[Authorize]
internal sealed class HoldingsModel(AppDb db, NetworkRegister register, ProcessLog log, Visitors visitors, TimeProvider clock) : PageModel
{
    private const int Most = 2000;

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public IReadOnlyList<Holding> Rows { get; private set; } = [];

    public HoldingInput Typed { get; private set; } = new();

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(visitors.Signed, HttpContext.RequestAborted);
        if (Members.Count == 0)
            context.Result = NotFound();
        else
            await next();
    }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(HoldingInput input, Guid member, CancellationToken ct)
    {
        Typed = input;
        if (Members.FirstOrDefault(row => row.Id == member) is not { } owner)
            return NotFound();
        var (held, title, cover) = (db.HeldDocuments, SafeText.Line(input.Title), SafeText.Narrow(input.Cover ?? "").Trim().ToUpperInvariant());
        Message = input switch
        {
            _ when input.Kind is null || !OrderWords.Kinds.ContainsKey(input.Kind) => new("请选择文献类型"),
            _ when title.Length is < 2 or > 200 || cover.Length > 30 => new("名称 2 到 200 字，代码不超过 30 字"),
            { FromYear: < 1500 or > 2200 } or { ToYear: < 1500 or > 2200 } => new("年份不对"),
            _ when input.FromYear > input.ToYear => new("起始年份晚于结束年份"),
            _ => null,
        };
        if (Message is null && await held.CountAsync(row => row.OrganisationId == member, ct) >= Most)
            Message = new($"最多 {Most} 条");
        if (Message is not null)
        {
            Response.StatusCode = 400;
            await LoadAsync(ct);
            return Page();
        }

        held.Add(new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            OrganisationId = member,
            Kind = input.Kind!,
            Title = title,
            Cover = cover,
            FromYear = input.FromYear,
            ToYear = input.ToYear,
            Revision = 1
        });
        log.Record("holding.add", visitors.Actor, owner.AsSubject(), after: new { input.Kind, title, cover });
        await db.SaveChangesAsync(ct);
        return LocalRedirect("/delivery/holdings");
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken ct)
    {
        var (held, own) = (db.HeldDocuments, visitors.Signed.Organisations);
        if (await held.FirstOrDefaultAsync(row => row.Id == id && own.Contains(row.OrganisationId), ct) is not { } row)
            return NotFound();
        held.Remove(row);
        log.Record("holding.remove", visitors.Actor, Members.First(member => member.Id == row.OrganisationId).AsSubject(), before: new { row.Kind, row.Title });
        await db.SaveChangesAsync(ct);
        return LocalRedirect("/delivery/holdings");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (held, own) = (db.HeldDocuments, visitors.Signed.Organisations);
        Rows = await held.AsNoTracking().Where(row => own.Contains(row.OrganisationId)).OrderBy(row => row.Kind).ThenBy(row => row.Title).ToListAsync(ct);
    }
}
