using System.IO.Compression;
using System.Text;
using Zhishu.Foundation.Audit;

namespace Zhishu.Foundation;

/// <summary>
/// What a backup needs besides the database: the keys folder (keys of the audit trail and of cookies) and the anchors. It is written into a file beside the
/// backup that its owner alone may read. A key given as a setting is not in it.
/// </summary>
public sealed class KeyFolder(AuditKeys keys)
{
    private const string AnchorsEntry = "anchors.jsonl";

    /// <summary>The file beside a backup.</summary>
    public static string Beside(string backup) => backup + ".keys";

    /// <summary>Writes keys and anchors into a file.</summary>
    public void WriteTo(string path)
    {
        File.Delete(path);
        using var archive = new ZipArchive(PrivateFile.Open(path, FileMode.CreateNew), ZipArchiveMode.Create, leaveOpen: false, Encoding.UTF8);
        foreach (var file in Directory.Exists(keys.Folder) ? Directory.EnumerateFiles(keys.Folder).Where(IsKey) : [])
            archive.CreateEntryFromFile(file, Path.GetFileName(file));
        if (File.Exists(keys.Anchors.Path))
            archive.CreateEntryFromFile(keys.Anchors.Path, AnchorsEntry);
    }

    /// <summary>Brings keys and anchors back. A key that is here stays as it is; anchors that are here and newer stay too.</summary>
    public void ReadFrom(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        Directory.CreateDirectory(keys.Folder);
        foreach (var entry in archive.Entries.Where(entry => entry.Name == entry.FullName && IsKey(entry.Name) && !File.Exists(Path.Combine(keys.Folder, entry.Name))))
        {
            using var file = PrivateFile.Open(Path.Combine(keys.Folder, entry.Name), FileMode.CreateNew);
            using var content = entry.Open();
            content.CopyTo(file);
        }

        if (archive.GetEntry(AnchorsEntry) is { } anchors)
        {
            using var reader = new StreamReader(anchors.Open());
            keys.Anchors.Merge(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private static bool IsKey(string file) => Path.GetExtension(file) is ".key" or ".xml";
}
