using Microsoft.Extensions.DependencyInjection;
using Zhishu.Pictures.Find;
using Zhishu.Pictures.Set;
using Zhishu.Pictures.Store;
using Zhishu.Records;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.Pictures;

/// <summary>A hub with some marks and a design that have pictures.</summary>
internal static class PictureHub
{
    /// <summary>A mark with the drawing of a number.</summary>
    public static IpRecord Mark(LiveHub hub, int number, int drawing, string nice = "30") => Some.Mark(number) with
    {
        Type = "figurative",
        Status = number % 4 == 3 ? LegalStatus.Ended : LegalStatus.InForce,
        Classifications = [new("nice", nice, true), new("vienna", $"26.{(drawing % 3) + 1}.1")],
        Parties = [new(PartyRole.Applicant, $"示例{(number % 2 == 0 ? "甲" : "乙")}公司")],
        Media = [Picture(hub, drawing, "mark")],
    };

    public static IpRecord Design(LiveHub hub, int number, params int[] drawings) => new()
    {
        Kind = RecordKind.Patent,
        Office = "CN",
        Number = $"20233{number:D7}0",
        Title = $"外观{number}",
        Type = "design",
        FilingDate = new(2023, 5, 1),
        Classifications = [new("locarno", "14-03", true)],
        Media = [.. drawings.Select(drawing => Picture(hub, drawing, "view"))],
    };

    public static MediaItem Picture(LiveHub hub, int drawing, string kind) => hub.Services.GetRequiredService<MediaStore>()
        .Keep(new MediaItem(kind, $"{drawing}.png", ""), new MemoryStream(LookTests.Corpus.Original(drawing)), dryRun: false).Item!;

    public static Task<int> IndexAsync(this LiveHub hub) => hub.Services.GetRequiredService<PictureIndexer>().CatchUpAsync(rest: false, CancellationToken.None);

    /// <summary>The titles of the records whose pictures are like a drawing, best first.</summary>
    public static async Task<string[]> FindAsync(this LiveHub hub, int drawing, PictureFilter? filter = null)
    {
        var look = await hub.Services.GetRequiredService<Zhishu.Pictures.Features.LookMaker>().LookAsync(LookTests.Bitmap(LookTests.Corpus.Original(drawing)), CancellationToken.None);
        var answer = await hub.Services.GetRequiredService<PictureSearch>().FindAsync(look!, filter ?? PictureFilter.None, [], 60, CancellationToken.None);
        var ids = answer.Hits.Where(hit => hit.Score > 0.98f).SelectMany(hit => hit.Records).Distinct().ToList();
        return [.. (await hub.Services.GetRequiredService<RecordStore>().GetAsync(ids, CancellationToken.None)).Select(stored => stored.Record.Title).Order(StringComparer.Ordinal)];
    }

    public static Task<int> CountAsync(this LiveHub hub) => hub.Services.GetRequiredService<PictureSet>().CountAsync(CancellationToken.None);
}
