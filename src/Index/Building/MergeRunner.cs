using Zhishu.Index.Segments;

namespace Zhishu.Index.Building;

/// <summary>
/// Puts segments of about one size together, in the background and one merge at a time: whenever eight of a size are there, so that a document
/// is written anew once for each eightfold growth of the index.
/// </summary>
internal sealed class MergeRunner(string folder, IndexSchema schema) : IDisposable
{
    private const int Together = 8;

    /// <summary>Segments below so many documents count as of one size.</summary>
    private const int Small = 1000;

    /// <summary>No segment is made larger by merging.</summary>
    private const int Largest = 20_000_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<long> _full = [];
    private IReadOnlyList<SegmentView> _sources = [];
    private long _id;
    private Task<(Merge Merge, SegmentMark? Mark)>? _task;
    private Thread? _thread;

    public bool IsBusy => _task is not null;

    public bool IsReady => _task is { IsCompleted: true };

    /// <summary>Files that are being written.</summary>
    public IEnumerable<string> Names => _task is null ? [] : SegmentMark.Extensions.Select(extension => SegmentMark.NameOf(_id, extension));

    /// <summary>Begins a merge when one is worth while.</summary>
    public void Consider(IReadOnlyList<SegmentView> views, Func<long> nextId)
    {
        if (_task is not null)
            return;

        // Much that is deleted weighs on every search.
        var wasteful = views.Where(view => view.Deleted * 2 > view.Documents).ToList();
        var group = views.Where(view => view.Live < Largest && !_full.Contains(view.Segment.Mark.Id)).GroupBy(LevelOf).OrderBy(group => group.Key).FirstOrDefault(group => group.Count() >= Together);
        if (group is not null)
            Start([.. group.OrderBy(view => view.Live).Take(Together * 2)], nextId);
        else if (wasteful.Count > 0)
            Start(wasteful, nextId);
    }

    public void Start(IReadOnlyList<SegmentView> views, Func<long> nextId)
    {
        if (_task is not null || views.Count == 0 || (views.Count == 1 && views[0].Deleted == 0))
            return;
        _id = nextId();
        _sources = views;
        foreach (var view in views)
            view.Segment.Use();
        var (done, id) = (new TaskCompletionSource<(Merge Merge, SegmentMark? Mark)>(TaskCreationOptions.RunContinuationsAsynchronously), _id);
        _task = done.Task;

        // Below the searches, as far as the system has priorities for threads.
        _thread = new Thread(() =>
        {
            try
            {
                done.SetResult(Write(views, id));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = "merge" };
        _thread.Start();
    }

    private (Merge Merge, SegmentMark? Mark) Write(IReadOnlyList<SegmentView> views, long id)
    {
        var merge = new Merge(schema, views, _stop.Token);
        var mark = merge.Write(folder, id);

        // What was read from damaged files must not be written anew under a right checksum.
        return views.All(view => view.Segment.IsWhole()) ? (merge, mark) : throw new IndexDamagedException("A file was changed while it was merged.");
    }

    /// <summary>The merge that is done, if one is.</summary>
    public IEnumerable<(Merge Merge, SegmentMark? Mark)> Take()
    {
        if (_task is not { IsCompleted: true } done)
            yield break;
        _task = null;
        var sources = _sources;
        Release();

        // A full disk leaves the sources as they are; what was begun is swept away with the next commit, and tried again after it.
        if (done.Exception?.InnerException is IOException)
            yield break;

        // More than one segment can hold: these stay as they are, and others are put together.
        if (done.Exception?.InnerException is OverflowException)
        {
            _full.UnionWith(sources.Select(view => view.Segment.Mark.Id));
            yield break;
        }

        yield return done.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the merge that runs.</summary>
    public void Finish() => _thread?.Join();

    public void Dispose()
    {
        _stop.Cancel();
        Finish();
        Release();
        _stop.Dispose();
    }

    private void Release()
    {
        foreach (var source in _sources)
            source.Segment.Release();
        _sources = [];
    }

    private static int LevelOf(SegmentView view) => view.Live < Small ? 0 : 1 + (int)Math.Log((double)view.Live / Small, Together);
}
