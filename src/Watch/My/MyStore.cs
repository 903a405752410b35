using Dapper;
using Zhishu.Foundation;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.My;

internal sealed record SavedSearch(Guid Id, string Name, string Address, DateTime CreatedAt);

internal sealed record Folder(Guid Id, string Name, long Records);

internal sealed record KeptRecord(Guid RecordId, Guid? FolderId, string Note, string[] Tags, DateTime KeptAt);

/// <summary>Saved searches, folders and kept records of a space.</summary>
internal sealed class MyStore(HubDatabase database, TimeProvider clock)
{
    public const int MostSearches = 200;
    public const int MostKept = 20_000;
    public const int MostTags = 10;
    public const int LongestNote = 2000;
    public const int LongestName = 60;

    public async Task<Bilingual?> SaveSearchAsync(Guid spaceId, string name, string address, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var added = await connection.ExecuteAsync(new CommandDefinition(
            "insert into watch.saved_search (id, space_id, name, address, created_at) select @id, @spaceId, @name, @address, @now where (select count(*) "
                + "from watch.saved_search where space_id = @spaceId) < @MostSearches",
            new { id = Guid.CreateVersion7(clock.GetUtcNow()), spaceId, name, address, now = clock.GetUtcNow(), MostSearches }, cancellationToken: ct));
        return added > 0 ? null : new($"最多保存 {MostSearches} 个检索");
    }

    public Task<IReadOnlyList<SavedSearch>> SearchesAsync(Guid spaceId, CancellationToken ct) =>
        database.QueryAsync<SavedSearch>("select id, name, address, created_at as CreatedAt from watch.saved_search where space_id = @spaceId order by created_at desc", new { spaceId }, ct);

    public Task RemoveSearchAsync(Guid spaceId, Guid id, CancellationToken ct) =>
        database.ExecuteAsync("delete from watch.saved_search where id = @id and space_id = @spaceId", new { id, spaceId }, ct);

    public Task<IReadOnlyList<Folder>> FoldersAsync(Guid spaceId, CancellationToken ct) => database.QueryAsync<Folder>(
        "select f.id, f.name, (select count(*) from watch.kept k where k.folder_id = f.id) as records from watch.folder f where f.space_id = @spaceId order by f.name", new { spaceId }, ct);

    /// <summary>Keeps records, in a folder that is made when it is not there; who is kept already moves, its note and tags stay unless new ones are given.</summary>
    /// <returns>What stands in the way, or null.</returns>
    public async Task<Bilingual?> KeepAsync(Guid spaceId, IReadOnlyList<Guid> records, string folder, string note, string[] tags, CancellationToken ct)
    {
        if (folder.Length > LongestName || note.Length > LongestNote || tags.Length > MostTags || tags.Any(tag => tag.Length > 30))
            return new($"文件夹名不超过 {LongestName} 字，笔记不超过 {LongestNote} 字，标签不超过 {MostTags} 个、每个不超过 30 字");
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var count = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from watch.kept where space_id = @spaceId", new { spaceId }, transaction, cancellationToken: ct));
        if (count + records.Count > MostKept)
            return new($"最多收藏 {MostKept:N0} 条");
        Guid? folderId = folder.Length == 0 ? null : await connection.ExecuteScalarAsync<Guid>(new CommandDefinition(
            "insert into watch.folder (id, space_id, name) values (@id, @spaceId, @folder) on conflict (space_id, name) do update set name = excluded.name returning id",
            new { id = Guid.CreateVersion7(clock.GetUtcNow()), spaceId, folder }, transaction, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into watch.kept (space_id, record_id, folder_id, note, tags, kept_at)
            select @spaceId, id, @folderId, @note, @tags, @now
            from unnest(@ids) as id
            on conflict (space_id, record_id) do update set
              folder_id = coalesce(excluded.folder_id, kept.folder_id),
              note = case when excluded.note = '' then kept.note else excluded.note end,
              tags = case when excluded.tags = '{}' then kept.tags else excluded.tags end
            """, new { spaceId, ids = records.ToArray(), folderId, note, tags, now = clock.GetUtcNow() }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <summary>Sets note and tags of a kept record, also to nothing.</summary>
    public Task EditAsync(Guid spaceId, Guid recordId, string note, string[] tags, CancellationToken ct) =>
        database.ExecuteAsync("update watch.kept set note = @note, tags = @tags where space_id = @spaceId and record_id = @recordId", new { spaceId, recordId, note, tags }, ct);

    public Task DropAsync(Guid spaceId, Guid recordId, CancellationToken ct) =>
        database.ExecuteAsync("delete from watch.kept where space_id = @spaceId and record_id = @recordId", new { spaceId, recordId }, ct);

    public Task RemoveFolderAsync(Guid spaceId, Guid id, CancellationToken ct) =>
        database.ExecuteAsync("delete from watch.folder where id = @id and space_id = @spaceId", new { id, spaceId }, ct);

    public async Task<IReadOnlyList<KeptRecord>> KeptAsync(Guid spaceId, Guid? folder, string? tag, int from, int size,
        CancellationToken ct) => [.. (await database.QueryAsync<(Guid Record, Guid? Folder, string Note, string[] Tags, DateTime KeptAt)>(
        """
        select record_id, folder_id, note, tags, kept_at
        from watch.kept
        where space_id = @spaceId and (@folder::uuid is null or folder_id = @folder) and (@tag::text is null or @tag = any(tags))
        order by kept_at desc, record_id
        limit @size offset @from
        """, new { spaceId, folder, tag, from, size }, ct)).Select(row => new KeptRecord(row.Record, row.Folder, row.Note, row.Tags, row.KeptAt))];

    public async Task<long> CountKeptAsync(Guid spaceId, CancellationToken ct) =>
        (await database.QueryAsync<long>("select count(*) from watch.kept where space_id = @spaceId", new { spaceId }, ct))[0];

    public async Task<IReadOnlyList<(string Tag, long Records)>> TagsAsync(Guid spaceId, CancellationToken ct) =>
        await database.QueryAsync<(string, long)>("select t, count(*) from watch.kept, unnest(tags) as t where space_id = @spaceId group by 1 order by 2 desc, 1", new { spaceId }, ct);

    /// <summary>Sets the address for mail; the code that confirms it is stored with it.</summary>
    /// <returns>False when no more mail can go to the address for now, and nothing has changed.</returns>
    public async Task<bool> SetMailAsync(Guid spaceId, string? email, Func<string, System.Data.Common.DbTransaction, Task<bool>> send, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var code = SpaceKeeper.NewKey();
        await connection.ExecuteAsync(new CommandDefinition(
            "update watch.space set email = @email, email_confirmed = false, email_code = @code where id = @spaceId", new { spaceId, email, code }, transaction, cancellationToken: ct));
        if (email is not null && !await send(code, transaction))
            return false;
        await transaction.CommitAsync(ct);
        return true;
    }

    public async Task<bool> ConfirmMailAsync(string code, CancellationToken ct) =>
        code.Length > 20 && await database.ExecuteAsync("update watch.space set email_confirmed = true, email_code = null where email_code = @code", new { code }, ct) > 0;
}
