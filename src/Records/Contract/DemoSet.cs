using Dapper;
using Zhishu.Foundation;
using Zhishu.Records.Demo;

namespace Zhishu.Records;

/// <summary>
/// The demo set: the real samples shipped with the product and generated records, which are marked 示例数据.
/// The same seed gives the same records; loading twice changes nothing.
/// </summary>
public sealed class DemoSet(HubDatabase database, ReferenceData reference, RecordImporter importer, TimeProvider clock)
{
    private const int Seed = 20260101;
    private const int Portion = 1000;

    /// <summary>The set is dated to this day, so that it is the same wherever and whenever it is made.</summary>
    private static readonly DateOnly Today = new(2026, 6, 30);

    /// <summary>Numbers of generated records: patents, trademarks, geographical indications, layout designs.</summary>
    public static (int Patents, int Trademarks, int Gi, int Layouts) Size => (20_000, 3_000, 500, 300);

    /// <summary>Where the set stands: absent, loading (a killed load goes on), loaded or removed.</summary>
    public async Task<string> StateAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<string>(new CommandDefinition("select state from records.demo", cancellationToken: ct)) ?? "absent";
    }

    /// <summary>Generates records in a fixed order; the first <paramref name="patents"/> are patents.</summary>
    public static IEnumerable<IpRecord> Generate(ReferenceData reference, int patents, int trademarks, int gi, int layouts)
    {
        var words = Vocabulary.Load(reference.Folder);
        var places = new DemoPlaces(reference.Regions);
        var random = new Random(Seed);
        var maker = new DemoPatents(words, places, Today);
        var others = new DemoOthers(words, places, Today);
        for (var i = 0; i < patents; i++)
            yield return maker.Make(i, random);
        for (var i = 0; i < trademarks; i++)
            yield return others.Trademark(i, random);
        for (var i = 0; i < gi; i++)
            yield return others.Gi(i, random);
        for (var i = 0; i < layouts; i++)
            yield return others.Layout(i, random);
    }

    /// <summary>Loads samples and generated records.</summary>
    /// <param name="progress">Told the number of generated records done, or null.</param>
    /// <param name="ct">Cancels; the next load goes on.</param>
    public Task LoadAsync(IProgress<int>? progress, CancellationToken ct) => LoadAsync(Size, progress, ct);

    /// <summary>Loads as many of each kind as are said.</summary>
    internal async Task LoadAsync((int Patents, int Trademarks, int Gi, int Layouts) size, IProgress<int>? progress, CancellationToken ct)
    {
        await SetStateAsync("loading", ct);
        await importer.RunAsync(new([Path.Combine(reference.Folder, "samples")]) { SourceName = SampleSource, Licence = "公开数据" }, null, ct);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var batch = await connection.ExecuteScalarAsync<Guid>(new CommandDefinition(
            """
            insert into records.batch (id, title, state, process_id, started_at, finished_at, source_name)
            values (@id, '示例数据', 'finished', @process, @now, @now, '示例数据')
            returning id
            """, new { id = Guid.CreateVersion7(clock.GetUtcNow()), process = Environment.ProcessId, now = clock.GetUtcNow() }, cancellationToken: ct));
        var done = 0;
        var total = new WriteCount();
        var pictures = new DemoPictures(new MediaStore(database), Path.Combine(reference.Folder, "fonts"));
        var serials = new int[(int)RecordKind.Layout + 1];
        Incoming Whole(IpRecord record)
        {
            var serial = serials[(int)record.Kind]++;
            return new(DemoDescriptions.With(pictures.With(record, serial), serial) with { Source = new Provenance("示例数据生成器", "MIT") }, MergeRule.Replace);
        }

        foreach (var portion in Generate(reference, size.Patents, size.Trademarks, size.Gi, size.Layouts).Chunk(Portion))
        {
            var incoming = portion.Select(Whole).ToList();
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var count = await RecordWriter.WriteAsync(connection, incoming, batch, clock.GetUtcNow(), dryRun: false, ct);
            await transaction.CommitAsync(ct);
            total = new(total.New + count.New, total.Changed + count.Changed, total.Same + count.Same);
            progress?.Report(done += portion.Length);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "update records.batch set records_new = @New, records_changed = @Changed, records_same = @Same, finished_at = @now where id = @batch",
            new { total.New, total.Changed, total.Same, batch, now = clock.GetUtcNow() }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("select records.analyze_records()", cancellationToken: ct));
        await SetStateAsync("loaded", ct);
    }

    /// <summary>Removes the generated records, and the samples that no later import has changed. It is not loaded again by itself.</summary>
    /// <returns>Number of records removed.</returns>
    public async Task<long> RemoveAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var removed = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            with gone as (
              delete from records.record r
              where r.synthetic
                or (r.version = 1 and r.batch_id in (select id from records.batch where source_name = @SampleSource))
              returning r.id, r.kind, r.office, r.number, r.version),
            told as (
              insert into records.changes (record_id, kind, office, number, version, deleted)
              select id, kind, office, number, version, true from gone
              returning 1)
            select count(*) from told
            """, new { SampleSource }, transaction, commandTimeout: 0, cancellationToken: ct));

        // The sample files must be read again when the set is loaded again.
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from records.batch_file where batch_id in (select id from records.batch where source_name = @SampleSource)", new { SampleSource }, transaction, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("update records.demo set state = 'removed'", transaction: transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return removed;
    }

    private const string SampleSource = "随附样例";

    private async Task SetStateAsync(string state, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into records.demo (id, state) values (1, @state) on conflict (id) do update set state = @state", new { state }, cancellationToken: ct));
    }
}
