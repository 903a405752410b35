using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Ask;

/// <summary>An enquiry as who asked sees it: by account, or by code and key.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
[RequestSizeLimit(EnquiryDesk.MostFiles * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = EnquiryDesk.MostFiles * FileStore.Largest + (1 << 20))]
internal sealed class FollowModel(AppDb db, EnquiryDesk desk, Threads threads, NetworkRegister register, Regions regions, Visitors visitors) : PageModel
{
    public Enquiry Enquiry { get; private set; } = null!;

    public string? Key { get; private set; }

    public ThreadView Thread { get; private set; } = null!;

    /// <summary>What was refused, with what was typed.</summary>
    public (EnquiryAct Act, string Text, int? Rating)? Typed { get; private set; }

    public string Handler { get; private set; } = "";

    public string? MergedCode { get; private set; }

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public bool IsGuest => visitors.Current is null;

    public string TextOf(EnquiryAct act) => Typed is { } typed && typed.Act == act ? typed.Text : "";

    public bool May(EnquiryAct act) => EnquiryLifecycle.Table.Find(Enquiry.State, act, EnquiryParty.Asker) is not null;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (enquiries, code, ct) = (db.Enquiries, CaseCode.Read(RouteData.Values["code"]!.ToString()), HttpContext.RequestAborted);
        Key = RouteData.Values["key"]?.ToString();
        var found = await enquiries.AsNoTracking().FirstOrDefaultAsync(row => row.Code == code, ct);

        // Of an enquiry that is somebody else's nothing is told, not even that it exists.
        if (found is null || !((found.AccountId is { } owner && visitors.Current?.Id == owner) || await desk.FitsAsync(found, Key, ct)))
        {
            context.Result = NotFound();
            return;
        }

        Enquiry = found;
        await next();
    }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(EnquiryAct act, string? text, int? rating, IFormFile[]? files, CancellationToken ct)
    {
        if (await desk.DoAsync(Enquiry.Id, act, EnquiryParty.Asker, visitors.Actor, new(text, Rating: rating) { Files = files ?? [] }, ct) is { } refusal)
        {
            (Message, Typed) = (refusal.Text, (act, text ?? "", rating));
            Response.StatusCode = refusal.Status;
            await LoadAsync(ct);
            return Page();
        }

        return LocalRedirect($"/enquiries/{Enquiry.Code}{(Key is null ? "" : "/" + Key)}");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var enquiries = db.Enquiries;
        Thread = await threads.ReadAsync(Enquiry, staff: false, Key, ct);
        Handler = Enquiry.OrganisationId is { } member ? (await register.FindAsync(member, ct))?.Name ?? "" : Lang.T("国家知识产权局公共服务司", "CNIPA, public service department");
        MergedCode = Enquiry.MergedInto is { } into ? await enquiries.Where(row => row.Id == into).Select(row => row.Code).FirstOrDefaultAsync(ct) : null;
    }
}
