using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Form;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Published;

internal sealed record ApiFiled(Guid Outlet, string Number, string Name, string Region, string RegionName, string Kind, string Recommender, DateOnly From, DateOnly Until, bool Demo);

internal sealed record ApiFiledList(string Scheme, DateOnly On, int Total, IReadOnlyList<ApiFiled> Hits);

/// <summary>The published lists as CSV, DOCX and open data.</summary>
internal static class ListRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/filings", async (PublishedLists lists, SchemeStore schemes, Regions regions, TimeProvider clock, string? scheme, DateOnly? on, string? region, CancellationToken ct) =>
        {
            var (found, day, rows) = await AskAsync(lists, schemes, clock, scheme, on, region, ct);
            return TypedResults.Ok(new ApiFiledList(found.Id, day,
                rows.Count, [.. rows.Select(row => new ApiFiled(row.Organisation, row.Number, row.Name, row.Region, regions.PathOf(row.Region),
                row.Kind.Code(), OfficeNames.Of(row.Recommender, regions).ToString(), row.From, row.Until, row.Demo))]));
        }).AllowAnonymous().WithName("ListFilings").WithTags("directory").WithSummary("备案名单 · Filed outlets in force on a day")
            .WithDescription("某日有效的备案网点。 Outlets whose filing is in force on a day.")
            .Takes([
                new("scheme", "备案办法 · Scheme") { Values = ["national", "provincial"] },
                new("on", "日期，默认今天 · Day, today by default", "2026-11-01"),
                new("region", "地区代码 · Code of a region", "44"),
            ]);
        routes.MapGet("/filings/list.csv", async (PublishedLists lists, SchemeStore schemes, Regions regions, TimeProvider clock, string? scheme, DateOnly? on, string? region, CancellationToken ct) =>
        {
            var (_, _, rows) = await AskAsync(lists, schemes, clock, scheme, on, region, ct);
            return Csv(FiledHeads, rows.Select(row => Cells(row, regions)), "filed.csv");
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/filings/list.docx", async (PublishedLists lists, SchemeStore schemes, Regions regions, TimeProvider clock, string? scheme,
            DateOnly? on, string? region, CancellationToken ct) =>
        {
            var (found, day, rows) = await AskAsync(lists, schemes, clock, scheme, on, region, ct);
            return Docx($"{found.Name.Zh}名单", $"（{day:yyyy年M月d日}有效，共 {rows.Count} 家）", FiledHeads, [16, 30, 18, 14, 22], rows.Select(row => Cells(row, regions)), "filed.docx");
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/filings.atom", async (PublishedLists lists, SchemeStore schemes, Regions regions, IOptions<HubOptions> options, TimeProvider clock, CancellationToken ct) =>
        {
            var batches = await lists.Batches().Take(50).ToListAsync(ct);
            var self = options.Value.Absolute("/filings.atom");
            return Results.Text(AtomFeed.Write(self, Lang.T("公示与备案名单") + $" · {options.Value.HubName}", options.Value.HubName,
                self, options.Value.Absolute("/filings"), clock.GetUtcNow(),
                [.. batches.Select(batch => new AtomEntry($"urn:uuid:{batch.Id}", BatchTitle.Of(batch, schemes[batch.Scheme], regions).ToString(),
                    ChinaTime.StartOf(batch.PublishedOn), options.Value.Absolute($"/filings/batches/{batch.Id}"),
                    Lang.T($"{batch.Count} 家，公示期至 {batch.Until:yyyy年M月d日}")))]), AtomFeed.MediaType, System.Text.Encoding.UTF8);
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/filings/batches/{id:guid}/list.csv", async (Guid id, PublishedLists lists, Regions regions, CancellationToken ct) =>
            await lists.BatchAsync(id, ct) is { } batch ? Csv(BatchHeads, batch.Rows.Select(row => Cells(row, regions)), "batch.csv") : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/filings/batches/{id:guid}/list.docx", async (Guid id, PublishedLists lists, SchemeStore schemes, Regions regions, CancellationToken ct) =>
            await lists.BatchAsync(id, ct) is { } batch
                ? Docx(BatchTitle.Of(batch.Head, schemes[batch.Head.Scheme], regions).Zh,
                $"（公示期 {batch.Head.PublishedOn:yyyy年M月d日} 至 {batch.Head.Until:yyyy年M月d日}）", BatchHeads, [34, 22, 16, 18, 10], batch.Rows.Select(row => Cells(row, regions)), "batch.docx")
                : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
    }

    private static string[] FiledHeads => ["编号", "机构名称", "地区", "类别", "有效期"];

    private static string[] BatchHeads => ["机构名称", "地区", "类别", "推荐部门", "状态"];

    private static string[] Cells(FiledRow row, Regions regions) => [row.Number, row.Name, regions.PathOf(row.Region), row.Kind.Label().Zh, $"{row.From:O} 至 {row.Until:O}"];

    private static string[] Cells(BatchRow row, Regions regions) => [row.Name, regions.PathOf(row.Region), row.Kind.Label().Zh,
        OfficeNames.Of(row.Recommender, regions).Zh, FilingLifecycle.Table.Label(row.State).Zh];

    private static async Task<(Scheme Scheme, DateOnly Day, IReadOnlyList<FiledRow> Rows)> AskAsync(PublishedLists lists, SchemeStore schemes,
        TimeProvider clock, string? scheme, DateOnly? on, string? region, CancellationToken ct)
    {
        var (found, day) = (schemes.Find(scheme) ?? schemes.All[0], on ?? clock.Today());
        var rows = lists.Filed(found.Id, day);
        if (region is { Length: > 0 and <= 6 })
            rows = rows.Where(row => row.Region.StartsWith(region));
        return (found, day, await rows.Take(10_000).ToListAsync(ct));
    }

    private static FileContentHttpResult Csv(string[] heads, IEnumerable<string[]> rows, string name) =>
        TypedResults.File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(CsvText.Line(heads) + string.Concat(rows.Select(CsvText.Line)))).ToArray(), "text/csv; charset=utf-8", name);

    private static FileContentHttpResult Docx(string title, string below, string[] heads, int[] widths, IEnumerable<string[]> rows, string name) => TypedResults.File(DocxPaper.Write(
    [
        new Block.Line(title, 20, Align.Centre, Bold: true),
        new Block.Line(below, 12, Align.Centre, Before: 6),
        new Block.Line("", 8),
        new Block.Grid(widths, [new([.. heads.Select(head => new Cell(head, Label: true, Size: 11))], 22), .. rows.Select(row => new GridRow([.. row.Select(cell => new Cell(cell, Size: 11))], 22))]),
    ]), PaperRoutes.Word, name);
}
