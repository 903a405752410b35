using Dapper;
using Npgsql;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Harvest;

/// <summary>Sources and their runs in the database.</summary>
internal sealed class SourceStore(HubDatabase database, TimeProvider clock)
{
    private const string Columns =
        """
        id, name, kind, address, prefix, set_spec as SetSpec, mapping::text as Mapping, licence, pass_on as PassOn, searched, rank, every_minutes as EveryMinutes, from_hour as FromHour,
        until_hour as UntilHour, kilobytes_per_second as KilobytesPerSecond, paused, revision, created_at as CreatedAt, next_at as NextAt, token, list_from as ListFrom, list_began as ListBegan,
        read_until as ReadUntil, etag, running_since as RunningSince, last_run_at as LastRunAt, last_good_at as LastGoodAt, faults,
          last_fault_zh as LastFaultZh, last_fault_en as LastFaultEn, members_at as MembersAt,
        epoch, whole_since as WholeSince, trusted, held_deletions as HeldDeletions, deletions_agreed as DeletionsAgreed
        """;

    private const string RunColumns =
        """
        id, source_id as SourceId, batch_id as BatchId, began_at as BeganAt, ended_at as EndedAt, pages, bytes, records_new as RecordsNew,
          records_changed as RecordsChanged, records_same as RecordsSame,
        records_deleted as RecordsDeleted, records_refused as RecordsRefused, records_own as RecordsOwn, records_behind as RecordsBehind, fault_zh as FaultZh, fault_en as FaultEn
        """;

    public async Task<IReadOnlyList<HarvestSource>> AllAsync(CancellationToken ct) => await database.QueryAsync<HarvestSource>($"select {Columns} from exchange.source order by name, id", new { }, ct);

    public async Task<HarvestSource?> FindAsync(Guid id, CancellationToken ct) =>
        (await database.QueryAsync<HarvestSource>($"select {Columns} from exchange.source where id = @id", new { id }, ct)).FirstOrDefault();

    public async Task<HarvestSource?> ByAddressAsync(string address, CancellationToken ct) =>
        (await database.QueryAsync<HarvestSource>($"select {Columns} from exchange.source where address = @address order by created_at", new { address }, ct)).FirstOrDefault();

    /// <summary>Sources whose time has come.</summary>
    public async Task<IReadOnlyList<HarvestSource>> DueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return [.. (await database.QueryAsync<HarvestSource>(
            $"select {Columns} from exchange.source where not paused and kind <> 'sru' and next_at <= @now order by next_at limit 100", new { now }, ct)).Where(source => source.IsOpenAt(now))];
    }

    public Task AddAsync(HarvestSource source, CancellationToken ct) => database.ExecuteAsync(
        """
        insert into exchange.source (id, name, kind, address, prefix, set_spec, mapping, licence, pass_on, searched, rank, every_minutes, from_hour,
          until_hour, kilobytes_per_second, paused, revision, created_at, next_at, trusted)
        values (@Id, @Name, @Kind, @Address, @Prefix, @SetSpec, @Mapping::json, @Licence, @PassOn, @Searched, @Rank, @EveryMinutes, @FromHour, @UntilHour,
          @KilobytesPerSecond, @Paused, 1, @now, @now, @Trusted)
        """, Parameters(source), ct);

    /// <summary>Changes the rules of a source; false when somebody else did since they were read. Another address or set is read from the beginning.</summary>
    public async Task<bool> ChangeAsync(HarvestSource source, CancellationToken ct) => await database.ExecuteAsync(
        """
        update exchange.source
        set name = @Name, address = @Address, prefix = @Prefix, mapping = @Mapping::json, licence = @Licence, pass_on = @PassOn, searched = @Searched, rank = @Rank, every_minutes = @EveryMinutes,
          from_hour = @FromHour, until_hour = @UntilHour, kilobytes_per_second = @KilobytesPerSecond, paused = @Paused, revision = revision + 1,
          token = case when (address, set_spec, prefix) = (@Address, @SetSpec, @Prefix) then token end,
          list_from = case when (address, set_spec, prefix) = (@Address, @SetSpec, @Prefix) then list_from end,
          read_until = case when (address, set_spec, prefix) = (@Address, @SetSpec, @Prefix) then read_until end,
          etag = case when address = @Address then etag end,
          trusted = case when address = @Address then trusted else @Trusted end,
          set_spec = @SetSpec
        where id = @Id and revision = @Revision
        """, Parameters(source), ct) > 0;

    public Task SetPausedAsync(Guid id, bool paused, CancellationToken ct) =>
        database.ExecuteAsync("update exchange.source set paused = @paused, next_at = @now, revision = revision + 1 where id = @id", new { id, paused, now = clock.GetUtcNow() }, ct);

    /// <summary>Lets the whole list be read once more, at the next run: what it does not name any more is taken away then.</summary>
    public Task ReadWholeAsync(Guid id, string? epoch, CancellationToken ct) => database.ExecuteAsync(
        """
        update exchange.source
        set token = null, list_from = null, list_began = null, read_until = null, etag = null, whole_since = @now, next_at = @now, epoch = coalesce(@epoch, epoch)
        where id = @id
        """, new { id, epoch, now = clock.GetUtcNow() }, ct);

    /// <summary>Keeps what a source says of its epoch.</summary>
    public Task KeepEpochAsync(Guid id, string epoch, CancellationToken ct) => database.ExecuteAsync("update exchange.source set epoch = @epoch where id = @id", new { id, epoch }, ct);

    /// <summary>Stops a source that takes too much away; an administrator looks at it.</summary>
    public Task HoldAsync(Guid id, long deletions, CancellationToken ct) => database.ExecuteAsync(
        "update exchange.source set held_deletions = @deletions, paused = true, revision = revision + 1 where id = @id", new { id, deletions }, ct);

    /// <summary>An administrator agrees to the deletions of a source that was stopped.</summary>
    public Task AgreeAsync(Guid id, CancellationToken ct) => database.ExecuteAsync(
        "update exchange.source set held_deletions = null, deletions_agreed = true, paused = false, next_at = @now, revision = revision + 1 where id = @id and held_deletions is not null",
        new { id, now = clock.GetUtcNow() }, ct);

    /// <summary>Lets it be harvested as soon as a runner is free.</summary>
    public Task HurryAsync(Guid id, CancellationToken ct) => database.ExecuteAsync("update exchange.source set next_at = @now where id = @id", new { id, now = clock.GetUtcNow() }, ct);

    public async Task<HarvestRun> BeginRunAsync(HarvestSource source, CancellationToken ct)
    {
        var run = new HarvestRun { Id = Guid.CreateVersion7(clock.GetUtcNow()), SourceId = source.Id };

        // Until it has ended the next one is five minutes away: a killed hub goes on by itself.
        await database.ExecuteAsync(
            """
            update exchange.run set ended_at = @now, fault_zh = '中断（程序停止）', fault_en = 'Interrupted (the program stopped)' where source_id = @SourceId and ended_at is null;
            insert into exchange.run (id, source_id, began_at) values (@Id, @SourceId, @now);
            update exchange.source set running_since = @now, last_run_at = @now, next_at = @soon where id = @SourceId
            """, new { run.Id, run.SourceId, now = clock.GetUtcNow(), soon = clock.GetUtcNow().AddMinutes(5) }, ct);
        return run;
    }

    /// <summary>Ends a run: whole, or with what stopped it. Faults in a row let it wait longer, up to six hours.</summary>
    public Task EndRunAsync(HarvestRun run, HarvestSource source, Bilingual? fault, bool whole, TimeSpan? retryAfter, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var wait = fault is null
            ? whole ? TimeSpan.FromMinutes(source.EveryMinutes) : TimeSpan.Zero
            : retryAfter ?? TimeSpan.FromMinutes(Math.Min(360, Math.Min(source.EveryMinutes, Math.Pow(2, Math.Min(source.Faults, 9)))));
        return database.ExecuteAsync(
            """
            update exchange.run set ended_at = @now, fault_zh = @zh, fault_en = @en where id = @Id;
            update exchange.source
            set running_since = null, next_at = @next, faults = case when @zh is null then 0 else faults + 1 end, last_fault_zh = @zh, last_fault_en = @en,
              last_good_at = case when @whole then @now else last_good_at end, deletions_agreed = deletions_agreed and not @whole, whole_since = case when not @whole then whole_since end
            where id = @SourceId
            """, new { run.Id, run.SourceId, now, zh = fault?.Zh, en = fault?.En, next = now + wait, whole }, ct);
    }

    public async Task<IReadOnlyList<HarvestRun>> RunsAsync(Guid source, int most, CancellationToken ct) =>
        await database.QueryAsync<HarvestRun>($"select {RunColumns} from exchange.run where source_id = @source order by began_at desc limit @most", new { source, most }, ct);

    public async Task<HarvestRun?> RunAsync(Guid id, CancellationToken ct) =>
        (await database.QueryAsync<HarvestRun>($"select {RunColumns} from exchange.run where id = @id", new { id }, ct)).FirstOrDefault();

    /// <summary>Takes the lock of a source on a connection of its own; null when another process has it.</summary>
    public async Task<NpgsqlConnection?> LockAsync(Guid id, CancellationToken ct)
    {
        var connection = await database.Source.OpenConnectionAsync(ct);
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select pg_try_advisory_lock(hashtextextended(@key, 1))", new { key = id.ToString() }, cancellationToken: ct)))
            return connection;
        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Gives the lock back; a connection returned to the pool would keep it.</summary>
    public static async Task UnlockAsync(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync("select pg_advisory_unlock_all()");
        await connection.DisposeAsync();
    }

    private object Parameters(HarvestSource source) => new
    {
        source.Id,
        source.Name,
        source.Kind,
        source.Address,
        source.Prefix,
        source.SetSpec,
        source.Mapping,
        source.Licence,
        source.PassOn,
        source.Searched,
        source.Rank,
        source.EveryMinutes,
        source.FromHour,
        source.UntilHour,
        source.KilobytesPerSecond,
        source.Paused,
        source.Revision,
        source.Trusted,
        now = clock.GetUtcNow(),
    };
}
