using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Feedback;

/// <summary>Writes an opinion.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class NewModel(OpinionDesk desk, NetworkRegister register, Regions regions, Visitors visitors) : PageModel
{
    public OpinionInput Typed { get; private set; } = new();

    public string? ToName { get; private set; }

    public IEnumerable<(string, string)> RegionOptions => [("", Lang.T("不选", "None")), .. regions.Provinces.Select(region => (region.Code, region.Name.ToString()))];

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? about, Guid? to, CancellationToken ct)
    {
        Typed = new() { About = about is { Length: <= 200 } ? about : null, To = to, Kind = "suggestion" };
        return await NameAsync(ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(OpinionInput input, string? website, CancellationToken ct)
    {
        Typed = input;
        if (!await NameAsync(ct))
            return NotFound();
        var (made, refusal) = string.IsNullOrEmpty(website) ? await desk.PostAsync(input, visitors.Current, visitors.Actor, visitors.Session, ct)
            : (null, new("feedback.robot", new("提交被识别为自动程序，未受理", "It was taken for a program and not accepted")));
        if (made is not null)
            return LocalRedirect($"/feedback/{made.Code}{(visitors.Current is null ? "/" + await desk.KeyAsync(made, ct) : "")}");
        Message = refusal!.Text;
        Response.StatusCode = refusal.Status;
        return Page();
    }

    private async Task<bool> NameAsync(CancellationToken ct)
    {
        if (Typed.To is not { } to)
            return true;
        ToName = (await register.FindAsync(to, ct))?.Name;
        return ToName is not null;
    }
}
