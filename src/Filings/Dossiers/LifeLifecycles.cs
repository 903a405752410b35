using Zhishu.Filings.Schemes;
using Zhishu.Foundation;

namespace Zhishu.Filings.Dossiers;

/// <summary>State of a registration: what a filing has brought about.</summary>
internal enum RegistrationState
{
    InForce,
    Rectifying,
    Lapsed,
    Revoked,
    Terminated,
    Ended,
}

/// <summary>What happens to a registration.</summary>
internal enum RegistrationAct
{
    Renew,
    OrderRectification,
    CloseRectification,
    Revoke,
    RevokeUnrectified,
    Terminate,
    Lapse,
    EndByNaming,
}

/// <summary>Why a registration ends or an applicant is shut out (001·17, 18).</summary>
internal enum Ground
{
    NotRectified,
    FalseMaterials,
    UnrelatedBusiness,
    Unlawful,
    OwnRequest,
}

/// <summary>State of an annual report (001·17).</summary>
internal enum ReportState
{
    Open,
    Submitted,
    Returned,
    Reviewed,
    Gathered,
}

/// <summary>What is done with an annual report.</summary>
internal enum ReportAct
{
    Submit,
    Return,
    Review,
    Gather,
}

/// <summary>State of a change report (001·10).</summary>
internal enum ChangeState
{
    Submitted,
    Returned,
    Forwarded,
    Recorded,
    Withdrawn,
}

/// <summary>What is done with a change report.</summary>
internal enum ChangeAct
{
    Submit,
    Return,
    Forward,
    Record,
    Withdraw,
}

/// <summary>State of an objection raised in publicity.</summary>
internal enum ObjectionState
{
    Received,
    Dismissed,
    Upheld,
}

/// <summary>What is done with an objection.</summary>
internal enum ObjectionAct
{
    Dismiss,
    Uphold,
}

/// <summary>The other transition tables.</summary>
internal static class LifeLifecycles
{
    private const Party Both = Party.Applicant | Party.Recommender;

    public static Lifecycle<RegistrationState, RegistrationAct> Registration { get; } = new("registration", new("备案资格", "Registration"),
    [
        new(RegistrationState.InForce, RegistrationAct.Renew, Party.Decider, RegistrationState.InForce, Both),
        new(RegistrationState.InForce, RegistrationAct.OrderRectification, Party.Decider | Party.Recommender, RegistrationState.Rectifying, Both | Party.Decider, Guard.Reason),
        new(RegistrationState.Rectifying, RegistrationAct.CloseRectification, Party.Decider, RegistrationState.InForce, Both, Guard.Opinion | Guard.Evidence),
        new(RegistrationState.Rectifying, RegistrationAct.RevokeUnrectified, Party.Decider, RegistrationState.Revoked, Both, Guard.Reason | Guard.Overdue),
        new(RegistrationState.InForce, RegistrationAct.Revoke, Party.Decider, RegistrationState.Revoked, Both, Guard.Reason),
        new(RegistrationState.Rectifying, RegistrationAct.Revoke, Party.Decider, RegistrationState.Revoked, Both, Guard.Reason),
        new(RegistrationState.InForce, RegistrationAct.Terminate, Party.Decider, RegistrationState.Terminated, Both, Guard.Reason),
        new(RegistrationState.Rectifying, RegistrationAct.Terminate, Party.Decider, RegistrationState.Terminated, Both, Guard.Reason),
        new(RegistrationState.InForce, RegistrationAct.Lapse, Party.Clock, RegistrationState.Lapsed, Both, Guard.Due),
        new(RegistrationState.Rectifying, RegistrationAct.Lapse, Party.Clock, RegistrationState.Lapsed, Both, Guard.Due),
        new(RegistrationState.InForce, RegistrationAct.EndByNaming, Party.Clock, RegistrationState.Ended, Both, Guard.Named),
        new(RegistrationState.Rectifying, RegistrationAct.EndByNaming, Party.Clock, RegistrationState.Ended, Both, Guard.Named),
    ], Label, Label);

    public static Lifecycle<ReportState, ReportAct> Report { get; } = new("report", new("年度报告", "Annual report"),
    [
        new(ReportState.Open, ReportAct.Submit, Party.Applicant, ReportState.Submitted, Party.Recommender, Guard.Complete, With: Step.Recommendation),
        new(ReportState.Open, ReportAct.Submit, Party.Applicant, ReportState.Reviewed, Party.Decider, Guard.Complete, Without: Step.Recommendation),
        new(ReportState.Returned, ReportAct.Submit, Party.Applicant, ReportState.Submitted, Party.Recommender, Guard.Complete),
        new(ReportState.Submitted, ReportAct.Return, Party.Recommender, ReportState.Returned, Party.Applicant, Guard.Reason),
        new(ReportState.Submitted, ReportAct.Review, Party.Recommender, ReportState.Reviewed, Party.Applicant, Guard.Opinion),
        new(ReportState.Reviewed, ReportAct.Gather, Party.Recommender | Party.Decider, ReportState.Gathered, Party.Applicant | Party.Decider),
    ], Label, Label);

    public static Lifecycle<ChangeState, ChangeAct> Change { get; } = new("change", new("变更报备", "Change report"),
    [
        new(ChangeState.Submitted, ChangeAct.Return, Party.Recommender, ChangeState.Returned, Party.Applicant, Guard.Reason),
        new(ChangeState.Submitted, ChangeAct.Forward, Party.Recommender, ChangeState.Forwarded, Party.Applicant | Party.Decider),
        new(ChangeState.Submitted, ChangeAct.Withdraw, Party.Applicant, ChangeState.Withdrawn, Party.Recommender),
        new(ChangeState.Returned, ChangeAct.Submit, Party.Applicant, ChangeState.Submitted, Party.Recommender, With: Step.Recommendation),
        new(ChangeState.Returned, ChangeAct.Submit, Party.Applicant, ChangeState.Forwarded, Party.Decider, Without: Step.Recommendation),
        new(ChangeState.Returned, ChangeAct.Withdraw, Party.Applicant, ChangeState.Withdrawn, Party.Recommender),
        new(ChangeState.Forwarded, ChangeAct.Return, Party.Decider, ChangeState.Returned, Both, Guard.Reason),
        new(ChangeState.Forwarded, ChangeAct.Record, Party.Decider, ChangeState.Recorded, Both),
    ], Label, Label);

    public static Lifecycle<ObjectionState, ObjectionAct> Objection { get; } = new("objection", new("异议", "Objection"),
    [
        new(ObjectionState.Received, ObjectionAct.Dismiss, Party.Decider, ObjectionState.Dismissed, Party.None, Guard.Opinion),
        new(ObjectionState.Received, ObjectionAct.Uphold, Party.Decider, ObjectionState.Upheld, Party.None, Guard.Opinion),
    ], Label, Label);

    /// <summary>Whether a registration is alive.</summary>
    public static bool IsLive(RegistrationState state) => state is RegistrationState.InForce or RegistrationState.Rectifying;

    /// <summary>Whether a ground shuts the organisation out for the years of the scheme (001·18).</summary>
    public static bool Bans(Ground ground) => ground is Ground.FalseMaterials or Ground.UnrelatedBusiness or Ground.Unlawful;

    public static Bilingual Label(Ground ground) => ground switch
    {
        Ground.NotRectified => new("整改期满仍不符合规定（第十七条）", "not rectified in time (001·17)"),
        Ground.FalseMaterials => new("提供虚假材料（第十八条）", "false materials (001·18)"),
        Ground.UnrelatedBusiness => new("以网点名义开展无关商业经营活动（第十八条）", "unrelated business under the outlet's name (001·18)"),
        Ground.Unlawful => new("从事违法违规活动（第十八条）", "unlawful activity (001·18)"),
        _ => new("机构主动申请", "at its own request"),
    };

    private static Bilingual Label(RegistrationState state) => state switch
    {
        RegistrationState.InForce => new("有效", "in force"),
        RegistrationState.Rectifying => new("整改中", "in rectification"),
        RegistrationState.Lapsed => new("到期失效", "lapsed"),
        RegistrationState.Revoked => new("已撤销", "revoked"),
        RegistrationState.Terminated => new("已终止", "terminated"),
        _ => new("自动取消", "ended automatically"),
    };

    private static Bilingual Label(RegistrationAct act) => act switch
    {
        RegistrationAct.Renew => new("续期", "renew"),
        RegistrationAct.OrderRectification => new("责令整改", "order rectification"),
        RegistrationAct.CloseRectification => new("整改合格", "close the rectification"),
        RegistrationAct.Revoke => new("撤销备案", "revoke"),
        RegistrationAct.RevokeUnrectified => new("撤销备案（整改不合格）", "revoke, not rectified"),
        RegistrationAct.Terminate => new("终止备案", "terminate"),
        RegistrationAct.Lapse => new("到期失效", "lapse"),
        _ => new("自动取消（已确定为 TISC 或高校中心）", "end, named TISC or university centre"),
    };

    private static Bilingual Label(ReportState state) => state switch
    {
        ReportState.Open => new("待报送", "to be handed in"),
        ReportState.Submitted => new("待审核", "under review"),
        ReportState.Returned => new("退回补充", "returned"),
        ReportState.Reviewed => new("已审核，待汇总", "reviewed"),
        _ => new("已汇总报送", "gathered for CNIPA"),
    };

    private static Bilingual Label(ReportAct act) => act switch
    {
        ReportAct.Submit => new("报送", "hand in"),
        ReportAct.Return => new("退回补充", "return"),
        ReportAct.Review => new("审核通过", "approve"),
        _ => new("汇总报送", "gather"),
    };

    private static Bilingual Label(ChangeState state) => state switch
    {
        ChangeState.Submitted => new("待转报", "to be forwarded"),
        ChangeState.Returned => new("退回", "returned"),
        ChangeState.Forwarded => new("已转报，待备案部门确认", "forwarded"),
        ChangeState.Recorded => new("已报备", "recorded"),
        _ => new("已撤回", "withdrawn"),
    };

    private static Bilingual Label(ChangeAct act) => act switch
    {
        ChangeAct.Submit => new("重新提交", "hand in again"),
        ChangeAct.Return => new("退回", "return"),
        ChangeAct.Forward => new("转报", "forward"),
        ChangeAct.Record => new("确认报备", "record"),
        _ => new("撤回", "withdraw"),
    };

    private static Bilingual Label(ObjectionState state) => state switch
    {
        ObjectionState.Received => new("待核实", "to be looked into"),
        ObjectionState.Dismissed => new("不成立", "dismissed"),
        _ => new("成立", "upheld"),
    };

    private static Bilingual Label(ObjectionAct act) => act == ObjectionAct.Dismiss ? new("认定不成立", "dismiss") : new("认定成立", "uphold");
}
