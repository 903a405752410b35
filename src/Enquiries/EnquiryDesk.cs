using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Zhishu.Enquiries.Ratings;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>What an act needs besides its name.</summary>
/// <param name="Text">Answer, note, reason or further question; or null.</param>
/// <param name="To">The member to hand it to; null is the desk of the hub.</param>
/// <param name="Into">Code of the enquiry to merge into.</param>
/// <param name="Rating">Stars.</param>
internal sealed record EnquiryBody(string? Text = null, Guid? To = null, string? Into = null, int? Rating = null)
{
    /// <summary>The answer that is corrected, or null.</summary>
    public Guid? Message { get; init; }

    /// <summary>Why it is corrected, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>How a call back ended: a code of <see cref="CallResults"/>, or null.</summary>
    public string? Result { get; init; }

    /// <summary>What the form has seen (<see cref="Enquiry.Mark"/>); null lets it through.</summary>
    public string? Seen { get; init; }

    /// <summary>The note comes from an office or a node that supports the member: the member is told.</summary>
    public bool Advice { get; init; }

    /// <summary>The answer was given on the telephone or at the window already.</summary>
    public bool AtOnce { get; init; }

    public IReadOnlyList<IFormFile> Files { get; init; } = [];
}

/// <summary>Every act on an enquiry passes here: may they, is it right, change, tell, record, in one transaction.</summary>
internal sealed class EnquiryDesk(
    AppDb db, RoutingTable routing, NetworkRegister register, ServiceBook book, SecretLinks links, FileStore files, Sendings sendings, WorkCalendar calendar,
        EnquiryTeller teller, Answers answers, RatingDesk ratings, ProcessLog log, IOptions<HubOptions> options, TimeProvider clock)
{
    /// <summary>Working days for an answer: the time limit of the standard list of service items.</summary>
    public const int Workdays = 3;

    public const int MostFiles = 3;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan MayReopen = TimeSpan.FromDays(30);

    /// <summary>The key by which whoever asked without an account follows it.</summary>
    public Task<string> KeyAsync(Enquiry enquiry, CancellationToken ct) => teller.KeyAsync(enquiry, ct);

    public Task<bool> FitsAsync(Enquiry enquiry, string? key, CancellationToken ct) => links.FitsAsync("enquiry", enquiry.Id, key, ct);

    /// <summary>Takes a question in and finds who answers it. The same sent twice from one session within minutes is one.</summary>
    /// <param name="question">The question, checked.</param>
    /// <param name="channel">Channel.</param>
    /// <param name="asker">Account of who asks, or null.</param>
    /// <param name="actor">Who enters it: the asker, or staff for a caller.</param>
    /// <param name="at">The member at which staff take it down, or null.</param>
    /// <param name="attached">Files as sent.</param>
    /// <param name="session">Session of the sender.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(Enquiry? Enquiry, Refusal? Refusal)> AskAsync(
        Question question, string channel, Person? asker, Actor actor, Guid? at, IReadOnlyList<IFormFile> attached, string session, CancellationToken ct)
    {
        var sender = await links.KeyAsync($"sender:{actor.Account?.ToString() ?? actor.Address}", Guid.Empty, ct);
        if (attached.Count > MostFiles)
            return (null, new("enquiry.files", new($"一次最多 {MostFiles} 个附件", $"At most {MostFiles} files at a time")));
        var (ready, fault) = await files.TakeAsync(attached, ct);
        if (fault is { } wrong)
            return (null, new("enquiry.files", wrong));
        var sending = Sending.Of(session, "enquiry", new { question, channel, at }, ready);
        var (id, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        Enquiry? made = null;
        var first = Guid.CreateVersion7(now);
        var refusal = await db.ActAsync(SecretLinks.IdOf(sender), async () =>
        {
            var enquiries = db.Enquiries;
            var (hour, transaction) = (now - Hour, db.Database.CurrentTransaction!.GetDbTransaction());
            if (await sendings.FindAsync(transaction, sending, ct) is { } same && await enquiries.FirstOrDefaultAsync(row => row.Id == same, ct) is { } known)
            {
                made = known;
                return null;
            }

            if (at is null && await enquiries.CountAsync(row => row.Sender == sender && row.AskedAt > hour, ct) >= options.Value.EnquiriesPerHour)
                return new("enquiry.often", new($"一小时内最多提交 {options.Value.EnquiriesPerHour} 条咨询，请稍后再提，或拨打服务机构电话",
                    $"At most {options.Value.EnquiriesPerHour} enquiries in an hour: try again later, or call a member"));
            var candidates = at is null ? await CandidatesAsync(ct) : [];
            if (question.To is { } wanted && candidates.All(candidate => candidate.Id != wanted))
                return new("enquiry.to", new("该机构暂不接受网上咨询，请让系统为您分派", "This member takes no enquiries on the web: let the network find one"));
            var enquiry = new Enquiry
            {
                Id = id,
                Code = CaseCode.New("ZX"),
                Channel = channel,
                AccountId = asker?.Id,
                Sender = sender,
                Asker = question.Name is { Length: > 0 } name ? name : asker?.Name ?? "",
                Phone = question.Phone ?? "",
                Email = question.Email is { Length: > 0 } mail ? mail : asker?.Email ?? "",
                Region = question.Region!,
                Subject = question.Subject!,
                ItemCode = question.Item!,
                Title = question.Title!,
                OrganisationId = at ?? question.To ?? ServiceRouting.Choose(question.Region!, question.Subject!, question.Item!, candidates)?.Id,
                AskedAt = now,
                DueAt = calendar.Due(now, Workdays),
                Revision = 1,
            };
            enquiries.Add(enquiry);
            db.Messages.Add(new() { Id = first, EnquiryId = id, At = now, Kind = MessageKind.Asker, Author = enquiry.Asker, AccountId = asker?.Id, Text = question.Text! });
            log.Record("enquiry.ask", actor, enquiry.AsSubject(),
                after: new { enquiry.Channel, enquiry.Region, enquiry.Subject, enquiry.ItemCode, enquiry.OrganisationId }, notices: [EnquiryTeller.Handler(enquiry, "新咨询", "New enquiry")]);
            made = enquiry;
            await sendings.NoteAsync(transaction, sending, id, ct);
            return await KeepAsync(ready, first, id, actor, ct);
        }, ct);
        if (refusal is not null)
            return (null, refusal);
        return (made, null);
    }

    /// <summary>Does something with an enquiry.</summary>
    public async Task<Refusal?> DoAsync(Guid id, EnquiryAct act, EnquiryParty party, Actor actor, EnquiryBody body, CancellationToken ct)
    {
        if (body.Files.Count > MostFiles)
            return new("enquiry.files", new($"一次最多 {MostFiles} 个附件", $"At most {MostFiles} files at a time"));
        var (ready, fault) = await files.TakeAsync(body.Files, ct);
        if (fault is { } wrong)
            return new("enquiry.files", wrong);
        var text = SafeText.OrNull(body.Text)?.ReplaceLineEndings("\n");
        if (text?.Length > Questions.LongestText)
            return new("enquiry.long", new($"不超过 {Questions.LongestText} 字", $"At most {Questions.LongestText} characters"));
        return await db.ActAsync(id, async () =>
        {
            var enquiries = db.Enquiries;
            if (await enquiries.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } enquiry)
                return new("enquiry.gone", new("这条咨询已不存在", "This enquiry is gone"));
            if (Missed(enquiry, body.Seen) is { } missed)
                return missed;
            var proposal = await answers.ProposalAsync(id, ct);
            if (EnquiryLifecycle.Table.Find(enquiry.State, act, party) is not { } row)
                return EnquiryLifecycle.Table.NotAllowed(enquiry.State, act);

            // The files of an answer that was sent back hang on it already.
            var message = act is EnquiryAct.Answer or EnquiryAct.Propose && proposal is { Corrects: false } ? proposal.AnswerId : Guid.CreateVersion7(clock.GetUtcNow());
            return await ActAsync(enquiry, row, proposal, actor, body with { Text = text }, message, ct) ?? await KeepAsync(ready, message, id, actor, ct);
        }, ct);
    }

    // Two people of one desk have it open: the later one is told before anything goes out.
    private static Refusal? Missed(Enquiry enquiry, string? seen) =>
        string.IsNullOrEmpty(seen) || seen == enquiry.Mark ? null
        : seen.Split('.')[^1] != enquiry.Mark.Split('.')[^1]
            ? new("conflict.answered", new("已有人答复，您的内容还没有发出。请先看往来；您写的仍在下面，可以修改后再提交。",
                "Somebody has answered already, and yours was not sent. Read the thread first; what you wrote is still below and can be sent again."))
            : new("conflict.changed", new("这条咨询刚有变化（追问、备注、转办或审签），您的内容还没有提交。请先看往来和经过；您写的仍在下面，可以再提交。",
                "This enquiry has just changed (a question, a note, a transfer or a signature), and yours was not sent. What you wrote is still below and can be sent again."));

    // In the transaction of the message: whoever reads the one has the other.
    private async Task<Refusal?> KeepAsync(IReadOnlyList<ReadyFile> ready, Guid message, Guid enquiry, Actor actor, CancellationToken ct)
    {
        foreach (var file in ready)
        {
            if ((await files.KeepAsync(db.Database.CurrentTransaction!.GetDbTransaction(), file, Message.Files, message, actor, MostFiles, ct, enquiry)).Fault is { } fault)
                return new("enquiry.files", fault);
        }

        return null;
    }

    private async Task<Refusal?> ActAsync(
        Enquiry enquiry, StateRow<EnquiryState, EnquiryAct, EnquiryParty> row, Proposal? proposal, Actor actor, EnquiryBody body, Guid message, CancellationToken ct)
    {
        var (now, notices, text, at) = (clock.GetUtcNow(), new List<ProcessNotice>(), body.Text, enquiry.OrganisationId);
        void Say(MessageKind kind, string words) =>
            db.Messages.Add(new()
            {
                Id = kind == MessageKind.Moved ? Guid.CreateVersion7(now) : message,
                EnquiryId = enquiry.Id,
                At = now,
                Kind = kind,
                Author = actor.Account is null && kind == MessageKind.Asker ? enquiry.Asker : actor.Name,
                AccountId = actor.Account,
                OrganisationId = kind is MessageKind.Asker ? null : enquiry.OrganisationId,
                Text = words
            });
        if (text is null && row.Act is EnquiryAct.Answer or EnquiryAct.Propose or EnquiryAct.Return or EnquiryAct.Correct or EnquiryAct.Note or EnquiryAct.FollowUp
            or EnquiryAct.Transfer or EnquiryAct.Escalate or EnquiryAct.Reject)
            return new("enquiry.text", new("请填写内容或理由", "Write the text or the reason"));
        switch (row.Act)
        {
            case EnquiryAct.Answer or EnquiryAct.Propose or EnquiryAct.Sign or EnquiryAct.Return or EnquiryAct.Recall or EnquiryAct.Correct or EnquiryAct.CallBack:
                if (await answers.DoAsync(enquiry, row.Act, proposal, message, body, actor, notices, ct) is { } refusal)
                    return refusal;
                break;
            case EnquiryAct.Note:
                Say(MessageKind.Note, text!);
                if (body.Advice)
                    notices.Add(EnquiryTeller.Handler(enquiry, "收到指导意见", "Advice on an enquiry"));
                break;
            case EnquiryAct.Take:
                (enquiry.AssigneeId, enquiry.Assignee) = (actor.Account, actor.Name);
                break;
            case EnquiryAct.Transfer:
                if (body.To == enquiry.OrganisationId)
                    return new("enquiry.to", new("请选择另一个机构", "Choose another member"));
                if (body.To is { } wanted && (await CandidatesAsync(ct)).All(candidate => candidate.Id != wanted))
                    return new("enquiry.to", new("该机构没有人员账号或不在网络内，不能接办", "This member has no people here or is not in the network"));
                await MoveAsync(enquiry, body.To, Say, text!, ct);
                notices.Add(EnquiryTeller.Handler(enquiry, "转办给您的咨询", "Enquiry handed to you"));
                break;
            case EnquiryAct.Escalate:
                if (enquiry.OrganisationId is not { } present)
                    return new("enquiry.top", new("已在最高一级", "It is at the top already"));
                var candidates = await CandidatesAsync(ct);
                var rung = candidates.FirstOrDefault(candidate => candidate.Id == present)?.Rung ?? Rung.Outlet;
                await MoveAsync(enquiry, ServiceRouting.Above(rung, enquiry.Region, [.. enquiry.Passed, present], candidates)?.Id, Say, text!, ct);
                notices.Add(EnquiryTeller.Handler(enquiry, "上报给您的咨询", "Enquiry passed up to you"));
                break;
            case EnquiryAct.Merge:
                var (enquiries, code) = (db.Enquiries, CaseCode.Read(body.Into) ?? "");
                if (await enquiries.FirstOrDefaultAsync(other => other.Code == code && other.Id != enquiry.Id, ct) is not
                    {
                        State: EnquiryState.Open
                    or EnquiryState.Answered
                    } target || target.OrganisationId != enquiry.OrganisationId)
                    return new("enquiry.into", new("没有这个编号的在办咨询，或不由同一机构办理", "No enquiry of this code is open at the same member"));
                if (!enquiry.SameAsker(target))
                    return new("enquiry.asker", new("只能合并同一人（同一账号、电话或邮箱）的咨询", "Only enquiries of one person (account, telephone or mail) can be merged"));
                (enquiry.MergedInto, enquiry.ClosedAt) = (target.Id, now);
                db.Messages.Add(new()
                {
                    Id = Guid.CreateVersion7(now),
                    EnquiryId = target.Id,
                    At = now,
                    Kind = MessageKind.Moved,
                    Author = actor.Name,
                    AccountId = actor.Account,
                    OrganisationId = enquiry.OrganisationId,
                    Text = $"{enquiry.Code} → {target.Code}"
                });
                await book.RemoveAsync("enquiry", enquiry.Id, ct);
                await teller.AskerAsync(enquiry, notices, $"您的咨询与 {target.Code} 合并办理", $"Your enquiry is handled together with {target.Code}", ct);
                break;
            case EnquiryAct.Reject:
                Say(MessageKind.Note, text!);
                enquiry.ClosedAt = now;
                break;
            case EnquiryAct.Restore:
                (enquiry.ClosedAt, enquiry.DueAt, enquiry.RemindedAt, enquiry.LateAt) = (null, calendar.Due(now, Workdays), null, null);
                break;
            case EnquiryAct.Close:
                enquiry.ClosedAt = now;
                break;
            case EnquiryAct.Withdraw:
                (enquiry.ClosedAt, enquiry.WithdrawnAt) = (now, now);
                break;
            case EnquiryAct.FollowUp:
                if (enquiry.ClosedAt + MayReopen < now)
                    return new("enquiry.old", new("办结超过三十天，请重新咨询", "It was closed more than thirty days ago: ask anew"));
                Say(MessageKind.Asker, text!);

                // A word before the answer never moves the limit. A question after an answer has its own; so has one whose limit passed only while it was withdrawn.
                if (!enquiry.IsWaiting && (enquiry.WithdrawnAt is not { } withdrawn || (withdrawn < enquiry.DueAt && enquiry.DueAt < now)))
                    (enquiry.DueAt, enquiry.RemindedAt, enquiry.LateAt) = (calendar.Due(now, Workdays), null, null);
                (enquiry.ClosedAt, enquiry.WithdrawnAt) = (null, null);
                notices.Add(EnquiryTeller.Handler(enquiry, "咨询人追问", "A further question"));
                break;
            default:
                if (body.Rating is not (>= 1 and <= 5))
                    return new("enquiry.rating", new("请选择 1 到 5 星", "Choose 1 to 5 stars"));
                (enquiry.Rating, enquiry.ClosedAt) = (body.Rating, enquiry.ClosedAt ?? now);
                if (text is not null)
                    Say(MessageKind.Asker, text);
                await book.RateAsync("enquiry", enquiry.Id, body.Rating.Value, ct);
                await ratings.OpenAsync(enquiry, notices, ct);
                break;
        }

        // What waited for a signature goes no further when the enquiry moves on without it.
        if (proposal is not null && row.Act is (EnquiryAct.Transfer or EnquiryAct.Escalate or EnquiryAct.Withdraw or EnquiryAct.Merge or EnquiryAct.Reject))
            answers.Drop(enquiry, proposal, at);

        var before = enquiry.State;
        enquiry.State = row.To;
        enquiry.Revision++;
        var name = $"enquiry.{row.Act.Code()}";
        log.Record(name, actor, enquiry.AsSubject(), row.Act is EnquiryAct.Transfer or EnquiryAct.Escalate or EnquiryAct.Reject
            ? text : null, new { state = before }, new { state = row.To, enquiry.OrganisationId, enquiry.Rating }, notices);
        return null;
    }

    /// <summary>The members that can take it now.</summary>
    public async Task<IReadOnlyList<Candidate>> CandidatesAsync(CancellationToken ct)
    {
        var enquiries = db.Enquiries;
        return await routing.ReadAsync(await enquiries.Where(row => row.State == EnquiryState.Open && row.OrganisationId != null)
            .GroupBy(row => row.OrganisationId!.Value).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct), ct);
    }

    private async Task MoveAsync(Enquiry enquiry, Guid? to, Action<MessageKind, string> say, string reason, CancellationToken ct)
    {
        var (from, into) = (await NameAsync(enquiry.OrganisationId, ct), await NameAsync(to, ct));
        say(MessageKind.Note, reason);
        say(MessageKind.Moved, $"{from} → {into}");
        enquiry.MoveTo(to, calendar.Due(clock.GetUtcNow(), Workdays));
    }

    private async Task<string> NameAsync(Guid? organisation, CancellationToken ct) =>
        organisation is { } id ? (await register.FindAsync(id, ct))?.Name ?? "" : "国家知识产权局公共服务司";
}
