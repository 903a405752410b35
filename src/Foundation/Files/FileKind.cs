using System.IO.Compression;

namespace Zhishu.Foundation.Files;

/// <summary>Tells the type of a file from its content; the name must agree.</summary>
internal static class FileKind
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public const string Archive = "application/zip";

    public static string? Of(byte[] content, string name)
    {
        var type = Told(content);
        return type is not null && Endings(type).Contains(Path.GetExtension(name).ToLowerInvariant()) ? type : null;
    }

    private static string[] Endings(string type) => type switch
    {
        "application/pdf" => [".pdf"],
        "image/png" => [".png"],
        "image/jpeg" => [".jpg", ".jpeg"],
        Word => [".docx"],
        Archive => [".zip"],
        _ => [".xlsx"],
    };

    private static string? Told(ReadOnlySpan<byte> content) => content switch
    {
        _ when content.StartsWith("%PDF-"u8) => "application/pdf",
        _ when content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) => "image/png",
        _ when content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => "image/jpeg",
        _ when content.StartsWith((ReadOnlySpan<byte>)[(byte)'P', (byte)'K', 3, 4]) => Office(content.ToArray()),
        _ => null,
    };

    /// <summary>A document without macros: those carry their program in <c>vbaProject.bin</c>.</summary>
    private static string? Office(byte[] content)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
            if (archive.Entries.Count > 5000)
                return null;
            if (archive.GetEntry("[Content_Types].xml") is null)
                return Archive;
            if (archive.Entries.Any(entry => entry.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
                return null;
            return archive.GetEntry("word/document.xml") is not null ? Word : archive.GetEntry("xl/workbook.xml") is not null ? Sheet : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
