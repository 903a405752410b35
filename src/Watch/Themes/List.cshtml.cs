using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Watch.Themes;

/// <summary>The thematic databases that are open to everybody.</summary>
[AllowAnonymous]
internal sealed class ListModel(ThemeStore themes, NetworkRegister register, Visitors visitors) : PageModel
{
    private IReadOnlyDictionary<Guid, Guid> _bodies = new Dictionary<Guid, Guid>();
    private IReadOnlyDictionary<Guid, string> _names = new Dictionary<Guid, string>();

    public IReadOnlyList<Theme> Themes { get; private set; } = [];

    public bool Decides => visitors.Current is { } person && ListingDesk.Decides(person);

    /// <summary>The member in whose name a theme is listed, or null.</summary>
    public string? BodyOf(Theme theme) => _bodies.TryGetValue(theme.Id, out var body) ? _names.GetValueOrDefault(body) : null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Themes = await themes.PublicAsync(ct);
        _bodies = await themes.BodiesAsync(ct);
        var members = _bodies.Values.Distinct().ToList();
        _names = await register.All().Where(row => members.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
    }
}
