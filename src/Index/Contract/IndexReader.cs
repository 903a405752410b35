using Zhishu.Index.Matching;
using Zhishu.Index.Segments;

namespace Zhishu.Index;

/// <summary>One commit of an index, as it was when the reader was opened. Any number of threads may use it.</summary>
public sealed class IndexReader : IDisposable
{
    private readonly Snapshot _snapshot;
    private int _closed;

    internal IndexReader(Snapshot snapshot)
    {
        _snapshot = snapshot;
        snapshot.Use();
    }

    /// <summary>Number of documents.</summary>
    public int Documents => _snapshot.Live;

    /// <summary>Finds documents; dispose the hits when done.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="ct">Cancels while it is worked out.</param>
    /// <param name="budget">What it may cost; null for no limit.</param>
    public Hits Find(Query query, CancellationToken ct = default, WorkBudget? budget = null) => new(_snapshot, query, ct, budget ?? WorkBudget.Unlimited);

    /// <summary>Number of documents that have a text, at most: of a phrase those that have its rarest term. It is cheap to ask.</summary>
    public long CountAtMost(Query.Text text)
    {
        using var scratch = new Scratch(WorkBudget.Unlimited);
        return _snapshot.Views.Sum(view => new Matcher(_snapshot.Schema, view.Segment, scratch, WorkBudget.Unlimited, CancellationToken.None).Estimate(text));
    }

    /// <summary>
    /// Whether the files of this commit are those that were written. It costs a microsecond or two for each segment and is asked before and after a
    /// question: an answer read from files that somebody has written to meanwhile is none.
    /// </summary>
    /// <param name="compare">Whether every byte is compared with its checksum, though nobody seems to have written to the files.</param>
    public bool IsWhole(bool compare = false) => _snapshot.Views.All(view => view.Segment.IsWhole(compare));

    /// <summary>Closes the reader.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            _snapshot.Release();
    }
}
