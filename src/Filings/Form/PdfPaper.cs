using System.Text;
using Microsoft.Extensions.Options;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;
using Zhishu.Foundation;

namespace Zhishu.Filings.Form;

/// <summary>Draws a paper as PDF, with the font embedded so that it looks the same everywhere.</summary>
internal sealed class PdfPaper
{
    private const double Left = 75;
    private const double Top = 72;
    private const double PageWidth = 595;
    private const double PageHeight = 842;
    private const double Width = PageWidth - (2 * Left);
    private const double Bottom = PageHeight - Top;
    private const double Spacing = 1.45;
    private const double Padding = 4;
    private static readonly Lock Gate = new();

    public PdfPaper(IOptions<HubOptions> options)
    {
        // The resolver is one for the process.
        lock (Gate)
        {
            GlobalFontSettings.FontResolver ??= new Fonts(Path.Combine(options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"), "fonts", "DroidSansFallbackFull.ttf"));
        }
    }

    public byte[] Write(IReadOnlyList<Block> blocks, string title)
    {
        // PDFsharp keeps fonts in caches that are not made for several threads.
        lock (Gate)
        {
            using var document = new PdfDocument();
            document.Info.Title = title;
            using var pages = new Pages(document);
            foreach (var block in blocks)
                Draw(block, pages);
            pages.Finish();
            using var stream = new MemoryStream();
            document.Save(stream);
            return stream.ToArray();
        }
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
                foreach (var row in grid.Rows)
                    Row(row, [.. grid.Widths.Select(width => width * Width / grid.Widths.Sum())], pages);
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
        foreach (var paragraph in PaperText.Clean(text).Split('\n'))
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
    private sealed class Pages : IDisposable
    {
        private readonly PdfDocument _document;
        private readonly Dictionary<double, XFont> _fonts = [];
        private readonly Dictionary<(string, double), double> _widths = [];
        private readonly XPen _pen = new(XColors.Black, 0.7);
        private XGraphics _graphics;

        public Pages(PdfDocument document)
        {
            _document = document;
            _graphics = Add();
        }

        public double Y { get; set; } = Top;

        public void Next()
        {
            _graphics.Dispose();
            _graphics = Add();
            Y = Top;
        }

        public void Need(double height)
        {
            if (Y + height > Bottom)
                Next();
        }

        public double Measure(string text, double size)
        {
            var sum = 0.0;
            foreach (var rune in text.EnumerateRunes())
            {
                // Every Chinese character is as wide as it is high; others are measured once.
                if (rune.Value is >= 0x2E80 and < 0xFF00)
                {
                    sum += size;
                    continue;
                }

                var key = (rune.ToString(), size);
                if (!_widths.TryGetValue(key, out var width))
                    _widths[key] = width = _graphics.MeasureString(key.Item1, Font(size)).Width;
                sum += width;
            }

            return sum;
        }

        public void Text(string text, double size, double x, double y, bool bold)
        {
            if (text.Length == 0)
                return;
            _graphics.DrawString(text, Font(size), XBrushes.Black, new XPoint(x, y + size));
            if (bold)
                _graphics.DrawString(text, Font(size), XBrushes.Black, new XPoint(x + 0.35, y + size));
        }

        public void Box(double x, double y, double width, double height, Join joined)
        {
            _graphics.DrawLine(_pen, x, y, x, y + height);
            _graphics.DrawLine(_pen, x + width, y, x + width, y + height);
            if (joined != Join.Next)
                _graphics.DrawLine(_pen, x, y, x + width, y);
            if (joined != Join.First)
                _graphics.DrawLine(_pen, x, y + height, x + width, y + height);
        }

        public void Finish() => _graphics.Dispose();

        public void Dispose() => _graphics.Dispose();

        private XFont Font(double size)
        {
            if (!_fonts.TryGetValue(size, out var font))
                _fonts[size] = font = new XFont(Fonts.Family, size, XFontStyleEx.Regular, new XPdfFontOptions(PdfFontEncoding.Unicode));
            return font;
        }

        private XGraphics Add()
        {
            var page = _document.AddPage();
            (page.Width, page.Height) = (XUnit.FromPoint(PageWidth), XUnit.FromPoint(PageHeight));
            return XGraphics.FromPdfPage(page);
        }
    }

    /// <summary>The one font of the papers.</summary>
    private sealed class Fonts(string path) : IFontResolver
    {
        public const string Family = "Hub";
        private readonly Lazy<byte[]> _font = new(() => File.ReadAllBytes(path));

        public FontResolverInfo ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(Family);

        public byte[] GetFont(string faceName) => _font.Value;
    }
}
