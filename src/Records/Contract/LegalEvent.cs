using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A legal event: the national wording beside the category of WIPO ST.27 (patents) or ST.61 (trademarks).</summary>
/// <param name="Date">Day of the event, or null when unknown.</param>
/// <param name="Category">Category by meaning, see <see cref="EventCategories"/>.</param>
/// <param name="Text">The office's own words.</param>
public sealed record LegalEvent(DateOnly? Date, EventCategory Category, string Text)
{
    /// <summary>The office's own code, or null.</summary>
    public string? Code { get; init; }

    /// <summary>
    /// What an announcement says in its parts: effective (day), matter, from, to, licence, contract, pledgor, pledgee, decision, conclusion, requester, issue, until, case, court, title, and under
    /// text the whole; empty when the source has none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = EmptyDetails;

    private static readonly SortedDictionary<string, string> EmptyDetails = new(StringComparer.Ordinal);

    /// <summary>Key event code of the standard as the source gives it (such as A10), or null.</summary>
    public string? Standard { get; init; }
}

/// <summary>The categories of WIPO ST.27, which ST.61 follows for trademarks; named by meaning.</summary>
public enum EventCategory
{
    /// <summary>No category fits, or the source gives none (W, Z).</summary>
    Other,

    /// <summary>Application filed (A).</summary>
    Filing,

    /// <summary>Application discontinued: withdrawn, refused, abandoned (B).</summary>
    Discontinuation,

    /// <summary>Application revived (C).</summary>
    Revival,

    /// <summary>Search and examination (D).</summary>
    Examination,

    /// <summary>Review before grant, opposition before registration (E).</summary>
    PreGrantReview,

    /// <summary>Grant or registration (F).</summary>
    Grant,

    /// <summary>Protection beyond the term (G).</summary>
    Extension,

    /// <summary>Right ended: lapse, expiry, invalidation, cancellation (H).</summary>
    Cessation,

    /// <summary>Right revived (K).</summary>
    RightRevival,

    /// <summary>Review after grant: invalidation or opposition requested (L).</summary>
    RightReview,

    /// <summary>Right maintained or renewed (M).</summary>
    Maintenance,

    /// <summary>Publication of a document (Q).</summary>
    Publication,

    /// <summary>Change of a party: assignment, change of name or agent (R).</summary>
    PartyChange,

    /// <summary>Licence, pledge or other contract (S).</summary>
    Licence,

    /// <summary>Change of the administrative procedure (T).</summary>
    Procedure,

    /// <summary>Payment (U).</summary>
    Payment,

    /// <summary>Appeal (V).</summary>
    Appeal,
}

/// <summary>Letters and labels of the event categories.</summary>
public static class EventCategories
{
    private static readonly Dictionary<EventCategory, (char Letter, Bilingual Label)> All = new()
    {
        [EventCategory.Other] = ('W', new("其他")),
        [EventCategory.Filing] = ('A', new("提交申请")),
        [EventCategory.Discontinuation] = ('B', new("申请终止")),
        [EventCategory.Revival] = ('C', new("申请恢复")),
        [EventCategory.Examination] = ('D', new("检索与审查")),
        [EventCategory.PreGrantReview] = ('E', new("授权前异议")),
        [EventCategory.Grant] = ('F', new("授权或注册")),
        [EventCategory.Extension] = ('G', new("期限延长")),
        [EventCategory.Cessation] = ('H', new("权利终止")),
        [EventCategory.RightRevival] = ('K', new("权利恢复")),
        [EventCategory.RightReview] = ('L', new("无效宣告请求与复审")),
        [EventCategory.Maintenance] = ('M', new("权利维持与续展")),
        [EventCategory.Publication] = ('Q', new("Publication|公布")),
        [EventCategory.PartyChange] = ('R', new("著录项变更与转让")),
        [EventCategory.Licence] = ('S', new("许可与质押")),
        [EventCategory.Procedure] = ('T', new("程序变更")),
        [EventCategory.Payment] = ('U', new("费用")),
        [EventCategory.Appeal] = ('V', new("复审与诉讼")),
    };

    /// <summary>The ST.27 category letter.</summary>
    public static char Letter(this EventCategory category) => All[category].Letter;

    /// <summary>The label in both languages.</summary>
    public static Bilingual Label(this EventCategory category) => All[category].Label;
}
