using Zhishu.Foundation;

namespace Zhishu.Enquiries;

/// <summary>State of an enquiry.</summary>
internal enum EnquiryState
{
    Open,

    /// <summary>An answer is written and waits for another person to sign it.</summary>
    Proposed,
    Answered,
    Closed,
    Merged,
    Spam,
}

/// <summary>What is done with an enquiry.</summary>
internal enum EnquiryAct
{
    Sign,
    Return,
    Recall,
    Answer,
    Propose,
    Correct,
    CallBack,
    Take,
    Note,
    Transfer,
    Escalate,
    Merge,
    Reject,
    Restore,
    Close,
    FollowUp,
    Rate,
    Withdraw,
}

/// <summary>Who does something with an enquiry.</summary>
[Flags]
internal enum EnquiryParty
{
    None = 0,

    /// <summary>Who asked.</summary>
    Asker = 1,

    /// <summary>People of the member that has it now; for what lies at the desk of the hub, the national officers.</summary>
    Handler = 2,

    /// <summary>Officers of its region.</summary>
    Officer = 4,

    /// <summary>The hub by its clock.</summary>
    Clock = 8,

    /// <summary>People of the node that supports the member that has it: they read and advise.</summary>
    Supporter = 16,

    /// <summary>Handlers, but for who wrote the answer that waits.</summary>
    Signer = 32,

    /// <summary>Who wrote the answer that waits.</summary>
    Writer = 64,

    /// <summary>Handlers where answers go out at once.</summary>
    Answerer = 128,

    /// <summary>Handlers where another person signs answers.</summary>
    Drafter = 256,

    /// <summary>Handlers when there is a telephone number.</summary>
    Caller = 512,

    /// <summary>Handlers while nobody has taken it.</summary>
    Free = 1024,

    /// <summary>Handlers of a member: above them there is somebody.</summary>
    Below = 2048,

    /// <summary>Handlers once there is an answer.</summary>
    Corrector = 4096,
}

/// <summary>Words of enquiries.</summary>
internal static class EnquiryWords
{
    /// <summary>Code of a call that nobody answered.</summary>
    public const string Nobody = "nobody";

    /// <summary>How a call back ended.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Calls { get; } = new Dictionary<string, Bilingual>
    {
        ["told"] = new("已告知", "told"),
        [Nobody] = new("无人接听，再打", "nobody answered, again later"),
        ["wrong"] = new("号码有误", "wrong number"),
        ["declined"] = new("对方不需要", "not wanted"),
    };

    /// <summary>The label for who asked: what goes on within the member is not told.</summary>
    public static Bilingual LabelForAsker(EnquiryState state) => Label(state == EnquiryState.Proposed ? EnquiryState.Open : state);

    public static Bilingual Label(EnquiryState state) => state switch
    {
        EnquiryState.Open => new("待答复", "waiting for an answer"),
        EnquiryState.Proposed => new("答复待审签", "answer to be signed"),
        EnquiryState.Answered => new("已答复", "answered"),
        EnquiryState.Closed => new("已办结", "closed"),
        EnquiryState.Merged => new("已并案", "merged"),
        _ => new("垃圾信息", "spam"),
    };

    public static Bilingual Label(EnquiryAct act) => act switch
    {
        EnquiryAct.Answer => new("答复", "answer"),
        EnquiryAct.Propose => new("提交审签", "hand in to be signed"),
        EnquiryAct.Sign => new("审签并发出", "sign and send"),
        EnquiryAct.Return => new("退回修改", "send back"),
        EnquiryAct.Recall => new("撤回修改", "take back"),
        EnquiryAct.Correct => new("更正答复", "correct the answer"),
        EnquiryAct.CallBack => new("登记回电", "note a call back"),
        EnquiryAct.Note => new("内部备注", "internal note"),
        EnquiryAct.Take => new("由我办理", "take it"),
        EnquiryAct.Transfer => new("转办", "transfer"),
        EnquiryAct.Escalate => new("上报", "escalate"),
        EnquiryAct.Merge => new("并案", "merge"),
        EnquiryAct.Reject => new("标为垃圾信息", "mark as spam"),
        EnquiryAct.Restore => new("恢复", "restore"),
        EnquiryAct.Close => new("办结", "close"),
        EnquiryAct.FollowUp => new("追问", "ask further"),
        EnquiryAct.Rate => new("评价", "rate"),
        _ => new("撤回", "withdraw"),
    };
}
