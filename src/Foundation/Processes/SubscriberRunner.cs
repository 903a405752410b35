using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Zhishu.Foundation.Processes;

/// <summary>
/// Hands the trail to its subscribers, each from its own place; a killed hub goes on where the last commit was. A line on which a subscriber fails again and
/// again is set aside, told of to the administrators, and the subscriber goes on behind it.
/// </summary>
internal sealed class SubscriberRunner(IEnumerable<IProcessSubscriber> subscribers, HubDatabase database, SetAside aside, IServiceScopeFactory scopes, Loops loops) : BackgroundService
{
    private const int Portion = 200;
    private static readonly LoopKind Kind = new("subscribers", new("消息和通知"), TimeSpan.FromSeconds(1));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, CatchUpAsync, stoppingToken);

    public async Task CatchUpAsync(CancellationToken ct)
    {
        // One subscriber that fails does not keep the others from hearing.
        var failures = new List<Exception>();
        foreach (var subscriber in subscribers)
        {
            try
            {
                while (await StepAsync(subscriber, Portion, ct) == Portion)
                    ct.ThrowIfCancellationRequested();
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                failures.Add(e);
                if (!IsOfDatabase(e) && await SingleAsync(subscriber, ct))
                    failures.Remove(e);
            }
        }

        if (failures.Count > 0)
            throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
    }

    // One line after another, up to the one that fails: tried some times, then set aside. True when it went on behind it.
    private async Task<bool> SingleAsync(IProcessSubscriber subscriber, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (await StepAsync(subscriber, 1, ct) == 0)
                    return true;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && !IsOfDatabase(e))
            {
                if (await aside.FailAsync(subscriber.Name, e.Message, ct) is not { } seq)
                    return false;
                await TellAsync(subscriber.Name, seq, e.Message, ct);
            }
        }
    }

    // In the trail too, but not of such a line itself: a reader that fails on everything would write without end.
    private async Task TellAsync(string subscriber, long seq, string fault, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDatabase>();
        if ((await db.QueryAsync<string>("select type from foundation.process where seq = @seq", new { seq }, ct)) is not ["hub.setAside"])
            await scope.ServiceProvider.GetRequiredService<ProcessLog>()
                .WriteAsync("hub.setAside", Actor.Clock, new Subject("process", seq.ToString(System.Globalization.CultureInfo.InvariantCulture), subscriber), fault, ct);
    }

    // The database away is nobody's fault but its own: no line is set aside for it.
    private static bool IsOfDatabase(Exception e) => Web.ErrorPages.StatusOf(e) == Microsoft.AspNetCore.Http.StatusCodes.Status503ServiceUnavailable;

    private async Task<int> StepAsync(IProcessSubscriber subscriber, int portion, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("insert into foundation.subscriber (name, seq) values (@Name, 0) on conflict do nothing",
            new { subscriber.Name }, transaction, cancellationToken: ct));
        var seq = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("select seq from foundation.subscriber where name = @Name for update", new { subscriber.Name }, transaction, cancellationToken: ct));
        var entries = (await connection.QueryAsync<AuditEntry>(new CommandDefinition(
            $"select {ProcessChain.Columns} from foundation.process where seq > @seq order by seq limit {portion}", new { seq }, transaction, cancellationToken: ct))).AsList();
        if (entries.Count == 0)
            return 0;
        await subscriber.HandleAsync(entries, transaction, ct);
        await connection.ExecuteAsync(new CommandDefinition("update foundation.subscriber set seq = @seq where name = @Name", new
        {
            seq = entries[^1].Seq,
            subscriber.Name
        }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return entries.Count;
    }
}
