using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Knowledge;

/// <summary>What is written in an entry.</summary>
internal sealed class EntryText
{
    public string? Question { get; set; }

    public string? Answer { get; set; }

    public string? Subject { get; set; }

    public string? Item { get; set; }

    public string? Region { get; set; }

    /// <summary>Mark of what the form showed (<see cref="SeenForm"/>).</summary>
    [JsonIgnore]
    public string? Seen { get; set; }

    public static IReadOnlyDictionary<string, Bilingual> Labels { get; } = new Dictionary<string, Bilingual>
    {
        [nameof(Question)] = new("问题"),
        [nameof(Answer)] = new("答案"),
        [nameof(Subject)] = new("类别"),
        [nameof(Item)] = new("服务事项"),
        [nameof(Region)] = new("适用地区"),
    };

    /// <summary>An entry as its form shows it: the wording in the making, otherwise the one published.</summary>
    public static EntryText Of(Entry entry, EntryVersion? open) =>
        new() { Question = open?.Question ?? entry.Question, Answer = open?.Answer ?? entry.Answer, Subject = entry.Subject, Item = entry.ItemCode, Region = entry.Region };
}

/// <summary>Writes entries, reviews them, publishes them. Who wrote a version does not review it.</summary>
internal sealed class KnowledgeDesk(AppDb db, SiteText texts, SecretLinks links, Regions regions, NetworkRegister register, ProcessLog log, TimeProvider clock)
{
    public const int LongestAnswer = 20_000;

    /// <summary>Whether a person writes entries at all.</summary>
    public static bool MayWrite(Person person) => person.Organisations.Count > 0 || person.Offices.Count > 0;

    /// <summary>Whether a person may change an entry.</summary>
    public static bool MayEdit(Person person, Entry entry) => entry.OrganisationId is { } member ? person.ActsFor(member) || person.Has(Duty.National) : person.Offices.Count > 0;

    /// <summary>Whether a person may review a version: an officer of the region or of the hub; never its author, never one of the member that wrote it.</summary>
    public async Task<bool> MayReviewAsync(Person person, Entry entry, EntryVersion version, CancellationToken ct)
    {
        if (version.AuthorId == person.Id)
            return false;
        return entry.OrganisationId is { } id
            ? await register.FindAsync(id, ct) is { VerifiedAt: not null } member && person.IsOfficerOf(member)
            : person.Offices.Count > 0;
    }

    /// <summary>Keeps a draft, of a new entry when the identity is new, and sends it to review when asked to.</summary>
    public async Task<Refusal?> WriteAsync(Guid id, Guid? organisation, Guid? fromEnquiry, EntryText text, bool submit, Person person, Actor actor, CancellationToken ct)
    {
        var (question, answer) = (SafeText.Line(text.Question), SafeText.Lines(text.Answer));
        if (question.Length is < 4 or > 200 || answer.Length is < 5 or > LongestAnswer)
            return new("entry.text", new($"问题 4 到 200 字，答案 5 到 {LongestAnswer} 字"));
        if (Questions.Subjects.All(subject => subject.Code != text.Subject))
            return new("entry.subject", new("请选择类别"));
        if (text.Region is { Length: > 0 } region && regions.Find(region) is null)
            return new("entry.region", new("没有这个地区"));
        return await db.ActAsync(id, async () =>
        {
            var (entries, versions, now) = (db.Entries, db.EntryVersions, clock.GetUtcNow());
            var entry = await entries.FirstOrDefaultAsync(row => row.Id == id, ct);
            if (entry is null)
                entries.Add(entry = new() { Id = id, OrganisationId = organisation, FromEnquiry = fromEnquiry, Question = question });
            else if (!MayEdit(person, entry))
                return new("entry.gone", new("没有这个条目"));
            var open = await versions.FirstOrDefaultAsync(row => row.EntryId == id && row.State != EntryVersion.Published, ct);
            if (open is { State: EntryVersion.Review })
                return new("entry.review", new("正在审核，审核结束后才能修改"));
            if (entry.Revision > 0 && SeenForm.IsStale(text.Seen, EntryText.Of(entry, open)))
                return SeenForm.Changed;
            if (open is null)
                versions.Add(open = new() { Id = Guid.CreateVersion7(now), EntryId = id });
            (open.Question, open.Answer, open.AuthorId, open.Author, open.WrittenAt, open.State) = (question, answer, person.Id, person.Name, now, submit ? EntryVersion.Review : EntryVersion.Draft);
            (entry.Subject, entry.ItemCode, entry.Region) = (text.Subject!, text.Item ?? "", string.IsNullOrEmpty(text.Region) ? null : text.Region);
            if (entry.Version == 0)
                entry.Question = question;
            open.Revision++;
            entry.Revision++;
            log.Record(submit ? "entry.submit" : "entry.write", actor, entry.AsSubject(), notices: submit ? [await ReviewerAsync(entry, ct)] : null);
            return null;
        }, ct);
    }

    /// <summary>Publishes the version under review, or returns it with an opinion.</summary>
    public Task<Refusal?> ReviewAsync(Guid id, bool pass, string? opinion, Person person, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var (entries, versions, now) = (db.Entries, db.EntryVersions, clock.GetUtcNow());
        var entry = await entries.FirstOrDefaultAsync(row => row.Id == id, ct);
        var version = await versions.FirstOrDefaultAsync(row => row.EntryId == id && row.State == EntryVersion.Review, ct);
        if (entry is null || version is null || !await MayReviewAsync(person, entry, version, ct))
            return new("entry.gone", new("没有待您审核的版本"));
        if (!pass && SafeText.OrNull(opinion) is null)
            return new("entry.opinion", new("退回须写明意见"));
        (version.Reviewer, version.ReviewedAt, version.Opinion) = (person.Name, now, SafeText.OrNull(opinion));
        version.State = pass ? EntryVersion.Published : EntryVersion.Returned;
        if (pass)
        {
            version.Version = entry.Version + 1;
            (entry.Question, entry.Answer, entry.Version, entry.PublishedAt, entry.PublishedBy, entry.Withdrawn) = (version.Question, version.Answer, version.Version, now, person.Name, false);
            await texts.PutAsync(db.Database.CurrentTransaction!.GetDbTransaction(),
                new(Entry.SiteKind, id, entry.Question, MarkdownText.ToPlain(entry.Answer, LongestAnswer), $"/knowledge/{id}", entry.Region, entry.Subject), now, ct);
        }

        version.Revision++;
        entry.Revision++;
        log.Record(pass ? "entry.publish" : "entry.return", actor, entry.AsSubject(), version.Opinion, notices: version.AuthorId is { } author
            ? [new($"account:{author}", pass ? $"知识条目已发布：{entry.Question}" : $"知识条目被退回：{entry.Question}", pass
            ? $"Entry published: {entry.Question}" : $"Entry returned: {entry.Question}", pass ? $"/knowledge/{id}" : $"/knowledge/edit/{id}")] : null);
        return null;
    }, ct);

    /// <summary>Takes an entry off the pages; its versions are kept.</summary>
    public Task<Refusal?> WithdrawAsync(Guid id, Person person, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var entries = db.Entries;
        if (await entries.FirstOrDefaultAsync(row => row.Id == id, ct) is not { IsPublished: true } entry || !MayEdit(person, entry))
            return new("entry.gone", new("没有这个条目"));
        entry.Withdrawn = true;
        entry.Revision++;
        await texts.RemoveAsync(db.Database.CurrentTransaction!.GetDbTransaction(), Entry.SiteKind, id, ct);
        log.Record("entry.withdraw", actor, entry.AsSubject());
        return null;
    }, ct);

    /// <summary>Counts whether it helped; each visitor once, and may think otherwise later.</summary>
    public async Task<Refusal?> VoteAsync(Guid id, bool useful, Actor actor, CancellationToken ct)
    {
        var voter = await links.KeyAsync($"voter:{actor.Account?.ToString() ?? actor.Address}", id, ct);
        return await db.ActAsync(id, async () =>
        {
            var (entries, votes) = (db.Entries, db.EntryVotes);
            if (await entries.FirstOrDefaultAsync(row => row.Id == id, ct) is not { IsPublished: true } entry)
                return new("entry.gone", new("没有这个条目"));
            if (await votes.FirstOrDefaultAsync(row => row.EntryId == id && row.Voter == voter, ct) is not { } vote)
                votes.Add(new() { EntryId = id, Voter = voter, Useful = useful });
            else if (vote.Useful == useful)
                return null;
            else
                (vote.Useful, entry.Useful, entry.Useless) = (useful, entry.Useful - (useful ? 0 : 1), entry.Useless - (useful ? 1 : 0));
            (entry.Useful, entry.Useless) = (entry.Useful + (useful ? 1 : 0), entry.Useless + (useful ? 0 : 1));
            entry.Revision++;
            return null;
        }, ct);
    }

    private async Task<ProcessNotice> ReviewerAsync(Entry entry, CancellationToken ct)
    {
        var member = entry.OrganisationId is { } id ? await register.FindAsync(id, ct) : null;
        return new(member is null ? "national" : $"recommender:region:{member.Region[..2]}", new($"知识条目待审核：{entry.Question}"), $"/knowledge/edit/{entry.Id}");
    }
}
