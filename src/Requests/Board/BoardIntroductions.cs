using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Board;

/// <summary>An outcome as somebody notes it.</summary>
internal sealed class OutcomeInput
{
    /// <summary>Code of <see cref="Introduction.Outcomes"/>.</summary>
    public string? Outcome { get; set; }

    public string? Text { get; set; }

    /// <summary>Yuan as typed; empty when the parties do not tell.</summary>
    public string? Amount { get; set; }

    public string? Contract { get; set; }

    /// <summary><see cref="Introduction.Mark"/> of what is confirmed.</summary>
    public string? Seen { get; set; }
}

/// <summary>Brings needs and offers together.</summary>
internal sealed partial class BoardDesk
{
    private const int RestDays = 90;
    private const int MostAsked = 20;
    private const decimal MostYuan = 100_000_000_000m;

    /// <summary>A member proposes to bring two posts together; both owners are asked.</summary>
    public Task<Refusal?> IntroduceAsync(Guid needId, Guid offerId, Guid member, string? note, Actor actor, CancellationToken ct) => db.ActAsync(needId, async () =>
    {
        var (introductions, now, words) = (db.Introductions, clock.GetUtcNow(), SafeText.OrNull(note));
        var (need, offer, refusal) = await PairAsync(needId, offerId, words, new("请写明对接理由，不超过 1000 字", "Say why they fit, in at most 1000 characters"), ct);
        if (need is null || offer is null)
            return refusal;
        var made = new Introduction { Id = Guid.CreateVersion7(now), NeedId = needId, OfferId = offerId, OrganisationId = member, Note = words!, ByName = actor.Name, MadeAt = now, Revision = 1 };
        introductions.Add(made);
        log.Record("introduction.propose", actor, made.SubjectOf(need, offer), notices:
        [
            .. new[] { need, offer }.Where(post => post.AccountId is not null)
            .Select(post => new ProcessNotice($"account:{post.AccountId}", $"有对接建议，请答复：{post.Title}", $"An introduction is proposed: {post.Title}", $"/board/{post.Id}")),
        ]);
        return null;
    }, ct);

    // A need and an offer that may be brought together for a reason, or why not.
    private async Task<(Post? Need, Post? Offer, Refusal? Refusal)> PairAsync(Guid needId, Guid offerId, string? words, Bilingual sayWhy, CancellationToken ct)
    {
        var (posts, introductions, today) = (db.Posts, db.Introductions, clock.Today());
        var need = await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == needId && row.Side == PostSide.Need, ct);
        var offer = await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == offerId && row.Side == PostSide.Offer, ct);
        if (need?.IsOpen(today) != true || offer?.IsOpen(today) != true)
            return (null, null, new("post.gone", new("需求或供给已关闭", "The need or the offer is closed")));
        if (need.AccountId == offer.AccountId)
            return (null, null, new("introduction.same", new("需求和供给出自同一账号", "Both are of one account")));
        if (words is null or { Length: > 1000 })
            return (null, null, new("introduction.note", sayWhy));
        return await introductions.AnyAsync(row => row.NeedId == needId && row.OfferId == offerId && row.State != IntroductionState.Declined, ct)
            ? (null, null, new("introduction.again", new("这对供需已在对接", "These two are being introduced already")))
            : (need, offer, null);
    }

    /// <summary>The owner of a post asks for the contact of another: the other owner is asked, and only then both are told.</summary>
    public async Task<Refusal?> AskAsync(Guid own, Guid other, Person person, string? note, Actor actor, CancellationToken ct)
    {
        var posts = db.Posts;
        if (await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == own && row.AccountId == person.Id, ct) is not { } mine)
            return Gone;
        var (needId, offerId) = mine.Side == PostSide.Need ? (own, other) : (other, own);
        return await db.ActAsync(needId, async () =>
        {
            var (introductions, now, words) = (db.Introductions, clock.GetUtcNow(), SafeText.OrNull(note));
            var (need, offer, refusal) = await PairAsync(needId, offerId, words, new("请写明请求联系的理由，不超过 1000 字", "Say why you ask, in at most 1000 characters"), ct);
            if (need is null || offer is null)
                return refusal;

            // Who has said no is not asked again and again.
            var since = now.AddDays(-RestDays);
            if (await introductions.AnyAsync(row => row.NeedId == needId && row.OfferId == offerId && row.State == IntroductionState.Declined && row.ClosedAt > since, ct))
                return new("introduction.rest", new($"对方未同意，{RestDays} 天内不能再次请求", $"The other side declined: ask again after {RestDays} days"));
            if (await introductions.CountAsync(row => row.ByAccount == person.Id && row.State == IntroductionState.Proposed, ct) >= MostAsked)
                return new("introduction.many", new($"等待答复的请求最多 {MostAsked} 件", $"At most {MostAsked} wait for an answer"));
            var isNeed = mine.Side == PostSide.Need;
            var made = new Introduction
            {
                Id = Guid.CreateVersion7(now),
                NeedId = needId,
                OfferId = offerId,
                ByAccount = person.Id,
                Note = words!,
                ByName = actor.Name,
                MadeAt = now,
                Revision = 1,
                NeedAgrees = isNeed ? true : null,
                OfferAgrees = isNeed ? null : true,
            };
            introductions.Add(made);
            var asked = isNeed ? offer : need;
            log.Record("introduction.ask", actor, made.SubjectOf(need, offer), notices: asked.AccountId is { } owner
                ? [new($"account:{owner}", $"有人请求联系，请答复：{asked.Title}", $"Somebody asks for your contact: {asked.Title}", $"/board/{asked.Id}")] : null);
            return null;
        }, ct);
    }

    /// <summary>An owner agrees or not; the outcome is noted by one of those concerned, and counts when both owners have confirmed it.</summary>
    public Task<Refusal?> AnswerAsync(Guid id, IntroductionAct act, Person person, OutcomeInput input, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var (posts, introductions, now, words) = (db.Posts, db.Introductions, clock.GetUtcNow(), SafeText.OrNull(input.Text));
        if (await introductions.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
            return new("introduction.gone", new("没有这次对接", "There is no such introduction"));
        var (need, offer) = (await posts.AsNoTracking().FirstAsync(row => row.Id == it.NeedId, ct), await posts.AsNoTracking().FirstAsync(row => row.Id == it.OfferId, ct));
        var party = it.PartyOf(person, need, offer);
        if (party == IntroductionParty.None)
            return new("introduction.gone", new("没有这次对接", "There is no such introduction"));
        if (Introduction.Table.Find(it.State, act, party) is not { } row)
            return Introduction.Table.NotAllowed(it.State, act);
        if (words?.Length > 1000)
            return new("introduction.text", new("说明不超过 1000 字", "At most 1000 characters"));
        var (notices, byNeed, byOffer) = (new List<ProcessNotice>(), party.HasFlag(IntroductionParty.Need), party.HasFlag(IntroductionParty.Offer));
        void Tell(string zh, string en, bool all = false)
        {
            notices.AddRange(new[] { need, offer }.Where(post => post.AccountId is { } owner && (all || owner != person.Id))
                .Select(post => new ProcessNotice($"account:{post.AccountId}", $"{zh}：{post.Title}", $"{en}: {post.Title}", $"/board/{post.Id}")));
            if (it.OrganisationId is { } member && (all || !party.HasFlag(IntroductionParty.Member)))
                notices.Add(new($"organisation:{member}", $"{zh}：{need.Title}", $"{en}: {need.Title}", $"/board/{need.Id}"));
        }

        switch (act)
        {
            case IntroductionAct.Agree:
                (it.NeedAgrees, it.OfferAgrees) = (byNeed ? true : it.NeedAgrees, byOffer ? true : it.OfferAgrees);
                if (it is { NeedAgrees: true, OfferAgrees: true })
                {
                    it.State = row.To;
                    Tell("双方同意对接，可以联系了", "Both agree, contacts are shown", all: true);
                }

                break;
            case IntroductionAct.Decline:
                (it.State, it.ClosedAt) = (row.To, now);
                (it.NeedAgrees, it.OfferAgrees) = (byNeed ? false : it.NeedAgrees, byOffer ? false : it.OfferAgrees);
                Tell("对接未获同意", "The introduction was declined");
                break;
            case IntroductionAct.Note:
                if (words is null)
                    return new("introduction.text", new("请填写洽谈情况", "Write how the talks go"));
                (it.Outcome, it.OutcomeText) = ("talks", words);
                Tell("对接有新的洽谈记录", "The talks go on");
                break;
            case IntroductionAct.Finish:
                if (input.Outcome is not { } outcome || !Introduction.Successes.Contains(outcome))
                    return new("introduction.outcome", new("请选择结果", "Choose the outcome"));
                if (SafeText.OrNull(input.Amount) is { } typed && !(Yuan.Read(SafeText.Narrow(typed)) <= MostYuan))
                    return new("introduction.amount", new($"金额应为 0 到 {MostYuan:0} 元，最多两位小数，不便填写可留空", $"The amount is 0 to {MostYuan:0} yuan with at most two decimals, or empty"));
                if (SafeText.Line(input.Contract).Length > 60)
                    return new("introduction.contract", new("合同编号不超过 60 字", "A contract number has at most 60 characters"));
                (it.State, it.Outcome, it.OutcomeText, it.ReportedBy, it.ReportedAt) = (row.To, outcome, words, actor.Name, now);
                (it.Amount, it.ContractNumber) = (SafeText.OrNull(input.Amount) is null ? null : Yuan.Read(SafeText.Narrow(input.Amount!).Trim()), SafeText.OrNull(input.Contract));
                (it.NeedConfirms, it.OfferConfirms) = (byNeed ? true : null, byOffer ? true : null);
                Tell("对接结果请确认", "Confirm the outcome of the introduction");
                break;
            case IntroductionAct.Confirm:
                if (!string.IsNullOrEmpty(input.Seen) && input.Seen != it.Mark)
                    return SeenForm.Changed;
                (it.NeedConfirms, it.OfferConfirms) = (byNeed ? true : it.NeedConfirms, byOffer ? true : it.OfferConfirms);
                if (it is { NeedConfirms: true, OfferConfirms: true })
                {
                    (it.State, it.ClosedAt) = (row.To, now);
                    await EnterAsync(it, need, ct);
                    Tell("对接结果双方已确认", "Both have confirmed the outcome", all: true);
                }

                break;
            case IntroductionAct.Dispute:
                if (words is null)
                    return new("introduction.text", new("请写明哪里不属实或为何撤回", "Say what is not so, or why you take it back"));
                (it.State, it.Outcome, it.OutcomeText, it.Amount, it.ContractNumber) = (row.To, null, words, null, null);
                (it.NeedConfirms, it.OfferConfirms, it.ReportedBy, it.ReportedAt) = (null, null, null, null);
                Tell("对接结果有异议或已撤回", "The outcome is disputed or taken back");
                break;
            default:
                (it.State, it.Outcome, it.OutcomeText, it.ClosedAt) = (row.To, "none", words, now);
                await EnterAsync(it, need, ct);
                Tell("对接已结束", "The introduction has ended");
                break;
        }

        it.Revision++;
        log.Record($"introduction.{act.ToString().ToLowerInvariant()}", actor, it.SubjectOf(need, offer), act is IntroductionAct.Dispute ? words : null,
            after: new { it.State, it.Outcome }, notices: notices);
        return null;
    }, ct);

    /// <summary>A service record for the member that introduced them; who found the other alone was served by nobody.</summary>
    private async Task EnterAsync(Introduction it, Post need, CancellationToken ct)
    {
        if (it.OrganisationId is { } member)
            await book.EnterAsync(new(member, "introduction", it.Id, "special.sme", "web", it.ByName, it.MadeAt, clock.GetUtcNow(), it.Outcome!)
            { Region = need.Region, Account = need.AccountId, Persons = 2 }, ct);
    }
}
