using Zhishu.Foundation;
using static Zhishu.Delivery.OrderAct;
using static Zhishu.Delivery.OrderParty;
using static Zhishu.Delivery.OrderState;

namespace Zhishu.Delivery;

/// <summary>State of an order, by the status codes of ISO 18626 (interlibrary loan transactions) that copies have.</summary>
internal enum OrderState
{
    RequestReceived,
    ExpectToSupply,
    WillSupply,
    RetryPossible,
    Unfilled,
    CopyCompleted,
    Cancelled,
}

/// <summary>What is done with an order.</summary>
internal enum OrderAct
{
    Expect,
    Promise,
    Supply,
    Refuse,
    Later,
    Retry,
    Cancel,
    Renew,
    Rate,
}

/// <summary>Who does something with an order.</summary>
[Flags]
internal enum OrderParty
{
    None = 0,
    Requester = 1,
    Supplier = 2,
    Clock = 4,
}

/// <summary>The course of an order (文献传递): what one member cannot supply goes to the next that holds it, until none is left.</summary>
internal static class OrderLifecycle
{
    public static StateTable<OrderState, OrderAct, OrderParty> Table { get; } = new("order", new("文献传递", "Document delivery"),
    [
        new(RequestReceived, Expect, Supplier, ExpectToSupply),
        new(RequestReceived, Promise, Supplier, WillSupply),
        new(RequestReceived, Supply, Supplier, CopyCompleted),
        new(RequestReceived, Refuse, Supplier | Clock, Unfilled),
        new(RequestReceived, Later, Supplier, RetryPossible),
        new(RequestReceived, Cancel, Requester, Cancelled),
        new(ExpectToSupply, Promise, Supplier, WillSupply),
        new(ExpectToSupply, Supply, Supplier, CopyCompleted),
        new(ExpectToSupply, Refuse, Supplier | Clock, Unfilled),
        new(ExpectToSupply, Cancel, Requester, Cancelled),
        new(WillSupply, Supply, Supplier, CopyCompleted),
        new(WillSupply, Refuse, Supplier | Clock, Unfilled),
        new(RetryPossible, Retry, Requester, RequestReceived),
        new(RetryPossible, Cancel, Requester, Cancelled),
        new(Unfilled, Retry, Requester, RequestReceived),
        new(CopyCompleted, Renew, Supplier, CopyCompleted),
        new(CopyCompleted, Rate, Requester, CopyCompleted),
    ], Label, Label);

    /// <summary>Reasons for which an order is not filled (ISO 18626, reason unfilled): code and label.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Reasons { get; } = new Dictionary<string, Bilingual>
    {
        ["NotHeld"] = new("未收藏", "not held"),
        ["NotFoundAsCited"] = new("按所给信息找不到", "not found as cited"),
        ["NotAvailableForILL"] = new("不外借、不复制", "not available"),
        ["CopyrightCompliance"] = new("版权限制", "copyright"),
        ["PolicyProblem"] = new("其他政策限制", "policy"),
        ["Other"] = new("其他", "other"),
    };

    /// <summary>Kinds of document.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Kinds { get; } = new Dictionary<string, Bilingual>
    {
        ["patent"] = new("专利文献", "patent document"),
        ["journal"] = new("期刊论文", "journal article"),
        ["book"] = new("图书", "book"),
        ["standard"] = new("标准", "standard"),
        ["report"] = new("报告", "report"),
        ["other"] = new("其他", "other"),
    };

    private static Bilingual Label(OrderState state) => state switch
    {
        RequestReceived => new("已收到请求", "request received"),
        ExpectToSupply => new("预计可提供", "expect to supply"),
        WillSupply => new("将提供", "will supply"),
        RetryPossible => new("可稍后重试", "retry possible"),
        Unfilled => new("未能满足", "unfilled"),
        CopyCompleted => new("已提供", "copy completed"),
        _ => new("已取消", "cancelled"),
    };

    private static Bilingual Label(OrderAct act) => act switch
    {
        Expect => new("预计可提供", "expect to supply"),
        Promise => new("确认提供", "will supply"),
        Supply => new("提供文件", "supply"),
        Refuse => new("不能提供", "cannot supply"),
        Later => new("请稍后重试", "ask to retry later"),
        Retry => new("重新请求", "ask again"),
        Cancel => new("取消", "cancel"),
        Renew => new("重发链接", "renew the link"),
        _ => new("评价", "rate"),
    };
}
