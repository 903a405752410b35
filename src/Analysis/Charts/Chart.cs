using Zhishu.Foundation;

namespace Zhishu.Analysis.Charts;

/// <summary>How a chart is drawn.</summary>
internal enum ChartForm
{
    /// <summary>A line for each column of values, over the labels.</summary>
    Lines,

    /// <summary>Horizontal bars.</summary>
    Bars,

    /// <summary>Shares of a whole.</summary>
    Pie,

    /// <summary>Rectangles by size, grouped by the second label.</summary>
    TreeMap,

    /// <summary>Tiles of the province-level regions.</summary>
    Tiles,

    /// <summary>Label × second label.</summary>
    Heat,

    /// <summary>Pairs of labels as a network.</summary>
    Network,
}

/// <summary>A row of a chart's table.</summary>
/// <param name="Key">Code of the label.</param>
/// <param name="Label">What a person reads.</param>
/// <param name="Values">A number for each column of values; null where there is none.</param>
/// <param name="Link">The records behind the row, or null.</param>
internal sealed record ChartRow(string Key, string Label, IReadOnlyList<double?> Values, string? Link)
{
    /// <summary>The second label: group of a rectangle, column of a heat map, other end of a pair.</summary>
    public string Second { get; init; } = "";
}

/// <summary>A chart with the table behind it. Numbers are counts over the whole result unless the column says otherwise.</summary>
/// <param name="Code">Name in addresses.</param>
/// <param name="Title">Heading.</param>
/// <param name="Form">How it is drawn.</param>
/// <param name="Columns">Headings: the label, the second label if there is one, the values.</param>
/// <param name="Rows">The table.</param>
/// <param name="Summary">What it shows, in a sentence or two.</param>
internal sealed record Chart(string Code, Bilingual Title, ChartForm Form, IReadOnlyList<string> Columns, IReadOnlyList<ChartRow> Rows, string Summary)
{
    /// <summary>How the numbers came about, where that is not plain.</summary>
    public string? Note { get; init; }

    public bool HasSecond => Form is ChartForm.Heat or ChartForm.Network or ChartForm.TreeMap;

    /// <summary>The table as CSV.</summary>
    public string ToCsv() => "\uFEFF" + CsvText.Line(Columns) + string.Concat(Rows.Select(row => CsvText.Line(Cells(row))));

    public IEnumerable<string> Cells(ChartRow row)
    {
        yield return row.Label;
        if (HasSecond)
            yield return row.Second;
        foreach (var value in row.Values)
            yield return value?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}
