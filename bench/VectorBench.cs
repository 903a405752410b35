using System.Diagnostics;
using System.Numerics.Tensors;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Set;

namespace Zhishu.Bench;

/// <summary>How long the most alike of many looks are looked for, and what they take in memory; beside numbers with four bytes each, compared with SIMD and one by one.</summary>
internal static class VectorBench
{
    private const int Asked = 9;
    private const int Most = 60;

    public static void Run(int count)
    {
        var random = new Random(11);
        var before = Memory();
        var set = new VectorSet();
        var looks = new List<Look>();
        for (var i = 0; i < count; i++)
        {
            var look = Random(random);
            set.Add(look);
            if (i % (count / Asked) == 0)
                looks.Add(look);
        }

        Console.WriteLine($"{set.Views:N0} vectors of {View.Length}: {(Memory() - before) / 1e6:N0} MB");
        Time("bytes, SIMD", looks, look => set.Find(look, _ => true, Most, -1, CancellationToken.None).Count);
        Time("the same, one in ten allowed", looks, look => set.Find(look, at => at % 10 == 0, Most, -1, CancellationToken.None).Count);
        set = null;
        GC.Collect();

        // The peers hold a part when the memory does not hold all, and their time is told for all.
        var held = Math.Min(count, 500_000);
        before = Memory();
        var blocks = new float[held][];
        for (var i = 0; i < held; i++)
            blocks[i] = [.. Random(random).Views[0].Numbers.Select(number => number / 127f)];
        Console.WriteLine($"peer: {held:N0} vectors of four bytes a number: {(Memory() - before) / 1e6:N0} MB, times {count / (double)held:0.#} for all");
        Time("four bytes, SIMD", looks, look => Best(blocks, look, static (a, b) => TensorPrimitives.Dot<float>(a, b)), count / (double)held);
        Time("four bytes, one by one", looks, look => Best(blocks, look, Plain), count / (double)held);
    }

    private static Look Random(Random random)
    {
        var numbers = new sbyte[View.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (sbyte)random.Next(-127, 128);
        return new([new View(numbers, 1 / 1900f, false)], new byte[Colours.Count]);
    }

    private static int Best(float[][] vectors, Look look, Func<float[], float[], float> product)
    {
        var asked = look.Views[0].Numbers.Select(number => number / 127f).ToArray();
        var best = new PriorityQueue<int, float>();
        for (var i = 0; i < vectors.Length; i++)
        {
            var score = product(asked, vectors[i]);
            if (best.Count < Most)
                best.Enqueue(i, score);
            else
                best.EnqueueDequeue(i, score);
        }

        return best.Count;
    }

    private static float Plain(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void Time(string what, List<Look> looks, Func<Look, int> find, double times = 1)
    {
        _ = find(looks[0]);
        var took = new List<double>();
        foreach (var look in looks)
        {
            var start = Stopwatch.GetTimestamp();
            _ = find(look);
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds * times);
        }

        took.Sort();
        Console.WriteLine($"{what,-30} p50 {took[took.Count / 2]:N0} ms, worst {took[^1]:N0} ms");
    }

    private static long Memory()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
