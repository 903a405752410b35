using Dapper;
using Zhishu.Foundation;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Themes;

/// <summary>A thematic database (专题数据库): a tree of questions and picked records, with a page of its own.</summary>
/// <param name="Id">Identity.</param>
/// <param name="SpaceId">Whose it is; null when the owner is gone.</param>
/// <param name="Slug">Name in the address.</param>
/// <param name="Title">Title.</param>
/// <param name="Intro">What it is about.</param>
/// <param name="Access">private: the owner; link: whoever has the link; public: everybody, and it is listed.</param>
/// <param name="ShareKey">What the link carries.</param>
/// <param name="ChangedAt">When title, introduction or access last changed.</param>
internal sealed record Theme(Guid Id, Guid? SpaceId, string Slug, string Title, string Intro, string Access, string ShareKey, DateTime ChangedAt);

/// <summary>A part of the tree.</summary>
internal sealed record ThemeNode(Guid Id, Guid ThemeId, Guid? ParentId, int Position, string Title, string? Address)
{
    /// <summary>Records picked by hand.</summary>
    public IReadOnlyList<Guid> Picks { get; init; } = [];
}

/// <summary>Thematic databases in the database.</summary>
internal sealed class ThemeStore(HubDatabase database, TimeProvider clock)
{
    public const int MostNodes = 200;
    public const int MostPicks = 5000;
    private const int MostThemes = 50;
    private const string Columns = "id, space_id as SpaceId, slug, title, intro, access, share_key as ShareKey, changed_at as ChangedAt";

    public async Task<IReadOnlyList<Theme>> PublicAsync(CancellationToken ct) =>
        await database.QueryAsync<Theme>($"select {Columns} from watch.theme where access = 'public' order by changed_at desc limit 500", new { }, ct);

    public async Task<IReadOnlyList<Theme>> OfSpaceAsync(Guid spaceId, CancellationToken ct) =>
        await database.QueryAsync<Theme>($"select {Columns} from watch.theme where space_id = @spaceId order by changed_at desc", new { spaceId }, ct);

    /// <summary>The theme of an address, if this visitor may see it; what he may not see is not there.</summary>
    public async Task<Theme?> VisibleAsync(string slug, Guid? spaceId, string? key, CancellationToken ct) => (await database.QueryAsync<Theme>(
        $"select {Columns} from watch.theme where slug = @slug and (access = 'public' or space_id = @spaceId or (access = 'link' and share_key = @key))",
            new { slug, spaceId, key }, ct)).FirstOrDefault();

    public async Task<Theme?> OwnAsync(string slug, Guid spaceId, CancellationToken ct) =>
        (await database.QueryAsync<Theme>($"select {Columns} from watch.theme where slug = @slug and space_id = @spaceId", new { slug, spaceId }, ct)).FirstOrDefault();

    /// <summary>Makes a theme; null when the space has too many.</summary>
    public async Task<string?> CreateAsync(Guid spaceId, string title, string intro, CancellationToken ct)
    {
        var slug = SpaceKeeper.NewKey()[..10].ToLowerInvariant();
        var added = await database.ExecuteAsync(
            """
            insert into watch.theme (id, space_id, slug, title, intro, access, share_key, changed_at)
            select @id, @spaceId, @slug, @title, @intro, 'private', @key, @now
            where (select count(*) from watch.theme where space_id = @spaceId) < @MostThemes
            """, new { id = Guid.CreateVersion7(clock.GetUtcNow()), spaceId, slug, title, intro, key = SpaceKeeper.NewKey(), now = clock.GetUtcNow(), MostThemes }, ct);
        return added > 0 ? slug : null;
    }

    /// <summary>Changes title, introduction and access, unless somebody did so since they were read.</summary>
    public async Task<bool> ChangeAsync(Theme theme, string title, string intro, string access, long readAt, CancellationToken ct) => await database.ExecuteAsync(
        "update watch.theme set title = @title, intro = @intro, access = @access, changed_at = @now where id = @Id and floor(extract(epoch from changed_at) * 1000000)::bigint = @readAt",
        new { theme.Id, title, intro, access, readAt, now = clock.GetUtcNow() }, ct) > 0;

    /// <summary>The state of a theme that <see cref="ChangeAsync"/> compares: microseconds since 1970.</summary>
    public static long StateOf(Theme theme) => (DateTime.SpecifyKind(theme.ChangedAt, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;

    /// <summary>Lets everybody see a theme and lists it, or no longer; what an administrator does at the machine, without a proposal.</summary>
    public async Task<bool> PublishAsync(string slug, bool listed, CancellationToken ct) => await database.ExecuteAsync("""
        update watch.theme_listing set state = @state where theme_id = (select id from watch.theme where slug = @slug);
        update watch.theme set access = @access, changed_at = @now where slug = @slug
        """, new { slug, access = listed ? "public" : "link", state = (listed ? ListingState.Listed : ListingState.Unlisted).ToString(), now = clock.GetUtcNow() }, ct) > 0;

    /// <summary>The bodies in whose names public themes are listed.</summary>
    public async Task<IReadOnlyDictionary<Guid, Guid>> BodiesAsync(CancellationToken ct) => (await database.QueryAsync<(Guid Theme, Guid Body)>(
        "select theme_id, organisation_id from watch.theme_listing where state = 'Listed' and organisation_id is not null", new { }, ct)).ToDictionary(pair => pair.Theme, pair => pair.Body);

    /// <summary>A theme whoever may see it: for those who decide on it.</summary>
    public async Task<Theme?> FindAsync(string slug, CancellationToken ct) =>
        (await database.QueryAsync<Theme>($"select {Columns} from watch.theme where slug = @slug", new { slug }, ct)).FirstOrDefault();

    public Task RemoveAsync(Theme theme, CancellationToken ct) => database.ExecuteAsync("delete from watch.theme where id = @Id", new { theme.Id }, ct);

    /// <summary>The parts of a theme in the order of their positions, with their picks.</summary>
    public async Task<IReadOnlyList<ThemeNode>> NodesAsync(Theme theme, CancellationToken ct)
    {
        var nodes = await database.QueryAsync<ThemeNode>(
            "select id, theme_id as ThemeId, parent_id as ParentId, position, title, address from watch.theme_node where theme_id = @Id order by position, id", new { theme.Id }, ct);
        var picks = (await database.QueryAsync<(Guid Node, Guid Record)>(
            "select p.node_id, p.record_id from watch.theme_pick p join watch.theme_node n on n.id = p.node_id where n.theme_id = @Id order by p.record_id", new { theme.Id }, ct))
            .ToLookup(pair => pair.Node, pair => pair.Record);
        return [.. nodes.Select(node => node with { Picks = [.. picks[node.Id]] })];
    }

    /// <summary>Adds a part at the end of its parent's; false when the theme is full or the parent is another theme's.</summary>
    public async Task<bool> AddNodeAsync(Theme theme, Guid? parent, string title, string? address, CancellationToken ct) => await database.ExecuteAsync(
        """
        insert into watch.theme_node (id, theme_id, parent_id, position, title, address)
        select @node, @theme, @parent, coalesce((select max(position) from watch.theme_node where theme_id = @theme), 0) + 1, @title, @address
        where (select count(*) from watch.theme_node where theme_id = @theme) < @MostNodes
          and (@parent::uuid is null or exists (select from watch.theme_node where id = @parent and theme_id = @theme and parent_id is null))
        """, new { node = Guid.CreateVersion7(clock.GetUtcNow()), theme = theme.Id, parent, title, address, MostNodes }, ct) > 0;

    public Task ChangeNodeAsync(Theme theme, Guid id, string title, string? address, CancellationToken ct) =>
        database.ExecuteAsync("update watch.theme_node set title = @title, address = @address where id = @id and theme_id = @theme", new { id, theme = theme.Id, title, address }, ct);

    public Task RemoveNodeAsync(Theme theme, Guid id, CancellationToken ct) =>
        database.ExecuteAsync("delete from watch.theme_node where id = @id and theme_id = @theme", new { id, theme = theme.Id }, ct);

    /// <summary>Sets the records picked for a part.</summary>
    public async Task PickAsync(Theme theme, Guid node, IReadOnlyList<Guid> records, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from watch.theme_pick where node_id = (select id from watch.theme_node where id = @node and theme_id = @theme);
            insert into watch.theme_pick (node_id, record_id)
            select n.id, r from watch.theme_node n, unnest(@records) as r where n.id = @node and n.theme_id = @theme
            """, new { node, theme = theme.Id, records = records.Distinct().ToArray() }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }
}
