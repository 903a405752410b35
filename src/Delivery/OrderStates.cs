using Zhishu.Foundation;

namespace Zhishu.Delivery;

/// <summary>State of an order, by the status codes of ISO 18626 (interlibrary loan transactions) that copies have; for others <c>Circulated</c> is <c>RequestReceived</c>.</summary>
internal enum OrderState
{
    RequestReceived,
    ExpectToSupply,
    WillSupply,
    Circulated,
    RetryPossible,
    Unfilled,
    CopyCompleted,
    Cancelled,
}

/// <summary>What is done with an order.</summary>
internal enum OrderAct
{
    Supply,
    Promise,
    Expect,
    Refuse,
    Later,
    Offer,
    Close,
    Retry,
    Renew,
    Object,
    Rate,
    Cancel,
}

/// <summary>Who does something with an order.</summary>
[Flags]
internal enum OrderParty
{
    None = 0,
    Requester = 1,
    Supplier = 2,
    Others = 4,
    Clock = 8,
}

/// <summary>Words of document delivery.</summary>
internal static class OrderWords
{
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

    public static Bilingual Label(OrderState state) => state switch
    {
        OrderState.RequestReceived => new("已收到请求", "request received"),
        OrderState.ExpectToSupply => new("预计可提供", "expect to supply"),
        OrderState.WillSupply => new("将提供", "will supply"),
        OrderState.Circulated => new("向全网征询", "asked of the whole network"),
        OrderState.RetryPossible => new("可稍后重试", "retry possible"),
        OrderState.Unfilled => new("未能满足", "unfilled"),
        OrderState.CopyCompleted => new("已提供", "copy completed"),
        _ => new("已取消", "cancelled"),
    };

    public static Bilingual Label(OrderAct act) => act switch
    {
        OrderAct.Expect => new("预计可提供", "expect to supply"),
        OrderAct.Promise => new("确认提供", "will supply"),
        OrderAct.Supply => new("提供文件", "supply"),
        OrderAct.Refuse => new("不能提供", "cannot supply"),
        OrderAct.Later => new("请稍后重试", "ask to retry later"),
        OrderAct.Offer => new("由我馆提供", "offer to supply"),
        OrderAct.Close => new("征询结束", "nobody offered"),
        OrderAct.Retry => new("重新请求", "ask again"),
        OrderAct.Renew => new("重发链接", "renew the link"),
        OrderAct.Object => new("文件有误，请重新提供", "wrong copy, supply again"),
        OrderAct.Rate => new("评价", "rate"),
        _ => new("取消", "cancel"),
    };
}
