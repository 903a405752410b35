using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Published;

/// <summary>What is in publicity (公示), for the home page.</summary>
internal sealed class HomeBatches(PublishedLists lists, SchemeStore schemes, Regions regions, TimeProvider clock) : IHomeItems
{
    public async Task<IReadOnlyList<HomeItem>> ReadAsync(int most, CancellationToken ct)
    {
        var today = clock.Today();
        var rows = await lists.Batches().Where(batch => batch.Count > 0 && batch.Until >= today).Take(most).ToListAsync(ct);
        return [.. rows.Where(batch => schemes.Find(batch.Scheme) is not null).Select(batch => new HomeItem(HomePart.Notice, new("公示"),
            BatchTitle.Of(batch, schemes.Find(batch.Scheme)!, regions), $"/filings/batches/{batch.Id}", batch.PublishedOn, Official: true))];
    }
}
