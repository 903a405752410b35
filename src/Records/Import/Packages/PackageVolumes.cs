using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>Archives in several volumes: <c>20260106.z01</c>, <c>20260106.z02</c> … and <c>20260106.zip</c>, which has the directory.</summary>
internal static partial class PackageVolumes
{
    private const int MostPictures = 5000;

    /// <summary>Whether a file is a volume that is read with another: not the one that has the directory.</summary>
    public static bool IsPart(string path) => Part().IsMatch(path);

    /// <summary>The volumes of an archive in order, by the one that has the directory; that one alone when there are no others.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return [path];
        var stem = Path.GetFileNameWithoutExtension(path);
        var parts = Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, stem + ".*").Where(IsPart)
            .Where(part => Path.GetFileNameWithoutExtension(part).Equals(stem, StringComparison.OrdinalIgnoreCase))
            .OrderBy(part => int.Parse(Part().Match(part).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        return [.. parts, path];
    }

    /// <summary>The volumes as one file to import.</summary>
    public static InputFile Join(IReadOnlyList<string> volumes, string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        var buffer = new byte[1 << 20];
        foreach (var volume in volumes)
        {
            using var stream = File.OpenRead(volume);
            for (int read; (read = stream.Read(buffer)) > 0;)
                hash.AppendData(buffer, 0, read);
            size += stream.Length;
        }

        var identity = Convert.ToHexStringLower(hash.GetHashAndReset());
        for (var i = 0; i + 1 < volumes.Count; i++)
        {
            if (int.Parse(Part().Match(volumes[i]).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) != i + 1)
                return new(name, identity, size, _ => Stream.Null, Problem.Of(1, null, null, "volume.missing", new($"分卷 {i + 1} 缺失")));
        }

        return new(name, identity, size, _ => Stream.Null) { Package = () => PackageArchive.Open(volumes) };
    }

    /// <summary>The pictures that lie in a folder; none when there are too many for the folder to be that of a document.</summary>
    public static IReadOnlyList<PackageEntry> PicturesIn(string folder)
    {
        var pictures = Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg" or ".tif" or ".tiff" or ".png" or ".gif" or ".pdf").Take(MostPictures + 1).ToList();
        return pictures.Count > MostPictures
            ? [] : [.. pictures.Select(file => new PackageEntry(Path.GetFileName(file), new FileInfo(file).Length, new FileInfo(file).Length, () => File.OpenRead(file)))];
    }

    [GeneratedRegex(@"\.z(\d{2,3})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Part();
}

/// <summary>The name under which the books have a package, whose documents are of several formats.</summary>
internal sealed class PackageFormat : IRecordFormat
{
    public string Name => "package";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head) => false;

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName) => [];
}
