using Zhishu.Foundation;

namespace Zhishu.Exchange.Packages;

/// <summary>Where packages come from.</summary>
internal sealed class PackageSource
{
    public Guid Id { get; set; }
    public string Name { get; set; } = "";

    /// <summary>Its folder, below the folder of all packages.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The SFTP server, or null when a mirror program fills the folder.</summary>
    public string? Host { get; set; }
    public int Port { get; set; } = 22;
    public string Path { get; set; } = "/";
    public string? Account { get; set; }

    /// <summary>Password or private key, protected by the keys of the hub.</summary>
    public string? Secret { get; set; }

    /// <summary>Fingerprint (SHA-256) of the server's key; the first that was seen, unless it was given.</summary>
    public string? HostKey { get; set; }
    public string? Licence { get; set; }

    /// <summary>Whether files that were fetched stay after their import.</summary>
    public bool KeepsFiles { get; set; } = true;
    public bool Paused { get; set; }
    public int Minutes { get; set; } = 60;

    /// <summary>Whether somebody asked to look at once.</summary>
    public bool Asked { get; set; }
    public DateTime? LookedAt { get; set; }
    public string? FaultZh { get; set; }
    public string? FaultEn { get; set; }
}

/// <summary>A delivery and what came of it.</summary>
internal sealed class PackageDelivery
{
    public string Name { get; set; } = "";
    public DateOnly? Day { get; set; }
    public string State { get; set; } = "";
    public int Files { get; set; }
    public long Bytes { get; set; }
    public string Content { get; set; } = "";
    public Guid? BatchId { get; set; }
    public long New { get; set; }
    public long Changed { get; set; }
    public long Same { get; set; }
    public long Refused { get; set; }

    /// <summary>Whether a later one had been imported before it.</summary>
    public bool Late { get; set; }
    public string? FaultZh { get; set; }
    public string? FaultEn { get; set; }
    public DateTime SeenAt { get; set; }
    public DateTime? FinishedAt { get; set; }
}

/// <summary>Keeps the sources of packages and what they delivered.</summary>
internal sealed class PackageStore(HubDatabase database, TimeProvider clock)
{
    private const string SourceColumns = """
        id, name, folder, host, port, path, account, secret, host_key as HostKey, licence, keeps_files as KeepsFiles, paused, minutes, asked,
          looked_at as LookedAt, fault_zh as FaultZh, fault_en as FaultEn
        """;

    private const string DeliveryColumns = """
        name, day, state, files, bytes, content, batch_id as BatchId, records_new as New, records_changed as Changed, records_same as Same, records_refused as Refused, late,
        fault_zh as FaultZh, fault_en as FaultEn, seen_at as SeenAt, finished_at as FinishedAt
        """;

    /// <summary>The folder of a source.</summary>
    public string FolderOf(PackageSource source) => Path.Combine(database.DataFolder, "packages", source.Folder);

    public Task<IReadOnlyList<PackageSource>> SourcesAsync(CancellationToken ct) =>
        database.QueryAsync<PackageSource>($"select {SourceColumns} from exchange.package_source order by name", new { }, ct);

    public async Task<PackageSource?> FindAsync(Guid id, CancellationToken ct) =>
        (await database.QueryAsync<PackageSource>($"select {SourceColumns} from exchange.package_source where id = @id", new { id }, ct)).FirstOrDefault();

    /// <summary>Adds or changes a source.</summary>
    /// <returns>False when name or folder is another's.</returns>
    public async Task<bool> SaveAsync(PackageSource source, CancellationToken ct) => (await database.QueryAsync<int>(
        """
        insert into exchange.package_source (id, name, folder, host, port, path, account, secret, host_key, licence, keeps_files, paused, minutes, asked, created_at)
        select @Id, @Name, @Folder, @Host, @Port, @Path, @Account, @Secret, @HostKey, @Licence, @KeepsFiles, @Paused, @Minutes, true, @now
        where not exists (select 1 from exchange.package_source other where (other.name = @Name or other.folder = @Folder) and other.id <> @Id)
        on conflict (id) do update set name = excluded.name, host = excluded.host, port = excluded.port, path = excluded.path, account = excluded.account, secret = excluded.secret,
          host_key = excluded.host_key, licence = excluded.licence, keeps_files = excluded.keeps_files, paused = excluded.paused, minutes = excluded.minutes, asked = true
        returning 1
        """,
        new
        {
            source.Id,
            source.Name,
            source.Folder,
            source.Host,
            source.Port,
            source.Path,
            source.Account,
            source.Secret,
            source.HostKey,
            source.Licence,
            source.KeepsFiles,
            source.Paused,
            source.Minutes,
            now = clock.GetUtcNow()
        }, ct)).Count > 0;

    /// <summary>Forgets a source; its records and files stay.</summary>
    public Task RemoveAsync(Guid id, CancellationToken ct) => database.QueryAsync<int>("delete from exchange.package_source where id = @id returning 1", new { id }, ct);

    public Task AskAsync(Guid id, CancellationToken ct) => database.QueryAsync<int>("update exchange.package_source set asked = true where id = @id returning 1", new { id }, ct);

    /// <summary>Keeps how looking went; a fault is null when it went well.</summary>
    public Task LookedAsync(Guid id, Bilingual? fault, CancellationToken ct) => database.QueryAsync<int>(
        "update exchange.package_source set asked = false, looked_at = @now, fault_zh = @Zh, fault_en = @En where id = @id returning 1", new { id, now = clock.GetUtcNow(), fault?.Zh, fault?.En }, ct);

    /// <summary>Keeps the key of the server that was seen first.</summary>
    public Task KnowHostAsync(Guid id, string hostKey, CancellationToken ct) =>
        database.QueryAsync<int>("update exchange.package_source set host_key = @hostKey where id = @id and host_key is null returning 1", new { id, hostKey }, ct);

    public Task<IReadOnlyList<PackageDelivery>> DeliveriesAsync(Guid source, CancellationToken ct) => database.QueryAsync<PackageDelivery>(
        $"select {DeliveryColumns} from exchange.package_delivery where source_id = @source order by day desc nulls first, name desc limit 2000", new { source }, ct);

    /// <summary>Enters a delivery as it is seen or as its import went.</summary>
    public Task EnterAsync(Guid source, PackageDelivery delivery, CancellationToken ct) => database.QueryAsync<int>(
        """
        insert into exchange.package_delivery (source_id, name, day, state, files, bytes, content, batch_id, records_new, records_changed, records_same,
          records_refused, late, fault_zh, fault_en, seen_at, finished_at)
        values (@source, @Name, @Day, @State, @Files, @Bytes, @Content, @BatchId, @New, @Changed, @Same, @Refused, @Late, @FaultZh, @FaultEn, @now, @FinishedAt)
        on conflict (source_id, name) do update set state = excluded.state, files = excluded.files, bytes = excluded.bytes, content = excluded.content, batch_id = excluded.batch_id,
          records_new = excluded.records_new, records_changed = excluded.records_changed, records_same = excluded.records_same, records_refused = excluded.records_refused,
          late = excluded.late, fault_zh = excluded.fault_zh, fault_en = excluded.fault_en, finished_at = excluded.finished_at
        returning 1
        """,
        new
        {
            source,
            delivery.Name,
            delivery.Day,
            delivery.State,
            delivery.Files,
            delivery.Bytes,
            delivery.Content,
            delivery.BatchId,
            delivery.New,
            delivery.Changed,
            delivery.Same,
            delivery.Refused,
            delivery.Late,
            delivery.FaultZh,
            delivery.FaultEn,
            now = clock.GetUtcNow(),
            delivery.FinishedAt,
        }, ct);

    /// <summary>Whether a file of a server was fetched as it is there now.</summary>
    public async Task<bool> IsFetchedAsync(Guid source, ArrivedFile file, CancellationToken ct) => (await database.QueryAsync<int>(
        "select 1 from exchange.package_file where source_id = @source and path = @Path and bytes = @Bytes and modified = @Modified", new
        {
            source,
            file.Path,
            file.Bytes,
            file.Modified
        }, ct)).Count > 0;

    public Task FetchedAsync(Guid source, ArrivedFile file, CancellationToken ct) => database.QueryAsync<int>(
        """
        insert into exchange.package_file (source_id, path, bytes, modified, fetched_at) values (@source, @Path, @Bytes, @Modified, @now)
        on conflict (source_id, path) do update set bytes = excluded.bytes, modified = excluded.modified, fetched_at = excluded.fetched_at
        returning 1
        """, new { source, file.Path, file.Bytes, file.Modified, now = clock.GetUtcNow() }, ct);
}
