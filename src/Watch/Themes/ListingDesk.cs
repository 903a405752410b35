using System.Data.Common;
using Dapper;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Watch.Themes;

/// <summary>Proposes themes for the public list, decides on them, takes them off.</summary>
internal sealed class ListingDesk(AppDb db, HubDatabase database, NetworkRegister register, ProcessLog log, TimeProvider clock)
{
    public const int ShortestNote = 10;
    public const int LongestNote = 500;
    private const int Most = 500;
    private const string Nation = "00";

    private const string Rows = """
        select t.id as ThemeId, t.slug, t.title, t.intro, coalesce(l.state, case t.access when 'public' then 'Listed' else 'Unlisted' end) as State,
          l.organisation_id as OrganisationId, coalesce(l.region, '') as Region, coalesce(l.note, '') as Note, l.proposed_by as ProposedBy,
          coalesce(l.proposed_name, '') as ProposedName, l.proposed_at as ProposedAt, l.reason
        from watch.theme t left join watch.theme_listing l on l.theme_id = t.id
        """;

    private static Refusal Gone { get; } = new("theme.gone", new("没有这个专题数据库"));

    /// <summary>Whether a person decides on themes at all.</summary>
    public static bool Decides(Person person) => person.Regions.Any(region => region.Length == 2) || person.Has(Duty.National) || person.Has(Duty.Administrator);

    /// <summary>Where a theme stands.</summary>
    public async Task<Listing?> FindAsync(string slug, CancellationToken ct) => (await database.QueryAsync<Listing>($"{Rows} where t.slug = @slug", new { slug }, ct)).FirstOrDefault();

    /// <summary>Whether a person decides on a theme that is proposed now: such see it before others do.</summary>
    public async Task<bool> ReviewsAsync(string slug, Person? person, CancellationToken ct) =>
        person is not null && await FindAsync(slug, ct) is { State: ListingState.Proposed } it && it.PartyOf(person, owns: false) == ListingParty.Office;

    /// <summary>What a person decides on, proposed or listed, the oldest proposal first.</summary>
    public async Task<IReadOnlyList<Listing>> ForAsync(Person person, ListingState state, CancellationToken ct) =>
    [
        .. (await database.QueryAsync<Listing>($"""
            select * from ({Rows}) listing where state = @state order by ProposedAt nulls last, ThemeId limit @Most
            """, new { state = state.ToString(), Most }, ct)).Where(it => it.PartyOf(person, owns: false) == ListingParty.Office),
    ];

    /// <summary>The bodies in whose name a person can propose: members acted for, the office of each region, CNIPA.</summary>
    public async Task<IReadOnlyList<(string Code, string Name)>> BodiesAsync(Person person, Regions regions, CancellationToken ct) =>
    [
        .. (await register.ActedForByAsync(person, ct)).Select(member => (member.Id.ToString(), member.Name)),
        .. person.Regions.Select(region => (region, OfficeName(region, regions))),
        .. person.Has(Duty.National) ? new[] { (Nation, OfficeName(Nation, regions)) } : [],
    ];

    /// <summary>The office of a region.</summary>
    public static string OfficeName(string region, Regions regions) => region.Length == 0 ? "" : region == Nation ? Lang.T("国家知识产权局公共服务司")
        : Lang.T($"{regions.NameOf(region)}知识产权局");

    /// <summary>The owner proposes a theme in the name of a body.</summary>
    public Task<Refusal?> ProposeAsync(Theme theme, string? body, string? note, Person person, Regions regions, Actor actor, CancellationToken ct) => db.ActAsync(theme.Id, async () =>
    {
        var words = SafeText.Lines(note);
        if (await FindAsync(theme.Slug, ct) is not { } it)
            return Gone;
        if (Listing.Table.Find(it.State, ListingAct.Propose, ListingParty.Owner) is not { } row)
            return Listing.Table.NotAllowed(it.State, ListingAct.Propose);
        if ((await BodiesAsync(person, regions, ct)).FirstOrDefault(one => one.Code == body) is not { Code: not null } chosen)
            return new("theme.body", new("请选择以哪个单位的名义公开"));
        if (words.Length is < ShortestNote or > LongestNote)
            return new("theme.note", new($"请写明内容、更新方式和服务对象，{ShortestNote} 到 {LongestNote} 字"));
        Guid? member = Guid.TryParse(chosen.Code, out var known) ? known : null;
        var region = member is { } organisation ? (await register.FindAsync(organisation, ct))!.Region : chosen.Code;
        var transaction = Transaction;
        if (await transaction.Connection!.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from watch.theme_node n where theme_id = @Id and (address is not null or exists (select from watch.theme_pick p where p.node_id = n.id))",
            new { theme.Id }, transaction, cancellationToken: ct)) == 0 || theme.Intro.Length == 0)
            return new("theme.empty", new("请先写简介，并至少给一个栏目填检索式或手选记录"));
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into watch.theme_listing (theme_id, state, organisation_id, region, note, proposed_by, proposed_name, proposed_at)
            values (@Id, @state, @member, @region, @words, @person, @name, @now)
            on conflict (theme_id) do update set state = excluded.state, organisation_id = excluded.organisation_id, region = excluded.region, note = excluded.note,
              proposed_by = excluded.proposed_by, proposed_name = excluded.proposed_name, proposed_at = excluded.proposed_at, decided_name = null, decided_at = null, reason = null
            """, new { theme.Id, state = row.To.ToString(), member, region, words, person = person.Id, name = person.Name, now = clock.GetUtcNow() }, transaction, cancellationToken: ct));
        log.Record("theme.propose", actor, it.AsSubject() with { About = member }, words, new { state = it.State }, new { state = row.To, body = chosen.Name },
            [new(member is null ? "national" : $"recommender:region:{region[..2]}", new($"专题数据库申请公开：{theme.Title}"), "/themes/desk")]);
        return null;
    }, ct);

    /// <summary>Does one of the other acts. Whoever takes it off or returns it says why, unless it is their own.</summary>
    public Task<Refusal?> DoAsync(string slug, ListingAct act, Person person, bool owns, string? reason, Actor actor, CancellationToken ct) => ActAsync(slug, async it =>
    {
        var words = SafeText.OrNull(reason);
        var party = it.PartyOf(person, owns);
        if (party == ListingParty.None)
            return Gone;
        if (act == ListingAct.Propose || Listing.Table.Find(it.State, act, party) is not { } row)
            return Listing.Table.NotAllowed(it.State, act);
        if (party == ListingParty.Office && act is ListingAct.Return or ListingAct.Unlist && words is null)
            return new("theme.reason", new("请写明理由"));
        if (words?.Length > LongestNote)
            return new("theme.reason", new($"理由不超过 {LongestNote} 字"));
        var (transaction, now) = (Transaction, clock.GetUtcNow());
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into watch.theme_listing (theme_id, state, region, note, proposed_name, proposed_at) values (@ThemeId, @state, '', '', '', @now)
            on conflict (theme_id) do update set state = excluded.state;
            update watch.theme_listing set decided_name = @name, decided_at = @now, reason = @words where theme_id = @ThemeId;
            update watch.theme set access = case when @listed then 'public' else 'link' end, changed_at = @now where id = @ThemeId and (@listed or access = 'public')
            """, new { it.ThemeId, state = row.To.ToString(), listed = row.To == ListingState.Listed, name = person.Name, now, words }, transaction, cancellationToken: ct));
        log.Record($"theme.{act.ToString().ToLowerInvariant()}", actor, it.AsSubject(), words, new { state = it.State }, new { state = row.To },
            party == ListingParty.Office && it.ProposedBy is { } owner
            ? [new($"account:{owner}", new($"专题数据库“{it.Title}”：{Listing.Table.Label(act)}"), $"/themes/{slug}/edit")] : null);
        return null;
    }, ct);

    /// <summary>Tells the office that title or introduction of what it listed are changed.</summary>
    public Task<Refusal?> NoteChangeAsync(string slug, Actor actor, CancellationToken ct) => ActAsync(slug, it =>
    {
        log.Record("theme.reword", actor, it.AsSubject(), after: new { it.Title, it.Intro }, notices:
            [new(it.Region.Length < 2 || it.Region == Nation ? "national" : $"recommender:region:{it.Region[..2]}", new($"已公开的专题数据库改了标题或简介，请复核：{it.Title}"), $"/themes/{slug}")]);
        return Task.FromResult<Refusal?>(null);
    }, ct);

    private DbTransaction Transaction => db.Database.CurrentTransaction!.GetDbTransaction();

    private async Task<Refusal?> ActAsync(string slug, Func<Listing, Task<Refusal?>> act, CancellationToken ct)
    {
        if (await FindAsync(slug, ct) is not { } known)
            return Gone;
        return await db.ActAsync(known.ThemeId, async () => await FindAsync(slug, ct) is { } it ? await act(it) : Gone, ct);
    }
}

/// <summary>Themes that wait for a decision, on the workbench.</summary>
internal sealed class ListingWork(ListingDesk desk) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (!ListingDesk.Decides(person))
            return new([], [], [], []);
        return new([.. (await desk.ForAsync(person, ListingState.Proposed, ct)).Take(100).Select(it => new WorkItem(new("专题数据库申请公开"), it.Title,
            "/themes/desk", ChinaTime.DayOf(DateTime.SpecifyKind(it.ProposedAt!.Value, DateTimeKind.Utc)), null))], [], [], [new(12, "/themes/desk", new("专题数据库审核"))]);
    }
}
