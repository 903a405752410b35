using System.Text;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation;

/// <summary>The fonts of the papers, read once: the first has the Chinese characters, the second Latin letters, digits and signs.</summary>
/// <param name="options">Where the reference data are.</param>
public sealed class PdfFonts(IOptions<HubOptions> options)
{
    private readonly Lazy<IReadOnlyList<TrueTypeFont>> _fonts = new(() => [.. new[] { "DroidSansFallbackFull.ttf", "DejaVuSans.ttf" }
        .Select(name => new TrueTypeFont(File.ReadAllBytes(Path.Combine(options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"), "fonts", name))))]);

    /// <summary>The fonts; a character is drawn with the first that has it.</summary>
    public IReadOnlyList<TrueTypeFont> All => _fonts.Value;
}

/// <summary>Text that flows over the pages of a PDF: a place that moves down, and a new page where the last is full. All sizes in points.</summary>
public sealed class PdfFlow
{
    private readonly PdfFile _file;
    private readonly IReadOnlyList<TrueTypeFont> _fonts;
    private readonly (double Width, double Height, double Top, double Bottom) _sheet;
    private PdfPage _page;

    /// <summary>Begins with a page.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fonts">The fonts of the file.</param>
    /// <param name="width">Width of a page.</param>
    /// <param name="height">Height of a page.</param>
    /// <param name="top">Where text begins on a page.</param>
    /// <param name="bottom">Where it ends.</param>
    public PdfFlow(PdfFile file, IReadOnlyList<TrueTypeFont> fonts, double width, double height, double top, double bottom)
    {
        (_file, _fonts, _sheet) = (file, fonts, (width, height, top, bottom));
        Next();
    }

    /// <summary>How far down the page is filled.</summary>
    public double Y { get; set; }

    /// <summary>Begins a page.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_page))]
    public void Next()
    {
        _page = _file.Add(_sheet.Width, _sheet.Height);
        Y = _sheet.Top;
    }

    /// <summary>Begins a page when so much does not fit on this one.</summary>
    public void Need(double wanted)
    {
        if (Y + wanted > _sheet.Bottom)
            Next();
    }

    /// <summary>Width of a text on one line.</summary>
    public double Measure(string text, double size) => text.EnumerateRunes().Sum(rune =>
    {
        var font = _fonts.FirstOrDefault(font => font.GlyphOf(rune) != 0) ?? _fonts[0];
        return font.AdvanceOf(font.GlyphOf(rune));
    }) * size;

    /// <summary>Text on one line, its upper edge at <paramref name="y"/>.</summary>
    public void Text(string text, double size, double x, double y, bool bold = false)
    {
        _page.Text(text, size, x, y + size);
        if (bold)
            _page.Text(text, size, x + 0.35, y + size);
    }

    /// <summary>A line on this page.</summary>
    public void Line(double x1, double y1, double x2, double y2) => _page.Line(x1, y1, x2, y2);

    /// <summary>A picture on this page.</summary>
    public void Picture(int picture, double x, double y, double wide, double high) => _page.Picture(picture, x, y, wide, high);

    /// <summary>Lines that fit a width: broken between Chinese characters or at blanks, never before closing punctuation.</summary>
    public IEnumerable<string> Wrap(string text, double size, double width)
    {
        foreach (var paragraph in SafeText.ForXml(text).Split('\n'))
        {
            var line = new StringBuilder();
            var used = 0.0;
            foreach (var rune in paragraph.EnumerateRunes())
            {
                var glyph = rune.ToString();
                var wide = Measure(glyph, size);
                if (used + wide > width && line.Length > 0 && !"，。、；：！？）》”’,.;:!?)".Contains(glyph, StringComparison.Ordinal))
                {
                    var at = rune.Value < 128 && rune.Value != ' ' ? LastBreak(line) : line.Length;
                    yield return line.ToString(0, at).TrimEnd(' ');
                    var rest = line.ToString(at, line.Length - at).TrimStart(' ');
                    line.Clear().Append(rest);
                    used = Measure(rest, size);
                    if (rune.Value == ' ' && rest.Length == 0)
                        continue;
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
}
