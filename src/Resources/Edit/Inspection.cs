using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Resources.Edit;

/// <summary>Something in an archive.</summary>
/// <param name="Name">Path in the archive, cut at 200 characters.</param>
/// <param name="Size">Bytes unpacked, as the archive says.</param>
/// <param name="Notes">What to look at: <c>program</c>, <c>archive</c>, <c>outside</c>, <c>encrypted</c>.</param>
internal sealed record PackedEntry(string Name, long Size, string[] Notes)
{
    public static IReadOnlyDictionary<string, Bilingual> Labels { get; } = new Dictionary<string, Bilingual>
    {
        ["program"] = new("可执行程序或脚本"),
        ["archive"] = new("内含压缩包"),
        ["outside"] = new("路径指向目录之外"),
        ["encrypted"] = new("已加密，扫描不到内容"),
    };
}

/// <summary>What a file is, for those who review it and for those who fetch it.</summary>
/// <param name="Sha256">SHA-256 in hexadecimal.</param>
/// <param name="Total">Entries of an archive; 0 for other files.</param>
/// <param name="Unpacked">Bytes of all entries, as the archive says.</param>
/// <param name="Entries">What to look at first, then the rest; at most <see cref="Inspections.MostEntries"/>.</param>
internal sealed record Inspection(string Sha256, int Total, long Unpacked, IReadOnlyList<PackedEntry> Entries);

/// <summary>Looks into the files of tools once and keeps what it saw.</summary>
internal sealed class Inspections(HubDatabase database, FileStore files)
{
    public const int MostEntries = 200;
    private const int LongestName = 200;

    private static readonly string[] Programs =
        [".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".jar", ".sh", ".py", ".so", ".dylib", ".app", ".apk", ".lnk"];

    private static readonly string[] Archives = [".zip", ".rar", ".7z", ".gz", ".tar", ".xz", ".bz2", ".iso", ".cab"];

    /// <summary>What each file of a resource is.</summary>
    public async Task<IReadOnlyDictionary<Guid, Inspection>> OfAsync(Guid resource, IReadOnlyList<StoredFile> wanted, CancellationToken ct)
    {
        var known = new Dictionary<Guid, Inspection>();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        foreach (var row in await connection.QueryAsync<(Guid File, string Sha256, int Total, long Unpacked, string Entries)>(new CommandDefinition(
            "select file_id, sha256, total, unpacked, entries::text from resources.inspection where resource_id = @resource", new { resource }, cancellationToken: ct)))
            known[row.File] = new(row.Sha256, row.Total, row.Unpacked, JsonSerializer.Deserialize<List<PackedEntry>>(row.Entries, JsonColumn.Options)!);
        foreach (var file in wanted.Where(file => !known.ContainsKey(file.Id)))
        {
            if (await files.ReadAsync(file.Id, Resource.FileKind, resource, ct) is not { } read)
                continue;
            var seen = known[file.Id] = Look(read.Content);
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into resources.inspection (file_id, resource_id, sha256, total, unpacked, entries)
                values (@Id, @resource, @Sha256, @Total, @Unpacked, cast(@entries as jsonb)) on conflict (file_id) do nothing
                """, new { file.Id, resource, seen.Sha256, seen.Total, seen.Unpacked, entries = JsonSerializer.Serialize(seen.Entries, JsonColumn.Options) }, cancellationToken: ct));
        }

        return known;
    }

    /// <summary>Reads the directory of an archive, never what is packed in it.</summary>
    internal static Inspection Look(byte[] content)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        if (!content.AsSpan().StartsWith("PK"u8))
            return new(digest, 0, 0, []);
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
            var entries = archive.Entries.Where(entry => entry.Name.Length > 0).Select(entry => new PackedEntry(
                SafeText.Clean(entry.FullName.Length > LongestName ? entry.FullName[..LongestName] : entry.FullName), entry.Length, [.. Notes(entry)])).ToList();
            return new(digest, entries.Count, (long)Math.Min(entries.Sum(entry => (decimal)entry.Size), long.MaxValue),
                [.. entries.OrderByDescending(entry => entry.Notes.Length).Take(MostEntries)]);
        }
        catch (InvalidDataException)
        {
            return new(digest, 0, 0, []);
        }
    }

    private static IEnumerable<string> Notes(ZipArchiveEntry entry)
    {
        var ending = Path.GetExtension(entry.Name).ToLowerInvariant();
        if (Programs.Contains(ending))
            yield return "program";
        if (Archives.Contains(ending))
            yield return "archive";
        if (entry.FullName.StartsWith('/') || entry.FullName.Contains(':', StringComparison.Ordinal) || entry.FullName.Split('/', '\\').Contains(".."))
            yield return "outside";
        if (entry.IsEncrypted)
            yield return "encrypted";
    }
}
