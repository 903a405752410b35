using Dapper;
using Npgsql;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Which record: kind, office and number in its normal form.</summary>
public readonly record struct RecordKey(RecordKind Kind, string Office, string Number)
{
    /// <summary>The key of a record.</summary>
    public static RecordKey Of(IpRecord record) => new(record.Kind, record.Office, record.Number);

    /// <summary>The key as one text: <c>patent/CN/202210123456X</c>.</summary>
    public override string ToString() => $"{Kind.Code()}/{Office}/{Number}";

    /// <summary>Reads that text; null when it is none.</summary>
    public static RecordKey? Parse(string text) => text.Split('/') is [var kind, { Length: 2 } office, { Length: > 0 and <= 60 } number]
        && RecordKinds.Parse(kind) is { } known ? new(known, office, number) : null;
}

/// <summary>Why a record was not taken.</summary>
/// <param name="Number">Its number as given.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Reason">The reason for a person.</param>
public sealed record IntakeRefusal(string? Number, string Code, Bilingual Reason);

/// <summary>What a write did.</summary>
/// <param name="New">Records added.</param>
/// <param name="Changed">Records that got a new version.</param>
/// <param name="Same">Records known as they are.</param>
public readonly record struct IntakeCount(int New, int Changed, int Same);

/// <summary>
/// Takes records from elsewhere than files, such as another hub, inside the caller's transaction: what belongs to one step of the caller
/// is written with it or not at all. The same checks hold as for an import.
/// </summary>
public sealed class RecordIntake(ReferenceData reference, TimeProvider clock)
{
    private readonly RecordChecks _checks = new(reference, clock);

    /// <summary>Checks a record and brings its number into the normal form.</summary>
    /// <returns>The record, or null and why it is refused.</returns>
    public (IpRecord? Record, IntakeRefusal? Refusal) Check(IpRecord record)
    {
        var item = _checks.Check(new(0, record, []));
        var fault = item.Record is null ? item.Problems.FirstOrDefault(problem => !problem.Warning) : null;
        return (item.Record, fault is null ? null : new(fault.Number, fault.Code, fault.Reason));
    }

    /// <summary>Enters a batch under which records are written, as the page of imports lists it.</summary>
    public async Task<Guid> OpenBatchAsync(NpgsqlConnection connection, string title, string? sourceName, string? licence, CancellationToken ct)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into records.batch (id, title, state, process_id, started_at, finished_at, source_name, licence)
            values (@id, @title, 'finished', @process, @now, @now, @sourceName, @licence)
            """, new { id, title, process = Environment.ProcessId, now = clock.GetUtcNow(), sourceName, licence }, cancellationToken: ct));
        return id;
    }

    /// <summary>Writes checked records into the open transaction.</summary>
    /// <param name="connection">Connection with a running transaction.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="records">Records, each key once.</param>
    /// <param name="whole">Whether they replace what is known, or only add to it.</param>
    /// <param name="refused">How many were refused before, for the books.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IntakeCount> WriteAsync(NpgsqlConnection connection, Guid batch, IReadOnlyList<IpRecord> records, bool whole, int refused, CancellationToken ct)
    {
        var rule = whole ? MergeRule.Replace : MergeRule.Fill;
        var count = await RecordWriter.WriteAsync(connection, [.. records.Select(record => new Incoming(record, rule))], batch, clock.GetUtcNow(), dryRun: false, ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update records.batch set finished_at = @now, records_new = records_new + @New, records_changed = records_changed + @Changed,
              records_same = records_same + @Same, records_refused = records_refused + @refused
            where id = @batch
            """, new { batch, now = clock.GetUtcNow(), count.New, count.Changed, count.Same, refused }, cancellationToken: ct));
        return new(count.New, count.Changed, count.Same);
    }

    /// <summary>Deletes records in the open transaction and announces it in the change feed; those that are gone already do not matter.</summary>
    /// <returns>How many were deleted.</returns>
    public Task<int> DeleteAsync(NpgsqlConnection connection, IReadOnlyCollection<RecordKey> keys, CancellationToken ct) => RecordWriter.DeleteAsync(connection, keys, ct);
}
