using System.Xml;

namespace Zhishu.Records;

/// <summary>Reads the documents of a package by their formats, and takes the pictures that they name.</summary>
internal sealed class PackageReader(IRecordFormat[] formats, MediaStore media, bool dryRun)
{
    private const int MostPictures = 500;
    private IRecordFormat? _last;

    /// <summary>What the documents say, one after another.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="source">Name to put into the provenance.</param>
    public IEnumerable<SourceItem> Read(IEnumerable<PackageDocument> documents, string source)
    {
        foreach (var document in documents)
        {
            foreach (var item in Items(document, source))
                yield return item with { Problems = [.. item.Problems.Select(problem => problem with { Entry = document.Name })] };
        }
    }

    private IEnumerable<SourceItem> Items(PackageDocument document, string source)
    {
        if (document.Fault is not null)
        {
            yield return SourceItem.Refused(document.Fault);
            yield break;
        }

        using var items = Parse(document, source).GetEnumerator();
        while (true)
        {
            SourceItem item;
            var ends = false;
            try
            {
                if (!items.MoveNext())
                    yield break;
                item = items.Current;
            }
            catch (ArchiveBombException)
            {
                (item, ends) = (SourceItem.Refused(Problem.Of(1, null, null, "archive.bomb", new("解压后体积异常（疑似压缩炸弹），已停止读取"))), true);
            }
            catch (Exception e) when (e is InvalidDataException or IOException or XmlException or SharpCompress.Common.SharpCompressException)
            {
                (item, ends) = (SourceItem.Refused(Problem.Of(1, null, null, "file.damaged", new("文件损坏，无法读取"))), true);
            }

            yield return item;
            if (ends)
                yield break;
        }
    }

    private IEnumerable<SourceItem> Parse(PackageDocument document, string source)
    {
        using var stream = document.Open();
        var head = new byte[16 << 10];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var format = _last is not null && _last.Recognises(head.AsSpan(0, read)) ? _last : formats.FirstOrDefault(one => one.Recognises(head.AsSpan(0, read)));
        if (format is null or WorkbookFormat)
        {
            // Lists of contents and the like stand beside the documents: they are told of as such.
            yield return new(1, null, [Problem.Of(1, null, null, "format.unknown", new("无法识别的文件，已略过"), warning: true)]);
            yield break;
        }

        _last = format;
        foreach (var item in format.Read(new HeadStream(head, read, stream), source))
            yield return WithPictures(item, document.Picture, document.Pictures) with { Rule = item.Rule ?? format.Rule };
    }

    /// <summary>The item with the pictures that its document names, or that lie beside it when it names none.</summary>
    public SourceItem WithPictures(SourceItem item, Func<string, PackageEntry?> find, IReadOnlyList<PackageEntry> pictures)
    {
        if (item.Record is not { } record || pictures.Count == 0)
            return item;
        var problems = item.Problems.ToList();
        var kept = new List<MediaItem>();
        var named = record.Media.Count > 0 ? record.Media : MediaNames.Guess(record, pictures);
        foreach (var wanted in named.Take(MostPictures))
        {
            if (find(wanted.Name) is not { } picture)
            {
                problems.Add(Problem.Of(item.Line, record.Number, "image", "media.missing", new($"缺少图 {wanted.Name}"), wanted.Name, warning: true));
                continue;
            }

            var (taken, fault) = Keep(wanted, picture);
            if (taken is not null)
                kept.Add(taken);
            else
                problems.Add(Problem.Of(item.Line, record.Number, "image", "media.refused", new($"图 {wanted.Name} 未收：{fault!.Value}"), wanted.Name, warning: true));
        }

        return item with { Record = record with { Media = kept }, Problems = problems };
    }

    private (MediaItem? Item, Foundation.Bilingual? Fault) Keep(MediaItem wanted, PackageEntry picture)
    {
        try
        {
            using var stream = picture.Open();
            return media.Keep(wanted, stream, dryRun);
        }
        catch (Exception e) when (e is InvalidDataException or SharpCompress.Common.SharpCompressException or ArchiveBombException or EndOfStreamException)
        {
            return (null, new("文件损坏"));
        }
    }
}
