using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using Zhishu.Foundation;
using Zhishu.Index;
using Zhishu.Records;
using Zhishu.Search.Postgres;

namespace Zhishu.Search.Replica;

/// <summary>
/// This process's own index of the records. It follows the change feed and keeps with each commit how far it got; when it is missing, damaged, of an older
/// format or of another database, it is built anew. Nothing is lost with it: the database is the record.
/// </summary>
internal sealed class Replica(HubDatabase database, RecordStore records, ChangeFeed feed, SearchIndex index, ILogger<Replica> log) : IDisposable
{
    private const int Portion = 1000;
    private const long Memory = 64 << 20;

    /// <summary>Changes after which a commit comes in the middle of a long backlog.</summary>
    private const int CommitEvery = 50_000;

    private readonly string _name = $"{Environment.MachineName}:{Path.Combine(database.DataFolder, "index")}";
    private (long Sequence, long Ticks)? _noted;
    private IndexStore? _store;
    private volatile bool _ready;
    private volatile bool _distrusted;

    /// <summary>Where a commit stands.</summary>
    /// <param name="Version">Of the way entries are indexed.</param>
    /// <param name="Database">Identity of the database.</param>
    /// <param name="Sequence">The last change that is in the index.</param>
    /// <param name="Record">The record that it was a change of.</param>
    private sealed record Place(int Version, Guid Database, long Sequence, Guid Record);

    /// <summary>Whether everything that was in the database when the process began can be found.</summary>
    public bool IsReady => _ready;

    /// <summary>The folder that holds it.</summary>
    public string Folder { get; } = Path.Combine(database.DataFolder, "index");

    /// <summary>The last change that can be found.</summary>
    public long Sequence => _store is { } store ? PlaceOf(store)?.Sequence ?? 0 : 0;

    /// <summary>Opens the last commit.</summary>
    /// <exception cref="InvalidOperationException">The replica is not ready.</exception>
    public IndexReader Read() => _ready ? _store!.Read() : throw new InvalidOperationException("The replica is not ready.");

    /// <summary>Takes in all changes that are committed now and makes them visible; one caller at a time.</summary>
    /// <returns>Number of changes.</returns>
    public async Task<long> FollowAsync(CancellationToken ct)
    {
        if (_distrusted)
        {
            _store?.Dispose();
            _store = null;
            _distrusted = false;
        }

        _store ??= await OpenAsync(ct);
        try
        {
            return await FollowAsync(_store, ct);
        }
        catch (Exception e) when (e is not (DbException or OperationCanceledException))
        {
            // The files are opened and verified again. What was gathered comes again from the feed, as it does when the database is away.
            _ready = false;
            _store.Dispose();
            _store = null;
            throw;
        }
    }

    /// <summary>Nothing is read from the index until its files were compared with their checksums, or made anew.</summary>
    public void Distrust()
    {
        if (!_ready)
            return;
        _ready = false;
        _distrusted = true;
        log.LogError("Files of the search index were changed by somebody else: PostgreSQL answers until the index is whole again");
    }

    /// <summary>Compares every byte of the index with its checksum.</summary>
    public void Verify()
    {
        if (!_ready)
            return;
        using var reader = Read();
        if (!reader.IsWhole(compare: true))
            Distrust();
    }

    /// <summary>Closes the index.</summary>
    public void Dispose()
    {
        _ready = false;
        _store?.Dispose();
    }

    private async Task<long> FollowAsync(IndexStore store, CancellationToken ct)
    {
        var place = PlaceOf(store) ?? throw new InvalidOperationException("The index has no place in the feed.");
        var done = 0L;
        var committed = 0L;
        while (await records.ChangesAsync(place.Sequence, Portion, ct) is { Count: > 0 } changes)
        {
            await TakeAsync(store, changes, ct);
            place = place with { Sequence = changes[^1].Sequence, Record = changes[^1].RecordId };
            done += changes.Count;
            if (done - committed < CommitEvery && changes.Count == Portion)
                continue;
            store.Commit(JsonSerializer.Serialize(place));
            committed = done;
            await NoteAsync(place.Sequence, ct);
        }

        if (done > committed)
            store.Commit(JsonSerializer.Serialize(place));
        store.Tidy();
        await NoteAsync(place.Sequence, ct);
        _ready = !_distrusted;
        return done;
    }

    // What is committed here needs not be kept in the feed for this index; once an hour it says that it still follows.
    private async Task NoteAsync(long sequence, CancellationToken ct)
    {
        if (_noted is { } noted && noted.Sequence == sequence && Environment.TickCount64 - noted.Ticks < 3_600_000)
            return;
        await feed.NoteAsync(_name, sequence, ct);
        _noted = (sequence, Environment.TickCount64);
    }

    private async Task TakeAsync(IndexStore store, List<RecordChange> changes, CancellationToken ct)
    {
        var last = new Dictionary<Guid, RecordChange>(changes.Count);
        foreach (var change in changes)
            last[change.RecordId] = change;
        var present = last.Values.Where(change => !change.Deleted).Select(change => change.RecordId).ToArray();
        var authority = await index.AuthorityAsync(ct);
        await foreach (var stored in records.Texts.WholeAsync(records.StreamAsync(present, ct), ct))
        {
            var entry = Entry.Of(stored.Id, stored.Record, index.Lexicon, authority);
            store.Replace(stored.Id, writer => EntryTerms.Write(entry, writer));
            last.Remove(stored.Id);
        }

        // What is left was deleted, then or since.
        foreach (var id in last.Keys)
            store.Delete(id);
    }

    private async Task<IndexStore> OpenAsync(CancellationToken ct)
    {
        var identity = await IdentityAsync(ct);
        try
        {
            var store = IndexStore.Open(Folder, ReplicaFields.Schema, Memory);
            if (await ReasonToRebuildAsync(PlaceOf(store), identity, ct) is not { } reason)
                return store;
            store.Dispose();
            log.LogWarning("The search index is built anew: {Reason}", reason);
        }
        catch (IndexDamagedException e)
        {
            log.LogWarning("The search index is built anew: {Reason}", e.Message);
        }

        // Before the first change is read: none of those to come may go.
        _noted = null;
        await NoteAsync(0, ct);
        var empty = IndexStore.Create(Folder, ReplicaFields.Schema, Memory);
        empty.Commit(JsonSerializer.Serialize(new Place(ReplicaFields.Version, identity, 0, Guid.Empty)));
        return empty;
    }

    private async Task<string?> ReasonToRebuildAsync(Place? place, Guid identity, CancellationToken ct)
    {
        if (place is null || place.Version != ReplicaFields.Version)
            return "it was made by another version of the program";
        if (place.Database != identity)
            return "it was made from another database";
        if (place.Sequence == 0)
            return null;
        if (place.Sequence < await feed.TrimmedAsync(ct))
            return "it was away for longer than changes are kept";

        // A database brought back from a backup gives the same numbers to other changes.
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition("select record_id from records.changes where seq = @Sequence",
            new { place.Sequence }, cancellationToken: ct)) == place.Record
            ? null
            : "the database was brought back to an earlier state";
    }

    private async Task<Guid> IdentityAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<Guid>(new CommandDefinition("select id from search.identity", cancellationToken: ct));
    }

    private static Place? PlaceOf(IndexStore store)
    {
        try
        {
            return store.UserData.Length == 0 ? null : JsonSerializer.Deserialize<Place>(store.UserData);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
