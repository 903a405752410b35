using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Requests.Board;

/// <summary>Brings needs and offers together.</summary>
internal sealed class Introductions(IntroductionDesk desk, AppDb db, NetworkRegister register, TimeProvider clock)
{
    private const int RestDays = 90;
    private const int MostAsked = 20;

    /// <summary>
    /// A member proposes to bring two posts together and both owners are asked; or the owner of one asks for the contact of the other, who alone is asked.
    /// </summary>
    /// <param name="mine">The post from whose page it is done; of the person when no member does it.</param>
    /// <param name="other">The post of the other side.</param>
    /// <param name="member">The member, or null for the owner.</param>
    /// <param name="note">Why they fit.</param>
    /// <param name="person">Who does it.</param>
    /// <param name="actor">The same for the trail.</param>
    /// <param name="session">Session of the form.</param>
    /// <param name="ct">Cancels.</param>
    public Task<(Introduction? Made, Refusal? Refusal)> ProposeAsync(
        Post mine, Guid other, Guid? member, string? note, Person person, Actor actor, string session, CancellationToken ct)
    {
        var words = SafeText.Lines(note);
        var (needId, offerId) = mine.Side == PostSide.Need ? (mine.Id, other) : (other, mine.Id);
        return desk.OpenAsync(needId, Sending.Of(session, "introduction", new { needId, offerId, member, words }), () => new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Code = CaseCode.New("DJ"),
            NeedId = needId,
            OfferId = offerId,
            OrganisationId = member,
            ByAccount = person.Id,
            ByName = actor.Name,
            Note = words,
            MadeAt = clock.GetUtcNow(),
        }, async (it, work) =>
        {
            if (words.Length is 0 or > 1000)
                return new("introduction.note", member is null ? new("请写明请求联系的理由，不超过 1000 字")
                    : new("请写明对接理由，不超过 1000 字"));
            var (need, offer, refusal) = await PairAsync(needId, offerId, ct);
            if (refusal is null && member is null)
                refusal = await TooOftenAsync(it, work.Now, ct);
            if (need is null || offer is null || refusal is not null)
                return refusal;
            if (member is null)
                it.Agree(mine.Side == PostSide.Need ? IntroductionParty.Need : IntroductionParty.Offer);
            foreach (var post in new[] { need, offer }.Where(post => post.AccountId is not null && (member is not null || post.Id != mine.Id)))
                work.Tell($"account:{post.AccountId}", member is null ? new($"有人请求联系，请答复：{post.Title}") : new Bilingual($"有对接建议，请答复：{post.Title}"));
            return null;
        }, FormInput.Empty, actor, ct);
    }

    /// <summary>Who brought them together: a member, or the owner that asked.</summary>
    public async Task<string> ByAsync(Introduction it, CancellationToken ct) => it.OrganisationId is { } member ? (await register.FindAsync(member, ct))!.Name
        : it.ByAccount == it.Need.AccountId ? it.Need.Employer : it.Offer.Employer;

    // A need and an offer that may be brought together, or why not.
    private async Task<(Post? Need, Post? Offer, Refusal? Refusal)> PairAsync(Guid needId, Guid offerId, CancellationToken ct)
    {
        var today = clock.Today();
        var need = await db.Posts.FirstOrDefaultAsync(row => row.Id == needId && row.Side == PostSide.Need, ct);
        var offer = await db.Posts.FirstOrDefaultAsync(row => row.Id == offerId && row.Side == PostSide.Offer, ct);
        if (need?.IsOpen(today) != true || offer?.IsOpen(today) != true)
            return (null, null, new("post.gone", new("需求或供给已关闭")));
        if (need.AccountId == offer.AccountId)
            return (null, null, new("introduction.same", new("需求和供给出自同一账号")));
        return await db.Introductions.AnyAsync(row => row.NeedId == needId && row.OfferId == offerId && row.State != IntroductionState.Declined, ct)
            ? (null, null, new("introduction.again", new("这对供需已在对接"))) : (need, offer, null);
    }

    // Who has said no is not asked again and again.
    private async Task<Refusal?> TooOftenAsync(Introduction it, DateTimeOffset now, CancellationToken ct)
    {
        var since = now.AddDays(-RestDays);
        var declined = db.Introductions.Where(row => row.NeedId == it.NeedId && row.OfferId == it.OfferId && row.State == IntroductionState.Declined);
        if (await declined.AnyAsync(row => row.ClosedAt > since, ct))
            return new("introduction.rest", new($"对方未同意，{RestDays} 天内不能再次请求"));
        var waiting = db.Introductions.Where(row => row.ByAccount == it.ByAccount && row.OrganisationId == null && row.State == IntroductionState.Proposed);
        return await waiting.CountAsync(ct) >= MostAsked ? new("introduction.many", new($"等待答复的请求最多 {MostAsked} 件")) : null;
    }
}
