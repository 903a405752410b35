using System.Globalization;
using ImageMagick;
using ImageMagick.Drawing;

namespace Zhishu.Records.Demo;

/// <summary>
/// Draws what the generated records show: line drawings of devices with the numbers of their parts, views of designs, layouts of circuits, marks from characters and
/// shapes. The same picture serves many patents, so that the set stays small; marks with words have their own.
/// </summary>
internal sealed class DemoPictures(MediaStore media, string fonts)
{
    private const int Drawings = 24;
    private const int Designs = 16;
    private const int Shapes = 16;
    private const int Layouts = 8;

    /// <summary>Marks with a picture of their own words.</summary>
    private const int MarksDrawn = 300;

    private static readonly string[] Views = ["立体图", "主视图", "俯视图"];
    private static readonly MagickColor[] Colours = [new("#1f4e79"), new("#8b1a1a"), new("#1d6b43"), new("#5b2c83"), new("#333333"), new("#b05a00")];

    private readonly Dictionary<string, MediaItem> _kept = new(StringComparer.Ordinal);

    /// <summary>The record with its pictures.</summary>
    public IpRecord With(IpRecord record, int serial) => record with { Media = [.. Of(record, serial)] };

    private IEnumerable<MediaItem> Of(IpRecord record, int serial) => record.Kind switch
    {
        RecordKind.Patent when record.Type == "design" => Views.Select((label, view) => Kept("view", $"design-{serial % Designs}-{view}.png", label, () => Design(serial % Designs, view))),
        RecordKind.Patent =>
        [
            Kept("abstract", $"device-{serial % Drawings}-0.png", "摘要附图", () => Device(serial % Drawings, 0)),
            Kept("drawing", $"device-{serial % Drawings}-0.png", "图1", () => Device(serial % Drawings, 0)),
            Kept("drawing", $"device-{serial % Drawings}-1.png", "图2", () => Device(serial % Drawings, 1)),
        ],
        RecordKind.Trademark when record.Type is "figurative" or "threeDimensional" => [Kept("mark", $"shape-{serial % Shapes}.png", null, () => Mark(null, serial % Shapes))],
        RecordKind.Trademark when record.Type is not "sound"
            && serial < MarksDrawn => [Kept("mark", $"mark-{serial}.png", null, () => Mark(record.Title, record.Type == "combined" ? serial % Shapes : null))],
        RecordKind.Layout => [Kept("drawing", $"layout-{serial % Layouts}.png", "布图", () => Circuit(serial % Layouts))],
        _ => [],
    };

    private MediaItem Kept(string kind, string name, string? label, Func<byte[]> draw)
    {
        if (!_kept.TryGetValue(name, out var item))
            _kept[name] = item = media.Keep(new MediaItem(kind, name, ""), new MemoryStream(draw()), dryRun: false).Item!;
        return item with { Kind = kind, Label = label };
    }

    /// <summary>Parts of a device, joined by lines, each with its number; the second figure shows one of them larger.</summary>
    private byte[] Device(int which, int figure)
    {
        var random = new Random((which * 7) + figure);
        return Draw(640, 480, pen =>
        {
            pen.FillColor(MagickColors.None).StrokeColor(MagickColors.Black).StrokeWidth(2);
            var parts = new List<(double X, double Y)>();
            for (var i = 0; i < 5 - figure; i++)
            {
                var (x, y, width, height) = (80 + (i % 3 * 170) + random.Next(30), 90 + (i / 3 * 190) + random.Next(30), 90 + random.Next(50), 60 + random.Next(70));
                switch (random.Next(3))
                {
                    case 0:
                        pen.Rectangle(x, y, x + width, y + height).Line(x, y + (height / 2.0), x + width, y + (height / 2.0));
                        break;
                    case 1:
                        pen.RoundRectangle(x, y, x + width, y + height, 14, 14).Ellipse(x + (width / 2.0), y + (height / 2.0), width / 5.0, width / 5.0, 0, 360);
                        break;
                    default:
                        pen.Ellipse(x + (width / 2.0), y + (height / 2.0), width / 2.0, height / 2.0, 0, 360).Line(x, y + (height / 2.0), x + width, y + (height / 2.0));
                        break;
                }

                parts.Add((x + (width / 2.0), y + (height / 2.0)));
                pen.StrokeWidth(1).Line(x + width, y, x + width + 24, y - 26).StrokeWidth(2);
                Label(pen, x + width + 26, y - 28, ((figure * 10) + i + 1).ToString(CultureInfo.InvariantCulture), 20);
            }

            pen.StrokeWidth(1).StrokeDashArray([6, 4]);
            foreach (var (from, to) in parts.Zip(parts.Skip(1)))
                pen.Line(from.X, from.Y, to.X, to.Y);
            pen.StrokeDashArray([]);
            Label(pen, 296, 462, "图", 22, chinese: true);
            Label(pen, 320, 461, (figure + 1).ToString(CultureInfo.InvariantCulture), 20);
        });
    }

    private byte[] Design(int which, int view)
    {
        var random = new Random(which + 500);
        var (width, height, depth, round) = (180 + random.Next(120), 120 + random.Next(120), 50 + random.Next(60), 8 + random.Next(30));
        return Draw(480, 400, pen =>
        {
            pen.FillColor(new MagickColor("#eef1f4")).StrokeColor(new MagickColor("#333333")).StrokeWidth(2);
            var (x, y) = (60.0, 110.0);
            if (view == 0)
                pen.Polygon(new PointD(x, y), new PointD(x + depth, y - depth), new PointD(x + depth + width, y - depth), new PointD(x + width, y))
                    .Polygon(new PointD(x + width, y), new PointD(x + width + depth, y - depth), new PointD(x + width + depth, y + height - depth),
                    new PointD(x + width, y + height)).Rectangle(x, y, x + width, y + height);
            else
                pen.RoundRectangle(x, y, x + width, y + (view == 1 ? height : depth * 2), round, round);
            pen.FillColor(MagickColors.White);
            for (var i = 0; i < 1 + (which % 3); i++)
                pen.Ellipse(x + ((i + 1) * width / (2.0 + (which % 3))), y + (view == 2 ? depth : height / 2.0), 14 + (which % 4 * 3), 14 + (which % 4 * 3), 0, 360);
        });
    }

    private byte[] Circuit(int which)
    {
        var random = new Random(which + 900);
        return Draw(480, 480, pen =>
        {
            pen.StrokeWidth(0);
            foreach (var colour in Colours)
            {
                pen.FillColor(new MagickColor(colour.R, colour.G, colour.B, (byte)(Quantum.Max / 2)));
                for (var i = 0; i < 14; i++)
                {
                    var (x, y, flat) = (40 + random.Next(380), 40 + random.Next(380), random.Next(2) == 0);
                    pen.Rectangle(x, y, Math.Min(440, x + (flat ? 60 + random.Next(160) : 10)), Math.Min(440, y + (flat ? 10 : 60 + random.Next(160))));
                }
            }

            pen.FillColor(MagickColors.None).StrokeColor(MagickColors.Black).StrokeWidth(3).Rectangle(30, 30, 450, 450);
        });
    }

    /// <summary>A mark: its words, a shape, or both.</summary>
    private byte[] Mark(string? words, int? shape) => Draw(400, 300, pen =>
    {
        if (shape is { } which)
        {
            var centre = words is null ? 150.0 : 105.0;
            pen.StrokeWidth(0).FillColor(Colours[which % Colours.Length]);
            switch (which % 4)
            {
                case 0:
                    pen.Ellipse(200, centre, 80, 80, 0, 360).FillColor(MagickColors.White).Ellipse(200 + (which * 2), centre, 50, 50, 0, 360);
                    break;
                case 1:
                    pen.Polygon(new PointD(200, centre - 85), new PointD(290, centre + 70), new PointD(110, centre + 70)).FillColor(MagickColors.White)
                        .Ellipse(200, centre + 18, 20 + which, 20 + which, 0, 360);
                    break;
                case 2:
                    for (var i = 0; i < 3; i++)
                        pen.RoundRectangle(110 + (i * 62), centre - 60 + (i * which), 160 + (i * 62), centre + 60, 12, 12);
                    break;
                default:
                    pen.Polygon([.. Enumerable.Range(0, 10)
                        .Select(i => new PointD(200 + ((i % 2 == 0 ? 85 : 38) * Math.Sin(i * Math.PI / 5)), centre - ((i % 2 == 0 ? 85 : 38) * Math.Cos(i * Math.PI / 5))))]);
                    break;
            }
        }

        if (words is not null)
        {
            var size = Math.Min(shape is null ? 96 : 60, 340 / Math.Max(1, words.Length));
            pen.TextAlignment(TextAlignment.Center);
            Label(pen, 200, shape is null ? 150 + (size / 3.0) : 275, words, size, chinese: true);
        }
    });

    private void Label(IDrawables<byte> pen, double x, double y, string text, double size, bool chinese = false) =>
        pen.StrokeColor(MagickColors.None).FillColor(MagickColors.Black).Font(Path.Combine(fonts, chinese ? "DroidSansFallbackFull.ttf" : "DejaVuSans.ttf")).FontPointSize(size).Text(x, y, text)
            .FillColor(MagickColors.None).StrokeColor(MagickColors.Black);

    private static byte[] Draw(uint width, uint height, Action<IDrawables<byte>> draw)
    {
        using var image = new MagickImage(MagickColors.White, width, height);
        var pen = new Drawables();
        draw(pen);
        pen.Draw(image);
        image.Quantize(new QuantizeSettings { Colors = 16, DitherMethod = DitherMethod.No });
        image.Strip();
        return image.ToByteArray(MagickFormat.Png);
    }
}
