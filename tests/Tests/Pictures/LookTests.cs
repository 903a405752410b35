using ImageMagick;
using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Bench;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Set;
using Zhishu.Records;

namespace Zhishu.Tests.Pictures;

/// <summary>The real model over a few drawings: what is changed is still found.</summary>
public sealed class LookTests
{
    private const int Count = 20;

    internal static PictureCorpus Corpus { get; } = new(Path.Combine(AppContext.BaseDirectory, "data", "fonts"));

    internal static MediaBitmap Bitmap(byte[] bytes) => MediaBitmap.Read(bytes, Ink.Side, MediaBitmap.MostHandedIn).Bitmap!;

    private static LookMaker Maker(string? folder = null) => new(NullLogger<LookMaker>.Instance, folder);

    [Fact]
    public async Task A_drawing_changed_in_any_way_is_found_among_others_and_the_model_is_let_go()
    {
        using var maker = Maker();
        Assert.True(maker.Works);
        Assert.False(maker.IsLoaded);
        async Task<Look> LookAsync(byte[] bytes) => (await maker.LookAsync(Bitmap(bytes), CancellationToken.None))!;
        var set = new VectorSet();
        for (var number = 0; number < Count; number++)
            set.Add(await LookAsync(Corpus.Original(number)));
        Assert.True(maker.IsLoaded);
        var (first, all) = (0, 0);
        foreach (var change in Enum.GetValues<Change>())
        {
            for (var number = (int)change; number < Count; number += 5)
            {
                all++;
                first += set.Find(await LookAsync(Corpus.Changed(number, change)), _ => true, 1, -1, CancellationToken.None)[0].Picture == number ? 1 : 0;
            }
        }

        Assert.True(first >= all * 0.9, $"{first} of {all}");
        maker.LetGo();
        Assert.False(maker.IsLoaded);
        Assert.NotEmpty((await LookAsync(Corpus.Original(1))).Views);
    }

    [Fact]
    public void Ink_does_not_know_colours_and_has_parts_where_a_gap_runs_through()
    {
        static Ink Ink(byte[] bytes) => Zhishu.Pictures.Features.Ink.Of(Bitmap(bytes));
        byte[] Draw(MagickColor ground, MagickColor ink)
        {
            using var image = new MagickImage(ground, 200, 200);
            new ImageMagick.Drawing.Drawables().FillColor(ink).Ellipse(100, 70, 50, 50, 0, 360).Rectangle(60, 150, 140, 180).Draw(image);
            return image.ToByteArray(MagickFormat.Png);
        }

        var black = Ink(Draw(MagickColors.White, MagickColors.Black));
        var light = Ink(Draw(new MagickColor("#203040"), new MagickColor("#f0e0a0")));
        Assert.Equal(black.Content(), light.Content());
        Assert.True(black.Values.Zip(light.Values).Average(pair => Math.Abs(pair.First - pair.Second)) < 0.02);
        var whole = black.Cut(black.Content());
        Assert.Equal([(0, true), (1, true)], whole.Parts().Select((part, at) => (at, at == 0 ? part.Height > 95 : part.Height < 35)));

        // The profile of the shape stays whichever way it is turned and mirrored.
        using var turned = new MagickImage(Draw(MagickColors.White, MagickColors.Black));
        turned.BackgroundColor = MagickColors.White;
        turned.Rotate(90);
        turned.Flop();
        var other = Ink(turned.ToByteArray(MagickFormat.Png));
        Assert.True(System.Numerics.Tensors.TensorPrimitives.Dot<float>(Shape.Of(whole), Shape.Of(other.Cut(other.Content()))) > 0.99f);
    }

    [Fact]
    public async Task An_empty_sheet_has_nothing_to_compare()
    {
        using var maker = Maker();
        using var sheet = new MagickImage(MagickColors.White, 300, 200);
        var look = await maker.LookAsync(Bitmap(sheet.ToByteArray(MagickFormat.Png)), CancellationToken.None);
        Assert.Empty(look!.Views);
        Assert.Equal(Colours.Count, look.ToBytes().Length);
    }

    [Fact]
    public async Task Where_the_model_cannot_be_loaded_nothing_is_thrown()
    {
        using var missing = Maker(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString()));
        Assert.False(missing.Works);
        Assert.Null(await missing.LookAsync(Bitmap(Corpus.Original(0)), CancellationToken.None));
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "ResNet18.onnx"), "no model");
        using var broken = Maker(folder.Path);
        Assert.True(broken.Works);
        Assert.Null(await broken.LookAsync(Bitmap(Corpus.Original(0)), CancellationToken.None));
        Assert.False(broken.Works);
    }
}
