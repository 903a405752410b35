using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.Http;
using Zhishu.Foundation.Files;

namespace Zhishu.Foundation;

/// <summary>A file handed in, without its content.</summary>
/// <param name="Id">Identity.</param>
/// <param name="OwnerKind">Kind of what it belongs to, such as <c>filing</c>.</param>
/// <param name="OwnerId">What it belongs to.</param>
/// <param name="Name">Name as given, without folders.</param>
/// <param name="MediaType">Type, told from the content.</param>
/// <param name="Size">Bytes.</param>
/// <param name="AddedAt">When, UTC.</param>
/// <param name="Scanned">Whether a scanner has looked at it and found nothing.</param>
public sealed record StoredFile(Guid Id, string OwnerKind, Guid OwnerId, string Name, string MediaType, int Size, DateTime AddedAt, bool Scanned)
{
    /// <summary>What people are told of a file that no scanner has looked at; nothing of others.</summary>
    public string ScanNote => Scanned ? "" : Lang.T("未经病毒扫描");
}

/// <summary>A file that was read, checked and scanned, and can be kept.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Name">Name as given, without folders.</param>
/// <param name="MediaType">Type, told from the content.</param>
/// <param name="Scanned">Whether a scanner has looked at it and found nothing.</param>
public sealed record ReadyFile(byte[] Content, string Name, string MediaType, bool Scanned);

/// <summary>Files handed in: checked by content, size and, where one is set up, a malware scanner; kept in the database.</summary>
public sealed class FileStore(HubDatabase database, FileScanner scanner, TimeProvider clock)
{
    /// <summary>Largest file, bytes.</summary>
    public const int Largest = 10 << 20;

    /// <summary>Most bytes of all files of one case.</summary>
    public const long CaseRoom = 100L << 20;

    /// <summary>Most bytes of all files of a case of somebody without an account.</summary>
    public const long GuestRoom = 30L << 20;

    private const string Columns = "id, owner_kind as OwnerKind, owner_id as OwnerId, name, media_type as MediaType, size, added_at as AddedAt, scanned";

    /// <summary>Takes a file in by itself, or says why not.</summary>
    /// <param name="upload">The file as sent.</param>
    /// <param name="ownerKind">Kind of what it belongs to.</param>
    /// <param name="ownerId">What it belongs to.</param>
    /// <param name="actor">Who hands it in.</param>
    /// <param name="most">Most files of one owner.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="archives">Whether ZIP archives are taken too.</param>
    public async Task<(StoredFile? File, Bilingual? Fault)> AddAsync(IFormFile upload, string ownerKind, Guid ownerId, Actor actor, int most, CancellationToken ct, bool archives = false)
    {
        if (await TakeAsync(upload, ct, archives) is var (ready, fault) && ready is null)
            return (null, fault);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (file, refused) = await KeepAsync(transaction, ready, ownerKind, ownerId, actor, most, ct);
        if (file is not null)
            await transaction.CommitAsync(ct);
        return (file, refused);
    }

    /// <summary>Reads files that come with a form, all or none: each is checked and scanned once, before the act that keeps them.</summary>
    public async Task<(IReadOnlyList<ReadyFile> Files, Bilingual? Fault)> TakeAsync(IReadOnlyList<IFormFile> uploads, CancellationToken ct)
    {
        var files = new List<ReadyFile>();
        foreach (var upload in uploads)
        {
            if (await TakeAsync(upload, ct) is var (ready, fault) && ready is null)
                return ([], fault);
            files.Add(ready);
        }

        return (files, null);
    }

    /// <summary>Reads one file, or says why it cannot be taken.</summary>
    public async Task<(ReadyFile? File, Bilingual? Fault)> TakeAsync(IFormFile upload, CancellationToken ct, bool archives = false)
    {
        if (upload.Length is 0 or > Largest)
            return (null, new($"文件应在 1 字节到 {Largest >> 20} MB 之间"));
        var content = new byte[upload.Length];
        await using (var stream = upload.OpenReadStream())
        {
            await stream.ReadExactlyAsync(content, ct);
        }

        var name = Path.GetFileName(SafeText.Clean(upload.FileName).Replace('\\', '/')).Trim();
        if (name.Length is 0 or > 200 || name.Any(char.IsControl))
            return (null, new("文件名应为 1 到 200 个字"));
        if (FileKind.Of(content, name) is not { } mediaType || (mediaType == FileKind.Archive && !archives))
            return (null, new("只接受 PDF、PNG、JPEG 图片和 DOCX、XLSX 文件，且内容须与扩展名相符"));
        var scan = await scanner.FindAsync(content, ct);
        return scan.Fault is { } found ? (null, found) : (new(content, name, mediaType, scan.Scanned), null);
    }

    /// <summary>
    /// Keeps a file inside the act it comes with: the message and its files are there together or not at all.
    /// </summary>
    /// <param name="transaction">The transaction of the act.</param>
    /// <param name="ready">The file.</param>
    /// <param name="ownerKind">Kind of what it belongs to.</param>
    /// <param name="ownerId">What it belongs to.</param>
    /// <param name="actor">Who hands it in.</param>
    /// <param name="most">Most files of one owner.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="caseId">The case whose room it takes; the owner's own when null.</param>
    public async Task<(StoredFile? File, Bilingual? Fault)> KeepAsync(
        DbTransaction transaction, ReadyFile ready, string ownerKind, Guid ownerId, Actor actor, int most, CancellationToken ct, Guid? caseId = null)
    {
        var (connection, room) = (transaction.Connection!, actor.Account is null && actor != Actor.Operator ? GuestRoom : CaseRoom);
        var file = new StoredFile(Guid.CreateVersion7(clock.GetUtcNow()), ownerKind, ownerId, ready.Name, ready.MediaType, ready.Content.Length, clock.GetUtcNow().UtcDateTime, ready.Scanned);
        var held = caseId ?? ownerId;
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(hashtext(@key))", new { key = $"file:{held}" }, transaction, cancellationToken: ct));
        var (count, taken) = await connection.QuerySingleAsync<(int, long)>(new CommandDefinition(
            """
            select (select count(*) from foundation.file where owner_kind = @ownerKind and owner_id = @ownerId)::int,
                   (select coalesce(sum(size), 0) from foundation.file where case_id = @held)::bigint
            """, new { ownerKind, ownerId, held }, transaction, cancellationToken: ct));
        if (count >= most)
            return (null, new($"最多 {most} 个文件，请先删除不需要的"));
        if (taken + file.Size > room)
            return (null, new($"这件事的附件合计不超过 {room >> 20} MB"));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into foundation.file (id, owner_kind, owner_id, case_id, name, media_type, size, sha256, content, added_at, added_by, scanned)
            values (@Id, @OwnerKind, @OwnerId, @held, @Name, @MediaType, @Size, @sha256, @content, @AddedAt, @by, @Scanned)
            """, new
            {
                file.Id,
                file.OwnerKind,
                file.OwnerId,
                held,
                file.Name,
                file.MediaType,
                file.Size,
                sha256 = SHA256.HashData(ready.Content),
                content = ready.Content,
                file.AddedAt,
                by = actor.Account,
                file.Scanned
            }, transaction, cancellationToken: ct));
        return (file, null);
    }

    /// <summary>The files of several owners.</summary>
    public async Task<IReadOnlyList<StoredFile>> ListAsync(string ownerKind, Guid[] ownerIds, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<StoredFile>(
            new CommandDefinition($"select {Columns} from foundation.file where owner_kind = @ownerKind and owner_id = any(@ownerIds) order by id",
            new { ownerKind, ownerIds }, cancellationToken: ct))];
    }

    /// <summary>The files of one owner, in the order they came.</summary>
    public async Task<IReadOnlyList<StoredFile>> ListAsync(string ownerKind, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<StoredFile>(
            new CommandDefinition($"select {Columns} from foundation.file where owner_kind = @ownerKind and owner_id = @ownerId order by id", new { ownerKind, ownerId }, cancellationToken: ct))];
    }

    /// <summary>One file with its content, or null. Whether the caller may see the owner is for the caller to know.</summary>
    public Task<(StoredFile File, byte[] Content)?> ReadAsync(Guid id, string ownerKind, Guid ownerId, CancellationToken ct) => ReadAsync(id, ownerKind, [ownerId], ct);

    /// <summary>One file of any of some owners with its content, or null.</summary>
    public async Task<(StoredFile File, byte[] Content)?> ReadAsync(Guid id, string ownerKind, Guid[] ownerIds, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var file = await connection.QuerySingleOrDefaultAsync<StoredFile>(
            new CommandDefinition($"select {Columns} from foundation.file where id = @id and owner_kind = @ownerKind and owner_id = any(@ownerIds)",
            new { id, ownerKind, ownerIds }, cancellationToken: ct));
        return file is null ? null
            : (file, (await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition("select content from foundation.file where id = @id", new { id }, cancellationToken: ct)))!);
    }

    /// <summary>Removes a file of an owner; tells whether there was one.</summary>
    public async Task<bool> RemoveAsync(Guid id, string ownerKind, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(
            new CommandDefinition("delete from foundation.file where id = @id and owner_kind = @ownerKind and owner_id = @ownerId", new { id, ownerKind, ownerId }, cancellationToken: ct)) > 0;
    }

    /// <summary>Removes a file of an owner inside the act that takes it away; tells whether there was one.</summary>
    public async Task<bool> RemoveAsync(DbTransaction transaction, Guid id, string ownerKind, Guid ownerId, CancellationToken ct) => await transaction.Connection!.ExecuteAsync(new CommandDefinition(
        "delete from foundation.file where id = @id and owner_kind = @ownerKind and owner_id = @ownerId", new { id, ownerKind, ownerId }, transaction, cancellationToken: ct)) > 0;

    /// <summary>Gives the files of one owner to another as well, inside the caller's transaction: a renewal starts with the papers of the filing before.</summary>
    public async Task CopyAsync(DbTransaction transaction, string ownerKind, Guid from, Guid to, CancellationToken ct)
    {
        var ids = await transaction.Connection!.QueryAsync<Guid>(new CommandDefinition(
            "select id from foundation.file where owner_kind = @ownerKind and owner_id = @from order by id", new { ownerKind, from }, transaction, cancellationToken: ct));
        foreach (var id in ids)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                """
                insert into foundation.file (id, owner_kind, owner_id, case_id, name, media_type, size, sha256, content, added_at, added_by, scanned)
                select @copy, owner_kind, @to, @to, name, media_type, size, sha256, content, added_at, added_by, scanned from foundation.file where id = @id
                """, new { id, to, copy = Guid.CreateVersion7(clock.GetUtcNow()) }, transaction, cancellationToken: ct));
        }
    }
}
