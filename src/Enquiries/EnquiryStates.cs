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
        ["told"] = new("已告知"),
        [Nobody] = new("无人接听，再打"),
        ["wrong"] = new("号码有误"),
        ["declined"] = new("对方不需要"),
    };

    /// <summary>The label for who asked: what goes on within the member is not told.</summary>
    public static Bilingual LabelForAsker(EnquiryState state) => Label(state == EnquiryState.Proposed ? EnquiryState.Open : state);

    public static Bilingual Label(EnquiryState state) => state switch
    {
        EnquiryState.Open => new("待答复"),
        EnquiryState.Proposed => new("answer to be|答复待审签"),
        EnquiryState.Answered => new("已答复"),
        EnquiryState.Closed => new("已办结"),
        EnquiryState.Merged => new("已并案"),
        _ => new("垃圾信息"),
    };

    public static Bilingual Label(EnquiryAct act) => act switch
    {
        EnquiryAct.Answer => new("answer|答复"),
        EnquiryAct.Propose => new("提交审签"),
        EnquiryAct.Sign => new("审签并发出"),
        EnquiryAct.Return => new("send back|退回修改"),
        EnquiryAct.Recall => new("撤回修改"),
        EnquiryAct.Correct => new("更正答复"),
        EnquiryAct.CallBack => new("登记回电"),
        EnquiryAct.Note => new("内部备注"),
        EnquiryAct.Take => new("由我办理"),
        EnquiryAct.Transfer => new("转办"),
        EnquiryAct.Escalate => new("上报"),
        EnquiryAct.Merge => new("并案"),
        EnquiryAct.Reject => new("标为垃圾信息"),
        EnquiryAct.Restore => new("恢复"),
        EnquiryAct.Close => new("办结"),
        EnquiryAct.FollowUp => new("追问"),
        EnquiryAct.Rate => new("rate|评价"),
        _ => new("撤回"),
    };
}
