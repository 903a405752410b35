using Microsoft.Extensions.Hosting;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Packages;

/// <summary>
/// Looks at the sources of packages: fetches what is new where the hub does so itself, then imports what has come whole, the oldest first. A delivery is imported again
/// when files were added to it; what was imported is known by its content and passed over. One that was stopped goes on where it committed.
/// </summary>
internal sealed class PackageRunner(PackageStore store, SftpFetcher fetcher, RecordImporter importer, Loops loops, TimeProvider clock) : BackgroundService
{
    private static readonly LoopKind Kind = new("packages", new("接收数据包"), TimeSpan.FromSeconds(20)) { Longest = TimeSpan.FromHours(24) };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, RunAsync, stoppingToken);

    /// <summary>Looks at the sources whose time has come.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var source in await store.SourcesAsync(ct))
        {
            var due = source.LookedAt is not { } looked || clock.GetUtcNow() - DateTime.SpecifyKind(looked, DateTimeKind.Utc) >= TimeSpan.FromMinutes(source.Minutes);
            if (!source.Paused && (source.Asked || due))
                await LookAsync(source, ct);
        }
    }

    private async Task LookAsync(PackageSource source, CancellationToken ct)
    {
        Directory.CreateDirectory(store.FolderOf(source));
        var fault = source.Host is null ? null : await fetcher.FetchAsync(source, ct);
        var known = (await store.DeliveriesAsync(source.Id, ct)).ToDictionary(delivery => delivery.Name, StringComparer.Ordinal);
        var arriving = false;
        foreach (var arrived in PackagePlan.Deliveries(FilesOf(source)))
        {
            if (known.GetValueOrDefault(arrived.Name) is { State: "done" or "failed" } before && before.Content == arrived.Content)
                continue;
            var delivery = new PackageDelivery { Name = arrived.Name, Day = arrived.Day, State = "arriving", Files = arrived.Files.Count, Bytes = arrived.Bytes, Content = arrived.Content };
            delivery.Late = arrived.Day is { } day && known.Values.Any(other => other.State == "done" && other.Day > day);

            // What a mirror program still writes waits; what the hub fetched itself was renamed when it was whole.
            if (source.Host is null && !PackagePlan.IsSettled(arrived, clock.GetUtcNow()))
            {
                arriving = true;
                await store.EnterAsync(source.Id, delivery, ct);
                continue;
            }

            await ImportAsync(source, arrived, delivery, ct);
            known[delivery.Name] = delivery;
        }

        await store.LookedAsync(source.Id, fault, ct);
        if (arriving)
            await store.AskAsync(source.Id, ct);
    }

    private async Task ImportAsync(PackageSource source, Arrived arrived, PackageDelivery delivery, CancellationToken ct)
    {
        var folder = store.FolderOf(source);

        // The last volume stands for all: the others are found beside it, as are pictures beside their documents.
        var paths = arrived.Files.Select(file => Path.Combine(folder, file.Path)).Where(path => !RecordImporter.IsCompanion(path)).ToList();
        if (paths.Count == 0)
        {
            (delivery.FaultZh, delivery.FaultEn) = ("最后一个分卷（.zip）或文献文件尚未到达", "The last volume (.zip), or the documents, have not come yet");
            await store.EnterAsync(source.Id, delivery, ct);
            return;
        }

        delivery.State = "importing";
        await store.EnterAsync(source.Id, delivery, ct);
        try
        {
            var report = await importer.RunAsync(new ImportRequest(paths) { SourceName = source.Name, Licence = source.Licence }, null, ct);
            delivery.State = "done";
            (delivery.New, delivery.Changed, delivery.Same, delivery.Refused, delivery.BatchId) = (report.New, report.Changed, report.Same, report.Refused, report.BatchId);
        }
        catch (HubFaultException e) when (e.Code is not ("database.lost" or "disk.full"))
        {
            (delivery.State, delivery.FaultZh, delivery.FaultEn) = ("failed", e.Text.Zh, e.Text.En);
        }

        delivery.FinishedAt = clock.GetUtcNow().UtcDateTime;
        await store.EnterAsync(source.Id, delivery, ct);
        if (delivery.State == "done" && source is { Host: not null, KeepsFiles: false } && delivery.Refused == 0)
        {
            foreach (var file in arrived.Files)
                File.Delete(Path.Combine(folder, file.Path));
        }
    }

    private IEnumerable<ArrivedFile> FilesOf(PackageSource source)
    {
        var root = store.FolderOf(source);
        return Directory.EnumerateFiles(root, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden
        }).Select(path => new FileInfo(path))
            .Select(file => new ArrivedFile(Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), file.Length, new DateTimeOffset(file.LastWriteTimeUtc)));
    }
}
