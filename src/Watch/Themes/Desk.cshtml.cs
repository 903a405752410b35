using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Watch.Themes;

/// <summary>Themes proposed for the list, and those on it, of whoever decides on them.</summary>
[Authorize]
internal sealed class DeskModel(ListingDesk desk, NetworkRegister register, Regions regions, Visitors visitors) : PageModel
{
    private IReadOnlyDictionary<Guid, string> _names = new Dictionary<Guid, string>();
    private (string? Slug, string? Reason) _typed;

    public IReadOnlyList<Listing> Waiting { get; private set; } = [];

    public IReadOnlyList<Listing> Listed { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public string BodyOf(Listing it) => it.OrganisationId is { } member ? _names.GetValueOrDefault(member) ?? "" : ListingDesk.OfficeName(it.Region, regions);

    public string? TypedFor(Listing it) => it.Slug == _typed.Slug ? _typed.Reason : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostDecideAsync(string? slug, ListingAct act, string? reason, CancellationToken ct)
    {
        if (!await LoadAsync(ct))
            return NotFound();
        var refusal = await desk.DoAsync(slug ?? "", act, visitors.Signed, owns: false, reason, visitors.Actor, ct);
        if (refusal is null)
            return LocalRedirect("/themes/desk");
        if (refusal.Status == 404)
            return NotFound();
        (_typed, Message, Response.StatusCode) = ((slug, reason), refusal.Text, refusal.Status);
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        var person = visitors.Signed;
        if (!ListingDesk.Decides(person))
            return false;
        (Waiting, Listed) = (await desk.ForAsync(person, ListingState.Proposed, ct), await desk.ForAsync(person, ListingState.Listed, ct));
        var members = Waiting.Concat(Listed).Select(it => it.OrganisationId).OfType<Guid>().Distinct().ToList();
        _names = await register.All().Where(row => members.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        return true;
    }
}
