using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;
using Zhishu.ServiceDirectory;

namespace Zhishu.Requests.Board;

/// <summary>A post as somebody writes it.</summary>
internal sealed class PostInput
{
    public PostSide Side { get; set; }

    public string? Title { get; set; }

    public string? Text { get; set; }

    public string? Employer { get; set; }

    public string? Contact { get; set; }

    public string? Region { get; set; }

    public string? Industry { get; set; }

    public string? Technology { get; set; }

    public DateOnly? Until { get; set; }
}

/// <summary>Posts needs and offers, finds what fits, brings them together.</summary>
internal sealed class BoardDesk(AppDb db, SiteText texts, ReferenceData reference, Regions regions, ServiceBook book, Sendings sendings, ProcessLog log, TimeProvider clock)
{

    private const int MostOpen = 30;
    private const int MostCompared = 500;

    public Dictionary<string, Bilingual> Check(PostInput it)
    {
        (it.Title, it.Employer, it.Contact) = (SafeText.Line(it.Title), SafeText.Line(it.Employer), SafeText.Line(it.Contact));
        (it.Text, it.Technology) = (SafeText.Lines(it.Text), SafeText.Narrow(it.Technology ?? "").Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant());
        it.Until ??= clock.Today().AddDays(90);
        var faults = new Dictionary<string, Bilingual>();
        if (it.Title.Length is < 4 or > 100)
            faults["Title"] = new("标题 4 到 100 字", "A title has 4 to 100 characters");
        if (it.Text.Length is < 10 or > 4000)
            faults["Text"] = new("说明 10 到 4000 字", "10 to 4000 characters");
        if (it.Employer.Length is < 2 or > 100)
            faults["Employer"] = new("请填写单位名称", "Give the name of the enterprise");
        if (it.Contact.Length is < 5 or > 100)
            faults["Contact"] = new("请填写联系方式（对接双方同意后才告知对方）", "Give a contact, told only when both agree");
        if (regions.Find(it.Region) is null)
            faults["Region"] = new("请选择地区", "Choose the region");
        if (it.Industry is not { Length: 2 } industry || reference.Industries.Find(industry) is null)
            faults["Industry"] = new("请选择行业", "Choose the industry");
        if (it.Technology.Length > 0 && reference.Ipc.Find(it.Technology.Length > 4 ? it.Technology[..4] : it.Technology) is null)
            faults["Technology"] = new("没有这个国际专利分类号，例如 H01M", "There is no such IPC symbol; for example H01M");
        if (it.Until < clock.Today() || it.Until > clock.Today().AddYears(1))
            faults["Until"] = new("有效期应在一年以内", "It is open for at most a year");
        return faults;
    }

    /// <summary>Puts a post on the board; the same sent twice from one session is one.</summary>
    public async Task<(Post? Post, Refusal? Refusal)> PostAsync(PostInput input, Person person, Actor actor, string session, CancellationToken ct)
    {
        Post? made = null;
        var sending = Sending.Of(session, "post", input);
        var refusal = await db.ActAsync(person.Id, async () =>
        {
            var (posts, now, today) = (db.Posts, clock.GetUtcNow(), clock.Today());
            var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            if (await sendings.FindAsync(transaction, sending, ct) is { } same && (made = await posts.FirstOrDefaultAsync(row => row.Id == same, ct)) is not null)
                return null;
            if (await posts.CountAsync(row => row.AccountId == person.Id && row.State == PostState.Open && row.UntilDay >= today, ct) >= MostOpen)
                return new("post.many", new($"同时公开的最多 {MostOpen} 条", $"At most {MostOpen} are open at a time"));
            made = new()
            {
                Id = Guid.CreateVersion7(now),
                Code = CaseCode.New(input.Side == PostSide.Need ? "XQ" : "GJ"),
                Side = input.Side,
                AccountId = person.Id,
                Employer = input.Employer!,
                Contact = input.Contact!,
                Title = input.Title!,
                Text = input.Text!,
                Region = input.Region!,
                Industry = input.Industry!,
                Technology = input.Technology!,
                UntilDay = input.Until!.Value,
                PostedAt = now,
                Revision = 1,
            };
            posts.Add(made);
            await texts.PutAsync(transaction, new(made.SiteKind, made.Id, made.Title, made.Text, $"/board/{made.Id}", made.Region), now, ct);
            await sendings.NoteAsync(transaction, sending, made.Id, ct);
            log.Record("post.add", actor, made.AsSubject());
            return null;
        }, ct);
        return refusal is null ? (made, null) : (null, refusal);
    }

    /// <summary>Takes a post off the board: its owner closes it, an officer of its region or a member's people remove what breaks the rules.</summary>
    public Task<Refusal?> CloseAsync(Guid id, Person person, string? reason, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var posts = db.Posts;
        if (await posts.FirstOrDefaultAsync(row => row.Id == id && row.State == PostState.Open, ct) is not { } post)
            return new("post.gone", new("没有这条公开的信息", "There is no such open post"));
        var own = post.AccountId == person.Id;
        if (!own && !person.Covers(post.Region) && !person.Has(Duty.National))
            return new("post.gone", new("没有这条公开的信息", "There is no such open post"));
        if (!own && SafeText.OrNull(reason) is null)
            return new("post.reason", new("请写明移除原因，会告知发布人", "Say why: who posted it is told"));
        (post.State, post.ClosedAt, post.Revision) = (own ? PostState.Closed : PostState.Removed, clock.GetUtcNow(), post.Revision + 1);
        await texts.RemoveAsync(db.Database.CurrentTransaction!.GetDbTransaction(), post.SiteKind, id, ct);
        log.Record(own ? "post.close" : "post.remove", actor, post.AsSubject(), SafeText.OrNull(reason), notices: !own && post.AccountId is { } account
            ? [new($"account:{account}", $"您发布的信息被移除：{post.Title}（{reason?.Trim()}）", $"Your post was removed: {post.Title}", $"/board/{id}")] : null);
        return null;
    }, ct);

    /// <summary>The posts of the other side that fit, the best first.</summary>
    public async Task<IReadOnlyList<Match>> MatchesAsync(Post post, int most, CancellationToken ct)
    {
        var (posts, today) = (db.Posts, clock.Today());
        var side = post.Side == PostSide.Need ? PostSide.Offer : PostSide.Need;
        var words = (await texts.FindAsync(post.Title, [side == PostSide.Need ? "need" : "offer"], 0.2, 0, 100, ct)).ToDictionary(hit => hit.Id, hit => hit.Coverage);
        var (found, sub) = (words.Keys.ToList(), post.Technology.Length >= 3 ? post.Technology[..3] : "-");
        var near = await posts.AsNoTracking()
            .Where(row => row.Side == side && row.State == PostState.Open && row.UntilDay >= today && (found.Contains(row.Id) || row.Industry == post.Industry || row.Technology.StartsWith(sub)))
            .OrderByDescending(row => row.PostedAt).Take(MostCompared).ToListAsync(ct);
        return [.. near.Select(row => Matching.Of(post, row, words.GetValueOrDefault(row.Id))).Where(match => match.Score > 0)
            .OrderByDescending(match => match.Score).ThenByDescending(match => match.Post.PostedAt).Take(most)];
    }

    /// <summary>A member proposes to bring two posts together; both owners are asked.</summary>
    public Task<Refusal?> IntroduceAsync(Guid needId, Guid offerId, Guid member, string? note, Actor actor, CancellationToken ct) => db.ActAsync(needId, async () =>
    {
        var (posts, introductions, now, today, words) = (db.Posts, db.Introductions, clock.GetUtcNow(), clock.Today(), SafeText.OrNull(note));
        var need = await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == needId && row.Side == PostSide.Need, ct);
        var offer = await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == offerId && row.Side == PostSide.Offer, ct);
        if (need?.IsOpen(today) != true || offer?.IsOpen(today) != true)
            return new("post.gone", new("需求或供给已关闭", "The need or the offer is closed"));
        if (need.AccountId == offer.AccountId)
            return new("introduction.same", new("需求和供给出自同一账号", "Both are of one account"));
        if (words is null or { Length: > 1000 })
            return new("introduction.note", new("请写明对接理由，不超过 1000 字", "Say why they fit, in at most 1000 characters"));
        if (await introductions.AnyAsync(row => row.NeedId == needId && row.OfferId == offerId && row.State != IntroductionState.Declined, ct))
            return new("introduction.again", new("这对供需已在对接", "These two are being introduced already"));
        var made = new Introduction { Id = Guid.CreateVersion7(now), NeedId = needId, OfferId = offerId, OrganisationId = member, Note = words, ByName = actor.Name, MadeAt = now, Revision = 1 };
        introductions.Add(made);
        log.Record("introduction.propose", actor, new("introduction", made.Id, $"{need.Title} ⇄ {offer.Title}", member), notices:
        [
            .. new[] { need, offer }.Where(post => post.AccountId is not null)
            .Select(post => new ProcessNotice($"account:{post.AccountId}", $"有对接建议，请答复：{post.Title}", $"An introduction is proposed: {post.Title}", $"/board/{post.Id}")),
        ]);
        return null;
    }, ct);

    /// <summary>An owner agrees or not; the member notes the outcome.</summary>
    public Task<Refusal?> AnswerAsync(Guid id, IntroductionAct act, Person person, string? outcome, string? text, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var (posts, introductions, now, words) = (db.Posts, db.Introductions, clock.GetUtcNow(), SafeText.OrNull(text));
        if (await introductions.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
            return new("introduction.gone", new("没有这次对接", "There is no such introduction"));
        var (need, offer) = (await posts.AsNoTracking().FirstAsync(row => row.Id == it.NeedId, ct), await posts.AsNoTracking().FirstAsync(row => row.Id == it.OfferId, ct));
        var party = it.PartyOf(person, need, offer);
        if (party == IntroductionParty.None)
            return new("introduction.gone", new("没有这次对接", "There is no such introduction"));
        if (Introduction.Table.Find(it.State, act, party) is not { } row)
            return Introduction.Table.NotAllowed(it.State, act);
        var notices = new List<ProcessNotice>();
        switch (act)
        {
            case IntroductionAct.Agree:
                (it.NeedAgrees, it.OfferAgrees) = (party.HasFlag(IntroductionParty.Need) ? true : it.NeedAgrees, party.HasFlag(IntroductionParty.Offer) ? true : it.OfferAgrees);
                if (it is { NeedAgrees: true, OfferAgrees: true })
                {
                    it.State = row.To;
                    notices.AddRange(new[] { need, offer }.Where(post => post.AccountId is not null)
                        .Select(post => new ProcessNotice($"account:{post.AccountId}", $"双方同意对接，可以联系了：{post.Title}", $"Both agree, contacts are shown: {post.Title}", $"/board/{post.Id}")));
                    notices.Add(new($"organisation:{it.OrganisationId}", $"双方同意对接：{need.Title}", $"Both agree: {need.Title}", $"/board/{need.Id}"));
                }

                break;
            case IntroductionAct.Decline:
                (it.State, it.ClosedAt) = (row.To, now);
                (it.NeedAgrees, it.OfferAgrees) = (party.HasFlag(IntroductionParty.Need) ? false : it.NeedAgrees, party.HasFlag(IntroductionParty.Offer) ? false : it.OfferAgrees);
                break;
            default:
                if (outcome is null || !Introduction.Outcomes.ContainsKey(outcome) || words?.Length > 1000)
                    return new("introduction.outcome", new("请选择结果，说明不超过 1000 字", "Choose the outcome; at most 1000 characters"));
                (it.State, it.Outcome, it.OutcomeText, it.ClosedAt) = (row.To, outcome, words, now);
                await book.EnterAsync(new(it.OrganisationId, "introduction", id, "special.sme", "web", it.ByName, it.MadeAt, now,
                    outcome)
                { Region = need.Region, Account = need.AccountId, Persons = 2 }, ct);
                break;
        }

        it.Revision++;
        log.Record($"introduction.{act.ToString().ToLowerInvariant()}", actor, new("introduction", id, $"{need.Title} ⇄ {offer.Title}", it.OrganisationId),
            after: new { it.State, it.Outcome }, notices: notices);
        return null;
    }, ct);
}
