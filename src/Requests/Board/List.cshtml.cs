using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Requests.Board;

/// <summary>The board of needs and offers.</summary>
[AllowAnonymous]
internal sealed class ListModel(AppDb db, SiteText texts, ReferenceData reference, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 20;

    public string Find { get; private set; } = "";

    public string Side { get; private set; } = "";

    public string Region { get; private set; } = "";

    public string Industry { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<Post> Rows { get; private set; } = [];

    public IReadOnlyList<Post> Mine { get; private set; } = [];

    public IReadOnlyDictionary<string, int> Outcomes { get; private set; } = new Dictionary<string, int>();

    public Regions Regions => regions;

    public ReferenceData Reference => reference;

    public IEnumerable<(string, string)> IndustryOptions => [("", Lang.T("全部")), .. Industries.Options(reference)];

    public async Task OnGetAsync(string? find, string? side, string? region, string? industry, int page, CancellationToken ct)
    {
        var (posts, introductions, today) = (db.Posts, db.Introductions, clock.Today());
        (Find, Side, Region, Industry) = (find is { Length: <= 100 } ? find.Trim() : "", side is "Need" or "Offer" ? side : "", regions.Find(region) is null
            ? "" : region!, industry is { Length: 2 } ? industry : "");
        var rows = posts.AsNoTracking().Where(row => row.State == PostState.Open && row.UntilDay >= today);
        if (Enum.TryParse<PostSide>(Side, out var wanted))
            rows = rows.Where(row => row.Side == wanted);
        if (Region.Length > 0)
            rows = rows.Where(row => row.Region.StartsWith(Region));
        if (Industry.Length > 0)
            rows = rows.Where(row => row.Industry == Industry);
        if (Find.Length > 0)
        {
            var ids = (await texts.FindAsync(Find, ["need", "offer"], SiteText.Search, 0, 500, ct)).Select(hit => hit.Id).ToList();
            rows = rows.Where(row => ids.Contains(row.Id));
        }

        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderByDescending(row => row.PostedAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        if (visitors.Current is { } person)
            Mine = await posts.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.PostedAt).Take(20).ToListAsync(ct);

        // Only what both sides have confirmed.
        Outcomes = await introductions.Where(row => row.State == IntroductionState.Done && row.NeedConfirms == true && row.OfferConfirms == true).GroupBy(row => row.Outcome!)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
    }
}

/// <summary>Divisions of GB/T 4754 to choose from.</summary>
internal static class Industries
{
    public static IEnumerable<(string Code, string Label)> Options(ReferenceData reference) => reference.Industries.All.Where(IsDivision)
        .Select(node => (Code(node), $"{Code(node)} {node.Title}")).OrderBy(option => option.Item1, StringComparer.Ordinal);

    public static string NameOf(ReferenceData reference, string code) => reference.Industries.All.FirstOrDefault(node => IsDivision(node) && Code(node) == code)?.Title.ToString() ?? code;

    private static bool IsDivision(CodeNode node) => Code(node).Length == 2 && Code(node).All(char.IsAsciiDigit);

    private static string Code(CodeNode node) => node.Code.TrimStart("ABCDEFGHIJKLMNOPQRST".ToCharArray());
}
