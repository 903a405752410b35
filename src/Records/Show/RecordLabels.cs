using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>What the members of a record, the parts of events, languages, schemes and pictures are called.</summary>
internal static class RecordLabels
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

    /// <summary>The parts of an event that are shown, with what they are called.</summary>
    public static IEnumerable<(Bilingual Name, string Value)> DetailsOf(LegalEvent legal) =>
        legal.Details.Where(detail => DetailNames.ContainsKey(detail.Key)).Select(detail => (DetailNames[detail.Key], detail.Value));

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

    /// <summary>The name of a member of a record.</summary>
    public static string FieldName(string member) => FieldNames.TryGetValue(member, out var name) ? name.ToString() : member;

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

    /// <summary>The class of the mark of a status.</summary>
    public static string ClassOf(LegalStatus status) => status switch
    {
        LegalStatus.InForce => "inForce",
        LegalStatus.Pending => "pending",
        LegalStatus.Ended => "ended",
        _ => "unknown",
    };

    /// <summary>What the text that stands as abstract is.</summary>
    public static string AbstractOf(RecordKind kind) => kind switch
    {
        RecordKind.Patent => Lang.T("摘要"),
        RecordKind.Trademark => Lang.T("商品与服务"),
        _ => Lang.T("说明"),
    };
}
