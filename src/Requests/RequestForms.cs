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

    public static Bilingual Unchosen { get; } = new("请选择");

    public static Field Text { get; } = Field.Area("Text", new("内容"), 1, 4000);

    public static Field Why { get; } = Field.Area("Text", new("Why|理由"), 1, 4000) with
    {
        Fault = new("请写明理由，不超过 4000 字"),
    };

    public static Field Done { get; } = Field.Area("Handover", new("已完成的工作（可不填，申请人可见）"), 0, 4000);

    public static Field Member { get; } = Field.Choice("To", new("Member|机构"), None) with
    {
        Empty = Unchosen,
        Fault = new("请选择另一个提供该服务的机构"),
    };

    public static Field Worker { get; } = Field.Choice("To", new("承办人"), None);

    public static Field Draft { get; } = Field.Choice("file", new("文件"), None) with
    {
        Fault = new("已提交过的成果文件保留在该版本中，不能删除"),
    };

    public static Field Minutes { get; } = Whole("Minutes", new("用时（分钟）"), 6000);

    public static Field Days { get; } = Whole("Days", new("需要天数"), 1000);

    public static Field Amount { get; } = Yuan.Field("Amount", new("金额（元，最多两位小数，免费填 0）"), MostYuan);

    public static Field Includes { get; } = Field.Area("Text", new("工作内容和说明"), 1, 4000);

    public static Field Result { get; } = Field.Area("Text", new("成果报告（可用 Markdown）"), 1, 50_000) with { Rows = 8 };

    public static Fields Upload { get; } = new(Field.File("upload", new("文件（10 MB 以内）"), Papers));

    /// <summary>What a client fills in.</summary>
    /// <param name="type">Type of request.</param>
    /// <param name="members">Members that can be asked for it here.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="today">Today.</param>
    public static Fields Of(RequestType type, IReadOnlyDictionary<string, Bilingual> members, Regions regions, DateOnly today) => new(
    [
        Field.Line("Title", new("申请名称"), 4, 100),
        .. type.Fields.Select(field => field.AsField()),
        Field.Region(new("所在地区"), code => regions.Find(code) is not null),
        Field.Choice("ClientKind", new("Who asks|申请人类型"), Request.ClientKinds) with { Empty = Unchosen },
        Field.Line("Phone", new("联系电话"), 5, 30) with
        {
            Clean = text => SafeText.Narrow(text).Trim(),
            Valid = SafeText.IsPhone,
            Fault = new("请填写联系电话：5 到 30 位数字，可含 + - ( )"),
        },
        Field.Line("Employer", new("单位（可不填）"), 0, 100),
        Field.Day("WantedBy", new("希望完成日期（可不填）")) with
        {
            Valid = text => DateOnly.Parse(text, null) is var day && day >= today && day <= today.AddYears(3),
            Fault = new("希望完成日期应在今天以后三年内"),
        },
        Field.Choice("To", new("Member|服务机构"), members) with
        {
            Optional = true,
            Empty = new("由系统分派"),
            Fault = new("所选机构现在不能网上受理，请另选"),
        },
    ]);

    private static Field Whole(string name, Bilingual label, int most) =>
        Field.Number(name, label, 1, most) with { Optional = false, Clean = text => SafeText.Narrow(text).Trim() };
}
