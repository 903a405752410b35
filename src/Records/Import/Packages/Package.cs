using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>
/// A delivery of documents: archives in archives, one folder a document with its XML and its pictures. Read as one file, document after document, with the pictures of each.
/// </summary>
internal static class Package
{
    private const int Deepest = 4;

    /// <summary>Documents in an archive from which on it is read as a package.</summary>
    private const int Many = 50;

    private static readonly HashSet<string> Pictures = new(StringComparer.Ordinal) { ".jpg", ".jpeg", ".tif", ".tiff", ".png", ".gif", ".pdf" };

    /// <summary>Whether an archive is a package: it has archives in it, pictures beside its documents, or very many documents.</summary>
    public static bool Is(IReadOnlyList<PackageEntry> entries) =>
        entries.Any(entry => entry.Extension == ".zip") || (entries.Any(entry => entry.Extension == ".xml") && entries.Any(entry => Pictures.Contains(entry.Extension)))
        || entries.Count(entry => entry.Extension == ".xml") > Many;

    /// <summary>The documents of a package, in the order of their names, those of inner archives in their place.</summary>
    /// <param name="open">Opens the package.</param>
    /// <param name="counter">Follows the bytes of what was read.</param>
    public static IEnumerable<PackageDocument> Documents(Func<PackageArchive> open, ByteCounter counter)
    {
        using var archive = open();
        foreach (var document in Walk(archive, "", 1, counter))
            yield return document;
    }

    private static IEnumerable<PackageDocument> Walk(PackageArchive archive, string prefix, int depth, ByteCounter counter)
    {
        var folders = archive.Entries.Where(entry => Pictures.Contains(entry.Extension)).ToLookup(entry => entry.Folder);
        foreach (var entry in archive.Entries)
        {
            var name = prefix + entry.Name;
            if (ArchiveLimits.Escapes(entry.Name))
            {
                yield return PackageDocument.Faulty(name, "archive.path", new("压缩包内的路径越出压缩包，已拒绝"));
            }
            else if (entry.Extension is ".xml" or ".sgm" or ".json" or ".jsonl")
            {
                yield return new(name, entry.Open, file => folders[entry.Folder].FirstOrDefault(picture => picture.File.Equals(file, StringComparison.OrdinalIgnoreCase)),
                    [.. folders[entry.Folder]]);
                if (depth == 1)
                    counter.Add(entry.Compressed);
            }
            else if (entry.Extension == ".zip")
            {
                foreach (var document in Inner(entry, name, depth, counter))
                    yield return document;
                if (depth == 1)
                    counter.Add(entry.Compressed);
            }
            else if (depth == 1)
            {
                counter.Add(entry.Compressed);
            }
        }
    }

    private static IEnumerable<PackageDocument> Inner(PackageEntry entry, string name, int depth, ByteCounter counter)
    {
        if (depth >= Deepest)
        {
            yield return PackageDocument.Faulty(name, "archive.deep", new("压缩包嵌套过深，已拒绝"));
            yield break;
        }

        PackageArchive? inner = null;
        Problem? fault = null;
        try
        {
            inner = PackageArchive.OpenInside(entry);
        }
        catch (ArchiveBombException)
        {
            fault = Problem.Of(1, null, null, "archive.bomb", new("解压后体积异常（疑似压缩炸弹），已拒绝"));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or SharpCompress.Common.SharpCompressException)
        {
            fault = Problem.Of(1, null, null, "file.damaged", new("包内压缩文件损坏，无法读取"));
        }

        if (fault is not null)
        {
            yield return new(name, () => Stream.Null, _ => null, []) { Fault = fault };
            yield break;
        }

        using (inner)
        {
            foreach (var document in Walk(inner!, name + "!", depth + 1, counter))
                yield return document;
        }
    }
}

/// <summary>A document of a package.</summary>
/// <param name="Name">Where it stands: archive!archive!path.</param>
/// <param name="Open">Opens it.</param>
/// <param name="Picture">The picture of that file name beside it, or null.</param>
/// <param name="Pictures">All pictures beside it.</param>
internal sealed record PackageDocument(string Name, Func<Stream> Open, Func<string, PackageEntry?> Picture, IReadOnlyList<PackageEntry> Pictures)
{
    /// <summary>Why it cannot be read, or null.</summary>
    public Problem? Fault { get; init; }

    public static PackageDocument Faulty(string name, string code, Bilingual reason) =>
        new(name, () => Stream.Null, _ => null, []) { Fault = Problem.Of(1, null, null, code, reason) };
}
