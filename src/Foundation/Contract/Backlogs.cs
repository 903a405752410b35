using Dapper;

namespace Zhishu.Foundation;

/// <summary>Something that waits to be done in the background, counted in the database; modules register theirs.</summary>
/// <param name="Name">Name in metrics, such as <c>mail_waiting</c>.</param>
/// <param name="Label">Name for people.</param>
/// <param name="Sql">A statement that gives one number, cheap on any amount of data.</param>
public sealed record Backlog(string Name, Bilingual Label, string Sql);

/// <summary>Counts what waits.</summary>
public sealed class Backlogs(IEnumerable<Backlog> all, HubDatabase database)
{
    /// <summary>Each with its number, in one connection; at most five seconds each.</summary>
    public async Task<IReadOnlyList<(Backlog Backlog, long Count)>> ReadAsync(CancellationToken ct)
    {
        var counts = new List<(Backlog, long)>();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        foreach (var backlog in all)
            counts.Add((backlog, await connection.ExecuteScalarAsync<long>(new CommandDefinition(backlog.Sql, commandTimeout: 5, cancellationToken: ct))));
        return counts;
    }
}
