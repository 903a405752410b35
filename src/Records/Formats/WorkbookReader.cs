using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Zhishu.Records;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">The name on its tab.</param>
/// <param name="Part">The file in the package.</param>
internal sealed record WorkbookSheet(string Name, ZipArchiveEntry Part);

/// <summary>
/// Reads the sheets of a workbook row by row. Shared strings are kept in a temporary file with an index in memory,
/// since a large workbook has more of them than memory should hold.
/// </summary>
internal sealed class WorkbookReader : IDisposable
{
    private const int MostColumns = 1000;
    private const int MostSheets = 200;
    private const int LongestCell = 1 << 20;
    private readonly ZipArchive _archive;
    private readonly FileStream _strings;
    private readonly List<long> _offsets = [];
    private readonly Dictionary<int, string> _recent = [];

    private WorkbookReader(ZipArchive archive)
    {
        _archive = archive;
        _strings = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
    }

    /// <summary>The sheets in the order of their tabs.</summary>
    public IReadOnlyList<WorkbookSheet> Sheets { get; private set; } = [];

    /// <exception cref="InvalidDataException">Not a workbook.</exception>
    public static WorkbookReader Open(Stream stream)
    {
        var reader = new WorkbookReader(new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
        try
        {
            reader.Sheets = reader.FindSheets();
            if (reader.Sheets.Count == 0)
                throw new InvalidDataException("The file has no worksheet.");
            reader.LoadStrings();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    // The order and the names stand in the workbook, which part is whose in its relations. Where these are missing, the parts by their numbers.
    private List<WorkbookSheet> FindSheets()
    {
        var parts = _archive.Entries
            .Where(entry => entry.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal) && entry.FullName.EndsWith(".xml", StringComparison.Ordinal))
            .OrderBy(entry => entry.FullName.Length).ThenBy(entry => entry.FullName, StringComparer.Ordinal).Take(MostSheets).ToList();
        var targets = Elements("xl/_rels/workbook.xml.rels", "Relationship", "Id", "Target")
            .ToDictionary(pair => pair.First, pair => "xl/" + pair.Second.TrimStart('/').Replace("xl/", "", StringComparison.Ordinal), StringComparer.Ordinal);
        var named = new List<WorkbookSheet>();
        foreach (var (name, id) in Elements("xl/workbook.xml", "sheet", "name", "id"))
        {
            if (targets.TryGetValue(id, out var path) && parts.Find(part => part.FullName == path) is { } part && !named.Exists(sheet => sheet.Part == part))
                named.Add(new(name, part));
        }

        return [.. named, .. parts.Where(part => !named.Exists(sheet => sheet.Part == part)).Select(part => new WorkbookSheet(Path.GetFileNameWithoutExtension(part.Name), part))];
    }

    private List<(string First, string Second)> Elements(string part, string element, string first, string second)
    {
        var found = new List<(string, string)>();
        if (_archive.GetEntry(part) is not { } entry)
            return found;
        using var stream = ArchiveLimits.Open(entry);
        using var xml = XmlReader.Create(stream, SafeXml.Settings());
        while (xml.Read() && found.Count < MostSheets)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != element)
                continue;
            string? one = null, two = null;
            while (xml.MoveToNextAttribute())
            {
                one = xml.LocalName == first ? xml.Value : one;
                two = xml.LocalName == second ? xml.Value : two;
            }

            if (one is not null && two is not null && !found.Exists(pair => pair.Item1 == one))
                found.Add((one, two));
        }

        return found;
    }

    public IEnumerable<DelimitedRow> Rows(WorkbookSheet sheet)
    {
        using var stream = ArchiveLimits.Open(sheet.Part);
        using var xml = XmlReader.Create(stream, SafeXml.Settings());
        var line = 0L;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row")
                continue;
            line = long.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : line + 1;
            if (xml.IsEmptyElement)
                continue;
            var cells = new List<string>();
            using (var row = xml.ReadSubtree())
                ReadRow(row, cells);
            yield return new(line, [.. cells], null);
        }
    }

    private void ReadRow(XmlReader row, List<string> cells)
    {
        while (row.Read())
        {
            if (row.NodeType != XmlNodeType.Element || row.LocalName != "c")
                continue;
            var at = ColumnOf(row.GetAttribute("r")) ?? cells.Count;
            if (at >= MostColumns)
                throw new InvalidDataException("The sheet has too many columns.");
            var type = row.GetAttribute("t");
            var isDate = type is null or "n" && int.TryParse(row.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var style) && DateStyles.Contains(style);
            while (cells.Count <= at)
                cells.Add("");
            if (!row.IsEmptyElement)
            {
                using var cell = row.ReadSubtree();
                cells[at] = isDate ? Day(ReadCell(cell, type)) : ReadCell(cell, type);
            }
        }
    }

    private string ReadCell(XmlReader cell, string? type)
    {
        var text = new StringBuilder();
        var inside = false;
        while (cell.Read())
        {
            if (cell.NodeType == XmlNodeType.Element)
                inside = cell.LocalName is "v" or "t";
            else if (cell.NodeType == XmlNodeType.EndElement)
                inside = false;
            else if (inside && cell.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace && text.Length < LongestCell)
                text.Append(cell.Value);
        }

        var value = text.ToString();
        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? SharedString(index) : "",
            null or "n" => Number(value),
            _ => value,
        };
    }

    /// <summary>The styles of cells whose numbers are days: by the formats that every workbook has, and by those of its own that name year and day.</summary>
    private HashSet<int> DateStyles => _dateStyles ??= LoadDateStyles();

    private HashSet<int>? _dateStyles;

    private HashSet<int> LoadDateStyles()
    {
        var styles = new HashSet<int>();
        if (_archive.GetEntry("xl/styles.xml") is not { } entry)
            return styles;
        using var stream = ArchiveLimits.Open(entry);
        using var xml = XmlReader.Create(stream, SafeXml.Settings());
        var own = new HashSet<int>();
        var (inside, at) = (false, 0);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "cellXfs")
                (inside, at) = (!xml.IsEmptyElement, 0);
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "cellXfs")
                inside = false;
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "numFmt" && int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && xml.GetAttribute("formatCode") is { } code && code.Contains('y', StringComparison.OrdinalIgnoreCase) && code.Contains('d', StringComparison.OrdinalIgnoreCase))
                own.Add(id);
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "xf" && inside)
            {
                if (int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var format)
                    && (format is >= 14 and <= 17 or 22 or >= 27 and <= 31 or 36 or >= 50 and <= 54 or 57 or 58 || own.Contains(format)))
                    styles.Add(at);
                at++;
            }
        }

        return styles;
    }

    // Days are counted from the end of 1899; what is no such number stays as it is.
    private static string Day(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) && days is >= 61 and < 2_958_466
        ? DateTime.FromOADate(Math.Floor(days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : value;

    // Workbooks write 20221202 as 20221202 or 2.0221202E7.
    private static string Number(string value) =>
        value.AsSpan().IndexOfAny('E', 'e', '.') >= 0 && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) < 1e15 && number == Math.Floor(number)
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : value;

    private static int? ColumnOf(string? reference)
    {
        if (reference is null)
            return null;
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetterUpper(c) || column > MostColumns)
                break;
            column = (column * 26) + (c - 'A' + 1);
        }

        return column - 1 is >= 0 and var at ? at : null;
    }

    private void LoadStrings()
    {
        if (_archive.GetEntry("xl/sharedStrings.xml") is not { } entry)
            return;
        using var stream = ArchiveLimits.Open(entry);
        using var xml = XmlReader.Create(stream, SafeXml.Settings());
        var text = new StringBuilder();
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "si")
                continue;
            text.Clear();
            using (var item = xml.ReadSubtree())
            {
                var inside = false;
                while (item.Read())
                {
                    if (item.NodeType == XmlNodeType.Element)
                        inside = item.LocalName == "t";
                    else if (item.NodeType == XmlNodeType.EndElement)
                        inside = false;
                    else if (inside && text.Length < LongestCell)
                        text.Append(item.Value);
                }
            }

            _offsets.Add(_strings.Position);
            _strings.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }

        _offsets.Add(_strings.Position);
        _strings.Flush();
    }

    private string SharedString(int index)
    {
        if (index >= _offsets.Count - 1)
            return "";
        if (_recent.TryGetValue(index, out var known))
            return known;
        var bytes = new byte[_offsets[index + 1] - _offsets[index]];
        RandomAccess.Read(_strings.SafeFileHandle, bytes, _offsets[index]);
        var text = Encoding.UTF8.GetString(bytes);
        if (_recent.Count >= 4096)
            _recent.Clear();
        if (text.Length < 200)
            _recent[index] = text;
        return text;
    }

    public void Dispose()
    {
        _strings.Dispose();
        _archive.Dispose();
    }
}
