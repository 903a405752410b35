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

    public static Lifecycle<RegistrationState, RegistrationAct> Registration { get; } = new("registration", new("备案资格"),
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

    public static Lifecycle<ReportState, ReportAct> Report { get; } = new("report", new("Annual report|年度报告"),
    [
        new(ReportState.Open, ReportAct.Submit, Party.Applicant, ReportState.Submitted, Party.Recommender, Guard.Complete, With: Step.Recommendation),
        new(ReportState.Open, ReportAct.Submit, Party.Applicant, ReportState.Reviewed, Party.Decider, Guard.Complete, Without: Step.Recommendation),
        new(ReportState.Returned, ReportAct.Submit, Party.Applicant, ReportState.Submitted, Party.Recommender, Guard.Complete),
        new(ReportState.Submitted, ReportAct.Return, Party.Recommender, ReportState.Returned, Party.Applicant, Guard.Reason),
        new(ReportState.Submitted, ReportAct.Review, Party.Recommender, ReportState.Reviewed, Party.Applicant, Guard.Opinion),
        new(ReportState.Reviewed, ReportAct.Gather, Party.Recommender | Party.Decider, ReportState.Gathered, Party.Applicant | Party.Decider),
    ], Label, Label);

    public static Lifecycle<ChangeState, ChangeAct> Change { get; } = new("change", new("变更报备"),
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

    public static Lifecycle<ObjectionState, ObjectionAct> Objection { get; } = new("objection", new("异议"),
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
        Ground.NotRectified => new("整改期满仍不符合规定（第十七条）"),
        Ground.FalseMaterials => new("提供虚假材料（第十八条）"),
        Ground.UnrelatedBusiness => new("以网点名义开展无关商业经营活动（第十八条）"),
        Ground.Unlawful => new("从事违法违规活动（第十八条）"),
        _ => new("机构主动申请"),
    };

    private static Bilingual Label(RegistrationState state) => state switch
    {
        RegistrationState.InForce => new("in force|有效"),
        RegistrationState.Rectifying => new("整改中"),
        RegistrationState.Lapsed => new("到期失效"),
        RegistrationState.Revoked => new("已撤销"),
        RegistrationState.Terminated => new("已终止"),
        _ => new("自动取消"),
    };

    private static Bilingual Label(RegistrationAct act) => act switch
    {
        RegistrationAct.Renew => new("renew|续期"),
        RegistrationAct.OrderRectification => new("责令整改"),
        RegistrationAct.CloseRectification => new("整改合格"),
        RegistrationAct.Revoke => new("撤销备案"),
        RegistrationAct.RevokeUnrectified => new("撤销备案（整改不合格）"),
        RegistrationAct.Terminate => new("终止备案"),
        RegistrationAct.Lapse => new("lapse|到期失效"),
        _ => new("自动取消（已确定为 TISC 或高校中心）"),
    };

    private static Bilingual Label(ReportState state) => state switch
    {
        ReportState.Open => new("待报送"),
        ReportState.Submitted => new("待审核"),
        ReportState.Returned => new("退回补充"),
        ReportState.Reviewed => new("已审核，待汇总"),
        _ => new("已汇总报送"),
    };

    private static Bilingual Label(ReportAct act) => act switch
    {
        ReportAct.Submit => new("报送"),
        ReportAct.Return => new("return|退回补充"),
        ReportAct.Review => new("审核通过"),
        _ => new("汇总报送"),
    };

    private static Bilingual Label(ChangeState state) => state switch
    {
        ChangeState.Submitted => new("待转报"),
        ChangeState.Returned => new("退回"),
        ChangeState.Forwarded => new("已转报，待备案部门确认"),
        ChangeState.Recorded => new("已报备"),
        _ => new("已撤回"),
    };

    private static Bilingual Label(ChangeAct act) => act switch
    {
        ChangeAct.Submit => new("重新提交"),
        ChangeAct.Return => new("return|退回"),
        ChangeAct.Forward => new("转报"),
        ChangeAct.Record => new("确认报备"),
        _ => new("撤回"),
    };

    private static Bilingual Label(ObjectionState state) => state switch
    {
        ObjectionState.Received => new("to be looked into|待核实"),
        ObjectionState.Dismissed => new("不成立"),
        _ => new("成立"),
    };

    private static Bilingual Label(ObjectionAct act) => act == ObjectionAct.Dismiss ? new("认定不成立") : new("认定成立");
}
