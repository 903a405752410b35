using System.Data.Common;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Feedback;

/// <summary>State of an opinion.</summary>
internal enum OpinionState
{
    Open,
    Replied,
    Rejected,
}

/// <summary>What is done with an opinion.</summary>
internal enum OpinionAct
{
    Reply,
    Reject,
}

/// <summary>Who does something with an opinion.</summary>
[Flags]
internal enum OpinionParty
{
    None = 0,
    Handler = 1,
}

/// <summary>What somebody thinks of a page, a member or the hub (意见建议, 004·五(四)).</summary>
internal sealed class Opinion
{
    public Guid Id { get; init; }

    public required string Code { get; init; }

    public OpinionState State { get; set; }

    /// <summary>Code of <see cref="Kinds"/>.</summary>
    public required string Kind { get; init; }

    public required string About { get; init; }

    public Guid? OrganisationId { get; init; }

    public Guid? AccountId { get; set; }

    public required string Sender { get; init; }

    public string Contact { get; set; } = "";

    public required string Text { get; init; }

    public bool Publish { get; init; }

    public DateTimeOffset PostedAt { get; init; }

    public string? Reply { get; set; }

    public string? RepliedBy { get; set; }

    public DateTimeOffset? RepliedAt { get; set; }

    public int Revision { get; set; }

    public static IReadOnlyDictionary<string, Bilingual> Kinds { get; } = new Dictionary<string, Bilingual>
    {
        ["suggestion"] = new("建议", "Suggestion"),
        ["complaint"] = new("投诉", "Complaint"),
        ["error"] = new("内容或数据有误", "Something is wrong"),
        ["praise"] = new("表扬", "Praise"),
    };

    public static StateTable<OpinionState, OpinionAct, OpinionParty> Table { get; } = new("feedback", new("意见建议", "Feedback"),
    [
        new(OpinionState.Open, OpinionAct.Reply, OpinionParty.Handler, OpinionState.Replied),
        new(OpinionState.Open, OpinionAct.Reject, OpinionParty.Handler, OpinionState.Rejected),
        new(OpinionState.Replied, OpinionAct.Reply, OpinionParty.Handler, OpinionState.Replied),
        new(OpinionState.Rejected, OpinionAct.Reply, OpinionParty.Handler, OpinionState.Replied),
    ], state => state switch
    {
        OpinionState.Open => new("待回复", "open"),
        OpinionState.Replied => new("已回复", "replied"),
        _ => new("无关或重复", "off topic"),
    }, act => act == OpinionAct.Reply ? new("回复", "reply") : new("标为无关或重复", "mark as off topic"));

    /// <summary>Whether a person answers for it: the member's people and the officers of its region, or for the hub the national officers and administrators.</summary>
    /// <param name="person">The person.</param>
    /// <param name="region">Region of the member, or null for the hub.</param>
    public bool IsHandledBy(Person person, string? region) => OrganisationId is { } member ? person.ActsFor(member)
        || person.Covers(region!) : person.Has(Duty.National) || person.Has(Duty.Administrator);
}

/// <summary>An opinion as somebody writes it.</summary>
internal sealed class OpinionInput
{
    public string? Kind { get; set; }

    public string? About { get; set; }

    public Guid? To { get; set; }

    public string? Contact { get; set; }

    public string? Text { get; set; }

    public bool Publish { get; set; }
}

/// <summary>Public figures of replies.</summary>
/// <param name="Posted">Opinions of a year.</param>
/// <param name="Replied">Those replied to.</param>
/// <param name="Days">Median days to the reply, or null.</param>
internal sealed record OpinionFigure(long Posted, long Replied, double? Days);

/// <summary>Takes opinions in and replies to them.</summary>
internal sealed class OpinionDesk(AppDb db, NetworkRegister register, SecretLinks links, Teller teller, HubDatabase database, Sendings sendings,
    IOptions<HubOptions> options, ProcessLog log, TimeProvider clock)
{
    public Task<string> KeyAsync(Opinion opinion, CancellationToken ct) => links.KeyAsync("feedback", opinion.Id, ct);

    public Task<bool> FitsAsync(Opinion opinion, string? key, CancellationToken ct) => links.FitsAsync("feedback", opinion.Id, key, ct);

    public async Task<(Opinion? Opinion, Refusal? Refusal)> PostAsync(OpinionInput input, Person? person, Actor actor, string session, CancellationToken ct)
    {
        var (text, contact) = (SafeText.Lines(input.Text), SafeText.Line(input.Contact));
        if (input.Kind is null || !Opinion.Kinds.ContainsKey(input.Kind) || text.Length is < 5 or > 2000 || contact.Length > 100)
            return (null, new("feedback.text", new("请选择类型，内容 5 到 2000 字，联系方式不超过 100 字", "Choose a kind; the text has 5 to 2000 characters, a contact at most 100")));
        var member = input.To is { } to ? await register.FindAsync(to, ct) : null;
        if (input.To is not null && member is null)
            return (null, new("feedback.gone", new("没有这个机构", "There is no such member")));
        var (sender, now) = (await links.KeyAsync($"sender:{actor.Account?.ToString() ?? actor.Address}", Guid.Empty, ct), clock.GetUtcNow());
        Opinion? made = null;
        var sending = Sending.Of(session, "feedback", input);

        // One sender at a time, so that the count of the hour and what was sent twice hold.
        var refusal = await db.ActAsync(SecretLinks.IdOf(sender), async () =>
        {
            var (opinions, hour, transaction) = (db.Opinions, now.AddHours(-1), db.Database.CurrentTransaction!.GetDbTransaction());
            if (await sendings.FindAsync(transaction, sending, ct) is { } same && (made = await opinions.FirstOrDefaultAsync(row => row.Id == same, ct)) is not null)
                return null;
            if (await opinions.CountAsync(row => row.Sender == sender && row.PostedAt > hour, ct) >= options.Value.EnquiriesPerHour)
                return new("feedback.often", new($"一小时内最多提交 {options.Value.EnquiriesPerHour} 条", $"At most {options.Value.EnquiriesPerHour} in an hour"));
            made = new()
            {
                Id = Guid.CreateVersion7(now),
                Code = CaseCode.New("YJ"),
                Kind = input.Kind,
                About = input.About is { Length: > 0 and <= 200 } about && about.StartsWith('/') && !about.StartsWith("//", StringComparison.Ordinal) ? SafeText.Clean(about) : "",
                OrganisationId = member?.Id,
                AccountId = person?.Id,
                Sender = sender,
                Contact = contact,
                Text = text,
                Publish = input.Publish,
                PostedAt = now,
                Revision = 1,
            };
            opinions.Add(made);
            await sendings.NoteAsync(transaction, sending, made.Id, ct);
            log.Record("feedback.post", actor, new("feedback", made.Id, made.Code, member?.Id), after: new { made.Kind, made.About }, notices:
            [
                new(member is null ? "national" : $"organisation:{member.Id}", $"收到意见建议：{made.Code}", $"Feedback: {made.Code}", $"/feedback/desk/{made.Id}"),
                .. member is not null && made.Kind == "complaint"
                ? [new($"recommender:region:{member.Region[..2]}", $"本地区机构收到投诉：{made.Code}", $"Complaint in your region: {made.Code}", $"/feedback/desk/{made.Id}")] : Array.Empty<ProcessNotice>(),
            ]);
            return null;
        }, ct);
        return refusal is null ? (made, null) : (null, refusal);
    }

    public Task<Refusal?> DoAsync(Guid id, OpinionAct act, string? text, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var (opinions, words) = (db.Opinions, SafeText.OrNull(text)?.ReplaceLineEndings("\n"));
        if (await opinions.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
            return new("feedback.gone", new("没有这条意见", "There is no such feedback"));
        if (Opinion.Table.Find(it.State, act, OpinionParty.Handler) is not { } row)
            return Opinion.Table.NotAllowed(it.State, act);
        if (act == OpinionAct.Reply && words is null or { Length: > 2000 })
            return new("feedback.reply", new("回复 1 到 2000 字", "A reply has 1 to 2000 characters"));
        var notices = new List<ProcessNotice>();
        if (act == OpinionAct.Reply)
        {
            (it.Reply, it.RepliedBy, it.RepliedAt) = (words, actor.Name, clock.GetUtcNow());
            await teller.TellAsync(notices, it.AccountId, Mailer.IsAddress(it.Contact) ? it.Contact : "", new($"您的意见已回复：{it.Code}", $"Replied: {it.Code}"),
                $"/feedback/{it.Code}", $"/feedback/{it.Code}/{await KeyAsync(it, ct)}", ct);
        }

        (it.State, it.Revision) = (row.To, it.Revision + 1);
        log.Record($"feedback.{act.ToString().ToLowerInvariant()}", actor, new("feedback", id, it.Code, it.OrganisationId), notices: notices);
        return null;
    }, ct);

    public async Task<OpinionFigure> FiguresAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<OpinionFigure>(new CommandDefinition("""
            select count(*) as Posted, count(replied_at) as Replied, percentile_cont(0.5) within group (order by extract(epoch from replied_at - posted_at)::float8 / 86400) as Days
            from enquiries.feedback where posted_at > @since and state <> 'Rejected'
            """, new { since = clock.GetUtcNow().AddDays(-365) }, cancellationToken: ct));
    }
}

/// <summary>What is kept about who writes opinions.</summary>
internal sealed class OpinionPersons(AppDb db) : IPersonalData
{
    public string Name => "feedback";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        var opinions = db.Opinions;
        return (await opinions.AsNoTracking().Where(row => row.AccountId == account).ToListAsync(ct))
            .Select(row => new { row.Code, row.Kind, row.About, row.Text, row.Contact, row.PostedAt, row.Reply }).ToList();
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        "update enquiries.feedback set account_id = null, contact = '' where account_id = @account", new { account }, transaction, cancellationToken: ct));
}
