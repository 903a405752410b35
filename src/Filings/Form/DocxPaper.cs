using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Zhishu.Filings.Form;

/// <summary>Draws a paper as a Word document: A4, FangSong in size four, as the notes of the form ask.</summary>
internal static class DocxPaper
{
    private const string Song = "仿宋_GB2312";
    private const string Hei = "黑体";
    private const int Width = 8900; // twentieths of a point between the margins

    public static byte[] Write(IReadOnlyList<Block> blocks)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            var body = new Body();
            foreach (var block in blocks)
                body.Append(Draw(block));
            body.Append(new SectionProperties(new PageSize { Width = 11906, Height = 16838 },
                new PageMargin { Top = 1440, Right = 1500, Bottom = 1440, Left = 1500, Header = 720, Footer = 720, Gutter = 0 }));
            main.Document = new Document(body);
        }

        return stream.ToArray();
    }

    private static IEnumerable<OpenXmlElement> Draw(Block block)
    {
        switch (block)
        {
            case Block.Line line:
                yield return Paragraph(line.Text, line.Size, line.Align, line.Bold, line.Before);
                break;
            case Block.NewPage:
                yield return new Paragraph(new Run(new Break { Type = BreakValues.Page }));
                break;
            case Block.Grid grid:
                yield return Table(grid);

                // Two tables that touch would be one.
                yield return new Paragraph(new ParagraphProperties(new SpacingBetweenLines { Before = "0", After = "0", Line = "20", LineRule = LineSpacingRuleValues.Exact }));
                break;
            default:
                break;
        }
    }

    private static Table Table(Block.Grid grid)
    {
        BorderType[] borders = [new TopBorder(), new LeftBorder(), new BottomBorder(), new RightBorder(), new InsideHorizontalBorder(), new InsideVerticalBorder()];
        foreach (var border in borders)
            (border.Val, border.Size, border.Color) = (BorderValues.Single, 6, "000000");
        var widths = grid.Widths.Select(width => width * Width / grid.Widths.Sum()).ToList();
        var table = new Table(
            new TableProperties(new TableWidth { Width = Width.ToString(CultureInfo.InvariantCulture), Type = TableWidthUnitValues.Dxa },
                new TableBorders(borders), new TableLayout { Type = TableLayoutValues.Fixed }),
            new TableGrid(widths.Select(width => new GridColumn { Width = width.ToString(CultureInfo.InvariantCulture) })));
        foreach (var row in grid.Rows)
        {
            var drawn = new TableRow(new TableRowProperties(new TableRowHeight { Val = (uint)(row.Height * 20), HeightType = HeightRuleValues.AtLeast }));
            var column = 0;
            foreach (var cell in row.Cells)
            {
                drawn.Append(Cell(cell, widths.Skip(column).Take(cell.Span).Sum()));
                column += cell.Span;
            }

            table.Append(drawn);
        }

        return table;
    }

    private static TableCell Cell(Cell cell, int width)
    {
        var properties = new TableCellProperties(new TableCellWidth { Width = width.ToString(CultureInfo.InvariantCulture), Type = TableWidthUnitValues.Dxa });
        if (cell.Span > 1)
            properties.Append(new GridSpan { Val = cell.Span });
        if (cell.Joined != Join.None)
            properties.Append(new VerticalMerge { Val = cell.Joined == Join.First ? MergedCellValues.Restart : MergedCellValues.Continue });
        properties.Append(new TableCellVerticalAlignment { Val = cell.Label || cell.Text.Length < 40 ? TableVerticalAlignmentValues.Center : TableVerticalAlignmentValues.Top });
        var drawn = new TableCell(properties);
        var centred = cell.Label && cell.Span == 1 ? Align.Centre : Align.Left;
        foreach (var line in cell.Text.Split('\n'))
            drawn.Append(Paragraph(line, cell.Size, centred, cell.Label && cell.Span > 1, 0, keep: cell.Label && cell.Span > 1));
        return drawn;
    }

    private static Paragraph Paragraph(string text, double size, Align align, bool bold, double before, bool keep = false)
    {
        var font = bold ? Hei : Song;
        var run = new RunProperties(new RunFonts { Ascii = "Times New Roman", HighAnsi = "Times New Roman", EastAsia = font },
            new FontSize { Val = ((int)(size * 2)).ToString(CultureInfo.InvariantCulture) });
        var properties = new ParagraphProperties(new SpacingBetweenLines
        {
            Before = ((int)(before * 20)).ToString(CultureInfo.InvariantCulture),
            After = "0"
        }, new Justification { Val = align switch { Align.Centre => JustificationValues.Center, Align.Right => JustificationValues.Right, _ => JustificationValues.Left } });
        if (keep)
            properties.PrependChild(new KeepNext());
        return new(properties, new Run(run, new Text(Foundation.SafeText.ForXml(text)) { Space = SpaceProcessingModeValues.Preserve }));
    }
}
