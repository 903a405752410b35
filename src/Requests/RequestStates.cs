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

    public static Bilingual Label(RequestAct act) => act switch
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
        Choose => new("另选机构", "choose another member"),
        HandOver => new("提议转给其他机构", "propose to hand over"),
        Consent => new("同意转办", "agree to hand over"),
        End => new("提议终止", "propose to end"),
        AgreeEnd => new("同意终止", "agree to end"),
        Keep => new("继续办理", "go on with the work"),
        Withdraw => new("撤回委托", "withdraw"),
        Stop => new("停止办理", "stop the work"),
        Give => new("补充附件", "add a file"),
        Attach => new("上传成果文件", "add a file of the result"),
        Detach => new("删除成果文件", "remove a file of the result"),
        Contract => new("上传委托协议", "add the contract"),
        Paper => new("上传验收材料", "add a paper of the acceptance"),
        _ => new("评价", "rate"),
    };
}
