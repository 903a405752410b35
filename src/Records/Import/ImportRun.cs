using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>One run over a list of files: reading and checking on one thread, writing on another.</summary>
internal sealed class ImportRun(
    HubDatabase database, ReferenceData reference, TimeProvider clock, ILogger log, ImportRequest request, IProgress<ImportProgress>? progress)
{
    /// <summary>Small enough that what is under way dies young: with 1,000 the process held 250 MB, with 250 it holds 170 MB and is as fast.</summary>
    private const int MostInPortion = 250;
    private const int MostTextInPortion = 1 << 19;

    private sealed record Portion(List<SourceItem> Items, long Position, long BytesDone);

    private readonly IRecordFormat[] _formats = SourceFormats.All(reference, asks: !request.DryRun && !request.KeepUnknown, request.Mapping);
    private readonly PackageFormat _packages = new();
    private readonly RecordChecks _checks = new(reference, clock);
    private PackageReader _pictures = null!;
    private long _bytesDone;
    private long _bytesTotal;
    private long _records;
    private long _waiting;

    public async Task<ImportReport> RunAsync(CancellationToken ct)
    {
        var forced = request.Format is null ? null : _formats.FirstOrDefault(format => format.Name == request.Format) ?? throw new HubFaultException("format.unknown", new(
            $"没有格式 {request.Format}，可用：{Bilingual.List(RecordImporter.FormatNames)}"));
        _pictures = new PackageReader(_formats, new MediaStore(database), request.DryRun);
        var files = InputFiles.Expand(request.Paths).ToList();
        _bytesTotal = files.Sum(file => file.Bytes);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var journal = await ImportJournal.OpenAsync(connection, database, clock, request, files, ct);
        try
        {
            foreach (var (file, ordinal) in files.Select((file, ordinal) => (file, ordinal)))
                await ImportFileAsync(connection, journal, file, ordinal, forced, ct);
            return await journal.FinishAsync(connection, ct);
        }
        catch (PostgresException e) when (e.SqlState is "53100" or "58030")
        {
            throw DiskFull(e);
        }
        catch (NpgsqlException e) when (e is not PostgresException { SqlState: not ("57P01" or "57P02" or "57P03") })
        {
            // A server that cannot write its log goes down before it can say why.
            if (database.RunsCluster && new DriveInfo(database.DataFolder).AvailableFreeSpace < 64L << 20)
                throw DiskFull(e);
            throw new HubFaultException("database.lost", new("数据库连接中断，导入已停止；已提交的部分不会丢失。再次执行同一命令即可续传。"), e);
        }
    }

    private static HubFaultException DiskFull(Exception cause) => new("disk.full", new("磁盘已满，导入已停止；已提交的部分不会丢失。清理磁盘后再次执行同一命令即可续传。"), cause);

    private async Task ImportFileAsync(NpgsqlConnection connection, ImportJournal journal, InputFile file, int ordinal, IRecordFormat? forced, CancellationToken ct)
    {
        var state = journal.StateOf(ordinal);
        if (state.Known)
        {
            _bytesDone += file.Bytes;
            return;
        }

        var counter = new ByteCounter();
        var (format, stream, fault) = file is { Package: not null, Fault: null } ? (_packages, Stream.Null, null) : Recognise(file, forced, counter);
        if (fault is not null)
        {
            await journal.RefuseFileAsync(connection, ordinal, file, fault, ct);
            _bytesDone += file.Bytes;
            return;
        }

        await journal.BeginFileAsync(connection, ordinal, format!.Name, ct);
        var channel = Channel.CreateBounded<Portion>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = Task.Run(() => ReadAsync(format, stream!, file, state.Position, counter, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var portion in channel.Reader.ReadAllAsync(ct))
            {
                await WriteAsync(connection, journal, ordinal, file, format.Rule, portion, ct);
                _records += portion.Items.Count;
                progress?.Report(new(file.Name, _bytesDone + Math.Min(file.Bytes, portion.BytesDone), _bytesTotal, _records));
            }
        }
        catch (FileRefusedException e)
        {
            await journal.RefuseFileAsync(connection, ordinal, file, e.Problem, ct);
            _bytesDone += file.Bytes;
            return;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await reading;
        if (_waiting > 0)
            journal.Note(file, new($"{_waiting} 条法律状态所属的专利尚未入库，已保存，入库时自动并入"));
        _waiting = 0;
        await journal.EndFileAsync(connection, ordinal, ct);
        _bytesDone += file.Bytes;
    }

    private (IRecordFormat? Format, Stream? Stream, Problem? Fault) Recognise(InputFile file, IRecordFormat? forced, ByteCounter counter)
    {
        if (file.Fault is not null)
            return (null, null, file.Fault);
        try
        {
            var stream = file.Open(counter);
            if (stream.CanSeek && _formats.OfType<WorkbookFormat>().Single() is var workbook)
            {
                var magic = new byte[4];
                stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
                stream.Position = 0;
                if (workbook.Recognises(magic))
                    return (forced ?? workbook, stream, null);
            }

            var head = new byte[64 << 10];
            var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var format = forced ?? _formats.FirstOrDefault(format => format.Recognises(head.AsSpan(0, read)));
            return format is null
                ? (null, null, Problem.Of(1, null, null, "format.unknown", new("无法识别：不是已知的格式，表格也没有可识别的列标题（可指定各列的含义后再试）")))
                : (format, new HeadStream(head, read, stream), null);
        }
        catch (ArchiveBombException)
        {
            return (null, null, Bomb(1));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return (null, null, Problem.Of(1, null, null, "file.unreadable", new("文件无法读取：已损坏，或没有权限")));
        }
    }

    private async Task ReadAsync(IRecordFormat format, Stream stream, InputFile file, long skip, ByteCounter counter, ChannelWriter<Portion> writer, CancellationToken ct)
    {
        var items = new List<SourceItem>();
        var position = 0L;
        var text = 0;
        Exception? failure = null;
        try
        {
            using (stream)
            using (var source = Items(format, stream, file, counter).GetEnumerator())
            {
                while (true)
                {
                    SourceItem item;
                    try
                    {
                        if (!source.MoveNext())
                            break;
                        item = source.Current;
                    }
                    catch (Exception e) when (e is ArchiveBombException or InvalidDataException or IOException)
                    {
                        items.Add(SourceItem.Refused(e is ArchiveBombException ? Bomb(position + 1) : Problem.Of(position + 1, null, null, "file.damaged",
                            new("文件损坏，其余部分无法读取"))));
                        position++;
                        break;
                    }

                    if (position++ < skip)
                        continue;
                    item = _checks.Check(item, amends: (item.Rule ?? format.Rule) == MergeRule.Amend);
                    if (item.Record is { } record && request.Licence is not null)
                        item = item with { Record = record with { Source = record.Source! with { Licence = request.Licence } } };
                    items.Add(item);
                    text += SizeOf(item);
                    if (items.Count < MostInPortion && text < MostTextInPortion)
                        continue;
                    await writer.WriteAsync(new(items, position, counter.Bytes), ct);
                    (items, text) = ([], 0);
                }
            }

            if (items.Count > 0)
                await writer.WriteAsync(new(items, position, counter.Bytes), ct);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            writer.Complete(failure);
        }
    }

    /// <summary>The records of the files as they would be written, one after another, with the name of their format; nothing is written.</summary>
    /// <exception cref="FileRefusedException">A file cannot be read at all.</exception>
    public IEnumerable<(string? Format, SourceItem Item)> Look()
    {
        _pictures = new PackageReader(_formats, new MediaStore(database), dryRun: true);
        foreach (var file in InputFiles.Expand(request.Paths))
        {
            var counter = new ByteCounter();
            var (format, stream, fault) = file is { Package: not null, Fault: null } ? (_packages, Stream.Null, null) : Recognise(file, null, counter);
            if (fault is not null)
            {
                yield return (null, SourceItem.Refused(fault));
                continue;
            }

            using (stream)
            {
                foreach (var item in Items(format!, stream!, file, counter))
                    yield return (format!.Name, _checks.Check(item, amends: (item.Rule ?? format.Rule) == MergeRule.Amend));
            }
        }
    }

    private IEnumerable<SourceItem> Items(IRecordFormat format, Stream stream, InputFile file, ByteCounter counter)
    {
        var source = request.SourceName ?? file.Name;
        if (file.Package is { } package)
            return _pictures.Read(Package.Documents(package, counter), source);
        var items = format.Read(stream, source);
        return file.Folder is { } folder && PackageVolumes.PicturesIn(folder) is { Count: > 0 } pictures
            ? items.Select(item => item.Record is { Media.Count: > 0 }
                ? _pictures.WithPictures(item, name => pictures.FirstOrDefault(picture => picture.File.Equals(name, StringComparison.OrdinalIgnoreCase)), pictures) : item)
            : items;
    }

    // What would have made one record of two rights is refused.
    private static IReadOnlyList<SourceItem> WithConflicts(IReadOnlyList<SourceItem> items, ref WriteCount count)
    {
        if (count.Conflicts.Count == 0)
            return items;
        var refused = count.Conflicts;
        count = count with { Same = count.Same - count.Conflicts.Count };
        return [.. items.Select(item => item.Record is { } record
            && refused.Any(other => other.Office == record.Office && other.Title == record.Title && (other.Number == record.Number || other.PublicationNumbers().Contains(record.Number)))
            ? SourceItem.Refused(Problem.Of(item.Line, record.Number, "number", "record.conflict", new("名称、权利人和申请日与库中该号码的记录都不同，疑为另一件，未覆盖，待管理员核对"), record.Title)) with { Raw = item.Raw } : item)];
    }

    private static int SizeOf(SourceItem item) => item.Record is not { } record
        ? 500
        : 500 + record.Title.Length + record.Description.Sum(part => part.Text.Length + 40) + (record.Abstract?.Length ?? 0)
        + record.Claims.Sum(claim => claim.Text.Length) + (80 * (record.Parties.Count + record.Citations.Count));

    private static Problem Bomb(long line) => Problem.Of(line, null, null, "archive.bomb", new("解压后体积异常（疑似压缩炸弹），已停止读取"));

    private async Task WriteAsync(
        NpgsqlConnection connection, ImportJournal journal, int ordinal, InputFile file, MergeRule rule, Portion portion, CancellationToken ct)
    {
        var good = portion.Items.Where(item => item.Record is not null).Select(item => new Incoming(item.Record!, item.Rule ?? rule) { Deletes = item.Deletes }).ToList();
        for (var tries = 1; ; tries++)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            try
            {
                var count = await RecordWriter.WriteAsync(connection, good, journal.BatchId, clock.GetUtcNow(), request.DryRun, ct);
                var items = WithConflicts(portion.Items, ref count);
                await journal.RecordAsync(connection, ordinal, file, count, items, portion.Position, portion.BytesDone, ct);
                await transaction.CommitAsync(ct);
                _waiting += count.Waiting;
                journal.Committed(count, items, file);
                return;
            }
            catch (PostgresException e) when (e.SqlState is "23505" or "40P01" && tries < 5)
            {
                // Another import added one of these records at the same moment: look again, and find it there.
                log.LogInformation("Portion tried again: {State}", e.SqlState);
                await transaction.RollbackAsync(ct);
            }
        }
    }
}
