using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A record of a source that seems to speak of another right by the number of one that is here.</summary>
/// <param name="Id">Identity of the conflict.</param>
/// <param name="BatchId">The import that brought it.</param>
/// <param name="Incoming">What the source says.</param>
/// <param name="Known">What is here; null when that is gone.</param>
/// <param name="SeenAt">When it came.</param>
public sealed record RecordConflict(long Id, Guid BatchId, IpRecord Incoming, IpRecord? Known, DateTimeOffset SeenAt);

/// <summary>
/// Holds what would have overwritten a record with another right: title, those to whom it belongs and the day of application all differ. Nothing is written until a person
/// decides.
/// </summary>
public sealed class ConflictStore(HubDatabase database, RecordStore records, TimeProvider clock)
{
    /// <summary>How many wait for a decision.</summary>
    public async Task<long> CountAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from records.conflict where decided is null", cancellationToken: ct));
    }

    /// <summary>Those that wait, the oldest first.</summary>
    public async Task<IReadOnlyList<RecordConflict>> OpenAsync(int size, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<(long Id, Guid BatchId, string Doc, DateTime SeenAt)>(new CommandDefinition(
            "select id, batch_id, doc::text, seen_at from records.conflict where decided is null order by id limit @size", new { size }, cancellationToken: ct))).ToList();
        var conflicts = new List<RecordConflict>();
        foreach (var row in rows)
        {
            var incoming = RecordJson.Read(row.Doc);
            conflicts.Add(new(row.Id, row.BatchId, incoming, (await records.FindAsync(incoming.Kind, incoming.Number, ct))?.Record,
                new DateTimeOffset(DateTime.SpecifyKind(row.SeenAt, DateTimeKind.Utc))));
        }

        return conflicts;
    }

    /// <summary>Decides one: what the source says is dropped, or taken over the record that is here.</summary>
    /// <returns>The record that was spoken of; null when somebody else decided.</returns>
    public async Task<RecordKey?> DecideAsync(long id, bool take, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<(Guid BatchId, string Doc)?>(new CommandDefinition(
            "update records.conflict set decided = @decided, decided_at = @now where id = @id and decided is null returning batch_id, doc::text",
            new { id, decided = take ? "taken" : "dropped", now = clock.GetUtcNow() }, transaction, cancellationToken: ct));
        if (row is not { } found)
            return null;
        var record = RecordJson.Read(found.Doc);
        if (take)
            await RecordWriter.WriteAsync(connection, [new Incoming(record, MergeRule.Fill) { Decided = true }], found.BatchId, clock.GetUtcNow(), dryRun: false, ct);
        await transaction.CommitAsync(ct);
        return RecordKey.Of(record);
    }
}
