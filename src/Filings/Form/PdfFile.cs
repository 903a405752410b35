using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Zhishu.Filings.Form;

/// <summary>A page being drawn: text and lines, measured in points from the upper left corner.</summary>
internal sealed class PdfPage(double width, double height, IReadOnlyList<PdfFont> fonts)
{
    private readonly StringBuilder _content = new("0.7 w\n");

    public double Width => width;

    public double Height => height;

    public string Content => _content.ToString();

    /// <summary>Text on one line; <paramref name="y"/> is the base line.</summary>
    public void Text(string text, double size, double x, double y)
    {
        if (text.Length == 0)
            return;
        _content.Append(CultureInfo.InvariantCulture, $"BT {x:0.##} {height - y:0.##} Td");
        var present = -1;
        foreach (var rune in text.EnumerateRunes())
        {
            var (place, glyph) = PdfFont.Choose(fonts, rune);
            if (place != present)
                _content.Append(CultureInfo.InvariantCulture, $"{(present < 0 ? "" : "> Tj")} /F{place} {size:0.##} Tf <");
            present = place;
            fonts[place].Used.TryAdd(glyph, rune);
            _content.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }

        _content.Append("> Tj ET\n");
    }

    public void Line(double x1, double y1, double x2, double y2) =>
        _content.Append(CultureInfo.InvariantCulture, $"{x1:0.##} {height - y1:0.##} m {x2:0.##} {height - y2:0.##} l S\n");
}

/// <summary>A font of a file, with the glyphs used so far.</summary>
internal sealed record PdfFont(TrueTypeFont Font)
{
    public SortedDictionary<int, Rune> Used { get; } = [];

    /// <summary>The first font that has a character, and its glyph; the empty box of the first when none has it.</summary>
    public static (int Place, int Glyph) Choose(IReadOnlyList<PdfFont> fonts, Rune rune)
    {
        for (var i = 0; i < fonts.Count; i++)
        {
            if (fonts[i].Font.GlyphOf(rune) is var glyph and not 0)
                return (i, glyph);
        }

        return (0, 0);
    }
}

/// <summary>
/// Writes a PDF 1.7 file (ISO 32000-1) of pages with text in embedded fonts: what the papers of this module need, and no more.
/// The glyphs used are embedded and mapped back to characters, so text can be searched and copied.
/// </summary>
internal sealed class PdfFile(IReadOnlyList<TrueTypeFont> fonts, string title)
{
    private readonly List<PdfPage> _pages = [];
    private readonly IReadOnlyList<PdfFont> _fonts = [.. fonts.Select(font => new PdfFont(font))];

    public PdfPage Add(double width, double height)
    {
        var page = new PdfPage(width, height, _fonts);
        _pages.Add(page);
        return page;
    }

    public byte[] Write()
    {
        // 1 catalogue, 2 page tree, 3 information; for each font itself, descendant, descriptor, file, characters; two for each page.
        using var file = new MemoryStream();
        var offsets = new List<long>();
        void Put(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        void Object(string body)
        {
            offsets.Add(file.Length);
            Put(string.Create(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{body}\nendobj\n"));
        }

        void Stream(byte[] data, string entries)
        {
            using var packed = new MemoryStream();
            using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                zip.Write(data);
            }

            offsets.Add(file.Length);
            Put(string.Create(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n<< /Length {packed.Length} /Filter /FlateDecode{entries} >>\nstream\n"));
            packed.WriteTo(file);
            Put("\nendstream\nendobj\n");
        }

        Put("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        Object("<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>");
        Object(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', Enumerable.Range(0, _pages.Count).Select(i => $"{4 + (5 * _fonts.Count) + (2 * i)} 0 R"))}] >>"));
        Object($"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> /Producer (Zhishu) >>");
        foreach (var (place, (font, used)) in _fonts.Select((font, place) => (place, (font.Font, font.Used))))
        {
            var (first, name) = (offsets.Count + 1, $"AAAAA{(char)('A' + place)}+Hub{(char)('A' + place)}");
            Object($"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 4} 0 R >>");
            Object($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                + $"/CIDToGIDMap /Identity /FontDescriptor {first + 2} 0 R /DW 1000 /W "
                + $"[{string.Concat(used.Keys.Select(glyph => string.Create(CultureInfo.InvariantCulture, $"{glyph} [{font.AdvanceOf(glyph) * 1000:0}] ")))}] >>");
            Object($"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{string.Join(' ', font.Box.Select(Thousandths))}] /ItalicAngle 0 "
                + $"/Ascent {Thousandths(font.Ascent)} /Descent {Thousandths(font.Descent)} /CapHeight 700 /StemV 80 /FontFile2 {first + 3} 0 R >>");
            var outlines = font.Subset(used.Keys);
            Stream(outlines, string.Create(CultureInfo.InvariantCulture, $" /Length1 {outlines.Length}"));
            Stream(Encoding.Latin1.GetBytes(Characters(used)), "");
        }

        var resources = string.Join(' ', Enumerable.Range(0, _fonts.Count).Select(place => $"/F{place} {4 + (5 * place)} 0 R"));
        foreach (var page in _pages)
        {
            Object(string.Create(CultureInfo.InvariantCulture,
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.Width:0.##} {page.Height:0.##}] /Resources << /Font << {resources} >> >> /Contents {offsets.Count + 2} 0 R >>"));
            Stream(Encoding.Latin1.GetBytes(page.Content), "");
        }

        var start = file.Length;
        Put(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets)
            Put(string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        Put(string.Create(CultureInfo.InvariantCulture, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n"));
        return file.ToArray();
    }

    /// <summary>The map from glyphs to characters (CMap).</summary>
    private static string Characters(SortedDictionary<int, Rune> used)
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Hub def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var portion in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{portion.Length} beginbfchar\n");
            foreach (var (glyph, rune) in portion)
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()))}>\n");
            map.Append("endbfchar\n");
        }

        return map.Append("endcmap end end").ToString();
    }

    private static string Thousandths(double ems) => (ems * 1000).ToString("0", CultureInfo.InvariantCulture);
}
