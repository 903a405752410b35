using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Board;

/// <summary>Posts a need or an offer.</summary>
[Authorize]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class NewModel(BoardDesk desk, Visitors visitors) : PageModel
{
    public PostSide Side { get; private set; }

    public ActForm Form { get; private set; } = null!;

    public Bilingual? Message { get; private set; }

    public void OnGet(PostSide side) => (Side, Form) = (side, ActForm.Of(desk.Form, FormInput.Empty));

    public async Task<IActionResult> OnPostAsync(PostSide side, CancellationToken ct)
    {
        (Side, Form) = (side, ActForm.Read(desk.Form, Request.Form));
        Message = new("请改正标出的内容");
        if (Form.Faults.Count == 0)
        {
            var (made, refusal) = await desk.PostAsync(side, Form.Typed, visitors.Signed, visitors.Actor, visitors.Session, ct);
            if (made is not null)
                return LocalRedirect($"/board/{made.Id}");
            Message = refusal!.Text;
        }

        Response.StatusCode = 400;
        return Page();
    }
}
