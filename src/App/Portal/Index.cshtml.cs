using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.App.Portal;

/// <summary>The portal: the search box first, the doors to the services, what is new, the holdings. <c>?preview=</c> shows an administrator a state that is not published yet.</summary>
[AllowAnonymous]
internal sealed class IndexModel(PortalCounts counts, HomeNews news, Site site, ReferenceData reference, Visitors visitors, TimeProvider clock) : PageModel
{
    public IReadOnlyDictionary<RecordKind, long> Counts { get; private set; } = new Dictionary<RecordKind, long>();

    public long Synthetic { get; private set; }

    public SiteRevision Shown { get; private set; } = null!;

    public bool IsPreview { get; private set; }

    public bool IsAdministrator => visitors.Current?.Has(Duty.Administrator) == true;

    public IEnumerable<Door> Doors => Door.Of(Shown.Settings);

    public IReadOnlyList<HomeItem> Notices { get; private set; } = [];

    public IReadOnlyList<HomeItem> Events { get; private set; } = [];

    public IEnumerable<CodeNode> Sections => reference.Ipc.Below("");

    public async Task OnGetAsync(int? preview, CancellationToken ct)
    {
        (Counts, Synthetic) = await counts.ReadAsync(ct);
        Shown = await site.ReadAsync(ct);
        if (preview is { } revision && IsAdministrator && await site.FindAsync(revision, ct) is { } draft && draft.Revision != Shown.Revision)
            (Shown, IsPreview) = (draft, true);
        var items = await news.ReadAsync(ct);
        var own = (IReadOnlyList<HomeItem>)[.. Shown.Settings.NoticesOn(clock.Today())
            .Select(notice => new HomeItem(HomePart.Notice, Bilingual.Of(notice.Kind, ""), Bilingual.Of(notice.Title, ""), notice.Url, notice.Date))];

        // What the operator wrote and what is official is always shown, the other news as far as there is room.
        var others = items.Where(item => item.Part == HomePart.Notice).OrderByDescending(item => item.Official).ThenByDescending(item => item.Day);
        Notices = [.. own.Concat(others.Take(Math.Max(HomeNews.Most - own.Count, items.Count(item => item.Official)))).OrderByDescending(item => item.Day)];
        Events = [.. items.Where(item => item.Part == HomePart.Event).OrderBy(item => item.Day).Take(HomeNews.Most)];
    }
}
