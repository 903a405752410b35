namespace Zhishu.Records;

/// <summary>The words of Chinese registers for status and events.</summary>
internal static class CnStatus
{
    private static readonly (string Word, EventCategory Category)[] Words =
    [
        ("无效", EventCategory.Cessation), ("终止", EventCategory.Cessation), ("失效", EventCategory.Cessation), ("届满", EventCategory.Cessation),
        ("恢复", EventCategory.RightRevival), ("撤回", EventCategory.Discontinuation), ("驳回", EventCategory.Discontinuation), ("放弃", EventCategory.Discontinuation),
        ("实质审查", EventCategory.Examination), ("授权", EventCategory.Grant), ("注册", EventCategory.Grant), ("续展", EventCategory.Maintenance),
        ("转移", EventCategory.PartyChange), ("转让", EventCategory.PartyChange), ("变更", EventCategory.PartyChange),
        ("许可", EventCategory.Licence), ("质押", EventCategory.Licence), ("保全", EventCategory.Procedure),
        ("复审", EventCategory.Appeal), ("诉讼", EventCategory.Appeal), ("异议", EventCategory.PreGrantReview),
        ("公开", EventCategory.Publication), ("公布", EventCategory.Publication), ("公告", EventCategory.Publication), ("申请", EventCategory.Filing),
    ];

    public static LegalStatus Of(string? text) => text switch
    {
        null => LegalStatus.Unknown,
        _ when text.StartsWith("有权", StringComparison.Ordinal) || text.StartsWith("有效", StringComparison.Ordinal) || text is "注册" or "已注册" or "Active" => LegalStatus.InForce,
        "Pending" => LegalStatus.Pending,
        "Inactive" or "Expired" or "Discontinued" or "Withdrawn" => LegalStatus.Ended,
        _ when text.StartsWith("审中", StringComparison.Ordinal) || text.StartsWith("在审", StringComparison.Ordinal) || text.StartsWith("公开", StringComparison.Ordinal)
            || text.StartsWith("实质审查", StringComparison.Ordinal) => LegalStatus.Pending,
        _ when text.StartsWith("无权", StringComparison.Ordinal) || text.StartsWith("失效", StringComparison.Ordinal) || text.StartsWith("无效", StringComparison.Ordinal)
            || text.Contains("终止", StringComparison.Ordinal) || text.Contains("撤回", StringComparison.Ordinal) || text.Contains("驳回", StringComparison.Ordinal)
            || text.Contains("放弃", StringComparison.Ordinal) => LegalStatus.Ended,
        _ when text.Contains("撤销", StringComparison.Ordinal) || text.Contains("注销", StringComparison.Ordinal) => LegalStatus.Ended,
        _ when text.Contains("初审公告", StringComparison.Ordinal) || text.Contains("初步审定", StringComparison.Ordinal)
            || text.Contains("申请中", StringComparison.Ordinal) => LegalStatus.Pending,
        _ when text.Contains("授权", StringComparison.Ordinal) => LegalStatus.InForce,
        _ => LegalStatus.Unknown,
    };

    public static EventCategory EventOf(string text) =>
        Words.FirstOrDefault(pair => text.Contains(pair.Word, StringComparison.Ordinal)).Category;
}
