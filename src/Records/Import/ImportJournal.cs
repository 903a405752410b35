using System.Text;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Zhishu.Foundation;
using Zhishu.Records.Imports;

namespace Zhishu.Records;

/// <summary>Where a file stands: known whole from an earlier run, or committed up to a position.</summary>
internal readonly record struct FileState(bool Known, long Position);

/// <summary>
/// Keeps the books of a run in the database, in the same transaction as the records: that is what makes a killed run able to go on.
/// A session lock on the batch tells a running import from a dead one.
/// </summary>
internal sealed class ImportJournal
{
    private const int MostNotes = 50;
    private readonly HubDatabase _database;
    private readonly TimeProvider _clock;
    private readonly ImportRequest _request;
    private readonly FileState[] _states;
    private readonly List<(string File, Problem Problem)> _dry = [];
    private long _new;
    private long _changed;
    private long _same;
    private long _refused;
    private bool _anyProblem;
    private int _rowsKept;
    private readonly List<(string File, Bilingual Text)> _notes = [];

    private ImportJournal(HubDatabase database, TimeProvider clock, ImportRequest request, int files) =>
        (_database, _clock, _request, _states) = (database, clock, request, new FileState[files]);

    public Guid BatchId { get; private set; }

    public static async Task<ImportJournal> OpenAsync(
        NpgsqlConnection connection, HubDatabase database, TimeProvider clock, ImportRequest request, IReadOnlyList<InputFile> files, CancellationToken ct)
    {
        var journal = new ImportJournal(database, clock, request, files.Count);
        if (!request.DryRun)
            await journal.OpenBatchAsync(connection, files, ct);
        return journal;
    }

    public FileState StateOf(int ordinal) => _states[ordinal];

    private async Task OpenBatchAsync(NpgsqlConnection connection, IReadOnlyList<InputFile> files, CancellationToken ct)
    {
        var identities = files.Select(file => file.Identity).Where(identity => identity.Length > 0).Distinct().ToArray();
        BatchId = await FindDeadBatchAsync(connection, identities) ?? Guid.CreateVersion7(_clock.GetUtcNow());
        await connection.ExecuteAsync("select pg_advisory_lock(hashtextextended(@id, 0))", new { id = BatchId.ToString() });
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(
            """
            insert into records.batch (id, title, state, process_id, started_at, source_name, licence)
            values (@id, @title, 'running', @process, @now, @source, @licence)
            on conflict (id) do update set state = 'running', process_id = @process, stop_reason = null
            """,
            new
            {
                id = BatchId,
                title = Title(files),
                process = Environment.ProcessId,
                now = _clock.GetUtcNow(),
                source = _request.SourceName,
                licence = _request.Licence,
            }, transaction);
        var known = (await connection.QueryAsync<(string Identity, bool Done, long Position)>(
            """
            select identity, bool_or(state = 'done'), max(case when batch_id = @id and state = 'running' then position else 0 end)
            from records.batch_file
            where identity = any(@identities)
            group by identity
            """, new { id = BatchId, identities }, transaction)).ToDictionary(row => row.Identity);
        for (var i = 0; i < files.Count; i++)
        {
            var (_, done, position) = known.GetValueOrDefault(files[i].Identity);
            _states[i] = new(done && !_request.Again, position);
            await connection.ExecuteAsync(
                """
                insert into records.batch_file (batch_id, ordinal, name, identity, bytes, state)
                values (@id, @ordinal, @name, @identity, @bytes, @state)
                on conflict (batch_id, ordinal) do nothing
                """,
                new { id = BatchId, ordinal = i, name = files[i].Name, identity = files[i].Identity, bytes = files[i].Bytes, state = _states[i].Known ? "known" : "waiting" },
                transaction);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>An unfinished run over exactly these files whose process is gone.</summary>
    private static async Task<Guid?> FindDeadBatchAsync(NpgsqlConnection connection, string[] identities)
    {
        var unfinished = await connection.QueryAsync<Guid>(
            """
            select b.id
            from records.batch b
            join records.batch_file f on f.batch_id = b.id
            where b.state in ('running', 'stopped')
            group by b.id
            having array_agg(distinct f.identity) filter (where f.identity <> '') @> @identities
              and array_agg(distinct f.identity) filter (where f.identity <> '') <@ @identities
            order by b.id desc
            """, new { identities });
        foreach (var id in unfinished)
        {
            if (await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(hashtextextended(@id, 0))", new { id = id.ToString() }))
                return id;
        }

        return null;
    }

    private static string Title(IReadOnlyList<InputFile> files) =>
        files.Count switch { 0 => "–", 1 => files[0].Name, _ => $"{files[0].Name} +{files.Count - 1}" };

    public async Task BeginFileAsync(NpgsqlConnection connection, int ordinal, string format, CancellationToken ct)
    {
        if (!_request.DryRun)
            await connection.ExecuteAsync(new CommandDefinition(
                "update records.batch_file set state = 'running', format = @format where batch_id = @BatchId and ordinal = @ordinal",
                new { BatchId, ordinal, format }, cancellationToken: ct));
    }

    public async Task EndFileAsync(NpgsqlConnection connection, int ordinal, CancellationToken ct)
    {
        if (!_request.DryRun)
            await connection.ExecuteAsync(new CommandDefinition(
                "update records.batch_file set state = 'done', bytes_done = bytes where batch_id = @BatchId and ordinal = @ordinal",
                new { BatchId, ordinal }, cancellationToken: ct));
    }

    public async Task RefuseFileAsync(NpgsqlConnection connection, int ordinal, InputFile file, Problem fault, CancellationToken ct)
    {
        SourceItem[] items = [SourceItem.Refused(fault)];
        if (!_request.DryRun)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.ExecuteAsync("delete from records.refusal where batch_id = @BatchId and file = @name and number is null", new { BatchId, name = file.Name }, transaction);
            await RecordAsync(connection, ordinal, file, default, items, 0, 0, ct);
            await connection.ExecuteAsync("update records.batch_file set state = 'failed' where batch_id = @BatchId and ordinal = @ordinal", new { BatchId, ordinal }, transaction);
            await transaction.CommitAsync(ct);
        }

        Committed(default, items, file);
    }

    /// <summary>Writes the books of one portion into the open transaction.</summary>
    public async Task RecordAsync(
        NpgsqlConnection connection, int ordinal, InputFile file, WriteCount count, IReadOnlyList<SourceItem> items, long position, long bytesDone, CancellationToken ct)
    {
        if (_request.DryRun)
            return;
        var refused = items.Count(item => item.IsRefused);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update records.batch_file set position = @position, bytes_done = least(bytes, @bytesDone), records_new = records_new + @New,
              records_changed = records_changed + @Changed, records_same = records_same + @Same, records_refused = records_refused + @refused
            where batch_id = @BatchId and ordinal = @ordinal;
            update records.batch set records_new = records_new + @New, records_changed = records_changed + @Changed,
              records_same = records_same + @Same, records_refused = records_refused + @refused
            where id = @BatchId
            """, new { BatchId, ordinal, position, bytesDone, count.New, count.Changed, count.Same, refused }, cancellationToken: ct));
        _rowsKept += await RefusedRows.KeepAsync(connection, BatchId, RefusedRows.Clean(file.Name), items, RefusedRows.Most - _rowsKept, ct);
        if (!items.Any(item => item.Problems.Count > 0))
            return;
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy records.refusal (batch_id, file, line, number, field, code, reason_zh, reason_en, value, warning) from stdin (format binary)", ct);
        foreach (var problem in items.SelectMany(item => item.Problems))
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(BatchId, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(RefusedRows.Clean(Shown(file, problem)), NpgsqlDbType.Text, ct);
            await copy.WriteAsync(problem.Line, NpgsqlDbType.Bigint, ct);
            foreach (var text in new[] { problem.Number, problem.Field, problem.Code, problem.Reason.Zh, problem.Reason.En, problem.Value })
            {
                if (text is null)
                    await copy.WriteNullAsync(ct);
                else
                    await copy.WriteAsync(RefusedRows.Clean(text), NpgsqlDbType.Text, ct);
            }

            await copy.WriteAsync(problem.Warning, NpgsqlDbType.Boolean, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static string Shown(InputFile file, Problem problem) => problem.Entry is null ? file.Name : $"{file.Name}!{problem.Entry}";

    /// <summary>Tells of a file something beside its records.</summary>
    public void Note(InputFile file, Bilingual text)
    {
        if (_notes.Count < MostNotes)
            _notes.Add((file.Name, text));
    }

    /// <summary>Counts a portion once it is committed.</summary>
    public void Committed(WriteCount count, IReadOnlyList<SourceItem> items, InputFile file)
    {
        _new += count.New;
        _changed += count.Changed;
        _same += count.Same;
        _refused += items.Count(item => item.IsRefused);
        foreach (var problem in items.Where(item => item.Record is null && !item.IsRefused).SelectMany(item => item.Problems).Take(MostNotes - _notes.Count))
            _notes.Add((Shown(file, problem), problem.Reason));
        _anyProblem |= items.Any(item => item.Problems.Count > 0);
        if (_request.DryRun && _dry.Count < 100_000)
            _dry.AddRange(items.SelectMany(item => item.Problems).Select(problem => (Shown(file, problem), problem)));
    }

    public async Task<ImportReport> FinishAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var refusedFile = await WriteRefusedFileAsync(connection, ct);
        if (!_request.DryRun)
        {
            await connection.ExecuteAsync("update records.batch set state = 'finished', finished_at = @now where id = @BatchId", new { BatchId, now = _clock.GetUtcNow() });
            await connection.ExecuteAsync("select pg_advisory_unlock(hashtextextended(@id, 0))", new { id = BatchId.ToString() });
            if (_new > 5000)
                await connection.ExecuteAsync("select records.analyze_records()");
        }

        var known = 0L;
        if (!_request.DryRun)
        {
            known = await connection.ExecuteScalarAsync<long>(
                """
                select coalesce(sum(n), 0)::bigint
                from (
                  select distinct on (done.identity) done.records_new + done.records_changed + done.records_same as n
                  from records.batch_file skipped
                  join records.batch_file done on done.identity = skipped.identity and done.state = 'done'
                  where skipped.batch_id = @BatchId and skipped.state = 'known'
                  order by done.identity, done.batch_id) as files
                """, new { BatchId });
        }

        var skipped = _states.Where(state => !state.Known).Sum(state => state.Position);
        return new(BatchId, _new, _changed, _same + known, _refused, refusedFile, _states.Length, _states.Count(state => state.Known), skipped) { Notes = _notes };
    }

    private async Task<string?> WriteRefusedFileAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var resumed = _states.Any(state => state.Position > 0);
        if (!_anyProblem && !resumed)
            return null;
        var folder = Path.Combine(_database.DataFolder, "imports", _request.DryRun ? "dry-run" : BatchId.ToString());
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "refused.csv");
        await using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteAsync("file,line,number,field,code,warning,reason,reason_en,value\r\n");
        if (_request.DryRun)
        {
            foreach (var (file, problem) in _dry)
                await writer.WriteAsync(Row(file, problem.Line, problem.Number, problem.Field, problem.Code, problem.Warning, problem.Reason.Zh, problem.Reason.En, problem.Value));
            return path;
        }

        await using var command = new NpgsqlCommand(
            "select file, line, number, field, code, warning, reason_zh, reason_en, value from records.refusal where batch_id = $1 order by id", connection);
        command.Parameters.Add(new() { Value = BatchId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            string? Text(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
            await writer.WriteAsync(Row(reader.GetString(0), reader.GetInt64(1), Text(2), Text(3), reader.GetString(4), reader.GetBoolean(5), Text(6), Text(7), Text(8)));
        }

        return path;
    }

    private static string Row(params object?[] cells) => CsvText.Line(cells.Select(cell => Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture) ?? ""));
}
