using Zhishu.Foundation;

namespace Zhishu.Resources;

/// <summary>State of what is being written; what was published before stays to be seen meanwhile.</summary>
internal enum ResourceState
{
    Draft,
    Submitted,
    Forwarded,
    Returned,
    Published,
    Withdrawn,

    /// <summary>A plan that the network is asked about.</summary>
    Consulting,

    /// <summary>The period is over; what was said waits to be weighed.</summary>
    Consulted,
}

/// <summary>What is done with a resource.</summary>
internal enum ResourceAct
{
    Change,
    Submit,
    Publish,
    Forward,
    Consult,
    Return,
    Withdraw,
    Close,
}

/// <summary>Who does something with a resource.</summary>
[Flags]
internal enum ResourceParty
{
    None = 0,

    /// <summary>Who writes it and has it reviewed.</summary>
    Author = 1,

    /// <summary>Who writes it and answers for it: kinds without review.</summary>
    Editor = 2,

    /// <summary>The provincial office.</summary>
    Province = 4,

    /// <summary>CNIPA.</summary>
    Nation = 8,

    /// <summary>The hub, when a period ends.</summary>
    Clock = 16,
}

/// <summary>Words of resources.</summary>
internal static class ResourceWords
{
    public static Bilingual Label(ResourceState state) => state switch
    {
        ResourceState.Draft => new("草稿"),
        ResourceState.Submitted => new("待省级审核"),
        ResourceState.Forwarded => new("待国家局审核"),
        ResourceState.Returned => new("退回修改"),
        ResourceState.Published => new("已发布"),
        ResourceState.Consulting => new("征求意见"),
        ResourceState.Consulted => new("征求意见结束，待审核"),
        _ => new("已撤下"),
    };

    public static Bilingual Label(ResourceAct act) => act switch
    {
        ResourceAct.Change => new("save the draft|保存草稿"),
        ResourceAct.Submit => new("send to review|提交审核"),
        ResourceAct.Publish => new("发布"),
        ResourceAct.Forward => new("通过并报国家局"),
        ResourceAct.Return => new("return|退回修改"),
        ResourceAct.Consult => new("发起征求意见"),
        ResourceAct.Close => new("征求意见期满"),
        _ => new("withdraw|撤下"),
    };
}
