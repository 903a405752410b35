using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Foundation;

namespace Zhishu.Identity.SignIn;

/// <summary>The second step: the code of the authenticator, or a recovery code.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.AccountLimit)]
internal sealed class CodeModel(SignInDesk desk) : PageModel
{
    public string? ReturnUrl { get; private set; }

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? returnUrl)
    {
        ReturnUrl = returnUrl;
        return await desk.IsAtCodeAsync(HttpContext) ? Page() : RedirectToPage("/Identity/SignIn/SignIn", new { returnUrl });
    }

    public async Task<IActionResult> OnPostAsync(string? code, string? returnUrl, CancellationToken ct)
    {
        ReturnUrl = returnUrl is { Length: < 2000 } && Url.IsLocalUrl(returnUrl) ? returnUrl : null;
        if (await desk.CodeAsync(HttpContext, code ?? "", ct) == SignInOutcome.Done)
            return LocalRedirect(ReturnUrl ?? "/workbench");
        Message = new("验证码不对或已用过，请等下一个；连续 5 次输错锁定 10 分钟。");
        Response.StatusCode = 400;
        return Page();
    }
}
