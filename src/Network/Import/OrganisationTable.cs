using System.Globalization;
using System.Text;
using ExcelDataReader;
using Microsoft.VisualBasic.FileIO;
using Zhishu.Foundation;

namespace Zhishu.Network.Import;

/// <summary>A table of organisations and memberships: CSV in UTF-8 or GB 18030, or XLSX; the first row names the columns.</summary>
internal static class OrganisationTable
{
    public const int MostRows = 10_000;
    private const long MostUnpacked = 64 << 20;

    public static readonly string[] Headings =
    [
        "统一社会信用代码", "名称", "机构性质", "机构类别", "独立法人", "地区代码", "行业", "地址", "负责人", "负责人职务", "联系人", "联系人职务", "电话", "邮箱", "网址",
        "成员类型", "编号", "起始日期", "截止日期", "依据文件", "支撑节点信用代码", "信用代码经核对",
    ];

    private static readonly string[] Needed = ["统一社会信用代码", "名称", "机构性质", "机构类别", "地区代码"];

    static OrganisationTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The rows as heading → cell, with their line numbers, or what is wrong with the file.</summary>
    public static (IReadOnlyList<(int Line, IReadOnlyDictionary<string, string> Cells)> Rows, Bilingual? Fault) Read(byte[] content)
    {
        List<string[]> lines;
        try
        {
            lines = content.AsSpan().StartsWith((ReadOnlySpan<byte>)[(byte)'P', (byte)'K', 3, 4]) ? Sheet(content) : Csv(content);
        }
        catch (Exception e) when (e is ExcelDataReader.Exceptions.ExcelReaderException or MalformedLineException or InvalidDataException
        or System.Xml.XmlException or IOException or ArgumentException or NotSupportedException)
        {
            return ([], new("文件无法读取，请使用 CSV（UTF-8 或 GBK）或 XLSX（展开后不超过 64 MB）"));
        }

        if (lines.Count < 2)
            return ([], new("文件里没有数据行"));
        var headings = lines[0].Select(cell => cell.Trim()).ToArray();
        var missing = Needed.Except(headings).ToList();
        if (missing.Count > 0)
            return ([], new($"缺少列：{Bilingual.List(missing)}"));
        if (lines.Count > MostRows + 1)
            return ([], new($"一次最多 {MostRows:N0} 行，请分开导入"));
        var rows = new List<(int, IReadOnlyDictionary<string, string>)>();
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].All(string.IsNullOrWhiteSpace))
                continue;
            var cells = new Dictionary<string, string>();
            for (var column = 0; column < Math.Min(headings.Length, lines[i].Length); column++)
                cells.TryAdd(headings[column], SafeText.Clean(lines[i][column]).Trim());
            rows.Add((i + 1, cells));
        }

        return (rows, null);
    }

    private static List<string[]> Csv(byte[] content)
    {
        using var csv = new TextFieldParser(new MemoryStream(content), EncodingOf(content)) { TextFieldType = FieldType.Delimited, HasFieldsEnclosedInQuotes = true };
        csv.SetDelimiters(",");
        var lines = new List<string[]>();
        while (lines.Count <= MostRows + 1 && csv.ReadFields() is { } fields)
            lines.Add(fields);
        return lines;
    }

    private static Encoding EncodingOf(byte[] content)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(content);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding("GB18030");
        }
    }

    /// <summary>A workbook is packed: what it unpacks to is counted before anything reads it, since what the package says of its sizes may be a lie.</summary>
    private static void CheckSize(byte[] content)
    {
        using var package = new System.IO.Compression.ZipArchive(new MemoryStream(content), System.IO.Compression.ZipArchiveMode.Read);
        var buffer = new byte[1 << 16];
        long total = 0;
        foreach (var entry in package.Entries)
        {
            using var part = entry.Open();
            for (int read; (read = part.Read(buffer)) > 0;)
            {
                total += read;
                if (total > MostUnpacked)
                    throw new InvalidDataException("The workbook unpacks to more than may be read.");
            }
        }
    }

    private static List<string[]> Sheet(byte[] content)
    {
        CheckSize(content);
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(content));
        var lines = new List<string[]>();
        while (lines.Count <= MostRows + 1 && reader.Read())
            lines.Add([.. Enumerable.Range(0, Math.Min(reader.FieldCount, 100)).Select(column => reader.GetValue(column) switch
            {
                DateTime date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
                var value => value?.ToString() ?? "",
            })]);
        return lines;
    }
}
