using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Find;

/// <summary>The public directory with its map.</summary>
[AllowAnonymous]
internal sealed class FindModel(DirectorySearch search, ServiceCatalogue catalogue, Regions regions) : PageModel
{
    public const int Size = 20;

    public DirectoryQuestion Question { get; private set; } = new();

    public IReadOnlyList<DirectoryRow> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    /// <summary>Cities of the province, or counties of a city under the central government, with their members.</summary>
    public IReadOnlyList<(string Code, int Count)> Below { get; private set; } = [];

    /// <summary>Counties of the city, with their members.</summary>
    public IReadOnlyList<(string Code, int Count)> Counties { get; private set; } = [];

    public Regions Regions => regions;

    public string Map => TileMap.Draw(Counts, regions, code => Request.PathBase + At(code), Question.Region);

    public IEnumerable<(string, string)> MemberOptions => All(Enum.GetValues<MemberKind>().Select(kind => (kind.Code(), kind.Label().ToString())));

    public IEnumerable<(string, string)> KindOptions => All(Enum.GetValues<OrganisationKind>().Select(kind => (kind.Code(), kind.Label().ToString())));

    public IEnumerable<(string, string)> ServiceOptions => All(catalogue.All.Select(service => (service.Code, service.Name)));

    public IEnumerable<(string, string)> CategoryOptions => All(Kinds.Categories.Select(category => (category.Key, category.Value.ToString())));

    public string At(string region)
    {
        var query = new QueryBuilder(Request.Query.Where(pair => pair.Key is not "region" and not "page" and not "lang"));
        if (region.Length > 0)
            query.Add("region", region);
        return "/outlets" + query;
    }

    public async Task OnGetAsync(string? find, string? region, string? near, string? member, string? kind, string? service, string? category, int page, CancellationToken ct)
    {
        Question = DirectoryQuestion.Read(find, region, near, member, kind, service, category);
        if (Question.Region.Length > 0 && regions.Find(Question.Region) is null)
            Question = Question with { Region = "" };
        if (Question.Near.Length > 0 && regions.Find(Question.Near) is null)
            Question = Question with { Near = "" };
        (Rows, Total) = await search.FindAsync(Question, Foundation.Pages.Skip(page, Size), Size, ct);
        Counts = await search.CountAsync(Question with { Region = "" }, 2, ct);
        if (Question.Region.Length == 0)
            return;
        var digits = Regions.DigitsBelow(Question.Region[..2]);
        Below = await BelowAsync(Question.Region[..2], digits, ct);
        if (Question.Region.Length >= 4 && digits == 4)
            Counties = await BelowAsync(Question.Region[..4], 6, ct);
    }

    private async Task<IReadOnlyList<(string Code, int Count)>> BelowAsync(string region, int digits, CancellationToken ct) =>
        [.. (await search.CountAsync(Question with { Region = region }, digits, ct)).Where(pair => pair.Key.Length == digits && regions.Find(pair.Key) is not null)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))];

    private static IEnumerable<(string, string)> All(IEnumerable<(string, string)> options) => options.Prepend(("", Lang.T("全部")));
}
