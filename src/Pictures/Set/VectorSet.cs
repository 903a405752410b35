using Zhishu.Pictures.Features;

namespace Zhishu.Pictures.Set;

/// <summary>A picture found by its look.</summary>
/// <param name="Picture">Its place in the set.</param>
/// <param name="Score">How alike, up to 1.</param>
/// <param name="AskedView">The view of the asked picture that was most alike.</param>
/// <param name="FoundView">The view of the found one.</param>
internal readonly record struct Likeness(int Picture, float Score, int AskedView, int FoundView);

/// <summary>The views of all pictures in memory, one behind another. They are added and taken out by one thread at a time, and read by many.</summary>
internal sealed class VectorSet
{
    private const int BlockSize = 4096;
    private readonly List<sbyte[]> _blocks = [];
    private readonly List<float[]> _scales = [];

    // Where the views of each picture begin; one more than there are pictures.
    private readonly List<int> _starts = [0];

    /// <summary>Number of pictures ever added.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>Number of views.</summary>
    public int Views => _starts[^1];

    /// <summary>Adds a picture; its place is the count before.</summary>
    public void Add(Look look)
    {
        var at = Views;
        foreach (var view in look.Views)
        {
            if (at % BlockSize == 0)
            {
                _blocks.Add(new sbyte[BlockSize * View.Length]);
                _scales.Add(new float[BlockSize]);
            }

            view.Numbers.CopyTo(_blocks[at / BlockSize].AsSpan(at % BlockSize * View.Length));

            // The sign says whether it is a part.
            _scales[at / BlockSize][at % BlockSize] = view.IsPart ? -view.Scale : view.Scale;
            at++;
        }

        _starts.Add(at);
    }

    /// <summary>The pictures most alike to a look, best first; equal ones in the order in which they were added. Every allowed picture is compared.</summary>
    /// <param name="asked">What is looked for.</param>
    /// <param name="isAllowed">Whether a picture counts; asked once for each.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="least">Likeness below which nothing is given.</param>
    /// <param name="ct">Cancels.</param>
    public IReadOnlyList<Likeness> Find(Look asked, Func<int, bool> isAllowed, int most, float least, CancellationToken ct)
    {
        var wide = asked.Views.Select(view => VectorScan.Widen(view.Numbers)).ToArray();
        var best = new PriorityQueue<Likeness, (float Score, int Picture)>();
        for (var picture = 0; picture < Count; picture++)
        {
            if (picture % BlockSize == 0)
                ct.ThrowIfCancellationRequested();
            if (!isAllowed(picture))
                continue;
            var found = Compare(picture, asked, wide);
            if (found.Score < least || most == 0)
                continue;
            if (best.Count < most)
                best.Enqueue(found, (found.Score, -picture));
            else if ((found.Score, -picture).CompareTo((best.Peek().Score, -best.Peek().Picture)) > 0)
                best.DequeueEnqueue(found, (found.Score, -picture));
        }

        var all = new List<Likeness>(best.Count);
        while (best.TryDequeue(out var found, out _))
            all.Add(found);
        all.Reverse();
        return all;
    }

    private Likeness Compare(int picture, Look asked, short[][] wide)
    {
        var best = new Likeness(picture, float.MinValue, 0, 0);
        var start = _starts[picture];
        for (var at = start; at < _starts[picture + 1]; at++)
        {
            var numbers = _blocks[at / BlockSize].AsSpan(at % BlockSize * View.Length, View.Length);
            var scale = _scales[at / BlockSize][at % BlockSize];
            for (var view = 0; view < wide.Length; view++)
            {
                var score = (VectorScan.Product(wide[view], numbers) * asked.Views[view].Scale * Math.Abs(scale))
                    - (asked.Views[view].IsPart ? View.PartCosts : 0) - (scale < 0 ? View.PartCosts : 0);
                if (score > best.Score)
                    best = new(picture, score, view, at - start);
            }
        }

        return best;
    }
}
