using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Foundation;

namespace Zhishu.Identity.SignIn;

/// <summary>Sends a link by which the password can be set anew; says the same whether there is an account or not.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.AccountLimit)]
internal sealed class ForgottenModel(PasswordReset reset, Mailer mailer) : PageModel
{
    public bool CanMail => mailer.CanSend;

    public bool Sent { get; private set; }

    public void OnGet()
    {
    }

    public async Task OnPostAsync(string? email, CancellationToken ct)
    {
        if (CanMail && email is { Length: <= 254 })
            await reset.MailAsync(email, ct);
        Sent = true;
    }
}
