using Zhishu.Foundation;

namespace Zhishu.Identity.Notices;

/// <summary>Areas of notices, by which people choose what they are mailed.</summary>
internal static class NoticeAreas
{
    public static IReadOnlyDictionary<string, Bilingual> All { get; } = new Dictionary<string, Bilingual>
    {
        ["filing"] = new("备案、年报和变更"),
        ["enquiry"] = new("咨询、知识库和意见"),
        ["training"] = new("活动和培训"),
        ["service"] = new("专业服务、供需和文献传递"),
        ["resource"] = new("资源审核"),
        ["account"] = new("账号和机构"),
    };

    /// <summary>Whether a process touches the safety of an account: it is always mailed.</summary>
    public static bool IsSecurity(string type) => type.StartsWith("account.consent", StringComparison.Ordinal);

    /// <summary>The area of a process.</summary>
    public static string Of(string type) => type.Split('.')[0] switch
    {
        "filing" or "registration" or "report" or "change" or "objection" or "rectification" or "ban" => "filing",
        "enquiry" or "entry" or "feedback" or "poorRating" => "enquiry",
        "event" => "training",
        "request" or "post" or "introduction" or "order" => "service",
        "resource" => "resource",
        _ => "account",
    };
}
