using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Zhishu.Foundation.Processes;

/// <summary>Hands the trail to its subscribers, each from its own place; a killed hub goes on where the last commit was.</summary>
internal sealed class SubscriberRunner(IEnumerable<IProcessSubscriber> subscribers, HubDatabase database, ILogger<SubscriberRunner> log, TimeProvider clock) : BackgroundService
{
    private const int Portion = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "A subscriber of the process log failed; it is tried again");
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task CatchUpAsync(CancellationToken ct)
    {
        // One subscriber that fails does not keep the others from hearing.
        var failures = new List<Exception>();
        foreach (var subscriber in subscribers)
        {
            try
            {
                while (await StepAsync(subscriber, ct) == Portion)
                    ct.ThrowIfCancellationRequested();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    private async Task<int> StepAsync(IProcessSubscriber subscriber, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("insert into foundation.subscriber (name, seq) values (@Name, 0) on conflict do nothing", new { subscriber.Name }, transaction, cancellationToken: ct));
        var seq = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select seq from foundation.subscriber where name = @Name for update", new { subscriber.Name }, transaction, cancellationToken: ct));
        var entries = (await connection.QueryAsync<AuditEntry>(new CommandDefinition($"select {ProcessChain.Columns} from foundation.process where seq > @seq order by seq limit {Portion}", new { seq }, transaction, cancellationToken: ct))).AsList();
        if (entries.Count == 0)
            return 0;
        await subscriber.HandleAsync(entries, transaction, ct);
        await connection.ExecuteAsync(new CommandDefinition("update foundation.subscriber set seq = @seq where name = @Name", new { seq = entries[^1].Seq, subscriber.Name }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return entries.Count;
    }
}
