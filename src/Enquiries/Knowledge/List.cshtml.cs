using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Knowledge;

/// <summary>The published answers; for those who write them also what is in the making.</summary>
[AllowAnonymous]
internal sealed class ListModel(AppDb db, SiteText texts, Visitors visitors) : PageModel
{
    public const int Size = 20;

    public string Find { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public IReadOnlyList<Entry> Entries { get; private set; } = [];

    public IReadOnlyList<(Entry Entry, EntryVersion Version)> InWork { get; private set; } = [];

    public long Total { get; private set; }

    public bool MayWrite => visitors.Current is { } person && KnowledgeDesk.MayWrite(person);

    public async Task OnGetAsync(string? find, string? subject, int page, CancellationToken ct)
    {
        (Find, Subject) = (find is { Length: <= 200 } ? find.Trim() : "", Questions.Subjects.Any(known => known.Code == subject) ? subject! : "");
        var (entries, versions) = (db.Entries, db.EntryVersions);
        var rows = entries.AsNoTracking().Where(row => row.Version > 0 && !row.Withdrawn);
        if (Subject.Length > 0)
            rows = rows.Where(row => row.Subject == Subject);
        if (Find.Length > 0)
        {
            var ids = (await texts.FindAsync(Find, [Entry.SiteKind], SiteText.Suggest, 0, 200, ct)).Select(hit => hit.Id).ToList();
            var found = await rows.Where(row => ids.Contains(row.Id)).ToListAsync(ct);
            (Total, Entries) = (found.Count, [.. found.OrderBy(row => ids.IndexOf(row.Id)).Skip(Foundation.Pages.Skip(page, Size)).Take(Size)]);
        }
        else
        {
            Total = await rows.CountAsync(ct);
            Entries = await rows.OrderByDescending(row => row.PublishedAt).ThenBy(row => row.Id).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        }

        if (visitors.Current is { } person && MayWrite)
        {
            var (own, officer) = (person.Organisations, person.Offices.Count > 0);
            var open = await (from version in versions.AsNoTracking()
                              join entry in entries.AsNoTracking() on version.EntryId equals entry.Id
                              where version.State != EntryVersion.Published && (officer || (entry.OrganisationId != null && own.Contains(entry.OrganisationId.Value)))
                              orderby version.WrittenAt descending
                              select new { entry, version }).Take(100).ToListAsync(ct);
            InWork = [.. open.Select(row => (row.entry, row.version))];
        }
    }
}
