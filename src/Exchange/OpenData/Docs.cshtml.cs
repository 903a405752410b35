using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Zhishu.Exchange.Feed;
using Zhishu.Exchange.Hooks;
using Zhishu.Exchange.Keys;
using Zhishu.Exchange.Oai;
using Zhishu.Exchange.Sru;
using Zhishu.Foundation;

namespace Zhishu.Exchange.OpenData;

/// <summary>An example: what it shows, and the address to call.</summary>
internal sealed record Example(Bilingual What, string Path);

/// <summary>How programs use the hub, with examples that run.</summary>
[AllowAnonymous]
internal sealed class DocsModel(IOptions<HubOptions> options, ItemStore items, HubIdentity identity, OaiFormats formats, SruSchemas schemas) : PageModel
{
    public string Base => options.Value.Absolute("");

    public int PerHour => options.Value.ApiPerHour;

    public static int PerDay => KeyStore.PerDay;

    public static int HookItems => HookSender.MostItems;

    public IReadOnlyList<OaiFormat> Formats => formats.All;

    public IReadOnlyList<SruSchema> Schemas => schemas.All;

    public string Identifier { get; private set; } = "";

    public IReadOnlyList<Example> Api { get; } =
    [
        new(new("按词检索"), "/api/v1/records?q=锂电池&size=2"),
        new(new("按检索式检索，带分面"), "/api/v1/records?q=TI=电池 AND AD>=2020&facets=year,region&size=2"),
        new(new("用 CQL 检索"), "/api/v1/records?syntax=cql&q=dc.title=电池 and dc.type=patent&size=2"),
        new(new("同时检索所有互联枢纽"), "/api/v1/federated?q=电池"),
    ];

    public IReadOnlyList<Example> Oai { get; private set; } = [];

    public IReadOnlyList<Example> Sru { get; } =
    [
        new(new("本服务的说明"), "/sru?operation=explain&version=1.2"),
        new(new("检索（1.2）"), "/sru?operation=searchRetrieve&version=1.2&query=dc.title=电池&maximumRecords=2"),
        new(new("检索（2.0），带分面，ST.96"),
            "/sru?query=dc.title=电池 sortby dc.date/sort.descending&maximumRecords=1&recordSchema=st96&facetLimit=5:dc.date,5:dc.coverage"),
        new(new("申请人名称列表"), "/sru?operation=scan&version=1.2&scanClause=dc.creator=北京&maximumTerms=5"),
    ];

    public IReadOnlyList<Example> Hsds { get; } =
    [
        new(new("Organizations|服务机构"), "/hsds/organizations?per_page=2&full=true"),
        new(new("Services|服务事项"), "/hsds/services?per_page=2&search=查询"),
        new(new("Locations|地点"), "/hsds/locations?per_page=2"),
        new(new("分类词表"), "/hsds/taxonomies"),
    ];

    public IReadOnlyList<Example> Feeds { get; } =
    [
        new(new("一个检索的新结果"), "/search.atom?q=电池"),
        new(new("通知与资源"), "/resources.atom"),
        new(new("公示与备案名单"), "/filings.atom"),
        new(new("活动日历（iCalendar）"), "/events.ics"),
    ];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var some = (await items.AfterAsync(0, 1, ct)).FirstOrDefault();
        Identifier = await identity.IdentifierAsync(some?.Key ?? new(Records.RecordKind.Patent, "CN", "202210123456X"), ct);
        Oai =
        [
            new(new("仓储说明"), "/oai?verb=Identify"),
            new(new("有哪些集合"), "/oai?verb=ListSets"),
            new(new("某地区的商标，Dublin Core"), "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=region:44"),
            new(new("某日以来变更的标识"), "/oai?verb=ListIdentifiers&metadataPrefix=st96&from=2020-01-01"),
            new(new("一条记录，ST.96"), $"/oai?verb=GetRecord&metadataPrefix=st96&identifier={Identifier}"),
        ];
    }
}
