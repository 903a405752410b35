using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Ask;

/// <summary>Fills in the form of a type.</summary>
[Authorize]
[EnableRateLimiting(IdentityModule.PublicLimit)]
[RequestSizeLimit(MostAtOnce * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = MostAtOnce * FileStore.Largest + (1 << 20))]
internal sealed class NewModel(
    RequestDesk desk, RequestActs acts, RequestTypes types, Providers providers, FileStore store, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int MostAtOnce = 3;
    private string _made = "";

    public RequestType Type { get; private set; } = null!;

    public ActForm Form { get; private set; } = null!;

    public Provision Offered { get; private set; } = null!;

    /// <summary>Whether somebody can take the service here; otherwise what was typed goes into an enquiry.</summary>
    public bool CanTake => Offered.Online.Count > 0;

    public Regions Regions => regions;

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? type, Guid? to, CancellationToken ct)
    {
        if (types.Find(type) is not { } found)
            return NotFound();

        // Who the client is was asked once: the last request knows.
        var me = visitors.Signed;
        var last = await desk.VisibleTo(me).Where(row => row.AccountId == me.Id).OrderByDescending(row => row.AskedAt).FirstOrDefaultAsync(ct);
        await ShowAsync(found, FormInput.Of(
            ("To", to?.ToString()), ("ClientKind", last?.ClientKind), ("Employer", last?.Employer), ("Phone", last?.Phone), ("Region", last?.Region)), last?.Region, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? type, IFormFile[]? files, CancellationToken ct)
    {
        if (types.Find(type) is not { } found)
            return NotFound();
        await ShowAsync(found, null, Request.Form["Region"], ct);
        Message = Form.Faults.Count > 0 ? new("请改正标出的内容") : await SendAsync(files ?? [], ct);
        if (Message is null)
            return LocalRedirect(_made);
        Response.StatusCode = 400;
        return Page();
    }

    private async Task<Bilingual?> SendAsync(IFormFile[] files, CancellationToken ct)
    {
        if (files.Length > MostAtOnce)
            return new($"一次最多 {MostAtOnce} 个附件");
        var (given, fault) = await store.TakeAsync(files, ct);
        if (fault is not null)
            return fault;
        var (made, refusal) = await acts.AskAsync(desk, Type, Form.Typed, given, visitors.Signed, visitors.Actor, visitors.Session, ct);
        _made = $"/requests/{made?.Id}";
        return refusal?.Text;
    }

    // What was typed is read by the fields of the form, and checked; nothing yet when it is opened.
    private async Task ShowAsync(RequestType type, FormInput? filled, string? region, CancellationToken ct)
    {
        Type = type;
        Offered = (await providers.OfAsync([type.Item], region, ct))[type.Item];
        var fields = RequestForms.Of(type, await providers.NamesOfAsync(Offered.Online, ct), regions, clock.Today());
        Form = filled is null ? ActForm.Read(fields, Request.Form) : ActForm.Of(fields, filled);
    }
}
