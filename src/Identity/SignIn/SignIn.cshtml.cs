using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Foundation;

namespace Zhishu.Identity.SignIn;

/// <summary>The first step: address and password.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.AccountLimit)]
internal sealed class SignInModel(SignInDesk desk) : PageModel
{
    public string Email { get; private set; } = "";

    public string? ReturnUrl { get; private set; }

    public Bilingual? Message { get; private set; }

    public void OnGet(string? returnUrl) => ReturnUrl = Local(returnUrl);

    public async Task<IActionResult> OnPostAsync(string? email, string? password, string? returnUrl, CancellationToken ct)
    {
        (Email, ReturnUrl) = (email ?? "", Local(returnUrl));
        switch (await desk.PasswordAsync(HttpContext, Email, password ?? "", ct))
        {
            case SignInOutcome.Done:
                return LocalRedirect(ReturnUrl ?? "/workbench");
            case SignInOutcome.CodeWanted:
                return RedirectToPage("/Identity/SignIn/Code", new { returnUrl = ReturnUrl });
            default:
                Message = SignInDesk.Refusal;
                Response.StatusCode = 400;
                return Page();
        }
    }

    private string? Local(string? url) => url is { Length: < 2000 } && Url.IsLocalUrl(url) ? url : null;
}
