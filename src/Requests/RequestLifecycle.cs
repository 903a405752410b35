using Zhishu.Foundation;
using static Zhishu.Requests.RequestAct;
using static Zhishu.Requests.RequestParty;
using static Zhishu.Requests.RequestState;

namespace Zhishu.Requests;

/// <summary>State of a professional request.</summary>
internal enum RequestState
{
    Submitted,
    Quoted,
    InWork,
    Delivered,
    Accepted,
    Declined,
    Cancelled,

    /// <summary>No member quoted in time: the client chooses another.</summary>
    Returned,

    /// <summary>The member proposes that another goes on; the client decides.</summary>
    HandingOver,

    /// <summary>One side proposes to end the work; the other decides.</summary>
    Ending,

    /// <summary>Ended before a result was accepted.</summary>
    Stopped,
}

/// <summary>What is done with a professional request.</summary>
internal enum RequestAct
{
    Quote,
    Transfer,
    Decline,
    Agree,
    Cancel,
    Assign,
    Log,
    Say,
    Deliver,
    Return,
    Accept,
    Rate,
    PassOn,
    GiveBack,
    Choose,
    HandOver,
    Consent,
    End,
    AgreeEnd,
    Keep,
    Withdraw,
    Stop,
}

/// <summary>Who does something with a professional request.</summary>
[Flags]
internal enum RequestParty
{
    None = 0,
    Client = 1,
    Handler = 2,
    Clock = 4,
}

/// <summary>
/// The course of a professional request (专业化服务): the price is shown before any work, the result is accepted before it is closed,
/// and a way leads out of every state.
/// </summary>
internal static class RequestLifecycle
{
    public static StateTable<RequestState, RequestAct, RequestParty> Table { get; } = new("request", new("专业化服务申请", "Professional request"),
    [
        new(Submitted, Quote, Handler, Quoted),
        new(Submitted, Transfer, Handler, Submitted),
        new(Submitted, Decline, Handler, Declined),
        new(Submitted, Say, Client | Handler, Submitted),
        new(Submitted, Cancel, Client, Cancelled),
        new(Submitted, PassOn, Clock, Submitted),
        new(Submitted, GiveBack, Clock, Returned),
        new(Returned, Quote, Handler, Quoted),
        new(Returned, Choose, Client, Submitted),
        new(Returned, Cancel, Client | Clock, Cancelled),
        new(Quoted, Quote, Handler, Quoted),
        new(Quoted, Say, Client | Handler, Quoted),
        new(Quoted, Agree, Client, InWork),
        new(Quoted, Decline, Handler, Declined),
        new(Quoted, Cancel, Client | Clock, Cancelled),
        new(InWork, Assign, Handler, InWork),
        new(InWork, Log, Handler, InWork),
        new(InWork, Say, Client | Handler, InWork),
        new(InWork, Deliver, Handler, Delivered),
        new(InWork, HandOver, Handler, HandingOver),
        new(InWork, End, Client | Handler, Ending),
        new(InWork, Withdraw, Client, Stopped),
        new(InWork, Stop, Handler, Stopped),
        new(HandingOver, Consent, Client, Submitted),
        new(HandingOver, Keep, Client | Handler, InWork),
        new(HandingOver, Say, Client | Handler, HandingOver),
        new(HandingOver, Withdraw, Client, Stopped),
        new(HandingOver, Stop, Handler, Stopped),
        new(Ending, AgreeEnd, Client | Handler, Stopped),
        new(Ending, Keep, Client | Handler, InWork),
        new(Ending, Say, Client | Handler, Ending),
        new(Ending, Withdraw, Client, Stopped),
        new(Ending, Stop, Handler, Stopped),
        new(Stopped, Say, Client | Handler, Stopped),
        new(Stopped, Choose, Client, Submitted),
        new(Declined, Choose, Client, Submitted),
        new(Delivered, Say, Client | Handler, Delivered),
        new(Delivered, Return, Client, InWork),
        new(Delivered, Accept, Client | Clock, Accepted),
        new(Accepted, Rate, Client, Accepted),
    ], Label, Label);

    /// <summary>Whether a request in this state still binds its client and its member.</summary>
    public static bool IsOpen(RequestState state) => Open.Contains(state);

    /// <summary>The states that count for how many requests of one client are open.</summary>
    public static IReadOnlyList<RequestState> Open { get; } = [Submitted, Returned, Quoted, InWork, HandingOver, Ending, Delivered];

    /// <summary>Acts that need a reason, which is kept in the history.</summary>
    public static bool NeedsReason(RequestAct act) => act is Decline or Transfer or Return or HandOver or End or Withdraw or Stop;

    private static Bilingual Label(RequestState state) => state switch
    {
        Submitted => new("待受理", "submitted"),
        Quoted => new("待确认报价", "quoted"),
        InWork => new("办理中", "in work"),
        Delivered => new("待验收", "delivered"),
        Accepted => new("已验收", "accepted"),
        Declined => new("不予受理", "declined"),
        Returned => new("待另选机构", "another member to choose"),
        HandingOver => new("待同意转办", "handing over proposed"),
        Ending => new("待同意终止", "end proposed"),
        Stopped => new("已终止", "stopped"),
        _ => new("已取消", "cancelled"),
    };

    private static Bilingual Label(RequestAct act) => act switch
    {
        Quote => new("报价", "quote"),
        Transfer => new("转办", "transfer"),
        Decline => new("不予受理", "decline"),
        Agree => new("同意报价，开始办理", "agree, begin the work"),
        Cancel => new("取消申请", "cancel"),
        Assign => new("指定承办人", "assign"),
        Log => new("记录工作", "log work"),
        Say => new("留言", "write"),
        Deliver => new("提交成果", "deliver"),
        Return => new("退回修改", "send back"),
        Accept => new("验收", "accept"),
        PassOn => new("逾期转出", "pass on, late"),
        GiveBack => new("退回申请人", "give back to the client"),
        Choose => new("另选机构", "choose another member"),
        HandOver => new("提议转给其他机构", "propose to hand over"),
        Consent => new("同意转办", "agree to hand over"),
        End => new("提议终止", "propose to end"),
        AgreeEnd => new("同意终止", "agree to end"),
        Keep => new("继续办理", "go on with the work"),
        Withdraw => new("撤回委托", "withdraw"),
        Stop => new("停止办理", "stop the work"),
        _ => new("评价", "rate"),
    };
}
