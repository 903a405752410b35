using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>
/// A whole record in one cell of a table, or in one element beside its ST.96 component, so that what the hub writes comes back without loss. A checksum of what a person sees goes with it:
/// where that was edited, the cells count and not what is kept here.
/// </summary>
public static class RecordCell
{
    /// <summary>Longest text that a workbook takes in a cell, with some room.</summary>
    private const int LongestCell = 32_000;
    private const int LongestPlain = 16_000;
    private const int LongestUnpacked = 50_000_000;
    private const string Packed = "gz:";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>What the column is called.</summary>
    public static Bilingual Label { get; } = new("完整数据（供再导入）");

    /// <summary>The cell of a record; empty when it is too large for a cell: the row then comes back by its columns alone.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cells">The other cells of its row, in their order.</param>
    public static string Write(IpRecord record, IEnumerable<string> cells)
    {
        var text = Text(record);

        // Without its description, where that is too long: a hub that has it keeps it.
        if (text.Length > LongestCell && record.Description.Count > 0)
            text = Text(record with { Description = [], DescriptionKey = TextStore.KeyOf(record.Description).Key });
        return text.Length <= LongestCell ? $"{Checksum(cells)} {text}" : "";
    }

    private static string Text(IpRecord record)
    {
        var json = RecordJson.Write(record);
        return json.Length <= LongestPlain ? json : Packed + Pack(json);
    }

    /// <summary>The record of a cell; null when the row was edited since, or the cell is no record.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="cells">The other cells of its row, in their order.</param>
    public static IpRecord? Read(string cell, IEnumerable<string> cells)
    {
        var cut = cell.IndexOf(' ', StringComparison.Ordinal);
        if (cut <= 0 || cell[..cut] != Checksum(cells))
            return null;
        try
        {
            var text = cell[(cut + 1)..];
            return RecordJson.Read(text.StartsWith(Packed, StringComparison.Ordinal) ? Unpack(text[Packed.Length..]) : text);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>A checksum of what components say, whatever their blanks and namespaces.</summary>
    internal static string Checksum(IEnumerable<XElement> components) => Checksum(components.SelectMany(component => component.DescendantsAndSelf())
        .SelectMany(element => element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.Namespace != XNamespace.Xml)
        .OrderBy(attribute => attribute.Name.LocalName, StringComparer.Ordinal)
            .Select(attribute => attribute.Value).Prepend(element.Name.LocalName).Append(element.HasElements ? "" : DocumentTree.Tidy(element.Value))));

    // An apostrophe before a formula, and how a line ends, are no edits.
    private static string Checksum(IEnumerable<string> cells) =>
        Convert.ToHexStringLower(SHA256.HashData(Utf8.GetBytes(string.Join('\u001F', cells.Select(cell => DocumentTree.Tidy(cell).TrimStart('\''))))))[..12];

    private static string Pack(string json)
    {
        using var into = new MemoryStream();
        using (var gzip = new GZipStream(into, CompressionLevel.SmallestSize))
            gzip.Write(Utf8.GetBytes(json));
        return Convert.ToBase64String(into.ToArray());
    }

    private static string Unpack(string text)
    {
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 14];
        for (int read; (read = gzip.Read(buffer)) > 0;)
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > LongestUnpacked)
                throw new InvalidDataException("It unpacks to more than a record has.");
        }

        return Utf8.GetString(whole.ToArray());
    }
}
