using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation;

/// <summary>Rows that are done with and may go after some days; modules register theirs.</summary>
/// <param name="Name">Name, such as <c>mail</c>.</param>
/// <param name="Days">How long they are kept.</param>
/// <param name="Sql">Deletes at most <c>@size</c> rows that were done with before <c>@before</c>, by an index or a table that is small.</param>
public sealed record Trim(string Name, Func<HubOptions, int> Days, string Sql);

/// <summary>Work that lets go of what every reader has read; done again it changes nothing.</summary>
public interface ITrimmer
{
    /// <summary>Lets go of it; returns the number of rows.</summary>
    Task<long> TrimAsync(CancellationToken ct);
}

/// <summary>Lets go of what is done with, some rows at a time so that nobody waits for it, once an hour.</summary>
public sealed class TrimRunner(IEnumerable<Trim> trims, IEnumerable<ITrimmer> trimmers, HubDatabase database, IOptions<HubOptions> options, TimeProvider clock, Loops loops) : BackgroundService
{
    private const int Portion = 5000;
    private static readonly LoopKind Kind = new("trimming", new("清理过期数据"), TimeSpan.FromHours(1));

    /// <summary>One round over everything; returns the number of rows that went.</summary>
    /// <exception cref="AggregateException">Some failed; the others were done.</exception>
    public async Task<long> RunAsync(CancellationToken ct)
    {
        var (gone, failures) = (0L, new List<Exception>());
        foreach (var work in trims.Select(trim => (Func<Task<long>>)(() => TrimAsync(trim, ct))).Concat(trimmers.Select(trimmer => (Func<Task<long>>)(() => trimmer.TrimAsync(ct)))))
        {
            try
            {
                gone += await work();
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? gone : throw new AggregateException(failures);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Readers outside of the database first say how far they are.
        await Task.Delay(TimeSpan.FromMinutes(10), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await loops.RunAsync(Kind, RunAsync, stoppingToken);
    }

    private async Task<long> TrimAsync(Trim trim, CancellationToken ct)
    {
        var (gone, before) = (0L, clock.GetUtcNow().AddDays(-trim.Days(options.Value)));
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        while (true)
        {
            var rows = await connection.ExecuteAsync(new CommandDefinition(trim.Sql, new { before, size = Portion }, cancellationToken: ct));
            gone += Math.Max(rows, 0);
            if (rows < Portion)
                return gone;
        }
    }
}
