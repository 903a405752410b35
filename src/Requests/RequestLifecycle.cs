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

/// <summary>The course of a professional request (专业化服务): the price is shown before any work, the result is accepted before it is closed.</summary>
internal static class RequestLifecycle
{
    public static StateTable<RequestState, RequestAct, RequestParty> Table { get; } = new("request", new("专业化服务申请", "Professional request"),
    [
        new(Submitted, Quote, Handler, Quoted),
        new(Submitted, Transfer, Handler, Submitted),
        new(Submitted, Decline, Handler, Declined),
        new(Submitted, Say, Client | Handler, Submitted),
        new(Submitted, Cancel, Client, Cancelled),
        new(Quoted, Quote, Handler, Quoted),
        new(Quoted, Say, Client | Handler, Quoted),
        new(Quoted, Agree, Client, InWork),
        new(Quoted, Cancel, Client, Cancelled),
        new(InWork, Assign, Handler, InWork),
        new(InWork, Log, Handler, InWork),
        new(InWork, Say, Client | Handler, InWork),
        new(InWork, Deliver, Handler, Delivered),
        new(Delivered, Say, Client | Handler, Delivered),
        new(Delivered, Return, Client, InWork),
        new(Delivered, Accept, Client | Clock, Accepted),
        new(Accepted, Rate, Client, Accepted),
    ], Label, Label);

    private static Bilingual Label(RequestState state) => state switch
    {
        Submitted => new("待受理", "submitted"),
        Quoted => new("待确认报价", "quoted"),
        InWork => new("办理中", "in work"),
        Delivered => new("待验收", "delivered"),
        Accepted => new("已验收", "accepted"),
        Declined => new("不予受理", "declined"),
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
        _ => new("评价", "rate"),
    };
}
