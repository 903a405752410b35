using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Set;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>
/// Generated marks and views of designs, of which each (or the first so many) is changed in six ways
/// and looked for among all: whether the original stands among the first ten. Beside it the network alone
/// over the picture as it is, which anybody would try first, and a perceptual hash.
/// </summary>
internal static class PictureBench
{
    private const int First = 10;
    private static readonly Change[] Changes = Enum.GetValues<Change>();

    private static string Models => Path.Combine(AppContext.BaseDirectory, "models");

    public static void Run(ReferenceData reference, int count, int asked, int peers)
    {
        var corpus = new PictureCorpus(Path.Combine(reference.Folder, "fonts"));
        using var net = new ResNet(Models);
        var (set, watch) = (new VectorSet(), Stopwatch.StartNew());
        for (var number = 0; number < count; number++)
            set.Add(Look(net, corpus.Original(number)));
        Console.WriteLine($"{count:N0} pictures, {set.Views:N0} views, {watch.Elapsed.TotalMilliseconds / count:N0} ms each");
        var (hits, scores, others) = (new int[Changes.Length, 2], new List<float>(), new List<float>());
        for (var number = 0; number < asked; number++)
        {
            foreach (var change in Changes)
            {
                var found = set.Find(Look(net, corpus.Changed(number, change)), _ => true, First + 1, -1, CancellationToken.None).ToList();
                var place = found.FindIndex(likeness => likeness.Picture == number);
                hits[(int)change, 0] += place is >= 0 and < First ? 1 : 0;
                hits[(int)change, 1] += place == 0 ? 1 : 0;
                if (place >= 0)
                    scores.Add(found[place].Score);
                others.Add(found.First(likeness => likeness.Picture != number).Score);
            }

            if (number % 200 == 199)
                Tell($"own after {number + 1}", change => (double)hits[(int)change, 0] / (number + 1));
        }

        if (asked > 0)
        {
            Tell("recall@10", change => (double)hits[(int)change, 0] / asked);
            Tell("recall@1", change => (double)hits[(int)change, 1] / asked);
            Console.WriteLine($"likeness of the right one: {Spread(scores)}; of the best other: {Spread(others)}");
        }

        Peers(corpus, count, Math.Min(peers, count));
    }

    /// <summary>The middle of the looks of drawings, over others than those of the bench.</summary>
    public static void WriteMiddle(ReferenceData reference, string file, int count)
    {
        var corpus = new PictureCorpus(Path.Combine(reference.Folder, "fonts"));
        using var net = new ResNet(Models);
        var (sum, views) = (new float[View.Length], 0);
        for (var number = 1_000_000; number < 1_000_000 + count; number++)
        {
            var bitmap = MediaBitmap.Read(corpus.Original(number), Ink.Side, MediaBitmap.MostHandedIn).Bitmap!;
            var all = Ink.Of(bitmap);
            var whole = all.Cut(all.Content());
            foreach (var ink in whole.Parts().Select(whole.Cut).Prepend(whole))
            {
                float[] seen = [.. net.See(ink).Select(value => MathF.Sqrt(MathF.Max(0, value))), .. Shape.Of(ink)];
                TensorPrimitives.Add<float>(sum, seen, sum);
                views++;
            }
        }

        File.WriteAllLines(file, sum.Select(value => (value / views).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)));
        Console.WriteLine($"{views:N0} views");
    }

    private static void Peers(PictureCorpus corpus, int count, int asked)
    {
        using var plain = new PlainNet(Models);
        var (seen, hashes) = (new List<float[]>(count), new List<ulong>(count));
        for (var number = 0; number < count; number++)
        {
            var bytes = corpus.Original(number);
            seen.Add(plain.See(bytes));
            hashes.Add(PerceptualHash.Of(bytes));
        }

        var (byNet, byHash) = (new int[Changes.Length], new int[Changes.Length]);
        for (var number = 0; number < asked; number++)
        {
            foreach (var change in Changes)
            {
                var bytes = corpus.Changed(number, change);
                var (look, hash) = (plain.See(bytes), PerceptualHash.Of(bytes));
                var (own, mine) = (TensorPrimitives.Dot<float>(look, seen[number]), System.Numerics.BitOperations.PopCount(hash ^ hashes[number]));
                byNet[(int)change] += seen.Count(other => TensorPrimitives.Dot<float>(look, other) > own) < First ? 1 : 0;
                byHash[(int)change] += hashes.Count(other => System.Numerics.BitOperations.PopCount(hash ^ other) < mine) < First ? 1 : 0;
            }
        }

        Console.WriteLine($"peers, over {asked:N0} of them");
        Tell("network alone", change => (double)byNet[(int)change] / asked);
        Tell("perceptual hash", change => (double)byHash[(int)change] / asked);
    }

    private static Look Look(ResNet net, byte[] bytes) => LookMaker.Of(MediaBitmap.Read(bytes, Ink.Side, MediaBitmap.MostHandedIn).Bitmap!, net.See, CancellationToken.None);

    private static void Tell(string what, Func<Change, double> share) =>
        Console.WriteLine($"{what,-16} {string.Join("  ", Changes.Select(change => $"{change} {share(change):0.000}"))}  mean {Changes.Average(share):0.000}");

    private static string Spread(List<float> values)
    {
        values.Sort();
        return string.Join(" ", new[] { 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98 }.Select(share => values[(int)(share * (values.Count - 1))].ToString("0.00")));
    }

    /// <summary>The network over the picture as it is, in its colours, pressed into the square.</summary>
    private sealed class PlainNet(string folder) : IDisposable
    {
        private readonly InferenceSession _prepare = new(Path.Combine(folder, "ResNetPreprocess.onnx"), new SessionOptions { IntraOpNumThreads = 1 });
        private readonly InferenceSession _net = new(Path.Combine(folder, "ResNet18.onnx"), new SessionOptions { IntraOpNumThreads = 1 });
        private readonly RunOptions _run = new();

        public float[] See(byte[] bytes)
        {
            using var image = new ImageMagick.MagickImage(bytes);
            image.Resize(new ImageMagick.MagickGeometry(ResNet.Side, ResNet.Side) { IgnoreAspectRatio = true });
            using var pixels = image.GetPixels();
            var rgb = pixels.ToByteArray(ImageMagick.PixelMapping.RGB)!;
            var picture = new float[rgb.Length];
            for (var i = 0; i < rgb.Length; i++)
                picture[(i % 3 * ResNet.Side * ResNet.Side) + (i / 3)] = rgb[i];
            using var input = OrtValue.CreateTensorValueFromMemory(picture, [1, 3, ResNet.Side, ResNet.Side]);
            using var prepared = _prepare.Run(_run, [_prepare.InputMetadata.Keys.First()], [input], [_prepare.OutputMetadata.Keys.First()]);
            using var output = _net.Run(_run, [_net.InputMetadata.Keys.First()], [prepared[0]], [_net.OutputMetadata.Keys.First()]);
            var seen = output[0].GetTensorDataAsSpan<float>().ToArray();
            TensorPrimitives.Divide(seen, TensorPrimitives.Norm<float>(seen), seen);
            return seen;
        }

        public void Dispose()
        {
            _run.Dispose();
            _net.Dispose();
            _prepare.Dispose();
        }
    }

    /// <summary>The signs of the slow waves of a small grey picture, 64 of them.</summary>
    private static class PerceptualHash
    {
        private const int Side = 32;

        public static ulong Of(byte[] bytes)
        {
            using var image = new ImageMagick.MagickImage(bytes);
            image.Resize(new ImageMagick.MagickGeometry(Side, Side) { IgnoreAspectRatio = true });
            using var pixels = image.GetPixels();
            var rgb = pixels.ToByteArray(ImageMagick.PixelMapping.RGB)!;
            var waves = new double[64];
            for (var wave = 0; wave < 64; wave++)
            {
                for (var at = 0; at < Side * Side; at++)
                    waves[wave] += rgb[at * 3] * Math.Cos(Math.PI * (at % Side + 0.5) * (wave % 8) / Side) * Math.Cos(Math.PI * (at / Side + 0.5) * (wave / 8) / Side);
            }

            var middle = waves.Skip(1).Order().ElementAt(31);
            return Enumerable.Range(0, 64).Aggregate(0UL, (hash, wave) => hash | (waves[wave] > middle ? 1UL << wave : 0));
        }
    }
}
