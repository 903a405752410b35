using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records.Imports;

namespace Zhishu.Records.Show;

/// <summary>A record: bibliography, abstract, claims, events, classification, citations, versions.</summary>
[AllowAnonymous]
internal sealed class RecordModel(RecordStore store, MediaStore media, ReferenceData reference, BatchStore batches, IRecordMarker marker, IEnumerable<RecordAction> actions) : PageModel
{
    private static readonly Dictionary<string, Bilingual> FieldNames = new()
    {
        ["title"] = new("title|名称"),
        ["titleEn"] = new("English title|英文名称"),
        ["type"] = new("type|类型"),
        ["filingDate"] = new("application date|申请日"),
        ["publicationDate"] = new("publication date|公开日"),
        ["grantDate"] = new("授权（注册）日"),
        ["expiryDate"] = new("expiry date|失效日"),
        ["status"] = new("legal status|法律状态"),
        ["statusText"] = new("状态原文"),
        ["region"] = new("region|地区"),
        ["industries"] = new("industries|行业"),
        ["parties"] = new("当事人"),
        ["classifications"] = new("分类"),
        ["publications"] = new("公布"),
        ["priorities"] = new("priorities|优先权"),
        ["events"] = new("法律事件"),
        ["citations"] = new("引用"),
        ["family"] = new("同族"),
        ["abstract"] = new("abstract|摘要"),
        ["claims"] = new("claims|权利要求"),
        ["translations"] = new("其他语言"),
        ["descriptionKey"] = new("说明书"),
        ["media"] = new("图"),
        ["related"] = new("关联文献"),
        ["extra"] = new("other|其他"),
        ["synthetic"] = new("示例标记"),
    };

    private static readonly Dictionary<string, Bilingual> DetailNames = new(StringComparer.Ordinal)
    {
        ["effective"] = new("生效日"),
        ["matter"] = new("变更事项"),
        ["from"] = new("变更前 / 让与方"),
        ["to"] = new("变更后 / 受让方"),
        ["licence"] = new("许可种类"),
        ["contract"] = new("备案号 / 登记号"),
        ["pledgor"] = new("出质人"),
        ["pledgee"] = new("质权人"),
        ["decision"] = new("决定号"),
        ["conclusion"] = new("审查结论"),
        ["issue"] = new("公告期号"),
        ["requester"] = new("请求人"),
        ["until"] = new("valid until|有效期至"),
        ["case"] = new("案号"),
        ["court"] = new("法院"),
        ["title"] = new("title|名称"),
        ["plaintiff"] = new("原告"),
        ["defendant"] = new("被告"),
    };

    /// <summary>Characters of a description that are shown at once; the rest on request.</summary>
    private const int CharactersAtOnce = 300_000;

    private IReadOnlySet<string> _held = new HashSet<string>();

    public StoredRecord Stored { get; private set; } = null!;

    public IpRecord Record => Stored.Record;

    public IReadOnlyList<FormerVersion> History { get; private set; } = [];

    /// <summary>Links of other modules.</summary>
    public IEnumerable<(Bilingual Label, string Url)> Actions => actions.OrderBy(action => action.Order)
        .Select(action => (action.Label, Url: action.Url(Stored)!)).Where(action => action.Url is not null);

    /// <summary>Cuts a text into parts that a query found and the others.</summary>
    public Func<string, IReadOnlyList<TextPart>> Mark { get; private set; } = text => [new(text, false)];

    public string? BatchTitle { get; private set; }

    /// <summary>Those of its family by priority, and those that cite it.</summary>
    public RelatedRecords Related { get; private set; } = RelatedRecords.None;

    private const int RelatedAtOnce = 20;

    /// <summary>How many cite it, as people read it.</summary>
    public string Cited => Related.CitedBy >= RelatedRecords.Most ? Lang.T($"{RelatedRecords.Most} 以上")
        : Related.CitedBy.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What changed from a former version to the next.</summary>
    public IEnumerable<ChangedMember> ChangesOf(FormerVersion former) =>
        VersionText.Between(former.Record, History.FirstOrDefault(other => other.Version == former.Version + 1)?.Record ?? Record, former.ChangedFields);

    /// <summary>The parts of the description that are shown.</summary>
    public IReadOnlyList<DescriptionPart> Description { get; private set; } = [];

    /// <summary>Whether more of the description is there than is shown.</summary>
    public bool IsCut { get; private set; }

    public IReadOnlyList<BiblioRow> Biblio { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string kind, string number, CancellationToken ct)
    {
        if (RecordKinds.Parse(kind) is not { } known || await store.FindAsync(known, number, ct) is not { } stored)
            return NotFound();
        Stored = stored;
        if (Request.Query["mark"].ToString() is { Length: > 0 and <= 400 } query && await marker.ForAsync(query, ct) is { } mark)
            Mark = mark;
        History = await store.HistoryAsync(stored.Id, ct);
        _held = await store.HeldAsync([.. Record.Family.Concat(Record.Citations.Where(citation => citation.Patent).Select(citation => citation.Text))
            .Select(RecordNumber.ParsePatent).OfType<RecordNumber>().Select(number => number.Normal)], ct);
        Related = await store.RelatedAsync(stored.Id, Record, RelatedAtOnce, ct);
        BatchTitle = await batches.TitleAsync(stored.BatchId, ct);
        await ReadDescriptionAsync(ct);
        Biblio = [.. BiblioRow.Of(Record, reference)];
        return Page();
    }

    private async Task ReadDescriptionAsync(CancellationToken ct)
    {
        var parts = await store.Texts.OfAsync(Record, ct);
        var (shown, length) = (0, 0L);
        while (shown < parts.Count && (Request.Query["whole"] == "1" || length < CharactersAtOnce))
            length += parts[shown++].Text.Length;
        (Description, IsCut) = ([.. parts.Take(shown)], shown < parts.Count);
    }

    /// <summary>The parts of an event that are shown, with what they are called.</summary>
    public static IEnumerable<(Bilingual Name, string Value)> DetailsOf(LegalEvent legal) =>
        legal.Details.Where(detail => DetailNames.ContainsKey(detail.Key)).Select(detail => (DetailNames[detail.Key], detail.Value));

    /// <summary>How far down the tree of claims a claim stands: 0 for an independent one, at most 4.</summary>
    public int LevelOf(Claim claim)
    {
        var level = 0;
        for (var above = claim; level < 4 && above.DependsOn.Count > 0; level++)
        {
            if (Record.Claims.FirstOrDefault(other => other.Number == above.DependsOn[0]) is not { } next || next.Number >= above.Number)
                return level + 1;
            above = next;
        }

        return level;
    }

    /// <summary>The name of a language.</summary>
    public static string LanguageName(string code) => code switch
    {
        "zh" => Lang.T("中文"),
        "en" => Lang.T("英文"),
        "de" => Lang.T("德文"),
        "fr" => Lang.T("法文"),
        "ja" => Lang.T("日文"),
        "ko" => Lang.T("韩文"),
        "ru" => Lang.T("俄文"),
        "es" => Lang.T("西班牙文"),
        _ => code,
    };

    /// <summary>The pictures that stand for the record: those of its texts stand there.</summary>
    public IReadOnlyList<MediaItem> Pictures => [.. Record.Media.Where(item => item.Kind != "inline" && item.Type != "application/pdf" && media.Has(item.Key))
        .OrderBy(item => item.Kind == "abstract" ? 0 : 1)];

    /// <summary>Page documents.</summary>
    public IReadOnlyList<MediaItem> Pages => [.. Record.Media.Where(item => item.Type == "application/pdf" && media.Has(item.Key))];

    /// <summary>The picture of a text by the name of its file, or null.</summary>
    public MediaItem? PictureOf(string file) => Record.Media.FirstOrDefault(item => item.Name.Equals(file[(file.LastIndexOf('/') + 1)..], StringComparison.OrdinalIgnoreCase) && media.Has(item.Key));

    /// <summary>What a picture shows.</summary>
    public static string LabelOf(MediaItem media) => media.Label ?? media.Kind switch
    {
        "abstract" => Lang.T("摘要附图"),
        "mark" => Lang.T("商标图样"),
        "view" => Lang.T("外观设计视图"),
        "page" => Lang.T("原文页面"),
        "document" => Lang.T("裁判、决定等文件"),
        _ => Lang.T("附图"),
    };

    /// <summary>The address of a picture as browsers show it: as it came where they can.</summary>
    public static string AddressOf(MediaItem media) => media.Type == "image/tiff" ? $"/media/{media.Key}?as=png" : $"/media/{media.Key}";

    public static string FieldName(string member) => FieldNames.TryGetValue(member, out var name) ? name.ToString() : member;

    public IReadOnlyList<CodeNode> PathOf(Classification symbol) => symbol.Scheme switch
    {
        "ipc" or "cpc" => reference.Ipc.PathTo(symbol.Symbol.Length >= 4 ? symbol.Symbol[..4] : symbol.Symbol),
        "nice" => reference.Nice.PathTo(symbol.Symbol.TrimStart('0')),
        "locarno" => reference.Locarno.PathTo(symbol.Symbol[..Math.Min(2, symbol.Symbol.Length)]),
        _ => [],
    };

    public static Bilingual SchemeName(string scheme) => scheme switch
    {
        "ipc" => new("国际专利分类 IPC"),
        "cpc" => new("联合专利分类 CPC"),
        "uspc" => new("美国专利分类"),
        "nice" => new("Nice Classification|尼斯分类"),
        "locarno" => new("洛迦诺分类"),
        "vienna" => new("维也纳分类（图形要素）"),
        _ => Bilingual.Of(scheme.ToUpperInvariant(), scheme.ToUpperInvariant()),
    };

    /// <summary>The address of a cited or family document that this hub holds; null for others.</summary>
    public string? LinkTo(string number) =>
        RecordNumber.ParsePatent(number) is { } parsed && _held.Contains(parsed.Normal) ? $"/records/patent/{Uri.EscapeDataString(parsed.Normal)}" : null;
}
