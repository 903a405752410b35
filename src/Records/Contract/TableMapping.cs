using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>What a person said of a column.</summary>
/// <param name="Header">The header of the source.</param>
/// <param name="Field">What it holds: a name of <see cref="TableMapping.Fields"/>.</param>
public sealed record MappedColumn(string Header, string Field);

/// <summary>What a column of a table may hold.</summary>
/// <param name="Name">The name, as in <c>data/formats/columns.csv</c>.</param>
/// <param name="Label">For people.</param>
public sealed record MappedField(string Name, Bilingual Label);

/// <summary>
/// What the columns of somebody's table hold, said once by a person: it goes before what the hub knows of headers. As a file it has the layout of
/// <c>data/formats/columns.csv</c>: kind, header, field, separator.
/// </summary>
/// <param name="Kind">What the rows are.</param>
/// <param name="Columns">The columns of which something was said; the others are read as always.</param>
public sealed record TableMapping(RecordKind Kind, IReadOnlyList<MappedColumn> Columns)
{
    private const int MostColumns = 1000;
    private const string First = "kind,header,field,separator";

    /// <summary>What a column may hold for a kind of record, for a person to choose from; what is kept under the column's own name comes first.</summary>
    public static IReadOnlyList<MappedField> Fields(RecordKind kind) => MappedFields.Of(kind);

    /// <summary>Why the mapping cannot be used, or null: without a number nothing can be kept, without a title (those of patents aside) nothing recognised.</summary>
    public Bilingual? Fault()
    {
        if (Columns.Count is 0 or > MostColumns || Columns.Any(column => column.Header.Trim().Length == 0 || Fields(Kind).All(field => field.Name != column.Field)))
            return new("对照关系中有空的列标题，或不认识的字段");
        if (Columns.GroupBy(column => column.Header, StringComparer.Ordinal).Any(group => group.Count() > 1))
            return new("同一列标题对应了两个字段");
        var fields = Columns.Select(column => column.Field).ToHashSet(StringComparer.Ordinal);
        if (!fields.Overlaps(Kind == RecordKind.Patent ? ["applicationNumber", "patentNumber", "publicationNumber", "grantNumber"] : ["number", "announcement"]))
            return new("请指定哪一列是号码（申请号、公开号、注册号等）");
        return fields.Contains("title") || fields.Contains("titleEn") || fields.Contains("grantTitle") ? null : new("请指定哪一列是名称");
    }

    /// <summary>The mapping as a file.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder(First).Append("\r\n");
        foreach (var column in Columns)
            text.Append(CsvText.Line([Kind.Code(), column.Header, column.Field, ""]));
        return text.ToString();
    }

    /// <summary>Reads a mapping.</summary>
    /// <returns>The mapping, or null when the text is none: not four columns, more than one kind of record, a fault.</returns>
    public static TableMapping? Parse(string csv)
    {
        var rows = new DelimitedReader(new StringReader(csv.TrimStart('\uFEFF')), ',').Rows().Take(MostColumns + 2).ToList();
        if (rows.Count < 2 || string.Join(',', rows[0].Fields.Select(cell => cell.Trim())) is not (First or "kind,header,field"))
            return null;
        var columns = rows.Skip(1).Where(row => row.Fields.Any(cell => cell.Length > 0)).ToList();
        if (columns.Exists(row => row.Fault is not null || row.Fields.Length < 3) || columns.Select(row => row.Fields[0].Trim()).Distinct()
            .ToList() is not [var only] || RecordKinds.Parse(only) is not { } kind)
            return null;
        var mapping = new TableMapping(kind, [.. columns.Select(row => new MappedColumn(row.Fields[1].Trim(), row.Fields[2].Trim()))]);
        return mapping.Fault() is null ? mapping : null;
    }
}
