using Dapper;
using Microsoft.Extensions.Hosting;

namespace Zhishu.Foundation;

/// <summary>Something that waits to be done in the background, counted in the database; modules register theirs.</summary>
/// <param name="Name">Name in metrics, such as <c>mail_waiting</c>.</param>
/// <param name="Label">Name for people.</param>
/// <param name="Sql">A statement that gives one number, cheap on any amount of data.</param>
/// <param name="TooMany">A number that somebody should look at when it stays above it.</param>
public sealed record Backlog(string Name, Bilingual Label, string Sql, long TooMany = long.MaxValue);

/// <summary>Counts what waits.</summary>
public sealed class Backlogs(IEnumerable<Backlog> all, HubDatabase database)
{
    private IReadOnlyList<string> _above = [];

    /// <summary>Names of what was above its number in the last two readings; nothing until the hub has read twice.</summary>
    public IReadOnlyList<string> Behind { get; private set; } = [];

    /// <summary>What the last reading found; nothing until the hub has read.</summary>
    public IReadOnlyList<(Backlog Backlog, long Count)> Last { get; private set; } = [];

    /// <summary>Each with its number, in one connection; at most five seconds each.</summary>
    public async Task<IReadOnlyList<(Backlog Backlog, long Count)>> ReadAsync(CancellationToken ct)
    {
        var counts = new List<(Backlog, long)>();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        foreach (var backlog in all)
            counts.Add((backlog, await connection.ExecuteScalarAsync<long>(new CommandDefinition(backlog.Sql, commandTimeout: 5, cancellationToken: ct))));
        return counts;
    }

    /// <summary>Reads, and notes what stays above its number.</summary>
    public async Task WatchAsync(CancellationToken ct)
    {
        Last = await ReadAsync(ct);
        var above = Last.Where(row => row.Count > row.Backlog.TooMany).Select(row => row.Backlog.Name).ToList();
        Behind = [.. above.Intersect(_above)];
        _above = above;
    }
}

/// <summary>Reads once a minute what waits, so that what falls behind is named.</summary>
internal sealed class BacklogWatch(Backlogs backlogs, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("backlogs", new("积压情况"), TimeSpan.FromMinutes(1));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, backlogs.WatchAsync, stoppingToken);
}
