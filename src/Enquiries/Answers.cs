using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>How a call back ended.</summary>
internal static class CallResults
{
    public const string Nobody = "nobody";

    public static IReadOnlyDictionary<string, Bilingual> All { get; } = new Dictionary<string, Bilingual>
    {
        ["told"] = new("已告知", "told"),
        [Nobody] = new("无人接听，再打", "nobody answered, again later"),
        ["wrong"] = new("号码有误", "wrong number"),
        ["declined"] = new("对方不需要", "not wanted"),
    };
}

/// <summary>What is said to who asked: answers, signed where the desk wants it, corrections, calls. Inside the act of <see cref="EnquiryDesk"/>.</summary>
internal sealed class Answers(AppDb db, Desks desks, EnquiryTeller teller, ServiceBook book, TimeProvider clock)
{
    private const int LongestReason = 500;

    /// <summary>The answer or correction that waits for a signature or was sent back, or null.</summary>
    public Task<Proposal?> ProposalAsync(Guid enquiry, CancellationToken ct)
    {
        var proposals = db.Proposals;
        return proposals.FirstOrDefaultAsync(row => row.EnquiryId == enquiry, ct);
    }

    /// <summary>Does one of the acts by which something is said; null when it is done.</summary>
    /// <param name="enquiry">The enquiry.</param>
    /// <param name="act">The act.</param>
    /// <param name="proposal">What waits, or null.</param>
    /// <param name="message">Identity of the message that is written.</param>
    /// <param name="body">What was typed.</param>
    /// <param name="actor">Who.</param>
    /// <param name="notices">Notices of the act.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> DoAsync(
        Enquiry enquiry, EnquiryAct act, Proposal? proposal, Guid message, EnquiryBody body, Actor actor, List<ProcessNotice> notices, CancellationToken ct) => act switch
        {
            EnquiryAct.Answer => await AnswerAsync(enquiry, proposal, message, body, actor, notices, ct),
            EnquiryAct.Propose => await ProposeAsync(enquiry, proposal, message, body.Text!, actor, notices, ct),
            EnquiryAct.Sign => await SignAsync(enquiry, proposal, actor, notices, ct),
            EnquiryAct.Return => Return(enquiry, proposal, body.Text!, message, actor, notices),
            EnquiryAct.Recall => Recall(proposal, actor),
            EnquiryAct.Correct => await CorrectAsync(enquiry, proposal, body, actor, notices, ct),
            _ => CallBack(enquiry, body, message, actor),
        };

    /// <summary>What waits goes no further, because the enquiry does: its text stays as a note of the member that wrote it.</summary>
    public void Drop(Enquiry enquiry, Proposal proposal, Guid? organisation)
    {
        db.Proposals.Remove(proposal);
        db.Messages.Add(new()
        {
            Id = proposal.Corrects ? Guid.CreateVersion7(clock.GetUtcNow()) : proposal.AnswerId,
            EnquiryId = enquiry.Id,
            At = clock.GetUtcNow(),
            Kind = MessageKind.Note,
            Author = proposal.Author,
            AccountId = proposal.AuthorId,
            OrganisationId = organisation,
            Text = (proposal.Corrects ? "未发出的更正：" : "未发出的拟答：") + proposal.Text,
        });
    }

    private async Task<Refusal?> AnswerAsync(
        Enquiry enquiry, Proposal? proposal, Guid message, EnquiryBody body, Actor actor, List<ProcessNotice> notices, CancellationToken ct)
    {
        // What was said on the telephone or at the window has gone out already.
        if (!body.AtOnce && await desks.SignsAsync(enquiry.OrganisationId, ct))
            return new("enquiry.signOff", enquiry.State == EnquiryState.Open
                ? new("本单位的答复须经审签：请“提交审签”", "Answers of this desk are signed first: hand it in to be signed")
                : new("本单位的答复须经审签：补充内容请用“更正答复”", "Answers of this desk are signed first: add to it by correcting the answer"));
        if (proposal is { Corrects: false })
            db.Proposals.Remove(proposal);
        await SendAsync(enquiry, message, body.Text!, actor.Account, actor.Name, null, notices, ct);
        if (body.AtOnce)
            enquiry.CallSince = null;
        return null;
    }

    private async Task<Refusal?> ProposeAsync(
        Enquiry enquiry, Proposal? proposal, Guid message, string text, Actor actor, List<ProcessNotice> notices, CancellationToken ct)
    {
        if (!await desks.SignsAsync(enquiry.OrganisationId, ct))
            return new("enquiry.signOff", new("本单位的答复不须审签，请直接答复", "Answers of this desk need no signature: answer it"));
        if (proposal is { Corrects: true, Returned: null })
            return new("enquiry.proposal", new("有一条更正待审签，请先审签或撤回", "A correction waits to be signed: sign it or take it back first"));
        Put(enquiry, proposal, message, corrects: false, text, "", actor);
        (enquiry.AssigneeId, enquiry.Assignee) = (actor.Account, actor.Name);
        notices.Add(EnquiryTeller.Handler(enquiry, "答复待审签", "An answer to be signed"));
        return null;
    }

    private async Task<Refusal?> SignAsync(Enquiry enquiry, Proposal? proposal, Actor actor, List<ProcessNotice> notices, CancellationToken ct)
    {
        if (proposal is not { Returned: null })
            return new("enquiry.proposal", new("没有待审签的内容", "Nothing waits to be signed"));
        if (proposal.AuthorId == actor.Account)
            return new("enquiry.signer", new("不能审签自己拟的内容，请由另一人审签", "Another person must sign what you wrote"));
        db.Proposals.Remove(proposal);
        if (!proposal.Corrects)
        {
            await SendAsync(enquiry, proposal.AnswerId, proposal.Text, proposal.AuthorId, proposal.Author, actor.Name, notices, ct);
            return null;
        }

        var messages = db.Messages;
        if (await messages.FirstOrDefaultAsync(row => row.Id == proposal.AnswerId, ct) is not { } answer)
            return new("enquiry.gone", new("这条答复已不存在", "This answer is gone"));
        await PutRightAsync(enquiry, answer, proposal.Text, proposal.Reason, proposal.Author, actor.Name, notices, ct);
        return null;
    }

    private Refusal? Return(Enquiry enquiry, Proposal? proposal, string opinion, Guid message, Actor actor, List<ProcessNotice> notices)
    {
        if (proposal is not { Returned: null })
            return new("enquiry.proposal", new("没有待审签的内容", "Nothing waits to be signed"));
        proposal.Returned = opinion;
        Note(enquiry, message, $"退回修改：{opinion}", actor);
        if (proposal.AuthorId is { } author)
            notices.Add(new($"account:{author}", $"您拟的答复被退回修改：{enquiry.Code}",
                $"Your answer was sent back: {enquiry.Code}", $"/enquiries/desk/{enquiry.Id}"));
        return null;
    }

    private static Refusal? Recall(Proposal? proposal, Actor actor)
    {
        if (proposal is not { Returned: null })
            return new("enquiry.proposal", new("没有待审签的内容", "Nothing waits to be signed"));
        if (proposal.AuthorId != actor.Account)
            return new("enquiry.author", new("只能撤回自己拟的内容", "Only who wrote it takes it back"));
        proposal.Returned = "";
        return null;
    }

    private async Task<Refusal?> CorrectAsync(Enquiry enquiry, Proposal? proposal, EnquiryBody body, Actor actor, List<ProcessNotice> notices, CancellationToken ct)
    {
        var (messages, id, reason) = (db.Messages, body.Message, SafeText.Line(body.Reason));
        if (await messages.FirstOrDefaultAsync(row => row.Id == id && row.EnquiryId == enquiry.Id && row.Kind == MessageKind.Answer, ct) is not { } answer
            || answer.OrganisationId != enquiry.OrganisationId)
            return new("enquiry.gone", new("没有可由本单位更正的这条答复", "There is no such answer of this desk"));
        if (reason.Length is < 2 or > LongestReason)
            return new("enquiry.reason", new($"更正原因：2 到 {LongestReason} 字", $"Why it is corrected: 2 to {LongestReason} characters"));
        if (answer.Text == body.Text)
            return new("enquiry.same", new("更正后的内容与原答复相同", "The text is the same as before"));
        if (!await desks.SignsAsync(enquiry.OrganisationId, ct))
        {
            await PutRightAsync(enquiry, answer, body.Text!, reason, actor.Name, null, notices, ct);
            return null;
        }

        if (proposal is { Returned: null } or { Corrects: false })
            return new("enquiry.proposal", new("有一条答复待审签或待修改，请先办完", "An answer waits to be signed or mended: finish it first"));
        Put(enquiry, proposal, answer.Id, corrects: true, body.Text!, reason, actor);
        notices.Add(EnquiryTeller.Handler(enquiry, "更正待审签", "A correction to be signed"));
        return null;
    }

    private Refusal? CallBack(Enquiry enquiry, EnquiryBody body, Guid message, Actor actor)
    {
        if (body.Result is null || !CallResults.All.TryGetValue(body.Result, out var result))
            return new("enquiry.result", new("请选择回电结果", "Choose how the call ended"));
        if (enquiry.Phone.Length == 0)
            return new("enquiry.phone", new("没有留电话", "There is no telephone number"));
        Note(enquiry, message, $"回电（{result.Zh}）{(body.Text is { } words ? "：" + words : "")}", actor);
        if (body.Result != CallResults.Nobody)
            enquiry.CallSince = null;
        return null;
    }

    private async Task SendAsync(
        Enquiry enquiry, Guid message, string text, Guid? account, string author, string? signer, List<ProcessNotice> notices, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        db.Messages.Add(new()
        {
            Id = message,
            EnquiryId = enquiry.Id,
            At = now,
            Kind = MessageKind.Answer,
            Author = author,
            AccountId = account,
            OrganisationId = enquiry.OrganisationId,
            Text = text,
            SignedBy = signer,
        });
        (enquiry.FirstAnsweredAt, enquiry.AnsweredAt) = (enquiry.FirstAnsweredAt ?? now, now);
        (enquiry.AssigneeId, enquiry.Assignee) = (account, author);
        if (teller.MustCall(enquiry))
            enquiry.CallSince ??= now;

        // The record says when the first answer was given: later ones are not another service, and must not move it into another month.
        if (enquiry.OrganisationId is { } member && !await book.HasAsync("enquiry", enquiry.Id, ct))
            await book.EnterAsync(new(member, "enquiry", enquiry.Id, enquiry.ItemCode, enquiry.Channel, author, enquiry.AskedAt, now, "answered")
            { Region = enquiry.Region, Account = enquiry.AccountId, Due = enquiry.DueAt }, ct);
        await teller.AskerAsync(enquiry, notices, "您的咨询已有答复", "Your enquiry is answered", ct);
    }

    private async Task PutRightAsync(
        Enquiry enquiry, Message answer, string text, string reason, string author, string? signer, List<ProcessNotice> notices, CancellationToken ct)
    {
        var (now, entries) = (clock.GetUtcNow(), db.Entries);
        db.FormerAnswers.Add(new()
        {
            Id = Guid.CreateVersion7(now),
            MessageId = answer.Id,
            Text = answer.Text,
            Author = answer.Author,
            ReplacedAt = now,
            ReplacedBy = signer is null ? author : $"{author}（审签：{signer}）",
            Reason = reason,
        });
        (answer.Text, answer.CorrectedAt, answer.Author, answer.SignedBy) = (text, now, author, signer);
        if (teller.MustCall(enquiry))
            enquiry.CallSince ??= now;
        await teller.AskerAsync(enquiry, notices, "您的咨询答复已更正", "An answer to your enquiry was corrected", ct);
        foreach (var entry in await entries.AsNoTracking().Where(row => row.FromEnquiry == enquiry.Id && !row.Withdrawn).ToListAsync(ct))
            notices.Add(new(Desks.OwnerOf(entry.OrganisationId), $"答复已更正，请核对知识条目：{entry.Question}",
                $"The answer was corrected: check the entry {entry.Question}", $"/knowledge/edit/{entry.Id}"));
    }

    private void Put(Enquiry enquiry, Proposal? proposal, Guid answer, bool corrects, string text, string reason, Actor actor)
    {
        if (proposal is null)
            db.Proposals.Add(proposal = new() { EnquiryId = enquiry.Id });
        (proposal.AnswerId, proposal.Corrects, proposal.Text, proposal.Reason) = (answer, corrects, text, reason);
        (proposal.AuthorId, proposal.Author, proposal.ProposedAt, proposal.Returned) = (actor.Account, actor.Name, clock.GetUtcNow(), null);
    }

    private void Note(Enquiry enquiry, Guid message, string text, Actor actor) => db.Messages.Add(new()
    {
        Id = message,
        EnquiryId = enquiry.Id,
        At = clock.GetUtcNow(),
        Kind = MessageKind.Note,
        Author = actor.Name,
        AccountId = actor.Account,
        OrganisationId = enquiry.OrganisationId,
        Text = text,
    });
}
