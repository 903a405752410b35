using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources;

/// <summary>What a member or an office says of a plan.</summary>
internal sealed class Comment
{
    public const int Shortest = 2;
    public const int Longest = 2000;

    public Guid Id { get; init; }

    public Guid ResourceId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The member that says it; null for an office.</summary>
    public Guid? OrganisationId { get; init; }

    public required string Region { get; init; }

    public Guid? AccountId { get; set; }

    public string Author { get; set; } = "";

    public required string Stance { get; init; }

    public required string Text { get; init; }

    /// <summary>What can be thought of a plan.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Stances { get; } = new Dictionary<string, Bilingual>
    {
        ["agree"] = new("无意见"),
        ["share"] = new("已有类似资源，建议共享"),
        ["change"] = new("建议修改"),
        ["against"] = new("属重复建设，不同意"),
    };
}

/// <summary>Takes comments of members and offices on plans during their period.</summary>
internal sealed class Consultation(AppDb db, ResourceCase cases, NetworkRegister register, ProcessLog log, TimeProvider clock)
{
    private const int MostOfOne = 20;

    /// <summary>In whose name a person can comment: each member acted for, the office of each region, CNIPA. Who has the plan does not comment on it.</summary>
    public async Task<IReadOnlyList<(string Code, string Name)>> VoicesAsync(Resource it, Person person, Regions regions, CancellationToken ct)
    {
        var members = (await register.ActedForByAsync(person, ct)).Where(member => member.Id != it.OrganisationId).Select(member => (member.Id.ToString(), member.Name));
        var offices = person.Regions.Concat(person.Has(Duty.National) ? new[] { ResourceKinds.Nation } : []).Where(region => it.OrganisationId is not null || region != it.Region);
        return [.. members, .. offices.Select(region => (region, ResourceKinds.OfficeName(region, regions)))];
    }

    /// <summary>Whether comments are taken today.</summary>
    public bool IsOpen(Resource it) => it.State == ResourceState.Consulting && it.ConsultFrom <= clock.Today() && clock.Today() <= it.ConsultUntil;

    /// <summary>Keeps a comment, or says why not.</summary>
    public Task<Refusal?> CommentAsync(Guid id, string? voice, string? stance, string? text, Person person, Regions regions, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var (resources, comments, words) = (db.SharedResources, db.Comments, SafeText.Lines(text));
        if (await resources.FirstOrDefaultAsync(row => row.Id == id, ct) is not { Plan: not null } it)
            return new("comment.gone", new("没有这项立项通报"));
        var voices = await VoicesAsync(it, person, regions, ct);
        if (voices.Count == 0)
            return new("comment.gone", new("没有这项立项通报"));
        if (voices.FirstOrDefault(one => one.Code == voice) is not { Code: not null } chosen)
            return new("comment.voice", new("请选择以哪个单位的名义提意见"));
        if (!IsOpen(it))
            return new("comment.closed", new($"征求意见期为 {it.ConsultFrom:yyyy-MM-dd} 至 {it.ConsultUntil:yyyy-MM-dd}，现在不能提意见"));
        if (stance is null || !Comment.Stances.ContainsKey(stance))
            return new("comment.stance", new("请选择意见"));
        if (words.Length is < Comment.Shortest or > Comment.Longest)
            return new("comment.text", new($"说明 {Comment.Shortest} 到 {Comment.Longest} 字"));
        Guid? member = Guid.TryParse(chosen.Code, out var known) ? known : null;
        var region = member is { } organisation ? (await register.FindAsync(organisation, ct))!.Region : chosen.Code;
        if (await comments.CountAsync(row => row.ResourceId == id && row.OrganisationId == member && row.Region == region, ct) >= MostOfOne)
            return new("comment.many", new($"一个单位对一项最多提 {MostOfOne} 条意见"));
        comments.Add(new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            ResourceId = id,
            At = clock.GetUtcNow(),
            OrganisationId = member,
            Region = region,
            AccountId = person.Id,
            Author = person.Name,
            Stance = stance,
            Text = words,
        });
        log.Record("resource.comment", actor, cases.SubjectOf(it), after: new { body = chosen.Name, stance }, notices: it.AuthorId is { } author
            ? [new($"account:{author}", new($"{chosen.Name}对立项通报提了意见：{it.Text.Title}"), $"/resources/plans/{id}")] : null);
        return null;
    }, ct);

    /// <summary>What was said of a plan, the first first; at most 500.</summary>
    public async Task<IReadOnlyList<Comment>> ReadAsync(Guid id, CancellationToken ct)
    {
        var comments = db.Comments;
        return await comments.AsNoTracking().Where(row => row.ResourceId == id).OrderBy(row => row.Id).Take(500).ToListAsync(ct);
    }
}
