using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>What is said to who asked: answers, signed where the desk wants it, corrections, calls. What follows from the acts of <see cref="EnquiryKind"/>.</summary>
internal sealed class Answers(AppDb db, Desks desks, EnquiryTeller teller, ServiceBook book)
{
    /// <summary>Most files of a message.</summary>
    public const int MostFiles = 3;

    /// <summary>Field, filled in by the hub alone, of what was said on the telephone or at the window: it has gone out already.</summary>
    public const string AtOnce = "AtOnce";

    private static readonly Refusal Gone = new("enquiry.answer.gone", new("没有可由本单位更正的这条答复"));

    /// <summary>Keeps the files of an act with a message; says why not, or null.</summary>
    public static async Task<Refusal?> KeepAsync(Enquiry it, Guid message, CaseWork<EnquiryState> work) =>
        await work.KeepAsync("files", Message.Files, message, MostFiles, it.Id) is { } fault ? new("enquiry.files", fault) : null;

    public async Task<Refusal?> AnswerAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        var message = DraftOf(it, work);
        if (it.Proposal is { Corrects: false })
            it.DropProposal();
        await SendAsync(it, work, message, work.Input.Text("text"), work.Actor, null);
        if (work.Input.Text(AtOnce).Length > 0)
            it.Called();
        return await KeepAsync(it, message, work);
    }

    public async Task<Refusal?> ProposeAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        if (it.Proposal is { Corrects: true, Returned: null })
            return new("enquiry.proposal", new("有一条更正待审签，请先审签或撤回"));
        var message = DraftOf(it, work);
        it.Propose(message, null, work.Input.Text("text"), work.Actor, work.Now);
        it.Take(work.Actor.Account, work.Actor.Name);
        return await KeepAsync(it, message, work);
    }

    public async Task<Refusal?> SignAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        var proposal = it.Proposal!;
        it.DropProposal();
        if (!proposal.Corrects)
        {
            await SendAsync(it, work, proposal.AnswerId, proposal.Text, new(proposal.AuthorId, proposal.Author, null), work.Actor.Name);
            return null;
        }

        var messages = db.Messages;
        if (await messages.FirstOrDefaultAsync(row => row.Id == proposal.AnswerId, work.Cancelled) is not { } answer)
            return Gone;
        await PutRightAsync(it, work, answer, proposal.Text, proposal.Reason, proposal.Author, work.Actor.Name);
        return null;
    }

    public Task<Refusal?> ReturnAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        var opinion = work.Input.Text("text");
        it.Proposal!.Return(opinion);
        it.Say(MessageKind.Note, $"退回修改：{opinion}", work.Actor, work.Now);
        if (it.Proposal.AuthorId is { } author)
            work.Tell($"account:{author}", new($"您拟的答复被退回修改：{it.Code}"));
        return CaseWork<EnquiryState>.Done;
    }

    public Task<Refusal?> RecallAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        it.Proposal!.Return("");
        return CaseWork<EnquiryState>.Done;
    }

    public async Task<Refusal?> CorrectAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        var (messages, text, reason) = (db.Messages, work.Input.Text("text"), work.Input.Text("Reason"));
        if (!Guid.TryParse(work.Input.Text("Message"), out var id)
            || await messages.FirstOrDefaultAsync(row => row.Id == id && row.EnquiryId == it.Id && row.Kind == MessageKind.Answer, work.Cancelled) is not { } answer
            || answer.OrganisationId != it.OrganisationId)
            return Gone;
        if (answer.Text == text)
            return new("enquiry.same", new("更正后的内容与原答复相同"));
        if (!desks.Signs(it.OrganisationId))
        {
            await PutRightAsync(it, work, answer, text, reason, work.Actor.Name, null);
            return null;
        }

        if (it.Proposal is { Returned: null } or { Corrects: false })
            return new("enquiry.proposal", new("有一条答复待审签或待修改，请先办完"));
        it.Propose(answer.Id, reason, text, work.Actor, work.Now);
        work.Tell(Desks.OwnerOf(it.OrganisationId), new($"更正待审签：{it.Code} {it.Title}"));
        return null;
    }

    public Task<Refusal?> CallBackAsync(Enquiry it, CaseWork<EnquiryState> work)
    {
        var (result, words) = (work.Input.Text("Result"), work.Input.Text("text"));
        it.Say(MessageKind.Note, $"回电（{EnquiryWords.Calls[result].Zh}）{(words.Length > 0 ? "：" + words : "")}", work.Actor, work.Now);
        if (result != EnquiryWords.Nobody)
            it.Called();
        return CaseWork<EnquiryState>.Done;
    }

    /// <summary>What waits goes no further, because the enquiry does: its text stays as a note of the member that wrote it.</summary>
    public static void Drop(Enquiry it, CaseWork<EnquiryState> work)
    {
        if (it.Proposal is not { } proposal)
            return;
        it.Say(MessageKind.Note, (proposal.Corrects ? "未发出的更正：" : "未发出的拟答：") + proposal.Text, new(proposal.AuthorId, proposal.Author, null), work.Now,
            proposal.Corrects ? null : proposal.AnswerId);
        it.DropProposal();
    }

    // The files of an answer that was sent back hang on it already.
    private static Guid DraftOf(Enquiry it, CaseWork<EnquiryState> work) => it.Proposal is { Corrects: false } draft ? draft.AnswerId : Guid.CreateVersion7(work.Now);

    private async Task SendAsync(Enquiry it, CaseWork<EnquiryState> work, Guid message, string text, Actor author, string? signer)
    {
        it.Say(MessageKind.Answer, text, author, work.Now, message).SignedBy = signer;
        it.Answer(work.Now);
        it.Take(author.Account, author.Name);

        // The record says when the first answer was given: later ones are not another service, and must not move it into another month.
        if (it.OrganisationId is { } member && !await book.HasAsync("enquiry", it.Id, work.Cancelled))
            await book.EnterAsync(new(member, "enquiry", it.Id, it.ItemCode, it.Channel, author.Name, it.AskedAt, work.Now, "answered")
            { Region = it.Region, Account = it.AccountId, Client = it.ClientKind, Due = it.DueAt }, work.Cancelled);
        await teller.AnswerAsync(it, work, new("您的咨询已有答复"));
    }

    private async Task PutRightAsync(Enquiry it, CaseWork<EnquiryState> work, Message answer, string text, string reason, string author, string? signer)
    {
        var entries = db.Entries;
        db.FormerAnswers.Add(new()
        {
            Id = Guid.CreateVersion7(work.Now),
            MessageId = answer.Id,
            Text = answer.Text,
            Author = answer.Author,
            ReplacedAt = work.Now,
            ReplacedBy = signer is null ? author : $"{author}（审签：{signer}）",
            Reason = reason,
        });
        (answer.Text, answer.CorrectedAt, answer.Author, answer.SignedBy) = (text, work.Now, author, signer);
        await teller.AnswerAsync(it, work, new("您的咨询答复已更正"));
        foreach (var entry in await entries.AsNoTracking().Where(row => row.FromEnquiry == it.Id && !row.Withdrawn).ToListAsync(work.Cancelled))
            work.Tell(Desks.OwnerOf(entry.OrganisationId), new($"答复已更正，请核对知识条目：{entry.Question}"), $"/knowledge/edit/{entry.Id}");
    }
}
