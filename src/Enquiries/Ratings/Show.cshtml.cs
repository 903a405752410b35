using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Ratings;

/// <summary>One bad rating: what was found, put right and heard.</summary>
[Authorize]
internal sealed class ShowModel(AppDb db, RatingDesk desk, Visitors visitors) : PageModel
{
    public PoorRating It { get; private set; } = null!;

    public Enquiry Enquiry { get; private set; } = null!;

    public IReadOnlyList<RatingStep> Steps { get; private set; } = [];

    public string Typed { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public PoorRatingAct? Next => PoorRating.Table.ActsFrom(It.State, RatingDesk.PartyOf(It, visitors.Signed)).Select(act => (PoorRatingAct?)act).FirstOrDefault();

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (id, enquiries, steps, ct) = (Guid.Parse(RouteData.Values["id"]!.ToString()!), db.Enquiries, db.RatingSteps, HttpContext.RequestAborted);
        if (await desk.Of(visitors.Signed).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        It = found;
        Enquiry = await enquiries.AsNoTracking().FirstAsync(row => row.Id == found.EnquiryId, ct);
        Steps = await steps.AsNoTracking().Where(row => row.PoorRatingId == id).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(ct);
        await next();
    }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(PoorRatingAct act, string? text, CancellationToken ct)
    {
        if (await desk.DoAsync(It.Id, act, RatingDesk.PartyOf(It, visitors.Signed), text, visitors.Actor, ct) is not { } refusal)
            return LocalRedirect($"/enquiries/ratings/{It.Id}");
        (Message, Typed, Response.StatusCode) = (refusal.Text, text ?? "", refusal.Status);
        return Page();
    }
}
