using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Mappings of tables, saved under names.</summary>
public sealed class MappingStore(HubDatabase database, TimeProvider clock)
{
    private const int LongestName = 60;
    private const int Most = 500;

    /// <summary>The names, in their order.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition("select name from records.mapping order by name", cancellationToken: ct))];
    }

    /// <summary>A mapping by its name; null when there is none.</summary>
    public async Task<TableMapping?> FindAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<string>(new CommandDefinition("select body from records.mapping where name = @name", new { name },
            cancellationToken: ct)) is { } body ? TableMapping.Parse(body) : null;
    }

    /// <summary>Saves a mapping; one of the same name is replaced.</summary>
    /// <returns>Why not, or null.</returns>
    public async Task<Bilingual?> SaveAsync(string name, TableMapping mapping, CancellationToken ct)
    {
        name = SafeText.Clean(name).Trim();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            return new($"对照关系的名称应为 1 至 {LongestName} 个字");
        if (mapping.Fault() is { } fault)
            return fault;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var saved = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into records.mapping (name, body, saved_at)
            select @name, @body, @now where (select count(*) from records.mapping) < @Most or exists (select 1 from records.mapping where name = @name)
            on conflict (name) do update set body = excluded.body, saved_at = excluded.saved_at
            """, new { name, body = mapping.ToCsv(), now = clock.GetUtcNow(), Most }, cancellationToken: ct));
        return saved > 0 ? null : new($"已保存 {Most} 个对照关系，请先删除一些");
    }

    /// <summary>Deletes a mapping.</summary>
    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from records.mapping where name = @name", new { name }, cancellationToken: ct));
    }
}
