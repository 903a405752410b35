using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Records.Imports;

/// <summary>A run of an import as the status page shows it. Running is decided by the lock a run holds, so a killed run shows as stopped.</summary>
internal sealed record BatchRow(
    Guid Id, string Title, string State, DateTime StartedAt, DateTime? FinishedAt, string? SourceName, string? Licence,
    long New, long Changed, long Same, long Refused, long Bytes, long BytesDone)
{
    public int Percent => State is "finished" or "taking" or "taken" ? 100 : Bytes == 0 ? 0 : (int)(100 * BytesDone / Bytes);

    public Bilingual Label => State switch
    {
        "finished" => new("完成"),
        "running" => new("Running|进行中"),
        "taking" => new("正在撤回"),
        "taken" => new("Taken back|已撤回"),
        _ => new("已中断，再次导入同一文件即可续传"),
    };
}

/// <summary>A file of a run.</summary>
internal sealed record BatchFileRow(string Name, string? Format, string State, long Bytes, long New, long Changed, long Same, long Refused);

/// <summary>A refusal or warning of a run.</summary>
internal sealed record RefusalRow(string File, long Line, string? Number, string? Field, string Zh, string En, string? Value, bool Warning);

/// <summary>What an import is called, and the source that it names.</summary>
internal sealed record BatchName(Guid Id, string Title, string? Source);

/// <summary>Reads the books of the imports.</summary>
internal sealed class BatchStore(HubDatabase database)
{
    private const string Select =
        """
        select b.id, b.title,
          case when b.state in ('finished', 'taking', 'taken') then b.state
            when exists (
              select 1 from pg_locks l
              where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
                and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(b.id::text, 0)) then 'running'
            else 'stopped' end as state,
          b.started_at as StartedAt, b.finished_at as FinishedAt, b.source_name as SourceName, b.licence,
          b.records_new as New, b.records_changed as Changed, b.records_same as Same, b.records_refused as Refused,
          coalesce(f.bytes, 0)::bigint as Bytes, coalesce(f.done, 0)::bigint as BytesDone
        from records.batch b
        left join lateral (
          select sum(bytes) as bytes, sum(case when state in ('done', 'known', 'failed') then bytes else bytes_done end) as done
          from records.batch_file
          where batch_id = b.id) f on true

        """;

    public async Task<(long Total, IReadOnlyList<BatchRow> Rows)> ListAsync(int from, int size, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from records.batch", cancellationToken: ct));
        var rows = await connection.QueryAsync<BatchRow>(new CommandDefinition(
            Select + "order by b.started_at desc, b.id limit @size offset @from", new { size, from }, cancellationToken: ct));
        return (total, [.. rows]);
    }

    public async Task<BatchRow?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<BatchRow>(new CommandDefinition(Select + "where b.id = @id", new { id }, cancellationToken: ct));
    }

    /// <summary>What some imports are called, and from where their records came.</summary>
    public async Task<IReadOnlyDictionary<Guid, BatchName>> NamesAsync(Guid[] ids, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<BatchName>(new CommandDefinition(
            "select id, title, source_name as Source from records.batch where id = any(@ids)", new { ids }, cancellationToken: ct))).ToDictionary(batch => batch.Id);
    }

    public async Task<IReadOnlyList<BatchFileRow>> FilesAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<BatchFileRow>(new CommandDefinition(
            """
            select name, format, state, bytes, records_new as New, records_changed as Changed, records_same as Same, records_refused as Refused
            from records.batch_file
            where batch_id = @id
            order by ordinal
            limit 500
            """, new { id }, cancellationToken: ct))];
    }

    public async Task<(long Total, IReadOnlyList<RefusalRow> Rows)> RefusalsAsync(Guid id, int from, int size, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from records.refusal where batch_id = @id", new { id }, cancellationToken: ct));
        var rows = await connection.QueryAsync<RefusalRow>(new CommandDefinition(
            """
            select file, line, number, field, reason_zh as Zh, reason_en as En, value, warning
            from records.refusal
            where batch_id = @id
            order by id
            limit @size offset @from
            """, new { id, size, from }, cancellationToken: ct));
        return (total, [.. rows]);
    }
}
