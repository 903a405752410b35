using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Published;

/// <summary>What everybody may know of the filings: publicity, the list of those in force on any day, the conditions.</summary>
[AllowAnonymous]
internal sealed class ListsModel(PublishedLists lists, SchemeStore schemes, Regions regions, TimeProvider clock) : PageModel
{
    public const int Size = 50;

    public SchemeStore Schemes => schemes;

    public Regions Regions => regions;

    public Scheme Scheme { get; private set; } = null!;

    public DateOnly On { get; private set; }

    public string Region { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<FiledRow> Rows { get; private set; } = [];

    public IReadOnlyList<BatchHead> Open { get; private set; } = [];

    public IReadOnlyList<BatchHead> Past { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public string Query => $"scheme={Scheme.Id}&on={On:O}&region={Region}";

    public string Title(BatchHead batch) => BatchTitle.Of(batch, schemes[batch.Scheme], regions).ToString();

    public async Task OnGetAsync(string? scheme, DateOnly? on, string? region, int page, CancellationToken ct)
    {
        (Scheme, On, Region) = (schemes.Find(scheme) ?? schemes.All[0], on ?? clock.Today(), regions.Find(region)?.Code ?? "");
        if (on is null && Request.Query["on"].ToString().Length > 0)
            Message = new("没有这个日期，下面是今天的名单。");
        var rows = lists.Filed(Scheme.Id, On);
        if (Region.Length > 0)
            rows = rows.Where(row => row.Region.StartsWith(Region));
        Total = await rows.CountAsync(ct);
        Rows = await rows.Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var batches = await lists.Batches().Where(batch => batch.Scheme == Scheme.Id && batch.Count > 0).Take(100).ToListAsync(ct);
        Open = [.. batches.Where(batch => batch.Until >= clock.Today())];
        Past = [.. batches.Where(batch => !(batch.Until >= clock.Today()))];
    }
}

/// <summary>Titles of batches.</summary>
internal static class BatchTitle
{
    public static Bilingual Of(BatchHead batch, Scheme scheme, Regions regions)
    {
        var office = batch.Office == "national" ? scheme.Authority : OfficeNames.Of(batch.Office, regions);
        return new($"{office} {batch.Year} 年第 {batch.Place} 批{scheme.Name}公示");
    }
}
