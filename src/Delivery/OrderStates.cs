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
        ["NotHeld"] = new("未收藏"),
        ["NotFoundAsCited"] = new("按所给信息找不到"),
        ["NotAvailableForILL"] = new("不外借、不复制"),
        ["CopyrightCompliance"] = new("版权限制"),
        ["PolicyProblem"] = new("其他政策限制"),
        ["Other"] = new("other|其他"),
    };

    /// <summary>Kinds of document.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Kinds { get; } = new Dictionary<string, Bilingual>
    {
        ["patent"] = new("专利文献"),
        ["journal"] = new("期刊论文"),
        ["book"] = new("图书"),
        ["standard"] = new("标准"),
        ["report"] = new("报告"),
        ["other"] = new("other|其他"),
    };

    public static Bilingual Label(OrderState state) => state switch
    {
        OrderState.RequestReceived => new("已收到请求"),
        OrderState.ExpectToSupply => new("预计可提供"),
        OrderState.WillSupply => new("将提供"),
        OrderState.Circulated => new("向全网征询"),
        OrderState.RetryPossible => new("可稍后重试"),
        OrderState.Unfilled => new("未能满足"),
        OrderState.CopyCompleted => new("已提供"),
        _ => new("已取消"),
    };

    public static Bilingual Label(OrderAct act) => act switch
    {
        OrderAct.Expect => new("预计可提供"),
        OrderAct.Promise => new("确认提供"),
        OrderAct.Supply => new("提供文件"),
        OrderAct.Refuse => new("不能提供"),
        OrderAct.Later => new("请稍后重试"),
        OrderAct.Offer => new("由我馆提供"),
        OrderAct.Close => new("征询结束"),
        OrderAct.Retry => new("重新请求"),
        OrderAct.Renew => new("重发链接"),
        OrderAct.Object => new("文件有误，请重新提供"),
        OrderAct.Rate => new("rate|评价"),
        _ => new("取消"),
    };
}
