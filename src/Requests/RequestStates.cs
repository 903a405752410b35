using Zhishu.Foundation;
using static Zhishu.Requests.RequestAct;
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
    Choose,
    HandOver,
    Consent,
    End,
    AgreeEnd,
    Keep,
    Withdraw,
    Stop,

    /// <summary>Files of the client.</summary>
    Give,

    /// <summary>Files of the result.</summary>
    Attach,
    Detach,
    Contract,

    /// <summary>Papers of the acceptance.</summary>
    Paper,
}

/// <summary>Who does something with a professional request.</summary>
[Flags]
internal enum RequestParty
{
    None = 0,
    Client = 1,
    Handler = 2,
    Clock = 4,

    /// <summary>The side that is asked whether it agrees.</summary>
    Asked = 8,
}

/// <summary>Words of professional requests.</summary>
internal static class RequestWords
{
    public static Bilingual Label(RequestState state) => state switch
    {
        Submitted => new("待受理"),
        Quoted => new("待确认报价"),
        InWork => new("办理中"),
        Delivered => new("待验收"),
        Accepted => new("已验收"),
        Declined => new("不予受理"),
        Returned => new("待另选机构"),
        HandingOver => new("待同意转办"),
        Ending => new("待同意终止"),
        Stopped => new("stopped|已终止"),
        _ => new("已取消"),
    };

    public static Bilingual Label(RequestAct act) => act switch
    {
        Quote => new("quote|报价"),
        Transfer => new("转办"),
        Decline => new("decline|不予受理"),
        Agree => new("同意报价，开始办理"),
        Cancel => new("取消申请"),
        Assign => new("指定承办人"),
        Log => new("记录工作"),
        Say => new("留言"),
        Deliver => new("提交成果"),
        Return => new("send back|退回修改"),
        Accept => new("accept|验收"),
        PassOn => new("逾期转出"),
        Choose => new("另选机构"),
        HandOver => new("提议转给其他机构"),
        Consent => new("同意转办"),
        End => new("提议终止"),
        AgreeEnd => new("同意终止"),
        Keep => new("go on with|继续办理"),
        Withdraw => new("撤回委托"),
        Stop => new("停止办理"),
        Give => new("add a file|补充附件"),
        Attach => new("上传成果文件"),
        Detach => new("删除成果文件"),
        Contract => new("上传委托协议"),
        Paper => new("上传验收材料"),
        _ => new("rate|评价"),
    };
}
