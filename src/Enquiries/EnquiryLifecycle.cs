using Zhishu.Foundation;
using static Zhishu.Enquiries.EnquiryAct;
using static Zhishu.Enquiries.EnquiryParty;
using static Zhishu.Enquiries.EnquiryState;

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
    Answer,
    Propose,
    Sign,
    Return,
    Recall,
    Correct,
    CallBack,
    Note,
    Take,
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

    /// <summary>People of the member that has it now.</summary>
    Handler = 2,

    /// <summary>Officers of its region; for what lies at the desk of the hub, the national officers are the handlers.</summary>
    Officer = 4,

    /// <summary>The hub by its clock.</summary>
    Clock = 8,

    /// <summary>People of the node that supports the member that has it: they read and advise.</summary>
    Supporter = 16,

    /// <summary>People of the member that has it, but for who wrote the answer that waits.</summary>
    Signer = 32,
}

/// <summary>The course of an enquiry (咨询).</summary>
internal static class EnquiryLifecycle
{
    public static StateTable<EnquiryState, EnquiryAct, EnquiryParty> Table { get; } = new("enquiry", new("咨询", "Enquiry"),
    [
        new(Open, Answer, Handler, Answered),
        new(Open, Propose, Handler, Proposed),
        new(Open, Sign, Signer, Open),
        new(Open, Return, Signer, Open),
        new(Open, Recall, Handler, Open),
        new(Open, Correct, Handler, Open),
        new(Open, CallBack, Handler, Open),
        new(Open, Take, Handler, Open),
        new(Open, Note, Handler | Officer | Supporter, Open),
        new(Open, Transfer, Handler | Officer, Open),
        new(Open, Escalate, Handler | Clock, Open),
        new(Open, Merge, Handler, Merged),
        new(Open, Reject, Handler | Officer, Spam),
        new(Open, FollowUp, Asker, Open),
        new(Open, Withdraw, Asker, Closed),
        new(Proposed, Sign, Signer, Answered),
        new(Proposed, Return, Signer, Open),
        new(Proposed, Recall, Handler, Open),
        new(Proposed, CallBack, Handler, Proposed),
        new(Proposed, Note, Handler | Officer | Supporter, Proposed),
        new(Proposed, Transfer, Handler | Officer, Open),
        new(Proposed, Escalate, Handler | Clock, Open),
        new(Proposed, FollowUp, Asker, Proposed),
        new(Proposed, Withdraw, Asker, Closed),
        new(Answered, Answer, Handler, Answered),
        new(Answered, Sign, Signer, Answered),
        new(Answered, Return, Signer, Answered),
        new(Answered, Recall, Handler, Answered),
        new(Answered, Correct, Handler, Answered),
        new(Answered, CallBack, Handler, Answered),
        new(Answered, Note, Handler | Officer | Supporter, Answered),
        new(Answered, Transfer, Handler | Officer, Open),
        new(Answered, Escalate, Handler, Open),
        new(Answered, Merge, Handler, Merged),
        new(Answered, FollowUp, Asker, Open),
        new(Answered, Rate, Asker, Closed),
        new(Answered, Close, Handler | Clock, Closed),
        new(Closed, FollowUp, Asker, Open),
        new(Closed, Rate, Asker, Closed),
        new(Closed, Sign, Signer, Closed),
        new(Closed, Return, Signer, Closed),
        new(Closed, Recall, Handler, Closed),
        new(Closed, Correct, Handler, Closed),
        new(Closed, CallBack, Handler, Closed),
        new(Closed, Note, Handler | Officer | Supporter, Closed),
        new(Spam, Restore, Handler | Officer, Open),
    ], Label, Label);

    /// <summary>The label for who asked: what goes on within the member is not told.</summary>
    public static Bilingual LabelForAsker(EnquiryState state) => Label(state == Proposed ? Open : state);

    private static Bilingual Label(EnquiryState state) => state switch
    {
        Open => new("待答复", "waiting for an answer"),
        Proposed => new("答复待审签", "answer to be signed"),
        Answered => new("已答复", "answered"),
        Closed => new("已办结", "closed"),
        Merged => new("已并案", "merged"),
        _ => new("垃圾信息", "spam"),
    };

    private static Bilingual Label(EnquiryAct act) => act switch
    {
        Answer => new("答复", "answer"),
        Propose => new("提交审签", "hand in to be signed"),
        Sign => new("审签并发出", "sign and send"),
        Return => new("退回修改", "send back"),
        Recall => new("撤回修改", "take back"),
        Correct => new("更正答复", "correct the answer"),
        CallBack => new("登记回电", "note a call back"),
        Note => new("内部备注", "internal note"),
        Take => new("由我办理", "take it"),
        Transfer => new("转办", "transfer"),
        Escalate => new("上报", "escalate"),
        Merge => new("并案", "merge"),
        Reject => new("标为垃圾信息", "mark as spam"),
        Restore => new("恢复", "restore"),
        Close => new("办结", "close"),
        FollowUp => new("追问", "ask further"),
        Rate => new("评价", "rate"),
        _ => new("撤回", "withdraw"),
    };
}
