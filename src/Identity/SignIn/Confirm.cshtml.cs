using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Zhishu.Identity.SignIn;

/// <summary>Confirms an address by the link that was mailed to it.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.AccountLimit)]
internal sealed class ConfirmModel(AddressProof proof) : PageModel
{
    public bool? Done { get; private set; }

    public void OnGet()
    {
    }

    public async Task OnPostAsync([FromQuery] string? id, [FromQuery] string? token, CancellationToken ct)
    {
        Done = await proof.ConfirmAsync(id is { Length: <= 40 } ? id : "", token is { Length: <= 2000 } ? token : "", ct);
        Response.StatusCode = Done == true ? 200 : 400;
    }
}
