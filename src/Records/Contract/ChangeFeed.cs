using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Somebody in this database who follows the change feed; modules register theirs.</summary>
/// <param name="Name">Name, such as <c>search</c>.</param>
/// <param name="Sql">A statement that gives the last change it has read, cheap on any amount of data; null for none, when nobody reads.</param>
public sealed record FeedReader(string Name, string Sql)
{
    /// <summary>Whether it passes over records that are announced once more, and over deletions: then it can wait as long as it likes for what is left.</summary>
    public bool OnlyNew { get; init; }
}

/// <summary>
/// Lets go of changes behind the slowest reader: of each record its last change stays, so that a reader who begins anew finds every record; deletions go when all
/// have read them. A reader outside of the database that was not seen for some days is waited for no longer: it learns by <see cref="TrimmedAsync"/> that it must begin anew.
/// </summary>
public sealed class ChangeFeed(IEnumerable<FeedReader> readers, HubDatabase database, IOptions<HubOptions> options, TimeProvider clock) : ITrimmer
{
    private const int Portion = 10_000;

    private sealed record Place(long Slowest, long OnlyNew, long Last);

    /// <summary>Notes how far a reader outside of the database is.</summary>
    /// <param name="name">Name of the reader, such as a machine and its folder.</param>
    /// <param name="seq">The last change it has read and kept.</param>
    /// <param name="ct">Cancels.</param>
    public Task NoteAsync(string name, long seq, CancellationToken ct) => database.ExecuteAsync(
        "insert into records.reader (name, seq, seen_at) values (@name, @seq, @now) on conflict (name) do update set (seq, seen_at) = (excluded.seq, "
            + "excluded.seen_at)", new { name, seq, now = clock.GetUtcNow() }, ct);

    /// <summary>The last deletion that was trimmed: who is not beyond it does not know all that is gone.</summary>
    public async Task<long> TrimmedAsync(CancellationToken ct) => (await database.QueryAsync<long>("select trimmed from records.feed", new { }, ct))[0];

    /// <inheritdoc/>
    public async Task<long> TrimAsync(CancellationToken ct)
    {
        await database.ExecuteAsync("delete from records.reader where seen_at < @before", new { before = clock.GetUtcNow().AddDays(-options.Value.KeepChangesDays) }, ct);
        var place = await PlaceAsync(ct);
        var gone = 0L;
        await using var reading = await database.Source.OpenConnectionAsync(ct);

        // Looked for without a number of a transaction of its own, which readers of the feed would wait for; then a few at a time go.
        await using var command = new NpgsqlCommand(
            """
            select seq, deleted
            from (
              select seq, record_id, deleted, again, max(seq) over w as last, max(seq) filter (where not again) over w as last_new
              from records.changes
              where seq <= $1
              window w as (partition by record_id)) as c
            where seq < $3 and (deleted or (seq < last and (again or seq < last_new or seq <= $2))) and not exists (select from records.reader r where r.seq = c.seq)
            order by seq
            """, reading)
        { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = place.Slowest });
        command.Parameters.Add(new() { Value = place.OnlyNew });
        command.Parameters.Add(new() { Value = place.Last });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var (portion, deletion) = (new List<long>(Portion), 0L);
        while (await rows.ReadAsync(ct))
        {
            portion.Add(rows.GetInt64(0));
            deletion = rows.GetBoolean(1) ? rows.GetInt64(0) : deletion;
            if (portion.Count == Portion)
                gone += await DeleteAsync(portion, deletion, ct);
        }

        return gone + await DeleteAsync(portion, deletion, ct);
    }

    // The last change of all stays in any case: everybody measures how far behind he is by it.
    private async Task<Place> PlaceAsync(CancellationToken ct)
    {
        var (slowest, onlyNew) = (long.MaxValue, long.MaxValue);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        foreach (var reader in readers)
        {
            var seq = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(reader.Sql, cancellationToken: ct)) ?? long.MaxValue;
            (slowest, onlyNew) = reader.OnlyNew ? (slowest, Math.Min(onlyNew, seq)) : (Math.Min(slowest, seq), onlyNew);
        }

        var (last, outside) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "select (select coalesce(max(seq), 0) from records.changes), (select coalesce(min(seq), 9223372036854775807) from records.reader)", cancellationToken: ct));
        return new(Math.Min(slowest, outside), onlyNew, last);
    }

    private async Task<long> DeleteAsync(List<long> portion, long deletion, CancellationToken ct)
    {
        if (portion.Count == 0)
            return 0;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update records.feed set trimmed = greatest(trimmed, @deletion)", new { deletion }, transaction, cancellationToken: ct));
        var gone = await connection.ExecuteAsync(new CommandDefinition("delete from records.changes where seq = any(@seqs)", new { seqs = portion.ToArray() }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        portion.Clear();
        return gone;
    }
}
