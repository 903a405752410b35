using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Resources;

/// <summary>The lists of resources: for those who write and review, for everybody, and of the plans that the network is asked about.</summary>
internal sealed class ResourceLists(AppDb db, ResourceKinds kinds, SiteText texts, Regions regions, TimeProvider clock)
{
    private static readonly Bilingual Title = new("标题");
    private static readonly Bilingual Kind = new("种类");
    private static readonly Bilingual Summary = new("Summary|摘要");

    /// <summary>Addresses of the public lists.</summary>
    public const string PublicPath = "/resources";

    public const string PlanPath = "/resources/plans";

    public Listing<Resource> Desk => new("resources",
    [
        new("title", Title, Place.Title, it => it.Text.Title),
        new("kind", Kind, Place.Badge, NameOf),
        new("state", new("状态"), Place.Badge, it => ResourceWords.Label(it.State).ToString()),
        new("code", new("编号"), Place.Meta, it => it.Code),
        By,
        new("submitted", new("Sent|提交"), Place.Meta, it => it.SubmittedAt is { } at ? ChinaTime.ShowMinute(at) : ""),
        new("published", new("Published|发布"), Place.Meta, it => it.PublishedAt is { } at ? ChinaTime.ShowMinute(at) : ""),
        new("consultation", new("Comments|征求意见"), Place.Meta, Days),
        new("summary", Summary, Place.File, it => it.Text.Summary),
        new("author", new("编写人"), Place.File, it => it.Author),
    ],
    [
        new("q", new("编号、标题"), (rows, text) => rows.Where(it => it.Code == text || EF.Property<string>(it, ResourcesDb.Heading).Contains(text))),
        Filter<Resource>.State(ResourceWords.Label, it => it.State),
        OfKind,
    ], rows => rows.OrderByDescending(it => it.Id));

    /// <summary>What is published; the words are looked up before, in the index of texts.</summary>
    public Listing<Resource> Public => new("resources",
    [
        new("title", Title, Place.Title, it => it.Content!.Title),
        new("kind", Kind, Place.Badge, NameOf),
        new("valid", new("效力"), Place.Badge, it => it.ValidUntil < clock.Today() ? Lang.T("已失效") : ""),
        new("summary", Summary, Place.Text, it => it.Content!.Summary is { Length: > 0 } summary ? summary : MarkdownText.ToPlain(it.Content.Body, 120)),
        By,
        new("published", new("Published|发布"), Place.Meta, it => $"{ChinaTime.DayOf(it.PublishedAt!.Value):O}"),
        new("stars", new("评价"), Place.Meta, it => it.Raters > 0 ? $"★ {it.Stars / (double)it.Raters:0.0}" : ""),
        new("region", new("适用地区"), Place.File, it => it.Content!.Region is { Length: > 0 } region ? regions.PathOf(region) : ""),
        new("address", new("网址"), Place.File, it => it.Content!.Url),
        new("code", new("编号"), Place.File, it => it.Code),
    ],
    [
        new("find", new("关键词"), (rows, _) => rows),
        OfKind,
        new("region", new("地区"), (rows, code) => regions.Find(code) is { } region ? rows.Where(it => it.Region.StartsWith(region.Code)) : rows) { Type = "region" },
    ], rows => rows.OrderByDescending(it => it.PublishedAt).ThenBy(it => it.Id));

    public Listing<Resource> Plans => new("plans",
    [
        new("title", Title, Place.Title, it => it.Draft!.Title),
        new("state", new("状态"), Place.Badge, it => ResourceWords.Label(it.State).ToString()),
        new("summary", Summary, Place.Text, it => it.Draft!.Summary),
        new("builder", new("建设单位"), Place.Meta, it => it.Draft!.Fields.GetValueOrDefault("builder") is { Length: > 0 } builder ? builder : By.Show(it)),
        new("budget", new("预算（万元）"), Place.Meta, it => it.Draft!.Fields.GetValueOrDefault("budget", "")),
        new("days", new("Comments|征求意见"), Place.Meta, Days),
        new("code", new("编号"), Place.File, it => it.Code),
    ],
    [
        new("q", new("编号、标题"), (rows, text) => rows.Where(it => it.Code == text || EF.Property<string>(it, ResourcesDb.Heading).Contains(text))),
        new("state", new("状态"), (rows, state) => rows.Where(it => it.State == Enum.Parse<ResourceState>(state)))
        {
            Options = new[] { ResourceState.Consulting, ResourceState.Consulted }.ToDictionary(state => state.ToString(), ResourceWords.Label),
        },
    ], rows => rows.OrderBy(it => it.ConsultUntil).ThenBy(it => it.Id));

    private Column<Resource> By => new("by", new("By|提供"), Place.Meta, it => it.Member?.Name ?? ResourceKinds.OfficeName(it.Region, regions));

    private Filter<Resource> OfKind => new("kind", Kind, (rows, kind) => rows.Where(it => it.Kind == kind))
    {
        Options = kinds.All.ToDictionary(kind => kind.Code, kind => Bilingual.Of(kind.Zh, kind.En)),
    };

    /// <summary>What is published and holds the words asked for.</summary>
    public async Task<IQueryable<Resource>> PublishedAsync(IQueryCollection query, CancellationToken ct)
    {
        var rows = db.SharedResources.Where(it => it.Content != null);
        if (SafeText.Line(query["find"].FirstOrDefault() ?? "") is not { Length: > 0 and <= 100 } words)
            return rows;
        var found = (await texts.FindAsync(words, [Resource.SiteKind], SiteText.Search, 0, 500, ct)).Select(hit => hit.Id).ToList();
        return rows.Where(it => found.Contains(it.Id));
    }

    /// <summary>Plans that the network is asked about, or was until a decision.</summary>
    public IQueryable<Resource> Announced() => db.SharedResources.Where(it => it.State == ResourceState.Consulting || it.State == ResourceState.Consulted);

    private string NameOf(Resource it) => kinds.Find(it.Kind)!.Name;

    private static string Days(Resource it) => it.ConsultFrom is { } from && it.ConsultUntil is { } until ? $"{from:O} – {until:O}" : "";
}
