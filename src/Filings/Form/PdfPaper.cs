using System.Text;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Filings.Form;

/// <summary>Draws a paper as PDF, with the font embedded so that it looks the same everywhere.</summary>
internal sealed class PdfPaper(IOptions<HubOptions> options)
{
    private const double Left = 75;
    private const double Top = 72;
    private const double PageWidth = 595;
    private const double PageHeight = 842;
    private const double Width = PageWidth - (2 * Left);
    private const double Bottom = PageHeight - Top;
    private const double Spacing = 1.45;
    private const double Padding = 4;

    // The first has the Chinese characters, the second Latin letters, digits and signs.
    private readonly Lazy<IReadOnlyList<TrueTypeFont>> _fonts = new(() => [.. new[] { "DroidSansFallbackFull.ttf", "DejaVuSans.ttf" }
        .Select(name => new TrueTypeFont(File.ReadAllBytes(Path.Combine(options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"), "fonts", name))))]);

    public byte[] Write(IReadOnlyList<Block> blocks, string title)
    {
        var file = new PdfFile(_fonts.Value, title);
        var pages = new Pages(file, _fonts.Value);
        foreach (var block in blocks)
            Draw(block, pages);
        return file.Write();
    }

    private static void Draw(Block block, Pages pages)
    {
        switch (block)
        {
            case Block.NewPage:
                pages.Next();
                break;
            case Block.Line line:
                pages.Y += line.Before;
                foreach (var part in Wrap(line.Text, line.Size, Width, pages))
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
    private static void Row(GridRow row, double[] widths, Pages pages)
    {
        var cells = new List<(Cell Cell, double X, double Width, List<string> Lines)>();
        var column = 0;
        foreach (var cell in row.Cells)
        {
            var width = widths.Skip(column).Take(cell.Span).Sum();
            cells.Add((cell, Left + widths.Take(column).Sum(), width, [.. Wrap(cell.Text, cell.Size, width - (2 * Padding), pages)]));
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
                pages.Box(x, pages.Y, width, height, cell.Joined);
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

    /// <summary>Lines that fit a width: broken between Chinese characters or at blanks, never before closing punctuation.</summary>
    private static IEnumerable<string> Wrap(string text, double size, double width, Pages pages)
    {
        foreach (var paragraph in SafeText.ForXml(text).Split('\n'))
        {
            var line = new StringBuilder();
            var used = 0.0;
            foreach (var rune in paragraph.EnumerateRunes())
            {
                var glyph = rune.ToString();
                var wide = pages.Measure(glyph, size);
                if (used + wide > width && line.Length > 0 && !"，。、；：！？）》”’,.;:!?)".Contains(glyph, StringComparison.Ordinal))
                {
                    var at = rune.Value < 128 && rune.Value != ' ' ? LastBreak(line) : line.Length;
                    yield return line.ToString(0, at).TrimEnd(' ');
                    var rest = line.ToString(at, line.Length - at).TrimStart(' ');
                    line.Clear().Append(rest);
                    used = pages.Measure(rest, size);
                }

                line.Append(glyph);
                used += wide;
            }

            yield return line.ToString();
        }
    }

    private static int LastBreak(StringBuilder line)
    {
        for (var i = line.Length - 1; i > line.Length / 2; i--)
        {
            if (line[i] == ' ' || line[i] > 127)
                return i + 1;
        }

        return line.Length;
    }

    /// <summary>The pages as they are drawn.</summary>
    private sealed class Pages(PdfFile file, IReadOnlyList<TrueTypeFont> fonts)
    {
        private PdfPage _page = file.Add(PageWidth, PageHeight);

        public double Y { get; set; } = Top;

        public void Next()
        {
            _page = file.Add(PageWidth, PageHeight);
            Y = Top;
        }

        public void Need(double height)
        {
            if (Y + height > Bottom)
                Next();
        }

        public double Measure(string text, double size) => text.EnumerateRunes().Sum(rune =>
        {
            var font = fonts.FirstOrDefault(font => font.GlyphOf(rune) != 0) ?? fonts[0];
            return font.AdvanceOf(font.GlyphOf(rune));
        }) * size;

        public void Text(string text, double size, double x, double y, bool bold)
        {
            _page.Text(text, size, x, y + size);
            if (bold)
                _page.Text(text, size, x + 0.35, y + size);
        }

        public void Box(double x, double y, double width, double height, Join joined)
        {
            _page.Line(x, y, x, y + height);
            _page.Line(x + width, y, x + width, y + height);
            if (joined != Join.Next)
                _page.Line(x, y, x + width, y);
            if (joined != Join.First)
                _page.Line(x, y + height, x + width, y + height);
        }
    }
}
