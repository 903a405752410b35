using ImageMagick;
using ImageMagick.Drawing;

namespace Zhishu.Bench;

/// <summary>What is done to a mark or a view before it is looked for.</summary>
internal enum Change
{
    Turned,
    Mirrored,
    Cropped,
    Recoloured,
    Thinner,
    WordAdded,
}

/// <summary>
/// Draws marks and views of designs, each from its number: letters, characters, polygons, emblems, free curves, patterns, vessels, devices, and emblems with words. Many are
/// alike on purpose: of two hundred circles with three letters each has its own letters.
/// </summary>
internal sealed class PictureCorpus(string fonts)
{
    private const double Side = 400;
    private const string Characters = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐";

    /// <summary>How a drawing is drawn: its colours, and how thick its lines are.</summary>
    private sealed record Manner(MagickColor Ground, MagickColor[] Colours, double Line, bool Erode, string? Word);

    /// <summary>The drawing of a number as it would be filed.</summary>
    public byte[] Original(int number)
    {
        using var image = Draw(number, new(MagickColors.White, Palette(new Random(number + 1), false), 1, false, null));
        image.Strip();
        return image.ToByteArray(MagickFormat.Png);
    }

    /// <summary>The same as somebody else might use it: changed, of another size, and saved anew as JPEG.</summary>
    public byte[] Changed(int number, Change change)
    {
        var random = new Random((number * 31) + (int)change);
        var plain = new Manner(MagickColors.White, Palette(new Random(number + 1), false), 1, false, null);
        var inverse = random.Next(3) == 0;
        using var image = Draw(number, change switch
        {
            Change.Recoloured => plain with
            {
                Ground = inverse ? new MagickColor((byte)random.Next(70), (byte)random.Next(70), (byte)random.Next(90)) : MagickColors.White,
                Colours = Palette(random, inverse)
            },
            Change.Thinner => plain with { Line = 0.5, Erode = true },
            Change.WordAdded => plain with { Word = Word(random) },
            _ => plain,
        });
        image.BackgroundColor = MagickColors.White;
        if (change == Change.Turned)
            image.Rotate(15 + (random.NextDouble() * 330));
        else if (change == Change.Mirrored)
            image.Flop();
        else if (change == Change.Cropped)
            Crop(image, random);
        var side = (uint)(180 + random.Next(320));
        image.Resize(new MagickGeometry(side, side));
        image.Quality = 60;
        return image.ToByteArray(MagickFormat.Jpeg);
    }

    // A tenth to a quarter of what is drawn goes at one side or at two.
    private static void Crop(MagickImage image, Random random)
    {
        image.Trim();
        image.ResetPage();
        var (width, height) = (image.Width, image.Height);
        var (first, second) = (0.1 + (random.NextDouble() * 0.12), random.Next(2) * (0.05 + (random.NextDouble() * 0.1)));
        var (x, y) = random.Next(2) == 0 ? (first, second) : (second, first);
        var (left, top) = (random.Next(2) == 0, random.Next(2) == 0);
        image.Crop(new MagickGeometry((int)(left ? x * width : 0), (int)(top ? y * height : 0), (uint)(width * (1 - x)), (uint)(height * (1 - y))));
        image.ResetPage();
    }

    private static string Word(Random random) => random.Next(2) == 0
        ? string.Concat(Enumerable.Range(0, 2 + random.Next(3)).Select(_ => Characters[random.Next(Characters.Length)]))
        : string.Concat(Enumerable.Range(0, 4 + random.Next(5)).Select(_ => (char)('A' + random.Next(26))));

    private static MagickColor[] Palette(Random random, bool light) => [.. Enumerable.Range(0, 3).Select(_ => light
        ? new MagickColor((byte)(170 + random.Next(86)), (byte)(170 + random.Next(86)), (byte)(140 + random.Next(116)))
        : new MagickColor((byte)random.Next(190), (byte)random.Next(150), (byte)random.Next(190)))];

    private MagickImage Draw(int number, Manner manner)
    {
        var random = new Random((number * 7919) + 13);
        var pen = new Drawables();
        var (width, height) = (Side, Side);
        var kind = number % 10;
        switch (kind)
        {
            case 0:
                Letters(pen, manner, random, latin: true);
                break;
            case 1:
                Letters(pen, manner, random, latin: false);
                break;
            case 2:
                Polygons(pen, manner, random, 200, 200, 150);
                break;
            case 3:
                Emblem(pen, manner, random, 200, 200, 150);
                break;
            case 4:
                Curves(pen, manner, random);
                break;
            case 5:
                Pattern(pen, manner, random);
                break;
            case 6:
                Vessel(pen, manner, random);
                break;
            case 7:
                Device(pen, manner, random);
                break;
            default:
                if (random.Next(2) == 0)
                    Emblem(pen, manner, random, 200, 150, 105);
                else
                    Polygons(pen, manner, random, 200, 150, 105);
                Text(pen, manner, kind == 8 ? Word(random) : Characters[random.Next(Characters.Length)] + Word(random), 200, 340, 52, 0);
                break;
        }

        var image = new MagickImage(manner.Ground, (uint)width, (uint)height);
        pen.Draw(image);

        // Drawings of lines alone have their thinner lines; what is filled loses its rim besides.
        if (manner.Erode && kind is not (6 or 7))
            image.Morphology(new MorphologySettings { Method = MorphologyMethod.Dilate, Kernel = Kernel.Disk, KernelArguments = "1.5" });
        if (manner.Word is { } word)
            Beside(image, manner, word, random);
        return image;
    }

    private void Beside(MagickImage image, Manner manner, string word, Random random)
    {
        image.BackgroundColor = manner.Ground;
        var place = random.Next(3);
        image.Trim();
        image.ResetPage();
        var (width, height) = (image.Width, image.Height);
        var size = Math.Clamp((place == 2 ? 0.5 : 0.9) * width / word.Length * (word[0] > 255 ? 1 : 1.4), 24, 80);
        var pen = new Drawables();
        var run = size * word.Length * (word[0] > 255 ? 1.02 : 0.75);
        if (place == 2)
        {
            image.Extent(width + (uint)run + 30, Math.Max(height, (uint)size + 8), Gravity.West);
            Text(pen, manner, word, width + 20 + (run / 2), (image.Height / 2.0) + (size / 3), size, 0);
        }
        else
        {
            image.Extent(Math.Max(width, (uint)run + 10), height + (uint)(size * 1.35), place == 0 ? Gravity.North : Gravity.South);
            Text(pen, manner, word, image.Width / 2.0, place == 0 ? height + (size * 1.15) : size, size, 0);
        }

        pen.Draw(image);
    }

    private void Letters(Drawables pen, Manner manner, Random random, bool latin)
    {
        var count = 1 + random.Next(latin ? 5 : 4);
        var text = string.Concat(Enumerable.Range(0, count).Select(_ => latin ? (char)((random.Next(4) == 0 ? 'a' : 'A') + random.Next(26)) : Characters[random.Next(Characters.Length)]));
        var frame = random.Next(4);
        var size = Math.Min(200, (frame == 0 ? 330 : 250) / count * (latin ? 1.3 : 1));
        Stroke(pen, manner, 0, 8 + random.Next(8));
        if (frame == 1)
            pen.Ellipse(200, 200, 165, 165, 0, 360);
        else if (frame == 2)
            pen.RoundRectangle(35, 90, 365, 310, random.Next(60), random.Next(60));
        Text(pen, manner, text, 200, 200 + (size * 0.36), size, 1);
        if (frame == 3)
            pen.Line(50, 210 + (size / 2), 350, 210 + (size / 2) + random.Next(-20, 20));
    }

    private void Polygons(Drawables pen, Manner manner, Random random, double x, double y, double radius)
    {
        for (var i = 0; i < 2 + random.Next(3); i++)
        {
            if (random.Next(3) == 0)
                Stroke(pen, manner, i % 3, 5 + random.Next(10));
            else
                Fill(pen, manner, i % 3);
            var corners = 3 + random.Next(6);
            var inner = random.Next(2) == 0 ? 1 : 0.35 + (random.NextDouble() * 0.4);
            var (cx, cy) = (x + ((random.NextDouble() - 0.5) * radius), y + ((random.NextDouble() - 0.5) * radius));
            var (size, turn) = (radius * (0.35 + (random.NextDouble() * 0.5)), random.NextDouble() * Math.Tau);
            pen.Polygon([.. Enumerable.Range(0, corners * 2).Select(k => At(cx, cy, size * (k % 2 == 0 ? 1 : inner), turn + (k * Math.PI / corners)))]);
        }
    }

    private void Emblem(Drawables pen, Manner manner, Random random, double x, double y, double radius)
    {
        var fold = 3 + random.Next(10);
        if (random.Next(3) > 0)
        {
            Stroke(pen, manner, 0, 4 + random.Next(10));
            pen.Ellipse(x, y, radius, radius, 0, 360);
        }

        var motif = random.Next(4);
        var (near, far, wide) = (0.25 + (random.NextDouble() * 0.3), 0.65 + (random.NextDouble() * 0.3), 0.1 + (random.NextDouble() * 0.5));
        for (var i = 0; i < fold; i++)
        {
            Fill(pen, manner, 1 + (i % 2));
            var turn = i * Math.Tau / fold;
            if (motif == 0)
                pen.Polygon(At(x, y, radius * near, turn), At(x, y, radius * far, turn + (wide / 2)), At(x, y, radius * near, turn + wide));
            else if (motif == 1)
                pen.Ellipse(At(x, y, radius * near * 1.6, turn).X, At(x, y, radius * near * 1.6, turn).Y, radius * wide * 0.4, radius * wide * 0.4, 0, 360);
            else if (motif == 2)
                pen.Polygon(At(x, y, radius * far, turn), At(x, y, radius * (near + far) / 2, turn + (wide / 2)),
                    At(x, y, radius * near, turn), At(x, y, radius * (near + far) / 2, turn - (wide / 2)));
            else
                pen.Polygon(At(x, y, radius * far, turn), At(x, y, radius * near, turn + wide), At(x, y, radius * near * 0.5, turn + wide), At(x, y, radius * far * 0.8, turn - 0.15));
        }

        if (random.Next(2) == 0)
            Text(pen, manner, ((char)('A' + random.Next(26))).ToString(), x, y + (radius * near * 0.4), radius * near * 1.1, 0);
    }

    private static void Curves(Drawables pen, Manner manner, Random random)
    {
        PointD Anywhere() => new(50 + random.Next(300), 50 + random.Next(300));
        for (var i = 0; i < 2 + random.Next(4); i++)
        {
            Stroke(pen, manner, i % 3, 6 + random.Next(16));
            pen.Bezier([.. Enumerable.Range(0, 4).Select(_ => Anywhere())]);
        }

        if (random.Next(2) == 0)
        {
            Fill(pen, manner, 1);
            var dot = Anywhere();
            var size = 12 + random.Next(30);
            pen.Ellipse(dot.X, dot.Y, size, size, 0, 360);
        }
    }

    private static void Pattern(Drawables pen, Manner manner, Random random)
    {
        var (columns, rows) = (2 + random.Next(4), 2 + random.Next(4));
        var shape = random.Next(3);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (random.Next(4) == 0)
                    continue;
                var (x, y, size) = (60 + (280.0 * (column + 0.5) / columns), 60 + (280.0 * (row + 0.5) / rows), 110.0 / Math.Max(columns, rows));
                if (random.Next(3) == 0)
                    Stroke(pen, manner, row % 3, 7);
                else
                    Fill(pen, manner, column % 3);
                if (shape == 0)
                    pen.Rectangle(x - size, y - size, x + size, y + size);
                else if (shape == 1)
                    pen.Ellipse(x, y, size, size, 0, 360);
                else
                    pen.Polygon(At(x, y, size, random.Next(4) * Math.PI / 2), At(x, y, size, 2 + random.Next(2)), At(x, y, size, 4));
            }
        }
    }

    // A bottle, a vase, a lamp: the same profile at the left and at the right.
    private static void Vessel(Drawables pen, Manner manner, Random random)
    {
        Stroke(pen, manner, 0, 4 + random.Next(4));
        var levels = 4 + random.Next(4);
        var profile = Enumerable.Range(0, levels).Select(i => (Y: 40 + (i * 320.0 / (levels - 1)), X: 25.0 + random.Next(110))).ToList();
        pen.Polygon([.. profile.Select(p => new PointD(200 - p.X, p.Y)), .. profile.AsEnumerable().Reverse().Select(p => new PointD(200 + p.X, p.Y))]);
        foreach (var level in profile.Skip(1).Where(_ => random.Next(2) == 0))
            pen.Line(200 - level.X, level.Y, 200 + level.X, level.Y);
        if (random.Next(2) == 0)
            pen.Ellipse(200, 120 + random.Next(160), 12 + random.Next(30), 12 + random.Next(30), 0, 360);
        if (random.Next(2) == 0)
            pen.Bezier(new PointD(200 + profile[1].X, profile[1].Y), new PointD(380, 120 + random.Next(80)), new PointD(380, 220 + random.Next(80)), new PointD(200 + profile[^2].X, profile[^2].Y));
    }

    // A box with its screen, knobs and feet, seen from the front or at an angle.
    private static void Device(Drawables pen, Manner manner, Random random)
    {
        Stroke(pen, manner, 0, 4 + random.Next(4));
        var (left, top, right, bottom, deep) = (50 + random.Next(60), 90 + random.Next(60), 270 + random.Next(70), 260 + random.Next(80), random.Next(2) * (20 + random.Next(40)));
        pen.RoundRectangle(left, top, right, bottom, 1 + random.Next(40), 1 + random.Next(40));
        if (deep > 0)
            pen.Line(left + 10, top, left + deep, top - deep).Line(left + deep, top - deep, right + deep, top - deep).Line(right + deep, top - deep, right, top + 8);
        var (split, knobs) = (left + ((right - left) * (0.35 + (random.NextDouble() * 0.4))), random.Next(5));
        pen.Rectangle(left + 18, top + 18, split, bottom - 18 - random.Next(40));
        for (var i = 0; i < knobs; i++)
            pen.Ellipse((split + right) / 2, top + 30 + (i * (bottom - top - 40) / 4.0), 8 + random.Next(14), 8 + random.Next(14), 0, 360);
        if (random.Next(2) == 0)
            pen.Line(left + 30, bottom, left + 15, bottom + 40).Line(right - 30, bottom, right - 15, bottom + 40);
    }

    private void Text(Drawables pen, Manner manner, string text, double x, double y, double size, int colour) => pen.StrokeColor(MagickColors.None).FillColor(manner.Colours[colour])
        .TextAlignment(TextAlignment.Center).Font(Path.Combine(fonts, text[0] > 255 ? "DroidSansFallbackFull.ttf" : "DejaVuSans.ttf")).FontPointSize(size).Text(x, y, text);

    private static void Fill(Drawables pen, Manner manner, int colour) => pen.StrokeColor(MagickColors.None).FillColor(manner.Colours[colour]);

    private static void Stroke(Drawables pen, Manner manner, int colour, double width) =>
        pen.StrokeColor(manner.Colours[colour]).StrokeWidth(width * manner.Line).FillColor(MagickColors.None);

    private static PointD At(double x, double y, double radius, double turn) => new(x + (radius * Math.Sin(turn)), y - (radius * Math.Cos(turn)));
}
