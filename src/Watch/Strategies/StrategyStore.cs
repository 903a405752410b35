using System.Text.Json;
using Zhishu.Foundation;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Strategies;

/// <summary>Strategies of a space.</summary>
internal sealed class StrategyStore(HubDatabase database, TimeProvider clock)
{
    /// <summary>Most strategies of a space.</summary>
    public const int Most = 100;

    private const string Columns = "id, name, lines::text as lines, share_key, revision, changed_at";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<IReadOnlyList<Strategy>> ListAsync(Guid space, CancellationToken ct) =>
        await ReadAsync($"select {Columns} from watch.strategy where space_id = @space order by changed_at desc", new { space }, ct);

    public async Task<Strategy?> FindAsync(Guid space, Guid id, CancellationToken ct) =>
        (await ReadAsync($"select {Columns} from watch.strategy where id = @id and space_id = @space", new { space, id }, ct)).SingleOrDefault();

    public async Task<Strategy?> SharedAsync(string key, CancellationToken ct) => key.Length is < 20 or > 100 ? null
        : (await ReadAsync($"select {Columns} from watch.strategy where share_key = @key", new { key }, ct)).SingleOrDefault();

    /// <returns>Its identity; null when there are too many.</returns>
    public async Task<Guid?> AddAsync(Guid space, string name, IReadOnlyList<StrategyLine> lines, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var added = await database.ExecuteAsync("""
            insert into watch.strategy (id, space_id, name, lines, revision, changed_at)
            select @id, @space, @name, @lines::json, 1, @now
            where (select count(*) from watch.strategy where space_id = @space) < @Most
            """, new { id, space, name, lines = JsonSerializer.Serialize(lines, Json), now, Most }, ct);
        return added > 0 ? id : null;
    }

    /// <returns>False when it has been changed or removed since that revision; nothing is saved then.</returns>
    public async Task<bool> SaveAsync(Guid space, Guid id, int revision, string name, IReadOnlyList<StrategyLine> lines, CancellationToken ct) =>
        await database.ExecuteAsync("""
            update watch.strategy set name = @name, lines = @lines::json, revision = revision + 1, changed_at = @now
            where id = @id and space_id = @space and revision = @revision
            """, new { id, space, revision, name, lines = JsonSerializer.Serialize(lines, Json), now = clock.GetUtcNow() }, ct) > 0;

    /// <summary>Gives a link to read it, a new one each time, or takes it back.</summary>
    public Task ShareAsync(Guid space, Guid id, bool shared, CancellationToken ct) => database.ExecuteAsync(
        "update watch.strategy set share_key = @key where id = @id and space_id = @space", new { id, space, key = shared ? SpaceKeeper.NewKey() : null }, ct);

    public Task RemoveAsync(Guid space, Guid id, CancellationToken ct) =>
        database.ExecuteAsync("delete from watch.strategy where id = @id and space_id = @space", new { id, space }, ct);

    private async Task<IReadOnlyList<Strategy>> ReadAsync(string sql, object parameters, CancellationToken ct) =>
    [
        .. (await database.QueryAsync<(Guid Id, string Name, string Lines, string? ShareKey, int Revision, DateTime ChangedAt)>(sql, parameters, ct))
            .Select(row => new Strategy(row.Id, row.Name, JsonSerializer.Deserialize<StrategyLine[]>(row.Lines, Json)!, row.ShareKey, row.Revision, row.ChangedAt)),
    ];
}
