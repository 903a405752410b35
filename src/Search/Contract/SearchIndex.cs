using Dapper;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Indexing;
using Zhishu.Search.Postgres;
using Zhishu.Search.Text;
using Zhishu.Search.Words;

namespace Zhishu.Search;

/// <summary>Keeps the search table level with the records by following their change feed. Several processes may call it: one at a time does the work.</summary>
public sealed class SearchIndex(HubDatabase database, RecordStore records, ReferenceData reference)
{
    private const long LockKey = 0x7A73_6964_78; // "zsidx"
    private const int Portion = 1000;

    internal RecordStore Records { get; } = records;

    internal Lexicon Lexicon { get; } = new(reference);

    /// <summary>The text analysis that index, query and highlighting share.</summary>
    internal TextAnalysis Analysis => Lexicon.Analysis;

    /// <summary>Records whose last change is not yet indexed, at most.</summary>
    public async Task<long> BacklogAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select greatest(coalesce((select max(seq) from records.changes), 0) - (select seq from search.cursor where name = 'entry'), 0)", cancellationToken: ct));
    }

    /// <summary>Indexes all changes that are committed now; waits while another process does so.</summary>
    /// <param name="progress">Told the number of changes done so far, or null.</param>
    /// <param name="ct">Cancels; what was done stays.</param>
    /// <param name="leaveNames">Whether the tables of names and words are left for a later call.</param>
    /// <returns>Number of changes followed by this call.</returns>
    public async Task<long> CatchUpAsync(IProgress<long>? progress, CancellationToken ct, bool leaveNames = false)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 0, cancellationToken: ct));
        try
        {
            await BeginBulkAsync(connection, ct);
            var writer = new EntryWriter();
            var done = 0L;
            while (await FollowAsync(connection, writer, ct) is > 0 and var count)
            {
                done += count;
                progress?.Report(done);
            }

            await EndBulkAsync(connection, ct);
            if (done > 5000)
                await connection.ExecuteAsync(new CommandDefinition("analyze search.entry", commandTimeout: 0, cancellationToken: ct));
            if (!leaveNames)
                await new NameTables(database, Lexicon).RefreshAsync(connection, ct);
            return done;
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }

    /// <summary>Empties the search table and fills it again from all records.</summary>
    public async Task<long> RebuildAsync(IProgress<long>? progress, CancellationToken ct)
    {
        await using (var connection = await database.Source.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, commandTimeout: 0, cancellationToken: ct));

            // Each record is announced once more behind everything that was announced before, so no feed has to be kept whole for ever.
            await connection.ExecuteAsync(new CommandDefinition(
                """
                truncate search.entry, search.mark, search.more;
                drop index if exists search.entry_grams;
                update search.cursor set seq = coalesce((select max(seq) from records.changes), 0) where name = 'entry';
                insert into records.changes (record_id, kind, office, number, version, deleted, again)
                select id, kind, office, number, version, false, true from records.record order by id
                """, transaction: transaction, commandTimeout: 0, cancellationToken: ct));
            await transaction.CommitAsync(ct);
        }

        return await CatchUpAsync(progress, ct);
    }

    /// <summary>Names of applicants and the names they are counted under.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> AuthorityAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(string Name, string Canonical)>(new CommandDefinition("select name, canonical from search.alias",
            cancellationToken: ct))).ToDictionary(pair => pair.Name, pair => pair.Canonical);
    }

    /// <summary>Before a backlog that is large and larger than what is indexed, the inverted index is dropped; it is built anew at the end: that is faster.</summary>
    private static async Task BeginBulkAsync(NpgsqlConnection connection, CancellationToken ct) => await connection.ExecuteAsync(new CommandDefinition(
        """
        do $$
        declare
          backlog bigint := (select count(*) from records.changes where seq > (select seq from search.cursor where name = 'entry'));
        begin
          if backlog >= 50000 and backlog > (select count(*) from search.entry) then
            drop index if exists search.entry_grams;
          end if;
        end $$
        """, commandTimeout: 0, cancellationToken: ct));

    private static Task EndBulkAsync(NpgsqlConnection connection, CancellationToken ct) => connection.ExecuteAsync(new CommandDefinition(
        """
        set maintenance_work_mem = '1GB';
        create index if not exists entry_grams on search.entry using gin (grams);
        reset maintenance_work_mem
        """, commandTimeout: 0, cancellationToken: ct));

    /// <summary>Takes the next portion of the feed in one transaction with the cursor.</summary>
    private async Task<int> FollowAsync(NpgsqlConnection connection, EntryWriter writer, CancellationToken ct)
    {
        var cursor = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select seq from search.cursor where name = 'entry'", cancellationToken: ct));
        var changes = await Records.ChangesAsync(cursor, Portion, ct);
        if (changes.Count == 0)
            return 0;
        var last = new Dictionary<Guid, RecordChange>(changes.Count);
        foreach (var change in changes)
            last[change.RecordId] = change;
        var present = last.Values.Where(change => !change.Deleted).Select(change => change.RecordId).ToArray();
        var authority = await AuthorityAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await writer.WriteAsync(connection, [.. last.Keys], Records.Texts.WholeAsync(Records.StreamAsync(present, ct), ct)
            .Select(stored => Entry.Of(stored.Id, stored.Record, Lexicon, authority)), ct);
        await connection.ExecuteAsync(new CommandDefinition("update search.cursor set seq = @seq where name = 'entry'", new { seq = changes[^1].Sequence }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return changes.Count;
    }
}
