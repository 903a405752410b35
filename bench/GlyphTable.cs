using System.Numerics.Tensors;
using System.Text;
using ImageMagick;
using ImageMagick.Drawing;

namespace Zhishu.Bench;

/// <summary>
/// Makes data/text/lookalikes.txt: characters of GB 2312 drawn with the shipped font, blurred a little, and compared dot by dot (correlation), as they stand and stretched to
/// one box. Pairs above a bound are written with how alike they are.
/// </summary>
internal static class GlyphTable
{
    private const int Side = 40;
    private const double Least = 0.88;

    // Of characters with little ink one stroke makes much of a difference.
    private const double LeastSimple = 0.78;
    private const double SimpleInk = 0.19;

    public static void Write(string fonts, string file)
    {
        var characters = Characters();
        var glyphs = characters.Select(character => Glyph(fonts, character)).ToList();
        var lines = new List<string>();
        for (var i = 0; i < glyphs.Count; i++)
        {
            for (var j = i + 1; j < glyphs.Count; j++)
            {
                var alike = Math.Max(TensorPrimitives.Dot<float>(glyphs[i].Plain, glyphs[j].Plain), TensorPrimitives.Dot<float>(glyphs[i].Boxed, glyphs[j].Boxed) - 0.02f);
                if (alike >= (glyphs[i].Ink < SimpleInk && glyphs[j].Ink < SimpleInk ? LeastSimple : Least))
                    lines.Add($"{characters[i]}{characters[j]}\t{Math.Round(alike, 2):0.00}");
            }
        }

        File.WriteAllLines(file,
        [
            "# Characters that look alike, with how alike: those of GB 2312 drawn with fonts/DroidSansFallbackFull.ttf at 40 dots, blurred, compared dot by dot (correlation). Made by bench glyphs.",
            .. lines.Order(StringComparer.Ordinal),
        ]);
        Console.WriteLine($"{characters.Count:N0} characters, {lines.Count:N0} pairs");
    }

    // Both levels of GB 2312, in its order.
    private static List<char> Characters()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var gb = Encoding.GetEncoding("GB2312");
        return [.. Enumerable.Range(0xB0, 0x48).SelectMany(row => Enumerable.Range(0xA1, 94).Select(cell => gb.GetString([(byte)row, (byte)cell])[0])).Where(c => c is >= '\u4E00' and <= '\u9FFF')];
    }

    private static (float[] Plain, float[] Boxed, double Ink) Glyph(string fonts, char character)
    {
        using var image = new MagickImage(MagickColors.White, Side, Side);
        new Drawables().Font(Path.Combine(fonts, "DroidSansFallbackFull.ttf")).FontPointSize(34).TextAlignment(TextAlignment.Center).FillColor(MagickColors.Black)
            .Text(Side / 2.0, 33, character.ToString()).Draw(image);
        using var boxed = (MagickImage)image.Clone();
        boxed.Trim();
        boxed.ResetPage();
        boxed.Resize(new MagickGeometry(Side, Side) { IgnoreAspectRatio = true });
        using var pixels = image.GetPixels();
        var ink = pixels.ToByteArray(PixelMapping.RGB)!.Average(value => (255 - value) / 255.0);
        return (Dots(image), Dots(boxed), ink);
    }

    private static float[] Dots(MagickImage image)
    {
        image.Blur(0, 1.0);
        using var pixels = image.GetPixels();
        var ink = pixels.ToByteArray(PixelMapping.RGB)!.Where((_, at) => at % 3 == 0).Select(value => (255 - value) / 255f).ToArray();
        TensorPrimitives.Subtract(ink, TensorPrimitives.Sum<float>(ink) / ink.Length, ink);
        var norm = TensorPrimitives.Norm<float>(ink);
        TensorPrimitives.Divide(ink, norm == 0 ? 1 : norm, ink);
        return ink;
    }
}
