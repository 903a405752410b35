using System.Data.Common;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Zhishu.Enquiries.Roster;
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

    /// <summary>The office asks the member complained of for a statement.</summary>
    AskStatement,

    /// <summary>The member complained of gives it.</summary>
    State,
}

/// <summary>Who does something with an opinion.</summary>
[Flags]
internal enum OpinionParty
{
    None = 0,
    Handler = 1,

    /// <summary>People of the member that is complained of: they give a statement when asked, and nothing else (投诉回避).</summary>
    Complained = 2,
}

/// <summary>What somebody thinks of a page, a member or the hub (意见建议, 004·五(四)).</summary>
internal sealed class Opinion
{
    /// <summary>Code of a complaint.</summary>
    public const string Complaint = "complaint";

    /// <summary>
    /// Working days for a complaint: a limit that the hub sets, within the sixty days of article 34 of the 信访工作条例 (2022), which are the most that any public body may take.
    /// </summary>
    public const int Workdays = 15;

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

    /// <summary>The first reply: what counts for time.</summary>
    public DateTimeOffset? RepliedAt { get; set; }

    /// <summary>When the reply was changed for the last time, or null.</summary>
    public DateTimeOffset? ReplyChangedAt { get; set; }

    /// <summary>Region it is about, or null.</summary>
    public string? Region { get; init; }

    /// <summary>The office that handles a complaint, an audience of notices: that above the one complained of. Null for what is no complaint.</summary>
    public string? Office { get; init; }

    /// <summary>Limit of a complaint, or null.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? RemindedAt { get; set; }

    public DateTimeOffset? LateAt { get; set; }

    public DateTimeOffset? StatementAskedAt { get; set; }

    /// <summary>What the office wants to know.</summary>
    public string? StatementQuestion { get; set; }

    public string? Statement { get; set; }

    public string? StatementBy { get; set; }

    public DateTimeOffset? StatementAt { get; set; }

    public int Revision { get; set; }

    public static IReadOnlyDictionary<string, Bilingual> Kinds { get; } = new Dictionary<string, Bilingual>
    {
        ["suggestion"] = new("建议", "Suggestion"),
        [Complaint] = new("投诉", "Complaint"),
        ["error"] = new("内容或数据有误", "Something is wrong"),
        ["praise"] = new("表扬", "Praise"),
    };

    public static StateTable<OpinionState, OpinionAct, OpinionParty> Table { get; } = new("feedback", new("意见建议", "Feedback"),
    [
        new(OpinionState.Open, OpinionAct.Reply, OpinionParty.Handler, OpinionState.Replied),
        new(OpinionState.Open, OpinionAct.Reject, OpinionParty.Handler, OpinionState.Rejected),
        new(OpinionState.Open, OpinionAct.AskStatement, OpinionParty.Handler, OpinionState.Open),
        new(OpinionState.Open, OpinionAct.State, OpinionParty.Complained, OpinionState.Open),
        new(OpinionState.Replied, OpinionAct.Reply, OpinionParty.Handler, OpinionState.Replied),
        new(OpinionState.Rejected, OpinionAct.Reply, OpinionParty.Handler, OpinionState.Replied),
    ], state => state switch
    {
        OpinionState.Open => new("待回复", "open"),
        OpinionState.Replied => new("已回复", "replied"),
        _ => new("无关或重复", "off topic"),
    }, act => act switch
    {
        OpinionAct.Reply => new("回复", "reply"),
        OpinionAct.AskStatement => new("要求被投诉机构说明", "ask for a statement"),
        OpinionAct.State => new("提交说明", "give a statement"),
        _ => new("标为无关或重复", "mark as off topic"),
    });

    /// <summary>What a form has seen.</summary>
    public string Mark => Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// What a person is to it. A complaint is handled by the office above the one complained of, and by CNIPA above the offices, never by one of its own people;
    /// anything else by the member's people and the officers of its region, or for the hub by the national officers and administrators.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="region">Region of the member, or null for the hub.</param>
    public OpinionParty PartyOf(Person person, string? region)
    {
        if (Office is { } office)
        {
            if (OrganisationId is { } complained && person.BelongsTo(complained))
                return StatementAskedAt is not null && person.ActsFor(complained) ? OpinionParty.Complained : OpinionParty.None;
            return person.Offices.Contains(office) || person.Has(Duty.National) ? OpinionParty.Handler : OpinionParty.None;
        }

        return (OrganisationId is { } member ? person.ActsFor(member) || person.Covers(region!) : person.Has(Duty.National) || person.Has(Duty.Administrator))
            ? OpinionParty.Handler : OpinionParty.None;
    }
}

/// <summary>An opinion as somebody writes it.</summary>
internal sealed class OpinionInput
{
    public string? Kind { get; set; }

    public string? About { get; set; }

    public Guid? To { get; set; }

    /// <summary>Region it is about: a complaint goes to the office of its province.</summary>
    public string? Region { get; set; }

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
    Regions regions, WorkCalendar calendar, IOptions<HubOptions> options, ProcessLog log, TimeProvider clock)
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
        if (!string.IsNullOrEmpty(input.Region) && regions.Find(input.Region) is null)
            return (null, new("feedback.region", new("所在地区：请从列表中选择", "Region: choose one of the list")));
        var region = member?.Region ?? (string.IsNullOrEmpty(input.Region) ? null : input.Region);
        var office = input.Kind == Opinion.Complaint ? await OfficeAsync(member, region, ct) : null;
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
                Region = region,
                Office = office,
                DueAt = office is null ? null : calendar.Due(now, Opinion.Workdays),
                Revision = 1,
            };
            opinions.Add(made);
            await sendings.NoteAsync(transaction, sending, made.Id, ct);
            log.Record("feedback.post", actor, new("feedback", made.Id, made.Code, member?.Id), after: new { made.Kind, made.About }, notices:
            [
                office is null
                    ? new(Desks.OwnerOf(member?.Id), $"收到意见建议：{made.Code}", $"Feedback: {made.Code}", $"/feedback/desk/{made.Id}")
                    : new(office, $"收到投诉：{made.Code}", $"Complaint: {made.Code}", $"/feedback/desk/{made.Id}"),
            ]);
            return null;
        }, ct);
        return refusal is null ? (made, null) : (null, refusal);
    }

    public Task<Refusal?> DoAsync(Guid id, OpinionAct act, OpinionParty party, string? text, string? seen, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var (opinions, words, now) = (db.Opinions, SafeText.OrNull(text)?.ReplaceLineEndings("\n"), clock.GetUtcNow());
        if (await opinions.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
            return new("feedback.gone", new("没有这条意见", "There is no such feedback"));
        if (!string.IsNullOrEmpty(seen) && seen != it.Mark)
            return new("conflict.changed", new("其他人刚刚办理过，您的内容还没有提交。您写的仍在下面，请看过现在的情况后再提交。",
                "Somebody else has just done something, and yours was not sent. What you wrote is still below."));
        if (Opinion.Table.Find(it.State, act, party) is not { } row || (act == OpinionAct.AskStatement && (it.Office is null || it.OrganisationId is null)))
            return Opinion.Table.NotAllowed(it.State, act);
        if ((act != OpinionAct.Reject || it.Office is not null) && words is null or { Length: > 2000 })
            return new("feedback.reply", act == OpinionAct.Reject ? new("理由：投诉不予受理须写明理由，1 到 2000 字", "Why: 1 to 2000 characters") : new("内容：1 到 2000 字", "Text: 1 to 2000 characters"));
        var (notices, before) = (new List<ProcessNotice>(), new { it.State, it.Reply });
        switch (act)
        {
            case OpinionAct.AskStatement:
                (it.StatementAskedAt, it.StatementQuestion) = (now, words);
                notices.Add(new(Desks.OwnerOf(it.OrganisationId), $"请就投诉提交说明：{it.Code}", $"Give a statement on a complaint: {it.Code}", $"/feedback/desk/{id}"));
                break;
            case OpinionAct.State:
                (it.Statement, it.StatementBy, it.StatementAt) = (words, actor.Name, now);
                notices.Add(new(it.Office!, $"被投诉机构已提交说明：{it.Code}", $"Statement on a complaint: {it.Code}", $"/feedback/desk/{id}"));
                break;
            case OpinionAct.Reject when it.Office is null:
                break;
            default:
                if (it.Reply is not null)
                    it.ReplyChangedAt = now;
                (it.Reply, it.RepliedBy, it.RepliedAt) = (words, actor.Name, it.RepliedAt ?? now);
                await teller.TellAsync(notices, it.AccountId, Mailer.IsAddress(it.Contact) ? it.Contact : "", new($"您的意见已回复：{it.Code}", $"Replied: {it.Code}"),
                    $"/feedback/{it.Code}", $"/feedback/{it.Code}/{await KeyAsync(it, ct)}", ct);
                break;
        }

        (it.State, it.Revision) = (row.To, it.Revision + 1);
        log.Record($"feedback.{act.ToString().ToLowerInvariant()}", actor, new("feedback", id, it.Code, it.OrganisationId), null, before, new { it.State, it.Reply }, notices);
        return null;
    }, ct);

    // A complaint goes to the office above: for a member to that of its province, for a provincial or national node, or without a place, to CNIPA.
    private async Task<string> OfficeAsync(Organisation? member, string? region, CancellationToken ct)
    {
        var nodes = member is null ? [] : await register.MembershipsAsync(member.Id, ct);
        return region is not { Length: >= 2 } || nodes.Any(row => row.Kind is MemberKind.ProvincialNode or MemberKind.NationalNode && row.IsInForce(clock.Today()))
            ? Desks.National : Desks.OfficeOf(region);
    }

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
