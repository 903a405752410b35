using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Ask;

/// <summary>The way in: search the answers, ask, follow.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class IndexModel(AppDb db, WorkCalendar calendar, SiteText texts, ReplyFigures figures, Desks desks, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public string Find { get; private set; } = "";

    public IReadOnlyList<SiteHit> Hits { get; private set; } = [];

    public IReadOnlyList<Entry> Popular { get; private set; } = [];

    public IReadOnlyList<Enquiry> Mine { get; private set; } = [];

    public ReplyFigure Figures { get; private set; } = new(0, 0, null, null);

    public IReadOnlyList<Hotline> Hotlines { get; private set; } = [];

    public string Region { get; private set; } = "";

    public IEnumerable<(string Code, string Label)> RegionOptions =>
        [("", Lang.T("全国")), .. regions.Provinces.Select(province => (province.Code, province.Name.ToString()))];

    public bool IsOpen => calendar.IsOpen(clock.GetUtcNow());

    public DateOnly DueDay => ChinaTime.DayOf(calendar.Due(clock.GetUtcNow(), EnquiryKind.Workdays));

    public Bilingual? Message { get; private set; }

    public async Task OnGetAsync(string? find, string? region, CancellationToken ct)
    {
        Find = find is { Length: <= 200 } ? find.Trim() : "";
        if (Find.Length > 0)
            Hits = await texts.FindAsync(Find, [Entry.SiteKind], SiteText.Suggest, 0, 20, ct);
        var (entries, enquiries) = (db.Entries, db.Enquiries);
        Popular = await entries.AsNoTracking().Where(row => row.Version > 0 && !row.Withdrawn).OrderByDescending(row => row.Useful).ThenByDescending(row => row.PublishedAt).Take(8).ToListAsync(ct);
        if (visitors.Current is { } person)
            Mine = await enquiries.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.AskedAt).Take(5).ToListAsync(ct);
        Region = regions.Provinces.Any(province => province.Code == region) ? region! : "";
        Hotlines = await desks.HotlinesAsync(Region.Length > 0 ? Region : null, ct);
        Figures = await figures.ReadAsync(ct);
    }

    /// <summary>Leads to an enquiry by its code and key.</summary>
    public async Task<IActionResult> OnPostAsync(string? code, string? key, CancellationToken ct)
    {
        if (CaseCode.Read(code) is { Length: 12 } read && key?.Trim() is { Length: 24 } known && known.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return LocalRedirect($"/enquiries/{read}/{known}");
        Message = new("编号或查询码不对：编号形如 ZX-7KQ4-M2PD，查询码 24 位，提交咨询时给出");
        Response.StatusCode = 400;
        await OnGetAsync(null, null, ct);
        return Page();
    }
}
