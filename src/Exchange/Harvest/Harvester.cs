using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Zhishu.Exchange.Oai;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>How a run ended.</summary>
/// <param name="Ran">False when another process was harvesting the source.</param>
/// <param name="Run">The run, with its counts.</param>
/// <param name="Fault">What stopped it, or null.</param>
internal sealed record HarvestOutcome(bool Ran, HarvestRun? Run, Bilingual? Fault);

/// <summary>Harvests one source: whatever kind it is, page by page, going on where the last run stopped.</summary>
internal sealed class Harvester(
    HubDatabase database, SourceStore sources, HarvestWriter writer, OaiClient client, Fetcher fetcher, MemberHarvest members, RecordImporter importer,
        HarvestFolders folders, HarvestLimits limits, TimeProvider clock, ILogger<Harvester> log)
{
    /// <summary>Runs until the source has nothing more, its time is over, or something comes in between.</summary>
    public async Task<HarvestOutcome> RunAsync(Guid id, IProgress<HarvestRun>? progress, CancellationToken ct)
    {
        if (await sources.LockAsync(id, ct) is not { } held)
            return new(false, null, null);
        try
        {
            if (await sources.FindAsync(id, ct) is not { } source)
                return new(false, null, null);
            var run = await sources.BeginRunAsync(source, ct);
            Bilingual? fault = null;
            TimeSpan? retryAfter = null;
            var whole = false;
            try
            {
                source = await EpochAsync(source, ct);
                whole = source.Kind switch
                {
                    "folder" => await FolderAsync(source, run, ct),
                    "dump" => await DumpAsync(source, run, progress, ct),

                    // It is searched, not harvested.
                    "sru" => true,
                    _ => await ListAsync(source, run, progress, ct),
                };
            }
            catch (HarvestFaultException e) when (e.Deletions is { } deletions)
            {
                fault = e.Text;
                await sources.HoldAsync(id, deletions, CancellationToken.None);
            }
            catch (HarvestFaultException e)
            {
                (fault, retryAfter) = (e.Text, e.RetryAfter);
            }
            catch (HubFaultException e)
            {
                fault = e.Text;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NpgsqlException or InvalidDataException)
            {
                log.LogWarning(e, "Harvest of {Source} failed", source.Name);
                fault = new($"采集中断：{e.Message}");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Harvest of {Source} failed", source.Name);
                fault = new("采集时发生内部错误，详见日志");
            }

            await sources.EndRunAsync(run, source, fault, whole, retryAfter, CancellationToken.None);
            return new(true, await sources.RunAsync(run.Id, CancellationToken.None), fault);
        }
        finally
        {
            await SourceStore.UnlockAsync(held);
        }
    }

    /// <summary>A hub that says another epoch than before was brought back from a backup: its whole list is read again, and what it no longer has is taken away.</summary>
    private async Task<HarvestSource> EpochAsync(HarvestSource source, CancellationToken ct)
    {
        if (source.Kind != "hub" || await client.EpochAsync(source, ct) is not { } epoch || epoch == source.Epoch)
            return source;
        if (source.Epoch is null)
            await sources.KeepEpochAsync(source.Id, epoch, ct);
        else
            await sources.ReadWholeAsync(source.Id, epoch, ct);
        return (await sources.FindAsync(source.Id, ct))!;
    }

    private async Task<bool> ListAsync(HarvestSource source, HarvestRun run, IProgress<HarvestRun>? progress, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var prefix = await client.BestPrefixAsync(source, ct);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var (token, from, began) = (source.Token, source.Token is null ? source.ReadUntil : source.ListFrom, source.ListBegan);
        var seen = new SeenRecords();
        Task<OaiPage>? ahead = null;
        for (var (idle, repeated) = (0, 0); ;)
        {
            CheckDisk();
            var page = await (ahead ?? client.PageAsync(source, prefix, from, token, ct));
            ahead = null;
            if (page.Error == "badResumptionToken" && token is not null)
            {
                // 3.5: the list begins again; what came already is known and changes nothing.
                (token, began) = (null, null);
                continue;
            }

            if (page.Error == "badArgument" && token is null && from?.Length > "yyyy-MM-dd".Length)
            {
                // A repository that only knows days: the whole day is read again, which changes nothing.
                from = from[.."yyyy-MM-dd".Length];
                continue;
            }

            if (page.Error is not (null or "noRecordsMatch"))
                throw new HarvestFaultException("oai.error", new($"对方返回错误 {page.Error}"));
            if (token is null)
                began = OaiNames.Read(page.ResponseDate, OaiNames.SecondForm) is null
                    ? throw new HarvestFaultException("oai.date", new("对方没有给出应答时间")) : page.ResponseDate;

            // A list that leads in circles, or goes on for ever with what was told already.
            if (page.Token is not null && (page.Token == token || !tokens.Add(page.Token)))
                throw new HarvestFaultException("oai.endless", new("对方重复给出同一续传标记，已停止"));
            var end = page.Token is null;

            // The next page is on its way while this one is written; when writing fails it is thrown away.
            if (!end && source.KilobytesPerSecond == 0)
                ahead = client.PageAsync(source, prefix, from, page.Token, ct);
            ahead?.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            var place = end ? new ListPlace(null, null, null, began, null) : new ListPlace(page.Token, from, began, source.ReadUntil, null);
            // Only the hub's own form is whole; what others leave out stays as it was.
            var count = await writer.WriteAsync(source, run, page.Records, prefix == OaiFormats.HubPrefix, place, page.Bytes, ct);
            idle = page.Records.Count == 0 || (count.IsIdle && count.Same + count.Own + count.Behind == 0) ? idle + 1 : 0;
            if (!end && idle > limits.IdlePages)
                throw new HarvestFaultException("oai.endless", new($"对方连续 {idle} 页没有可用的记录，已停止"));
            repeated = seen.IsOld(page.Records) ? repeated + 1 : 0;
            if (!end && repeated > limits.IdlePages)
                throw new HarvestFaultException("oai.endless", new("对方不断重复同样的记录，已停止"));
            if (progress is not null && await sources.RunAsync(run.Id, ct) is { } now)
                progress.Report(now);
            if (end)
                break;
            token = page.Token;
            if (!source.IsOpenAt(clock.GetUtcNow()) || watch.Elapsed > limits.RunTime)
                return false;
        }

        if (source.WholeSince is { } since)
            await TakeUnseenAsync(source, run, DateTime.SpecifyKind(since, DateTimeKind.Utc), ct);
        if (source.Kind == "hub")
            await members.RunAsync(source, ct);
        return true;
    }

    private async Task TakeUnseenAsync(HarvestSource source, HarvestRun run, DateTimeOffset since, CancellationToken ct)
    {
        var now = (await sources.FindAsync(source.Id, ct))!;
        var place = new ListPlace(now.Token, now.ListFrom, now.ListBegan, now.ReadUntil, now.Etag);
        while (await writer.UnseenAsync(source, since, OaiProvider.RecordsInPage, ct) is { Count: > 0 } unseen)
            await writer.WriteAsync(source, run, unseen, true, place, 0, ct);
    }

    /// <summary>A folder's files are imported like any other: what was read whole before is passed over.</summary>
    private async Task<bool> FolderAsync(HarvestSource source, HarvestRun run, CancellationToken ct)
    {
        if (!source.Trusted && !folders.Allows(source.Address))
            throw new HarvestFaultException("folder.closed", new("网页登记的文件夹须在服务器设置的采集目录之内"));
        if (!Directory.Exists(source.Address))
            throw new HarvestFaultException("folder.missing", new($"找不到文件夹 {source.Address}"));
        CheckDisk();
        var report = await importer.RunAsync(new([source.Address]) { SourceName = source.Name, Licence = source.Licence.Length > 0 ? source.Licence : null }, null, ct);
        await database.ExecuteAsync(
            "update exchange.run set pages = @Files, records_new = @New, records_changed = @Changed, records_same = @Same, records_refused = @Refused where id = @Id",
            new { run.Id, report.Files, report.New, report.Changed, report.Same, report.Refused }, ct);
        return true;
    }

    /// <summary>A whole file of records: fetched when it has changed, read from the line at which an earlier run stopped; what it no longer has is taken away.</summary>
    private async Task<bool> DumpAsync(HarvestSource source, HarvestRun run, IProgress<HarvestRun>? progress, CancellationToken ct)
    {
        CheckDisk();
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(database.DataFolder, "harvest")).FullName, source.Id.ToString());
        var (line, tag, began) = (0L, source.Etag, source.ListBegan);
        if (source.Token is { } token && File.Exists(path))
        {
            line = long.Parse(token, System.Globalization.CultureInfo.InvariantCulture);
        }
        else
        {
            if (await fetcher.DownloadAsync(source, path, ct) is not { } fetched)
                return true;
            (tag, began) = (fetched, OaiNames.Form(clock.GetUtcNow().UtcDateTime));
        }

        await using var file = File.OpenRead(path);
        var isPacked = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        foreach (var lines in RecordLines.Read(file, isPacked ? file.Length : null).Where(one => one.Line > line).Chunk(OaiProvider.RecordsInPage))
        {
            ct.ThrowIfCancellationRequested();
            var page = lines.Select(one => one.Gone is { } gone
                ? new Harvested(gone.ToString(), "", true, null, null, null, []) { Key = gone }
                : new(one.Record is null ? $"line {one.Line}" : RecordKey.Of(one.Record).ToString(), began ?? "", false, one.Record, one.Refusal, null, [])).ToList();
            await writer.WriteAsync(source, run, page, true, new(lines[^1].Line.ToString(System.Globalization.CultureInfo.InvariantCulture), null, began, source.ReadUntil, source.Etag), 0, ct);
            if (progress is not null && await sources.RunAsync(run.Id, ct) is { } now)
                progress.Report(now);
        }

        var since = OaiNames.Read(began, OaiNames.SecondForm) ?? throw new HarvestFaultException("dump.began", new("无法确定文件的开始时间"));
        while (await writer.UnseenAsync(source, since, OaiProvider.RecordsInPage, ct) is { Count: > 0 } unseen)
            await writer.WriteAsync(source, run, unseen, true, new("0", null, began, source.ReadUntil, source.Etag), 0, ct);
        await writer.WriteAsync(source, run, [], true, new(null, null, null, began, tag), file.Length, ct);
        file.Close();
        File.Delete(path);
        return true;
    }

    private void CheckDisk()
    {
        if (new DriveInfo(database.DataFolder).AvailableFreeSpace < limits.FreeDisk)
            throw new HarvestFaultException("disk.full", new("磁盘剩余空间不足，已停止采集"));
    }

    /// <summary>The records of one run, by a hash each, to tell a list that repeats itself; it forgets when there are very many.</summary>
    private sealed class SeenRecords
    {
        private const int Most = 4_000_000;
        private readonly HashSet<int> _hashes = [];

        /// <summary>Whether every record of a page came before in this run.</summary>
        public bool IsOld(IReadOnlyList<Harvested> page)
        {
            if (_hashes.Count > Most)
                _hashes.Clear();
            var fresh = page.Count(one => _hashes.Add(one.Identifier.GetHashCode(StringComparison.Ordinal)));
            return page.Count > 0 && fresh == 0;
        }
    }
}
