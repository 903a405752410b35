using Zhishu.Foundation;

namespace Zhishu.Filings.Form;

/// <summary>Draws a paper as PDF, with the font embedded so that it looks the same everywhere.</summary>
internal sealed class PdfPaper(PdfFonts fonts)
{
    private const double Left = 75;
    private const double Top = 72;
    private const double PageWidth = 595;
    private const double PageHeight = 842;
    private const double Width = PageWidth - (2 * Left);
    private const double Bottom = PageHeight - Top;
    private const double Spacing = 1.45;
    private const double Padding = 4;

    public byte[] Write(IReadOnlyList<Block> blocks, string title)
    {
        var file = new PdfFile(fonts.All, title);
        var pages = new PdfFlow(file, fonts.All, PageWidth, PageHeight, Top, Bottom);
        foreach (var block in blocks)
            Draw(block, pages);
        return file.Write();
    }

    private static void Draw(Block block, PdfFlow pages)
    {
        switch (block)
        {
            case Block.NewPage:
                pages.Next();
                break;
            case Block.Line line:
                pages.Y += line.Before;
                foreach (var part in pages.Wrap(line.Text, line.Size, Width))
                {
                    pages.Need(line.Size * Spacing);
                    var width = pages.Measure(part, line.Size);
                    pages.Text(part, line.Size, Left + (line.Align switch { Align.Centre => (Width - width) / 2, Align.Right => Width - width, _ => 0 }), pages.Y, line.Bold);
                    pages.Y += line.Size * Spacing;
                }

                break;
            case Block.Grid grid:
                foreach (var (place, row) in grid.Rows.Index())
                {
                    // A title does not stand alone at the end of a page.
                    if (row.Cells is [{ Label: true, Span: > 1 }] && place + 1 < grid.Rows.Count)
                        pages.Need(row.Height + Math.Min(grid.Rows[place + 1].Height, 80));
                    Row(row, [.. grid.Widths.Select(width => width * Width / grid.Widths.Sum())], pages);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>A row; one that does not fit goes on over the next pages line by line.</summary>
    private static void Row(GridRow row, double[] widths, PdfFlow pages)
    {
        var cells = new List<(Cell Cell, double X, double Width, List<string> Lines)>();
        var column = 0;
        foreach (var cell in row.Cells)
        {
            var width = widths.Skip(column).Take(cell.Span).Sum();
            cells.Add((cell, Left + widths.Take(column).Sum(), width, [.. pages.Wrap(cell.Text, cell.Size, width - (2 * Padding))]));
            column += cell.Span;
        }

        var (start, least) = (0, row.Height);
        var total = cells.Max(cell => cell.Lines.Count);
        var pitch = cells.Max(cell => cell.Cell.Size) * Spacing;
        do
        {
            var left = total - start;
            var wanted = Math.Max(least, (left * pitch) + (2 * Padding));
            if (pages.Y + Math.Min(wanted, Math.Max(row.Height, pitch * 3)) > Bottom)
                pages.Next();
            var fits = Math.Min(left, Math.Max(1, (int)((Bottom - pages.Y - (2 * Padding)) / pitch)));
            var height = fits < left ? (fits * pitch) + (2 * Padding) : Math.Min(wanted, Math.Max(Bottom - pages.Y, (fits * pitch) + (2 * Padding)));
            foreach (var (cell, x, width, lines) in cells)
            {
                Box(pages, x, width, height, cell.Joined);
                var shown = lines.Skip(start).Take(fits).ToList();
                var offset = cell.Label || lines.Count == 1 ? (height - (shown.Count * pitch)) / 2 : Padding;
                for (var i = 0; i < shown.Count; i++)
                {
                    var indent = cell is { Label: true, Span: 1 } ? (width - pages.Measure(shown[i], cell.Size)) / 2 : Padding;
                    pages.Text(shown[i], cell.Size, x + indent, pages.Y + offset + (i * pitch), cell is { Label: true, Span: > 1 });
                }
            }

            pages.Y += height;
            (start, least) = (start + fits, 0);
        }
        while (start < total);
    }

    private static void Box(PdfFlow pages, double x, double width, double height, Join joined)
    {
        var y = pages.Y;
        pages.Line(x, y, x, y + height);
        pages.Line(x + width, y, x + width, y + height);
        if (joined != Join.Next)
            pages.Line(x, y, x + width, y);
        if (joined != Join.First)
            pages.Line(x, y + height, x + width, y + height);
    }
}
