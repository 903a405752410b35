using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>Where a list stands after a page; all nulls at its end.</summary>
internal sealed record ListPlace(string? Token, string? From, string? Began, string? ReadUntil, string? Etag);

/// <summary>What a page did.</summary>
internal readonly record struct PageCount(int New, int Changed, int Same, int Deleted, int Refused, int Own, int Behind)
{
    /// <summary>Whether the page taught the hub anything.</summary>
    public bool IsIdle => New + Changed + Deleted == 0;
}

/// <summary>
/// Writes a page of a source: records, what each source says of them, and where the list stands, in one transaction. A killed hub therefore
/// has a page whole or not at all, and reads it again without harm.
/// </summary>
internal sealed class HarvestWriter(HubDatabase database, RecordIntake intake, RecordStore records, HubIdentity identity, MediaStore media, TimeProvider clock)
{
    // Pages of several sources are written one after another: who is shown of a record is decided with all copies in sight.
    private const long WriteLock = 0x7a686973_68756877;

    /// <summary>Share of its records that a source may take away in one run without being asked.</summary>
    private const double MostDeleted = 0.2;

    /// <summary>Deletions of which nobody is asked, however few records a source has.</summary>
    private const int LeastDeletions = 50;

    /// <summary>Digest of what a record says, whatever the source that it names.</summary>
    public static byte[] DigestOf(IpRecord record) => SHA256.HashData(Encoding.UTF8.GetBytes(RecordJson.Write(RecordTexts.Parted(record) with { Source = null })));

    /// <summary>Writes a page.</summary>
    /// <param name="source">The source.</param>
    /// <param name="run">The run.</param>
    /// <param name="page">What it holds.</param>
    /// <param name="whole">Whether its records are whole, or only add to what is known.</param>
    /// <param name="place">Where the list stands then.</param>
    /// <param name="bytes">Size of the page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<PageCount> WriteAsync(HarvestSource source, HarvestRun run, IReadOnlyList<Harvested> page, bool whole, ListPlace place, long bytes, CancellationToken ct)
    {
        var own = $"oai:{await identity.NamespaceAsync(ct)}:";
        for (var tries = 1; ; tries++)
        {
            await using var connection = await database.Source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            try
            {
                // The source may have been changed or taken away meanwhile: then this page is none of its.
                var revision = await connection.ExecuteScalarAsync<int?>(
                    new CommandDefinition("select revision from exchange.source where id = @Id for update", new { source.Id }, cancellationToken: ct));
                if (revision != source.Revision)
                    throw new HarvestFaultException("source.changed", new("采集源的设置刚刚改动，重新开始"));
                var count = await ApplyAsync(connection, source, run, page, whole, own, ct);
                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    update exchange.source set token = @Token, list_from = @From, list_began = @Began, read_until = @ReadUntil, etag = @Etag where id = @SourceId;
                    update exchange.run
                    set pages = pages + 1, bytes = bytes + @bytes, records_new = records_new + @New, records_changed = records_changed + @Changed, records_same = records_same + @Same,
                      records_deleted = records_deleted + @Deleted, records_refused = records_refused + @Refused, records_own = records_own + @Own, records_behind = records_behind + @Behind
                    where id = @RunId
                    """,
                    new
                    {
                        place.Token,
                        place.From,
                        place.Began,
                        place.ReadUntil,
                        place.Etag,
                        SourceId = source.Id,
                        RunId = run.Id,
                        bytes,
                        count.New,
                        count.Changed,
                        count.Same,
                        count.Deleted,
                        count.Refused,
                        count.Own,
                        count.Behind,
                    }, cancellationToken: ct));
                await transaction.CommitAsync(ct);
                return count;
            }
            catch (PostgresException e) when (e.SqlState is "23505" or "40P01" && tries < 5)
            {
                // Another source or an import wrote one of these records at the same moment: look again.
                await transaction.RollbackAsync(ct);
            }
        }
    }

    private async Task<PageCount> ApplyAsync(NpgsqlConnection connection, HarvestSource source, HarvestRun run, IReadOnlyList<Harvested> page, bool whole, string own, CancellationToken ct)
    {
        var refused = new List<(string Identifier, IntakeRefusal Why)>();
        var told = new Dictionary<RecordKey, (Harvested Told, IpRecord Record)>();
        var (passed, same, behind) = (0, 0, 0);
        foreach (var one in page.Where(one => !one.Deleted))
        {
            // What comes back from where this hub's own records went is known better here.
            if (one.Way.Prepend(one.Identifier).Any(identifier => identifier.StartsWith(own, StringComparison.Ordinal)))
            {
                passed++;
                continue;
            }

            var (record, why) = one.Record is null ? (null, one.Refusal) : intake.Check(one.Record);
            if (record is null)
                refused.Add((one.Identifier, why!));
            else
                told[RecordKey.Of(record)] = (one, WithSource(record, source));
        }

        var gone = page.Where(one => one.Deleted).ToList();
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@WriteLock)", new { WriteLock }, cancellationToken: ct));
        var known = await CopyTable.ReadAsync(connection, source.Id, told.Keys, gone, ct);

        // The rows are held: an import that runs at the same moment comes before or after this page, not in between.
        var places = await RecordStore.PlacesAsync(connection, [.. told.Keys.Concat(known.Select(copy => copy.Key)).Distinct()], hold: true, ct);
        var harvested = await CopyTable.HarvestedAsync(connection, [.. places.Values.Select(place => place.BatchId).Distinct()], ct);
        var locals = (await records.GetAsync([.. places.Where(pair => told.ContainsKey(pair.Key) && !harvested.Contains(pair.Value.BatchId))
            .Select(pair => pair.Value.Id)], ct)).ToDictionary(stored => stored.Id, stored => DigestOf(stored.Record));
        var byKey = known.ToLookup(copy => copy.Key);
        var (writes, puts) = (new List<IpRecord>(), new List<CopyTable.Put>());
        foreach (var (key, (one, record)) in told)
        {
            var digest = DigestOf(record);
            var mine = byKey[key].FirstOrDefault(copy => copy.SourceId == source.Id);
            var others = byKey[key].Where(copy => copy.SourceId != source.Id && !copy.Deleted).ToList();
            var isLocal = places.TryGetValue(key, out var place) && !harvested.Contains(place.BatchId);
            var isBehind = isLocal || others.Exists(other => IsBefore(other.Rank, other.CreatedAt, source));
            if (isBehind)
            {
                var shown = others.FirstOrDefault(other => other.Shown)?.Digest;
                if (isLocal)
                    shown = locals.GetValueOrDefault(place!.Id);
                behind++;
                puts.Add(new(key, one, digest, false, shown is not null && !shown.AsSpan().SequenceEqual(digest), RecordJson.Write(record)));
                continue;
            }

            if (mine is { Deleted: false, Shown: true } && mine.Digest.AsSpan().SequenceEqual(digest) && place is not null)
                same++;
            else
                writes.Add(record);
            puts.Add(new(key, one, digest, true, false, null));
        }

        await StepBackAsync(connection, source, [.. puts.Where(put => put.Shown)], places, ct);
        var count = writes.Count > 0 ? await intake.WriteAsync(connection, await BatchAsync(connection, source, run, ct), writes, whole, refused.Count, ct) : default;
        await MediaFetcher.WantAsync(connection, source, media, writes, clock.GetUtcNow(), ct);
        await CopyTable.WriteAsync(connection, source.Id, puts, clock.GetUtcNow(), ct);
        var deleted = await DeleteAsync(connection, source, run, gone, byKey, places, harvested, ct);
        await CopyTable.RefuseAsync(connection, run, refused, ct);
        return new(count.New, count.Changed, same + count.Same, deleted, refused.Count, passed, behind);
    }

    // A record keeps the source it names; one that names none came from here.
    private static IpRecord WithSource(IpRecord record, HarvestSource source) => record with
    {
        Source = record.Source is { } named ? named with { Licence = named.Licence ?? (source.Licence.Length > 0 ? source.Licence : null) }
            : new(source.Name, source.Licence.Length > 0 ? source.Licence : null),
    };

    private static bool IsBefore(int rank, DateTime createdAt, HarvestSource source) => (rank, createdAt).CompareTo((source.Rank, source.CreatedAt)) < 0;

    /// <summary>What another source had shown is kept beside: it may be shown again, and a difference is a conflict to look at.</summary>
    private async Task StepBackAsync(NpgsqlConnection connection, HarvestSource source, IReadOnlyList<CopyTable.Put> shown, IReadOnlyDictionary<RecordKey, RecordPlace> places, CancellationToken ct)
    {
        if (shown.Count == 0)
            return;
        var others = (await connection.QueryAsync<CopyTable.Known>(new CommandDefinition(
            """
            select c.source_id as SourceId, c.kind, c.office, c.number, c.identifier, c.digest, c.deleted, c.shown
            from unnest(@kinds, @offices, @numbers) as k (kind, office, number)
            join exchange.copy c using (kind, office, number)
            where c.shown and c.source_id <> @Id
            """,
            new
            {
                source.Id,
                kinds = shown.Select(put => (short)put.Key.Kind).ToArray(),
                offices = shown.Select(put => put.Key.Office).ToArray(),
                numbers = shown.Select(put => put.Key.Number).ToArray()
            }, cancellationToken: ct))).ToList();
        if (others.Count == 0)
            return;

        // All at once: what the record said before is read here once, in this transaction, and stays with who said it.
        var docs = (await records.GetAsync(connection, [.. others.Where(other => places.ContainsKey(other.Key)).Select(other => places[other.Key].Id)
            .Distinct()], ct)).ToDictionary(stored => stored.Id, stored => RecordJson.Write(stored.Record));
        var mine = shown.DistinctBy(put => put.Key).ToDictionary(put => put.Key, put => put.Digest);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update exchange.copy c set shown = false, conflict = k.conflict, doc = k.doc::json
            from unnest(@sources, @kinds, @offices, @numbers, @conflicts, @docs) as k (source_id, kind, office, number, conflict, doc)
            where (c.source_id, c.kind, c.office, c.number) = (k.source_id, k.kind, k.office, k.number)
            """,
            new
            {
                sources = others.Select(other => other.SourceId).ToArray(),
                kinds = others.Select(other => other.Kind).ToArray(),
                offices = others.Select(other => other.Office).ToArray(),
                numbers = others.Select(other => other.Number).ToArray(),
                conflicts = others.Select(other => !other.Digest.AsSpan().SequenceEqual(mine[other.Key])).ToArray(),
                docs = others.Select(other => places.TryGetValue(other.Key, out var place) ? docs.GetValueOrDefault(place.Id) : null).ToArray(),
            }, cancellationToken: ct));
    }

    private async Task<Guid> BatchAsync(NpgsqlConnection connection, HarvestSource source, HarvestRun run, CancellationToken ct)
    {
        var present = await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition("select batch_id from exchange.run where id = @Id", new { run.Id }, cancellationToken: ct));
        if (present is { } batch)
            return batch;
        batch = await intake.OpenBatchAsync(connection, $"采集 · {source.Name}", source.Name, source.Licence.Length > 0 ? source.Licence : null, ct);
        await connection.ExecuteAsync(new CommandDefinition("update exchange.run set batch_id = @batch where id = @Id", new { batch, run.Id }, cancellationToken: ct));
        return batch;
    }

    /// <summary>Takes away what the source took away: another source's copy is shown instead, or the record goes. The hub's own records stay.</summary>
    private async Task<int> DeleteAsync(
        NpgsqlConnection connection, HarvestSource source, HarvestRun run, List<Harvested> gone, ILookup<RecordKey, CopyTable.Known> byKey,
        IReadOnlyDictionary<RecordKey, RecordPlace> places, HashSet<Guid> harvested, CancellationToken ct)
    {
        var lost = gone.Select(one => one.Key ?? byKey.SelectMany(group => group)
            .FirstOrDefault(copy => copy.SourceId == source.Id && copy.Identifier == one.Identifier)?.Key).OfType<RecordKey>().Distinct().ToList();
        await GuardAsync(connection, source, run, lost.Count(key => byKey[key].Any(copy => copy.SourceId == source.Id && !copy.Deleted)), ct);
        var remove = new List<RecordKey>();
        foreach (var key in lost)
        {
            if (byKey[key].FirstOrDefault(copy => copy.SourceId == source.Id) is not { Deleted: false } mine)
                continue;
            await connection.ExecuteAsync(new CommandDefinition(
                "update exchange.copy set deleted = true, shown = false, conflict = false, doc = null, harvested_at = @now where source_id = @Id and kind "
                    + "= @kind and office = @Office and number = @Number",
                new { source.Id, kind = (short)key.Kind, key.Office, key.Number, now = clock.GetUtcNow() }, cancellationToken: ct));
            if (!mine.Shown || !places.TryGetValue(key, out var place) || !harvested.Contains(place.BatchId))
                continue;
            if (byKey[key].FirstOrDefault(copy => copy.SourceId != source.Id && !copy.Deleted) is { } next)
                await PromoteAsync(connection, await BatchAsync(connection, source, run, ct), next, ct);
            else
                remove.Add(key);
        }

        return remove.Count == 0 ? 0 : await intake.DeleteAsync(connection, remove, ct);
    }

    /// <summary>A source that takes away more than a fifth of what it gave in one run is stopped: an accident there must not empty the hub here without a word.</summary>
    private static async Task GuardAsync(NpgsqlConnection connection, HarvestSource source, HarvestRun run, int deletions, CancellationToken ct)
    {
        if (deletions == 0 || source.DeletionsAgreed)
            return;
        var (before, held) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            """
            select (select count(*) from exchange.copy where source_id = @SourceId and deleted and harvested_at >= (select began_at from exchange.run where id = @Id)),
                   (select count(*) from exchange.copy where source_id = @SourceId and not deleted)
            """, new { run.Id, run.SourceId }, cancellationToken: ct));
        var taken = before + deletions;
        if (taken > LeastDeletions && taken > MostDeleted * (held + before))
        {
            throw new HarvestFaultException(
                "source.massDeletion",
                new($"对方要删除其 {held + before:N0} 条记录中的至少 {taken:N0} 条，已停止，待管理员确认"))
            { Deletions = taken };
        }
    }

    private async Task PromoteAsync(NpgsqlConnection connection, Guid batch, CopyTable.Known next, CancellationToken ct)
    {
        var doc = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            """
            update exchange.copy c set shown = true, conflict = false, doc = null
            from exchange.copy before
            where (c.source_id, c.kind, c.office, c.number) = (@SourceId, @Kind, @Office, @Number)
              and (before.source_id, before.kind, before.office, before.number) = (c.source_id, c.kind, c.office, c.number)
            returning before.doc::text
            """, new { next.SourceId, next.Kind, next.Office, next.Number }, cancellationToken: ct));
        if (doc is not null)
            await intake.WriteAsync(connection, batch, [RecordJson.Read(doc)], whole: true, 0, ct);
    }

    /// <summary>Records of a source that a whole file no longer has: how many were taken away.</summary>
    public async Task<IReadOnlyList<Harvested>> UnseenAsync(HarvestSource source, DateTimeOffset since, int most, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<CopyTable.Known>(new CommandDefinition(
            "select source_id as SourceId, kind, office, number, identifier, digest, deleted, shown from exchange.copy where source_id = @Id and not "
                + "deleted and harvested_at < @since order by kind, office, number limit @most",
            new { source.Id, since, most }, cancellationToken: ct));
        return [.. rows.Select(copy => new Harvested(copy.Identifier, "", true, null, null, null, []) { Key = copy.Key })];
    }
}
