using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using static Zhishu.Filings.Dossiers.FilingAct;
using static Zhishu.Filings.Dossiers.FilingState;

namespace Zhishu.Filings.Dossiers;

/// <summary>State of an application for filing or renewal.</summary>
internal enum FilingState
{
    Draft,
    Submitted,
    Returned,
    NotRecommended,
    Recommended,
    InPublicity,
    AwaitingDecision,
    Filed,
    Refused,
    Withdrawn,
    Terminated,
}

/// <summary>What is done with an application.</summary>
internal enum FilingAct
{
    Submit,
    Withdraw,
    Return,
    Decline,
    Recommend,
    Publish,
    EndPublicity,
    Accept,
    Refuse,
    Terminate,
}

/// <summary>The course of an application (001·7): submit, preliminary review, recommendation, review, publicity, decision.</summary>
internal static class FilingLifecycle
{
    private const Party Both = Party.Applicant | Party.Recommender;

    public static Lifecycle<FilingState, FilingAct> Table { get; } = new("filing", new("Application for filing|备案申请"),
    [
        new(Draft, Submit, Party.Applicant, Submitted, Party.Recommender, Guard.Eligible | Guard.Complete, With: Step.Recommendation),
        new(Draft, Submit, Party.Applicant, Recommended, Party.Decider, Guard.Eligible | Guard.Complete, Without: Step.Recommendation),
        new(Draft, Withdraw, Party.Applicant, Withdrawn, Party.None),
        new(Returned, Submit, Party.Applicant, Submitted, Party.Recommender, Guard.Eligible | Guard.Complete, With: Step.Recommendation),
        new(Returned, Submit, Party.Applicant, Recommended, Party.Decider, Guard.Eligible | Guard.Complete, Without: Step.Recommendation),
        new(Returned, Withdraw, Party.Applicant, Withdrawn, Party.Recommender),
        new(Submitted, Withdraw, Party.Applicant, Withdrawn, Party.Recommender),
        new(Submitted, Return, Party.Recommender, Returned, Party.Applicant, Guard.Reason),
        new(Submitted, Decline, Party.Recommender, NotRecommended, Party.Applicant, Guard.Reason),
        new(Submitted, Recommend, Party.Recommender, Recommended, Party.Applicant | Party.Decider, Guard.Eligible | Guard.Opinion),
        new(Recommended, Withdraw, Party.Applicant, Withdrawn, Party.Recommender | Party.Decider),
        new(Recommended, Return, Party.Decider, Returned, Both, Guard.Reason),
        new(Recommended, Refuse, Party.Decider, Refused, Both, Guard.Reason),
        new(Recommended, Publish, Party.Decider, InPublicity, Both, Guard.Eligible, With: Step.Publicity),
        new(Recommended, Accept, Party.Decider, Filed, Both, Guard.Eligible, Without: Step.Publicity),
        new(InPublicity, EndPublicity, Party.Clock, AwaitingDecision, Party.Decider, Guard.Due),
        new(AwaitingDecision, Accept, Party.Decider, Filed, Both, Guard.Eligible | Guard.ObjectionsSettled),
        new(AwaitingDecision, Refuse, Party.Decider, Refused, Both, Guard.Reason),

        // 001·18: false materials end the proceeding wherever it is; so does the end of the registration that was to be renewed.
        new(Submitted, Terminate, Party.Recommender | Party.Decider | Party.Clock, Terminated, Both | Party.Decider, Guard.Reason),
        new(Returned, Terminate, Party.Recommender | Party.Decider | Party.Clock, Terminated, Both, Guard.Reason),
        new(Recommended, Terminate, Party.Decider | Party.Clock, Terminated, Both, Guard.Reason),
        new(InPublicity, Terminate, Party.Decider | Party.Clock, Terminated, Both, Guard.Reason),
        new(AwaitingDecision, Terminate, Party.Decider | Party.Clock, Terminated, Both, Guard.Reason),
        new(Draft, Terminate, Party.Clock, Terminated, Party.Applicant, Guard.Reason),
    ], Label, Label);

    /// <summary>States in which the applicant may change the form.</summary>
    public static bool IsEditable(FilingState state) => state is Draft or Returned;

    private static Bilingual Label(FilingState state) => state switch
    {
        Draft => new("草稿"),
        Submitted => new("待初审"),
        Returned => new("退回补正"),
        NotRecommended => new("不予推荐"),
        Recommended => new("已推荐，待审核"),
        InPublicity => new("公示中"),
        AwaitingDecision => new("公示期满，待决定"),
        Filed => new("准予备案"),
        Refused => new("不予备案"),
        Withdrawn => new("已撤回"),
        _ => new("已终止"),
    };

    private static Bilingual Label(FilingAct act) => act switch
    {
        Submit => new("submit|提交"),
        Withdraw => new("撤回"),
        Return => new("return for correction|退回补正"),
        Decline => new("decline|不予推荐"),
        Recommend => new("推荐"),
        Publish => new("公示"),
        EndPublicity => new("公示期满"),
        Accept => new("accept|准予备案"),
        Refuse => new("refuse|不予备案"),
        _ => new("终止"),
    };
}
