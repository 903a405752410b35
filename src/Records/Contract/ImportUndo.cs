using Dapper;
using Npgsql;
using NpgsqlTypes;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>How the taking back of an import stands.</summary>
/// <param name="Title">Name of the import.</param>
/// <param name="State">running, finished, stopped, taking (being taken back), taken.</param>
/// <param name="Added">Records that are there only by this import, so that they go.</param>
/// <param name="Changed">Records that it changed last, so that they become what they were.</param>
/// <param name="Deleted">Records that it deleted, so that they come back.</param>
/// <param name="Later">Records that others changed since: they stay as they are.</param>
public sealed record UndoState(string Title, string State, long Added, long Changed, long Deleted, long Later);

/// <summary>
/// Takes imports back whole: what one added goes, what it changed becomes what it was, what it deleted comes back. Records that somebody changed since stay as they
/// are. Done in portions: one that is stopped goes on where it committed.
/// </summary>
public sealed class ImportUndo(HubDatabase database, TimeProvider clock)
{
    private const int Portion = 250;

    /// <summary>What taking an import back would do, or did.</summary>
    /// <returns>Null when there is no such import.</returns>
    public async Task<UndoState?> LookAsync(Guid batch, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<UndoState>(new CommandDefinition(
            """
            select b.title, b.state,
              case when b.state = 'taken' then b.taken_removed else (select count(*) from records.record r where r.batch_id = b.id
                and not exists (select 1 from records.version v where v.record_id = r.id and v.batch_id <> b.id)) end as Added,
              case when b.state = 'taken' then b.taken_restored else (select count(*) from records.record r where r.batch_id = b.id
                and exists (select 1 from records.version v where v.record_id = r.id and v.batch_id <> b.id)) end as Changed,
              (select count(*) from records.removed d where d.batch_id = b.id) as Deleted,
              case when b.state in ('taking', 'taken') then b.taken_kept else (select count(distinct v.record_id) from records.version v
                join records.record r on r.id = v.record_id where v.batch_id = b.id and r.batch_id <> b.id) end as Later
            from records.batch b
            where b.id = @batch
            """, new { batch }, cancellationToken: ct));
    }

    /// <summary>Asks for an import to be taken back; <see cref="RunAsync"/> does it.</summary>
    /// <returns>Why not, or null: it still runs, was taken back already, or is not there.</returns>
    public async Task<Bilingual?> AskAsync(Guid batch, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var state = await connection.ExecuteScalarAsync<string>(new CommandDefinition("select state from records.batch where id = @batch", new { batch }, cancellationToken: ct));
        if (state is null)
            return new("没有这次导入");
        if (state is "taking" or "taken")
            return new("这次导入已经撤回，或正在撤回");

        // A running import holds this lock; one that died does not.
        if (!await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(hashtextextended(@id, 0))", new { id = batch.ToString() }))
            return new("导入还在进行，请等它结束");
        try
        {
            await connection.ExecuteAsync(
                """
                update records.batch set state = 'taking', taken_kept = (
                  select count(distinct v.record_id) from records.version v join records.record r on r.id = v.record_id where v.batch_id = @batch and r.batch_id <> @batch)
                where id = @batch and state not in ('taking', 'taken')
                """, new { batch });
            return null;
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(hashtextextended(@id, 0))", new { id = batch.ToString() });
        }
    }

    /// <summary>Takes back what was asked for.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        foreach (var batch in (await connection.QueryAsync<Guid>("select id from records.batch where state = 'taking' order by id")).ToList())
        {
            while (await TakeAsync(connection, batch, ct) > 0)
                ct.ThrowIfCancellationRequested();
            await EndAsync(connection, batch, ct);
        }
    }

    private async Task<int> TakeAsync(NpgsqlConnection connection, Guid batch, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            select r.id, r.kind, r.office, r.number, former.batch_id as Batch, former.doc::text as Doc
            from (select id, kind, office, number from records.record where batch_id = @batch order by id limit @Portion for update) r
            left join lateral (
              select v.batch_id, v.doc from records.version v where v.record_id = r.id and v.batch_id <> @batch order by v.version desc limit 1) former on true
            """, new { batch, Portion }, transaction, cancellationToken: ct))).ToList();
        if (rows.Count == 0)
            return 0;
        var removed = await RecordWriter.DeleteAsync(connection, [.. rows.Where(row => row.Doc is null).Select(row => new RecordKey((RecordKind)row.Kind, row.Office, row.Number))], ct);
        foreach (var row in rows.Where(row => row.Doc is not null))
            await RestoreAsync(connection, row, ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update records.batch set taken_removed = taken_removed + @removed, taken_restored = taken_restored + @restored where id = @batch",
            new { batch, removed, restored = rows.Count - removed }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return rows.Count;
    }

    /// <summary>The record becomes what it was: that is one more version of it.</summary>
    private async Task RestoreAsync(NpgsqlConnection connection, Row row, CancellationToken ct)
    {
        var record = RecordJson.Read(row.Doc!);
        await using var command = new NpgsqlCommand(
            """
            with former as (
              insert into records.version (record_id, version, batch_id, valid_from, replaced_at, changed_fields, doc)
              select id, version, batch_id, changed_at, $2, $3, doc from records.record where id = $1
              returning changed_fields),
            cleared as (delete from records.number where record_id = $1 and number <> all ($4)),
            named as (
              insert into records.number (kind, number, record_id)
              select $5, number, $1 from unnest($4) as number
              on conflict do nothing),
            told as (
              insert into records.changes (record_id, kind, office, number, version, deleted)
              select id, kind, office, number, version + 1, false from records.record where id = $1)
            update records.record set version = version + 1, batch_id = $6, changed_at = $2, doc = $7, synthetic = $8 where id = $1
            """, connection);
        var present = RecordJson.Read(await connection.ExecuteScalarAsync<string>("select doc::text from records.record where id = @Id", new { row.Id }) ?? row.Doc!);
        command.Parameters.Add(new() { Value = row.Id });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = RecordMerge.ChangedFields(present, record).ToArray() });
        command.Parameters.Add(new() { Value = NumberKeys.AliasesOf(record).ToArray() });
        command.Parameters.Add(new() { Value = row.Kind });
        command.Parameters.Add(new() { Value = row.Batch!.Value });
        command.Parameters.Add(new() { Value = row.Doc!, NpgsqlDbType = NpgsqlDbType.Json });
        command.Parameters.Add(new() { Value = record.Synthetic });
        await command.ExecuteNonQueryAsync(ct);
        await LinkTable.ReplaceAsync(connection, row.Id, record, ct);
    }

    /// <summary>What it deleted comes back, unless it is there again; what waits of it goes; its files may be imported again.</summary>
    private async Task EndAsync(NpgsqlConnection connection, Guid batch, CancellationToken ct)
    {
        while (true)
        {
            await using var portion = await connection.BeginTransactionAsync(ct);
            var back = (await connection.QueryAsync<Row>(new CommandDefinition(
                """
                with gone as (
                  delete from records.removed where ctid in (select ctid from records.removed where batch_id = @batch limit @Portion)
                  returning kind, office, number, former_batch, doc::text as doc)
                select '00000000-0000-0000-0000-000000000000'::uuid as Id, kind, office, number, former_batch as Batch, doc as Doc
                from gone g
                where not exists (select 1 from records.record r where r.kind = g.kind and r.office = g.office and r.number = g.number)
                """, new { batch, Portion }, portion, cancellationToken: ct))).ToList();
            foreach (var same in back.GroupBy(row => row.Batch!.Value))
                await RecordWriter.WriteAsync(connection, [.. same.Select(row => new Incoming(RecordJson.Read(row.Doc!), MergeRule.Replace))], same.Key, clock.GetUtcNow(), dryRun: false, ct);
            await connection.ExecuteAsync("update records.batch set taken_restored = taken_restored + @n where id = @batch", new { batch, n = back.Count }, portion);
            var left = await connection.ExecuteScalarAsync<bool>("select exists (select 1 from records.removed where batch_id = @batch)", new { batch }, portion);
            if (!left)
            {
                await connection.ExecuteAsync(
                    """
                    delete from records.waiting where batch_id = @batch;
                    update records.batch_file set identity = '' where batch_id = @batch;
                    update records.batch set state = 'taken', finished_at = coalesce(finished_at, @now) where id = @batch
                    """, new { batch, now = clock.GetUtcNow() }, portion);
            }

            await portion.CommitAsync(ct);
            if (!left)
                return;
        }
    }

    private sealed record Row(Guid Id, short Kind, string Office, string Number, Guid? Batch, string? Doc);
}
