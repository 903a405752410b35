using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Zhishu.Analysis.Charts;
using A = DocumentFormat.OpenXml.Drawing;
using C = DocumentFormat.OpenXml.Drawing.Charts;
using W = DocumentFormat.OpenXml.Drawing.Wordprocessing;

namespace Zhishu.Analysis.Report;

/// <summary>A report as a Word document; its charts are charts of the word processor, not pictures.</summary>
internal static class DocxReport
{
    private const int MostPoints = 20;
    private const int MostTableRows = 60;
    private const long ChartWidth = 5_700_000; // in EMU, 914,400 to the inch
    private const long ChartHeight = 3_000_000;

    public static byte[] Write(ReportContent report)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            var body = new Body(Paragraph(report.Title, size: 36, bold: true), Paragraph(ReportText.Facts(report), size: 18));
            Add(body, report.Opening);
            var number = 0u;
            foreach (var (chart, text) in report.Parts)
            {
                body.Append(Paragraph(chart.Title.ToString(), size: 26, bold: true));
                Add(body, text);
                body.Append(Picture(main, chart, ++number));
                if (chart.Note is not null)
                    body.Append(Paragraph(chart.Note, size: 18));
                body.Append(Table(chart));
            }

            Add(body, report.Closing);
            body.Append(new SectionProperties(new PageSize { Width = 11906, Height = 16838 },
                new PageMargin { Top = 1440, Right = 1300, Bottom = 1440, Left = 1300, Header = 720, Footer = 720, Gutter = 0 }));
            main.Document = new Document(body);
        }

        return stream.ToArray();
    }

    private static void Add(Body body, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 0))
            body.Append(Paragraph(line));
    }

    private static Paragraph Paragraph(string text, int size = 22, bool bold = false)
    {
        var properties = new RunProperties(new RunFonts { Ascii = "Arial", HighAnsi = "Arial", EastAsia = "宋体" });
        if (bold)
            properties.Append(new Bold());
        properties.Append(new FontSize { Val = size.ToString(CultureInfo.InvariantCulture) });
        return new(new ParagraphProperties(new SpacingBetweenLines { After = "120" }), new Run(properties, new Text(Foundation.SafeText.ForXml(text)) { Space = SpaceProcessingModeValues.Preserve }));
    }

    private static Table Table(Chart chart)
    {
        BorderType[] borders = [new TopBorder(), new LeftBorder(), new BottomBorder(), new RightBorder(), new InsideHorizontalBorder(), new InsideVerticalBorder()];
        foreach (var border in borders)
            (border.Val, border.Size, border.Color) = (BorderValues.Single, 4, "A0A0A0");
        var table = new Table(new TableProperties(new TableWidth { Width = "5000", Type = TableWidthUnitValues.Pct }, new TableBorders(borders)),
            new TableGrid(chart.Columns.Select(_ => new GridColumn())));
        static TableRow Row(IEnumerable<string> cells, bool bold) => new(cells.Select(cell => new TableCell(Paragraph(cell, size: 18, bold))));
        table.Append(Row(chart.Columns, bold: true));
        foreach (var row in chart.Rows.Take(MostTableRows))
            table.Append(Row(chart.Cells(row), bold: false));
        return table;
    }

    private static Paragraph Picture(MainDocumentPart main, Chart chart, uint number)
    {
        var part = main.AddNewPart<ChartPart>();
        part.ChartSpace = new C.ChartSpace(new C.Chart(new C.AutoTitleDeleted { Val = true }, Plot(chart),
            new C.Legend(new C.LegendPosition { Val = C.LegendPositionValues.Bottom }), new C.PlotVisibleOnly { Val = true }));
        var inline = new W.Inline(
            new W.Extent { Cx = ChartWidth, Cy = ChartHeight },
            new W.DocProperties { Id = number, Name = $"chart {number}", Description = chart.Title.ToString() },
            new A.Graphic(new A.GraphicData(new C.ChartReference { Id = main.GetIdOfPart(part) }) { Uri = "http://schemas.openxmlformats.org/drawingml/2006/chart" }));
        return new(new Run(new Drawing(inline)));
    }

    private static C.PlotArea Plot(Chart chart)
    {
        var lines = chart.Form == ChartForm.Lines;
        var rows = lines ? chart.Rows : [.. chart.Rows.Take(MostPoints)];
        var columns = Enumerable.Range(0, rows[0].Values.Count).Where(i => !chart.Columns[i + (chart.HasSecond ? 2 : 1)].Contains('%', StringComparison.Ordinal));
        OpenXmlCompositeElement plot = lines
            ? new C.LineChart(new C.Grouping { Val = C.GroupingValues.Standard }, new C.VaryColors { Val = false })
            : new C.BarChart(new C.BarDirection { Val = C.BarDirectionValues.Bar }, new C.BarGrouping { Val = C.BarGroupingValues.Clustered }, new C.VaryColors { Val = false });
        foreach (var column in columns)
        {
            var labels = new C.StringLiteral(new C.PointCount { Val = (uint)rows.Count });
            var values = new C.NumberLiteral(new C.FormatCode("General"), new C.PointCount { Val = (uint)rows.Count });
            for (var i = 0; i < rows.Count; i++)
            {
                var label = chart.Form is ChartForm.Heat or ChartForm.Network ? $"{rows[i].Label} · {rows[i].Second}" : rows[i].Label;
                labels.Append(new C.StringPoint(new C.NumericValue(Foundation.SafeText.ForXml(label))) { Index = (uint)i });
                if (rows[i].Values[column] is { } value)
                    values.Append(new C.NumericPoint(new C.NumericValue(value.ToString(CultureInfo.InvariantCulture))) { Index = (uint)i });
            }

            var name = new C.SeriesText(new C.NumericValue(Foundation.SafeText.ForXml(chart.Columns[column + (chart.HasSecond ? 2 : 1)])));
            plot.Append(lines
                ? new C.LineChartSeries(new C.Index { Val = (uint)column }, new C.Order { Val = (uint)column }, name, new C.CategoryAxisData(labels),
                new C.Values(values), new C.Smooth { Val = false })
                : new C.BarChartSeries(new C.Index { Val = (uint)column }, new C.Order { Val = (uint)column }, name, new C.InvertIfNegative { Val = false },
                new C.CategoryAxisData(labels), new C.Values(values)));
        }

        if (!lines)
            plot.Append(new C.GapWidth { Val = 40 });
        plot.Append(new C.AxisId { Val = 1 }, new C.AxisId { Val = 2 });
        var scaling = new C.Scaling(new C.Orientation { Val = lines ? C.OrientationValues.MinMax : C.OrientationValues.MaxMin });
        return new(new C.Layout(), plot,
            new C.CategoryAxis(new C.AxisId { Val = 1 }, scaling, new C.Delete { Val = false }, new C.AxisPosition { Val = lines ? C.AxisPositionValues.Bottom : C.AxisPositionValues.Left },
                new C.TickLabelPosition { Val = C.TickLabelPositionValues.NextTo }, new C.CrossingAxis { Val = 2 }, new C.Crosses { Val = C.CrossesValues.AutoZero }),
            new C.ValueAxis(new C.AxisId { Val = 2 }, new C.Scaling(new C.Orientation { Val = C.OrientationValues.MinMax }), new C.Delete { Val = false },
                new C.AxisPosition { Val = lines ? C.AxisPositionValues.Left : C.AxisPositionValues.Bottom },
                new C.MajorGridlines(), new C.TickLabelPosition { Val = C.TickLabelPositionValues.NextTo }, new C.CrossingAxis { Val = 1 },
                    new C.Crosses { Val = lines ? C.CrossesValues.AutoZero : C.CrossesValues.Maximum }));
    }
}
