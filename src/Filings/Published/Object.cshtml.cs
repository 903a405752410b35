using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Desk;
using Zhishu.Foundation;

namespace Zhishu.Filings.Published;

/// <summary>The public objects to a filing in publicity. Who it is goes to the deciding office alone; the trail has neither name nor address.</summary>
[AllowAnonymous]
[EnableRateLimiting("account")]
internal sealed class ObjectModel(PublishedLists lists, AppDb db, DossierDesk desk, SecretLinks secrets, TimeProvider clock) : PageModel
{
    public Guid Id { get; private set; }

    public BatchRow Row { get; private set; } = null!;

    public string Name { get; private set; } = "";

    public string Contact { get; private set; } = "";

    public string Text { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public bool Done { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Id = Guid.Parse(RouteData.Values["id"]!.ToString()!);
        var found = Guid.TryParse(Request.Query["filing"], out var filing) ? (await lists.BatchAsync(Id, HttpContext.RequestAborted))?.Rows.FirstOrDefault(row => row.Filing == filing) : null;
        if (found is null)
        {
            context.Result = NotFound();
            return;
        }

        Row = found;
        if (!found.IsOpen(clock.Today()))
            Message = new("公示已结束，不再接受异议。");
        await next();
    }

    public void OnGet()
    {
    }

    public async Task OnPostAsync(string? name, string? contact, string? text, CancellationToken ct)
    {
        (Name, Contact, Text) = (SafeText.Clean(name ?? "").Trim(), SafeText.Clean(contact ?? "").Trim(), SafeText.Clean(text ?? "").Trim());
        if (Name.Length is 0 or > 100 || Contact.Length is 0 or > 100 || Text.Length is 0 or > 3000)
            Message = new("请填写姓名、联系方式（各不超过 100 字）和异议内容（不超过 3000 字）");
        if (Message is null)
        {
            var (filings, id) = (db.Filings, Row.Filing);
            var sender = await secrets.KeyAsync("objection", SecretLinks.IdOf(Origin.Address(HttpContext)), ct);
            var dossierId = await filings.Where(row => row.Id == id).Select(row => row.DossierId).SingleAsync(ct);
            var refusal = await desk.WorkAsync(dossierId, Actor.Visitor(null), (dossier, now) =>
            {
                var filing = dossier.Filings.Find(row => row.Id == id)!;
                return ValueTask.FromResult(dossier.Object(filing, Name, Contact, Text, now, sender).Refusal);
            }, ct);
            Message = refusal?.Text;
        }

        Done = Message is null;
        Response.StatusCode = Done ? 200 : 400;
    }
}
