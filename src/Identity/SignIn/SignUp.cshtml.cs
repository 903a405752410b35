using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;

namespace Zhishu.Identity.SignIn;

/// <summary>Makes an account for whoever asks; it has no duties yet.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.AccountLimit)]
internal sealed class SignUpModel(AccountDesk accounts, AddressProof proof, PasswordReset reset, SignInDesk signIn, Mailer mailer) : PageModel
{
    public string Name { get; private set; } = "";

    public string Email { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    /// <summary>Whether a mail was sent; said alike of a new address and of one with an account, so that nobody learns who has one.</summary>
    public bool Sent { get; private set; }

    public Bilingual Rule => PasswordRules.Text;

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(string? name, string? email, string? password, string? again, CancellationToken ct)
    {
        (Name, Email) = (name ?? "", email ?? "");
        Guid? made = null;
        if (password != again)
            Message = new("两次输入的密码不同");
        else
            (made, Message) = await accounts.CreateAsync(new(Email, Name, password ?? ""), null, ct);
        if (mailer.CanSend && (Message is null || Message.Equals(AccountDesk.Taken)))
        {
            await (made is { } id ? proof.MailAsync(id, ct) : reset.MailAsync(Email, ct));
            (Sent, Message) = (true, null);
            return Page();
        }

        if (Message is null && await signIn.PasswordAsync(HttpContext, Email, password!, ct) == SignInOutcome.Done)
            return LocalRedirect("/workbench");
        Response.StatusCode = 400;
        return Page();
    }
}
