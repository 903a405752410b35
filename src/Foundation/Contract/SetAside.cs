using Dapper;
using Zhishu.Foundation.Processes;

namespace Zhishu.Foundation;

/// <summary>A line of the trail that a reader could not take.</summary>
/// <param name="Subscriber">The reader.</param>
/// <param name="Seq">Place of the line in the trail.</param>
/// <param name="Type">What happened.</param>
/// <param name="Subject">To what.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Fault">What the last failure said.</param>
/// <param name="LastAt">When it was tried for the last time, UTC.</param>
public sealed record SetAsideLine(string Subscriber, long Seq, string Type, string Subject, int Tries, string Fault, DateTime LastAt);

/// <summary>Keeps the lines of the trail on which a reader fails, so that it can go on and they can be tried again.</summary>
public sealed class SetAside(IEnumerable<IProcessSubscriber> subscribers, HubDatabase database, TimeProvider clock)
{
    /// <summary>Tries before a line is set aside.</summary>
    public const int MostTries = 5;

    /// <summary>What is set aside now, the oldest first.</summary>
    public Task<IReadOnlyList<SetAsideLine>> ListAsync(CancellationToken ct) => database.QueryAsync<SetAsideLine>(
        """
        select a.subscriber, a.seq, p.type, p.subject_name as Subject, a.tries, a.fault, a.last_at as LastAt
        from foundation.set_aside a
        join foundation.process p using (seq)
        where a.aside
        order by a.seq
        limit 200
        """, new { }, ct);

    /// <summary>Hands a line that was set aside to its subscriber once more; the reason when it fails again.</summary>
    public async Task<string?> TryAgainAsync(string name, long seq, CancellationToken ct)
    {
        if (subscribers.FirstOrDefault(row => row.Name == name) is not { } subscriber)
            return "gone";
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var entries = (await connection.QueryAsync<AuditEntry>(new CommandDefinition(
            $"select {ProcessChain.Columns} from foundation.process where seq = @seq", new { seq }, transaction, cancellationToken: ct))).AsList();
        try
        {
            await subscriber.HandleAsync(entries, transaction, ct);
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from foundation.set_aside where subscriber = @name and seq = @seq", new { name, seq }, transaction, cancellationToken: ct));
            await transaction.CommitAsync(ct);
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return e.Message;
        }
    }

    /// <summary>Notes that a reader failed on the line it is at; after some tries sets the line aside and moves the reader behind it. The line when it was set aside, otherwise null.</summary>
    internal async Task<long?> FailAsync(string subscriber, string fault, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var seq = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select min(p.seq) from foundation.process p where p.seq > (select seq from foundation.subscriber where name = @subscriber for update)",
                new { subscriber }, transaction, cancellationToken: ct));
        if (seq is null)
            return null;
        var aside = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            insert into foundation.set_aside as s (subscriber, seq, tries, fault, first_at, last_at, aside) values (@subscriber, @seq, 1, @fault, @now, @now, false)
            on conflict (subscriber, seq) do update set tries = s.tries + 1, fault = excluded.fault, last_at = excluded.last_at, aside = s.tries + 1 >= @MostTries
            returning aside
            """, new { subscriber, seq, fault = fault.Length > 500 ? fault[..500] : fault, now = clock.GetUtcNow(), MostTries }, transaction, cancellationToken: ct));
        if (aside)
            await connection.ExecuteAsync(new CommandDefinition("update foundation.subscriber set seq = @seq where name = @subscriber", new { seq, subscriber }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return aside ? seq : null;
    }
}
