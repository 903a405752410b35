using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Resources.Show;

/// <summary>What was shared last, for the home page.</summary>
internal sealed class HomeResources(AppDb db, ResourceKinds kinds) : IHomeItems
{
    // Ways to official services and people are no news.
    private static readonly string[] Lasting = ["entry", "expert"];

    public async Task<IReadOnlyList<HomeItem>> ReadAsync(int most, CancellationToken ct)
    {
        var resources = db.SharedResources;
        var rows = await resources.AsNoTracking().Where(row => row.Content != null && row.PublishedAt != null && !Lasting.Contains(row.Kind))
            .OrderByDescending(row => row.PublishedAt).ThenBy(row => row.Id).Take(most).ToListAsync(ct);
        return [.. rows.Select(row => (row, Kind: kinds.Find(row.Kind))).Where(pair => pair.Kind is not null).Select(pair => new HomeItem(HomePart.Notice,
            Bilingual.Of(pair.Kind!.Zh, pair.Kind.En), Bilingual.Of(pair.row.Content!.Title, ""), $"/resources/{pair.row.Id}", ChinaTime.DayOf(pair.row.PublishedAt!.Value)))];
    }
}
