using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;

namespace Zhishu.Identity.SignIn;

/// <summary>Sets a password by the link that was sent.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.AccountLimit)]
internal sealed class ResetModel(PasswordReset reset) : PageModel
{
    public Bilingual? Message { get; private set; }

    public bool Done { get; private set; }

    public Bilingual Rule => PasswordRules.Text;

    public void OnGet()
    {
    }

    public async Task OnPostAsync([FromQuery] string? id, [FromQuery] string? token, string? password, CancellationToken ct)
    {
        Message = await reset.ResetAsync(id is { Length: <= 40 } ? id : "", token is { Length: <= 2000 } ? token : "", password ?? "", ct);
        Done = Message is null;
        Response.StatusCode = Done ? 200 : 400;
    }
}
