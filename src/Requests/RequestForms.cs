using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests;

/// <summary>The fields of professional requests.</summary>
internal static class RequestForms
{
    private const string Papers = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx";
    private static readonly Dictionary<string, Bilingual> None = [];

    /// <summary>Yuan that a quote has at most.</summary>
    public const decimal MostYuan = 10_000_000m;

    public static Bilingual Unchosen { get; } = new("请选择", "Choose");

    public static Field Text { get; } = Field.Area("Text", new("内容", "Text"), 1, 4000);

    public static Field Why { get; } = Field.Area("Text", new("理由", "Why"), 1, 4000) with
    {
        Fault = new("请写明理由，不超过 4000 字", "Say why in at most 4000 characters"),
    };

    public static Field Done { get; } = Field.Area("Handover", new("已完成的工作（可不填，申请人可见）", "What was done so far, optional, read by the client"), 0, 4000);

    public static Field Member { get; } = Field.Choice("To", new("机构", "Member"), None) with
    {
        Empty = Unchosen,
        Fault = new("请选择另一个提供该服务的机构", "Choose another member that offers the service"),
    };

    public static Field Worker { get; } = Field.Choice("To", new("承办人", "By"), None);

    public static Field Draft { get; } = Field.Choice("file", new("文件", "File"), None) with
    {
        Fault = new("已提交过的成果文件保留在该版本中，不能删除", "A file that was handed over stays in its version"),
    };

    public static Field Minutes { get; } = Whole("Minutes", new("用时（分钟）", "Minutes"), 6000);

    public static Field Days { get; } = Whole("Days", new("需要天数", "Days"), 1000);

    public static Field Amount { get; } = Yuan.Field("Amount", new("金额（元，最多两位小数，免费填 0）", "Yuan, at most two decimals, 0 for free"), MostYuan);

    public static Field Includes { get; } = Field.Area("Text", new("工作内容和说明", "What it includes"), 1, 4000);

    public static Field Result { get; } = Field.Area("Text", new("成果报告（可用 Markdown）", "Report, Markdown"), 1, 50_000) with { Rows = 8 };

    public static Fields Upload { get; } = new(Field.File("upload", new("文件（10 MB 以内）", "File, up to 10 MB"), Papers));

    /// <summary>What a client fills in.</summary>
    /// <param name="type">Type of request.</param>
    /// <param name="members">Members that can be asked for it here.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="today">Today.</param>
    public static Fields Of(RequestType type, IReadOnlyDictionary<string, Bilingual> members, Regions regions, DateOnly today) => new(
    [
        Field.Line("Title", new("申请名称", "Title"), 4, 100),
        .. type.Fields.Select(field => field.AsField()),
        Field.Region(new("所在地区", "Region"), code => regions.Find(code) is not null),
        Field.Choice("ClientKind", new("申请人类型", "Who asks"), Request.ClientKinds) with { Empty = Unchosen },
        Field.Line("Phone", new("联系电话", "Telephone"), 5, 30) with
        {
            Clean = text => SafeText.Narrow(text).Trim(),
            Valid = SafeText.IsPhone,
            Fault = new("请填写联系电话：5 到 30 位数字，可含 + - ( )", "Give a telephone number: 5 to 30 digits, + - ( ) allowed"),
        },
        Field.Line("Employer", new("单位（可不填）", "Employer, optional"), 0, 100),
        Field.Day("WantedBy", new("希望完成日期（可不填）", "Wanted by, optional")) with
        {
            Valid = text => DateOnly.Parse(text, null) is var day && day >= today && day <= today.AddYears(3),
            Fault = new("希望完成日期应在今天以后三年内", "The day is within three years from today"),
        },
        Field.Choice("To", new("服务机构", "Member"), members) with
        {
            Optional = true,
            Empty = new("由系统分派", "Let the network choose"),
            Fault = new("所选机构现在不能网上受理，请另选", "The member chosen does not take it on the web now: choose another"),
        },
    ]);

    private static Field Whole(string name, Bilingual label, int most) =>
        Field.Number(name, label, 1, most) with { Optional = false, Clean = text => SafeText.Narrow(text).Trim() };
}
