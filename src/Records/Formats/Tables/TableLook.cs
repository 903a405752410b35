namespace Zhishu.Records;

/// <summary>The columns of a table as a person looks at them, whether its headers are known or not.</summary>
internal static class TableLook
{
    private const int Rows = TableHeader.DeepestRow + 5;
    private const int MostSamples = 3;
    private const int LongestSample = 60;
    private static readonly TableField[] Plain = [TableField.Keep, TableField.RowNumber];

    public static PreviewTable? Columns(string path, TableWords words)
    {
        var rows = FirstRows(path, words);
        if (rows.Count < 2)
            return null;
        var found = rows.Select((row, at) => (Header: TableHeader.Find(row.Fields, words), At: at)).FirstOrDefault(pair => pair.Header is not null);

        // Where no header is known, it is the first of the fullest rows.
        var at = found.Header is null ? rows.FindIndex(row => Filled(row) == rows.Max(Filled)) : found.At;
        var columns = new List<PreviewColumn>();
        for (var i = 0; i < rows[at].Fields.Length; i++)
        {
            var header = rows[at].Fields[i].Trim().Trim('\uFEFF', '"');
            if (header.Length > 0 && !columns.Exists(column => column.Header == header))
                columns.Add(new(header, NameOf(found.Header, i), [.. rows.Skip(at + 1).Where(row => i < row.Fields.Length)
                    .Select(row => Cut(row.Fields[i].Trim())).Where(cell => cell.Length > 0).Take(MostSamples)]));
        }

        return columns.Count < 2 ? null : new(found.Header?.Kind ?? words.Only ?? RecordKind.Patent, columns);
    }

    private static int Filled(DelimitedRow row) => row.Fields.Count(cell => cell.Trim().Length > 0);

    // What cannot be chosen by a person (columns of the hub's own files, counts) is kept as it is.
    private static string? NameOf(TableHeader? header, int at) => header?.FieldAt(at) is not { } field ? null
        : TableMapping.Fields(header.Kind).Any(known => known.Name == MappedFields.NameOf(field)) || Plain.Contains(field) ? MappedFields.NameOf(field) : "";

    private static string Cut(string text) => text.Length <= LongestSample ? text : string.Concat(text.AsSpan(0, LongestSample), "…");

    private static List<DelimitedRow> FirstRows(string path, TableWords words)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var magic = new byte[4];
            stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
            stream.Position = 0;
            if (magic.AsSpan().StartsWith("PK\x03\x04"u8))
                return WorkbookFormat.FirstRows(stream, Rows);
            return magic[0] is (byte)'<' or (byte)'{' or (byte)'[' or (byte)'%' or 0x1F ? [] : TableFormat.FirstRows(stream, words, Rows);
        }
        catch (Exception e) when (e is FileRefusedException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return [];
        }
    }
}
