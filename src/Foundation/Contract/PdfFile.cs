using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Zhishu.Foundation;

/// <summary>A page being drawn: text, lines and pictures, measured in points from the upper left corner.</summary>
public sealed class PdfPage
{
    private readonly StringBuilder _content = new("0.7 w\n");
    private readonly IReadOnlyList<PdfFont> _fonts;

    internal PdfPage(double width, double height, IReadOnlyList<PdfFont> fonts) => (Width, Height, _fonts) = (width, height, fonts);

    /// <summary>Width in points.</summary>
    public double Width { get; }

    /// <summary>Height in points.</summary>
    public double Height { get; }

    internal string Content => _content.ToString();

    /// <summary>Text on one line.</summary>
    /// <param name="text">The text, without line breaks.</param>
    /// <param name="size">Size of the letters.</param>
    /// <param name="x">Where it begins.</param>
    /// <param name="y">The base line.</param>
    public void Text(string text, double size, double x, double y)
    {
        if (text.Length == 0)
            return;
        _content.Append(CultureInfo.InvariantCulture, $"BT {x:0.##} {Height - y:0.##} Td");
        var present = -1;
        foreach (var rune in text.EnumerateRunes())
        {
            var (place, glyph) = PdfFont.Choose(_fonts, rune);
            if (place != present)
                _content.Append(CultureInfo.InvariantCulture, $"{(present < 0 ? "" : "> Tj")} /F{place} {size:0.##} Tf <");
            present = place;
            _fonts[place].Used.TryAdd(glyph, rune);
            _content.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }

        _content.Append("> Tj ET\n");
    }

    /// <summary>A line between two points.</summary>
    public void Line(double x1, double y1, double x2, double y2) =>
        _content.Append(CultureInfo.InvariantCulture, $"{x1:0.##} {Height - y1:0.##} m {x2:0.##} {Height - y2:0.##} l S\n");

    /// <summary>A picture of the file, drawn into a box.</summary>
    /// <param name="picture">What <see cref="PdfFile.AddPicture"/> gave.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="width">Width of the box.</param>
    /// <param name="height">Height of the box.</param>
    public void Picture(int picture, double x, double y, double width, double height) =>
        _content.Append(CultureInfo.InvariantCulture, $"q {width:0.##} 0 0 {height:0.##} {x:0.##} {Height - y - height:0.##} cm /P{picture} Do Q\n");
}

/// <summary>A picture as a PDF holds it.</summary>
/// <param name="Content">A JPEG file in grey (one component) or RGB (three).</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="IsGrey">Whether it has one component.</param>
public sealed record PdfPicture(byte[] Content, int Width, int Height, bool IsGrey);

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
/// Writes a PDF 1.7 file (ISO 32000-1) of pages with text in embedded fonts and pictures: what the papers of the hub need, and no more.
/// The glyphs used are embedded and mapped back to characters, so text can be searched and copied.
/// </summary>
/// <param name="fonts">The fonts; a character is drawn with the first that has it.</param>
/// <param name="title">Title of the document.</param>
public sealed class PdfFile(IReadOnlyList<TrueTypeFont> fonts, string title)
{
    private readonly List<PdfPage> _pages = [];
    private readonly List<Func<PdfPicture>> _pictures = [];
    private readonly IReadOnlyList<PdfFont> _fonts = [.. fonts.Select(font => new PdfFont(font))];

    /// <summary>The pages so far.</summary>
    public IReadOnlyList<PdfPage> Pages => _pages;

    /// <summary>Adds a page; sizes in points.</summary>
    public PdfPage Add(double width, double height)
    {
        var page = new PdfPage(width, height, _fonts);
        _pages.Add(page);
        return page;
    }

    /// <summary>Adds a picture, which is read only when the file is written.</summary>
    /// <returns>Its number, for <see cref="PdfPage.Picture"/>.</returns>
    public int AddPicture(Func<PdfPicture> read)
    {
        _pictures.Add(read);
        return _pictures.Count - 1;
    }

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        using var file = new MemoryStream();
        foreach (var part in Parts())
            file.Write(part);
        return file.ToArray();
    }

    /// <summary>Writes the file, one object after another, so that no more than one picture is held in memory.</summary>
    public async Task WriteAsync(Stream output, CancellationToken ct)
    {
        foreach (var part in Parts())
            await output.WriteAsync(part, ct);
    }

    private IEnumerable<byte[]> Parts()
    {
        var (at, offsets) = (0L, new List<long>());
        foreach (var (part, isObject) in Objects())
        {
            if (isObject)
                offsets.Add(at);
            at += part.Length;
            yield return part;
        }

        var end = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets)
            end.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n");
        end.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{at}\n%%EOF\n");
        yield return Encoding.Latin1.GetBytes(end.ToString());
    }

    /// <summary>The objects in the order of their numbers: 1 catalogue, 2 page tree, 3 information; five for each font, two for each page, one for each picture.</summary>
    private IEnumerable<(byte[] Part, bool IsObject)> Objects()
    {
        var number = 0;
        (byte[], bool) Object(string body) => (Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{++number} 0 obj\n{body}\nendobj\n")), true);
        (byte[], bool) Stream(byte[] data, string entries, bool isPacked = false)
        {
            var content = isPacked ? data : Packed(data);
            return ([
                .. Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"{++number} 0 obj\n<< /Length {content.Length}{(isPacked ? "" : " /Filter /FlateDecode")}{entries} >>\nstream\n")),
                .. content, .. "\nendstream\nendobj\n"u8], true);
        }

        var firstPage = 4 + (5 * _fonts.Count);
        var firstPicture = firstPage + (2 * _pages.Count);
        yield return (Encoding.Latin1.GetBytes("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n"), false);
        yield return Object("<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>");
        yield return Object(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', Enumerable.Range(0, _pages.Count).Select(i => $"{firstPage + (2 * i)} 0 R"))}] >>"));
        yield return Object($"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> /Producer (Zhishu) >>");
        foreach (var (place, (font, used)) in _fonts.Select((font, place) => (place, (font.Font, font.Used))))
        {
            var (first, name) = (number + 1, $"AAAAA{(char)('A' + place)}+Hub{(char)('A' + place)}");
            yield return Object($"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 4} 0 R >>");
            yield return Object($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                + $"/CIDToGIDMap /Identity /FontDescriptor {first + 2} 0 R /DW 1000 /W "
                + $"[{string.Concat(used.Keys.Select(glyph => string.Create(CultureInfo.InvariantCulture, $"{glyph} [{font.AdvanceOf(glyph) * 1000:0}] ")))}] >>");
            yield return Object($"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{string.Join(' ', font.Box.Select(Thousandths))}] /ItalicAngle 0 "
                + $"/Ascent {Thousandths(font.Ascent)} /Descent {Thousandths(font.Descent)} /CapHeight 700 /StemV 80 /FontFile2 {first + 3} 0 R >>");
            var outlines = font.Subset(used.Keys);
            yield return Stream(outlines, string.Create(CultureInfo.InvariantCulture, $" /Length1 {outlines.Length}"));
            yield return Stream(Encoding.Latin1.GetBytes(Characters(used)), "");
        }

        var faces = string.Join(' ', Enumerable.Range(0, _fonts.Count).Select(place => $"/F{place} {4 + (5 * place)} 0 R"));
        var pictures = string.Join(' ', Enumerable.Range(0, _pictures.Count).Select(place => $"/P{place} {firstPicture + place} 0 R"));
        foreach (var page in _pages)
        {
            yield return Object(string.Create(CultureInfo.InvariantCulture, $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.Width:0.##} {page.Height:0.##}] "
                + $"/Resources << /Font << {faces} >> /XObject << {pictures} >> >> /Contents {number + 2} 0 R >>"));
            yield return Stream(Encoding.Latin1.GetBytes(page.Content), "");
        }

        foreach (var read in _pictures)
        {
            var picture = read();
            yield return Stream(picture.Content, string.Create(CultureInfo.InvariantCulture, $" /Type /XObject /Subtype /Image /Width {picture.Width} /Height {picture.Height} "
                + $"/ColorSpace {(picture.IsGrey ? "/DeviceGray" : "/DeviceRGB")} /BitsPerComponent 8 /Filter /DCTDecode"), isPacked: true);
        }
    }

    private static byte[] Packed(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(data);
        }

        return packed.ToArray();
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
