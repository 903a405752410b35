using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Intake;

/// <summary>A file that a person sent to be imported.</summary>
internal sealed class Upload
{
    public Guid Id { get; set; }
    public string Name { get; set; } = "";
    public long Bytes { get; set; }
    public Guid AccountId { get; set; }
    public string State { get; set; } = "";
    public bool KeepUnknown { get; set; }

    /// <summary>What a person said of its columns, as CSV; null when nothing was said.</summary>
    public string? Mapping { get; set; }
    public DateTime UploadedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public Guid? BatchId { get; set; }
    public long New { get; set; }
    public long Changed { get; set; }
    public long Same { get; set; }
    public long Refused { get; set; }
    public string[] NotesZh { get; set; } = [];
    public string[] NotesEn { get; set; } = [];
}

/// <summary>Keeps the files that people sent, and how their imports stand.</summary>
internal sealed class UploadStore(HubDatabase database, TimeProvider clock)
{
    /// <summary>Largest file that is taken: a week of the national packages comes as a folder of the server, not by a form.</summary>
    public const long Largest = 500L << 20;

    private const int MostOpen = 20;

    /// <summary>Days after which a file that nobody confirmed is dropped.</summary>
    private const int DaysKept = 7;
    private const string Columns = """
        id, name, bytes, account_id as AccountId, state, keep_unknown as KeepUnknown, mapping, uploaded_at as UploadedAt, finished_at as FinishedAt, batch_id as BatchId,
        records_new as New, records_changed as Changed, records_same as Same, records_refused as Refused, notes_zh as NotesZh, notes_en as NotesEn
        """;

    /// <summary>Where the file of an upload lies.</summary>
    public string PathOf(Upload upload) => Path.Combine(FolderOf(upload.Id), upload.Name);

    /// <summary>Takes a file: written whole, then entered.</summary>
    /// <returns>Its identity, or why it was not taken.</returns>
    public async Task<(Guid Id, Bilingual? Fault)> TakeAsync(IFormFile file, Guid account, CancellationToken ct)
    {
        if (file.Length is 0 or > Largest)
            return (Guid.Empty, new("请选择一个不为空、不超过 500 MB 的文件"));
        var open = await database.QueryAsync<long>("select count(*) from exchange.upload where state in ('asked', 'waiting', 'running')", new { }, ct);
        if (open[0] >= MostOpen)
            return (Guid.Empty, new("已有 20 个文件等待处理，请先导入或放弃其中一些"));
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var name = NameOf(file.FileName);
        try
        {
            Directory.CreateDirectory(FolderOf(id));
            await using (var into = new FileStream(Path.Combine(FolderOf(id), name), FileMode.CreateNew, FileAccess.Write))
                await file.CopyToAsync(into, ct);
            await database.QueryAsync<int>("insert into exchange.upload (id, name, bytes, account_id, state, uploaded_at) values (@id, @name, @Length, @account, 'asked', @now) returning 1",
                new { id, name, file.Length, account, now = clock.GetUtcNow() }, ct);
            return (id, null);
        }
        catch (IOException)
        {
            Remove(id);
            return (Guid.Empty, new("文件未能保存，磁盘可能已满"));
        }
        catch
        {
            Remove(id);
            throw;
        }
    }

    /// <summary>Drops files that nobody confirmed for a week.</summary>
    public async Task DropOldAsync(CancellationToken ct)
    {
        foreach (var id in await database.QueryAsync<Guid>(
            "update exchange.upload set state = 'dropped' where state = 'asked' and uploaded_at < @before returning id", new { before = clock.GetUtcNow().AddDays(-DaysKept) }, ct))
            Remove(id);
    }

    public async Task<Upload?> FindAsync(Guid id, CancellationToken ct) =>
        (await database.QueryAsync<Upload>($"select {Columns} from exchange.upload where id = @id", new { id }, ct)).FirstOrDefault();

    public Task<IReadOnlyList<Upload>> LastAsync(CancellationToken ct) =>
        database.QueryAsync<Upload>($"select {Columns} from exchange.upload where state <> 'dropped' order by uploaded_at desc limit 20", new { }, ct);

    public Task<IReadOnlyList<Upload>> WaitingAsync(CancellationToken ct) =>
        database.QueryAsync<Upload>($"select {Columns} from exchange.upload where state in ('waiting', 'running') order by uploaded_at", new { }, ct);

    /// <summary>Moves an upload on from a state; false when it is not in it any more: somebody else was quicker.</summary>
    public async Task<bool> MoveAsync(Guid id, string from, string to, bool keepUnknown, CancellationToken ct) => (await database.QueryAsync<int>(
        "update exchange.upload set state = @to, keep_unknown = @keepUnknown where id = @id and state = @from returning 1", new { id, from, to, keepUnknown }, ct)).Count > 0;

    /// <summary>Keeps what a person said of the columns, as long as nothing was decided; null forgets it.</summary>
    public async Task<bool> MapAsync(Guid id, string? mapping, CancellationToken ct) => (await database.QueryAsync<int>(
        "update exchange.upload set mapping = @mapping where id = @id and state = 'asked' returning 1", new { id, mapping }, ct)).Count > 0;

    public Task EndAsync(Upload upload, string state, CancellationToken ct) => database.QueryAsync<int>(
        """
        update exchange.upload set state = @state, finished_at = @now, batch_id = @BatchId, records_new = @New, records_changed = @Changed, records_same = @Same, records_refused = @Refused,
          notes_zh = @NotesZh, notes_en = @NotesEn
        where id = @Id returning 1
        """,
        new { state, now = clock.GetUtcNow(), upload.BatchId, upload.New, upload.Changed, upload.Same, upload.Refused, upload.NotesZh, upload.NotesEn, upload.Id }, ct);

    /// <summary>Removes the file: its records are in the store, or it was dropped.</summary>
    public void Remove(Guid id)
    {
        if (Directory.Exists(FolderOf(id)))
            Directory.Delete(FolderOf(id), recursive: true);
    }

    private string FolderOf(Guid id) => Path.Combine(database.DataFolder, "uploads", id.ToString("N"));

    // A name for people, without a path and without what a file system would not take.
    private static string NameOf(string given)
    {
        var name = string.Concat(Path.GetFileName(SafeText.Clean(given).Replace('\\', '/'))
            .Where(c => !char.IsControl(c) && c is not ('/' or ':' or '*' or '?' or '"' or '<' or '>' or '|'))).Trim('.', ' ');
        return name.Length switch { 0 => "file", > 120 => name[^120..].TrimStart('.'), _ => name };
    }
}
