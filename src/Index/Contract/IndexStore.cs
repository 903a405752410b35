using Zhishu.Index.Building;
using Zhishu.Index.Columns;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index;

/// <summary>
/// An index in a folder. One thread at a time adds, deletes and commits; any number read, each from the commit it began with.
/// Only one process may have the folder open.
/// </summary>
public sealed class IndexStore : IDisposable
{
    private const int MostSegments = 50;

    private readonly string _folder;
    private readonly IndexSchema _schema;
    private readonly long _memory;
    private readonly FileStream _lock;
    private readonly MemorySegment _gathered;
    private readonly DocumentWriter _writer;
    private readonly HashSet<UInt128> _removed = [];
    private readonly MergeRunner _merges;
    private readonly Lock _gate = new();
    private bool _closed;
    private List<SegmentView> _views = [];
    private long _next;

    private IndexStore(string folder, IndexSchema schema, long memory, FileStream locked, Manifest manifest)
    {
        (_folder, _schema, _memory, _lock, _next, UserData) = (folder, schema, memory, locked, manifest.Next, manifest.UserData);
        _gathered = new(schema);
        _writer = new(schema, _gathered);
        _merges = new(folder, schema);
        try
        {
            foreach (var segment in manifest.Segments)
                _views.Add(Open(segment));
        }
        catch
        {
            foreach (var view in _views)
                view.Segment.Release();
            throw;
        }

        Current = new(schema, [.. _views]);
        Sweep();
    }

    /// <summary>What was given with the last commit.</summary>
    public string UserData { get; private set; }

    /// <summary>Bytes of all files of the last commit.</summary>
    public long Bytes => Current.Bytes;

    /// <summary>Documents added or deleted since the last commit, at most.</summary>
    public int Pending => _gathered.Count + _removed.Count;

    private Snapshot Current { get; set; }

    /// <summary>Opens the index in a folder; every file is compared with its checksum.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="schema">The fields it was made with.</param>
    /// <param name="memory">Bytes that may be gathered before they are written.</param>
    /// <exception cref="IndexDamagedException">There is no whole index with this schema and in this format.</exception>
    /// <exception cref="IOException">Another process has the folder open.</exception>
    public static IndexStore Open(string folder, IndexSchema schema, long memory = 128 << 20)
    {
        if (!Directory.Exists(folder))
            throw new IndexDamagedException("There is no index.");
        var locked = Lock(folder);
        try
        {
            var manifest = Manifest.Read(folder);
            if (manifest.Schema != schema.Fingerprint)
                throw new IndexDamagedException("The index has other fields.");
            return new(folder, schema, memory, locked, manifest);
        }
        catch
        {
            locked.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty index in a folder, whatever was there.</summary>
    /// <param name="folder">The folder; it is made when it is missing.</param>
    /// <param name="schema">The fields.</param>
    /// <param name="memory">Bytes that may be gathered before they are written.</param>
    /// <exception cref="IOException">Another process has the folder open.</exception>
    public static IndexStore Create(string folder, IndexSchema schema, long memory = 128 << 20)
    {
        Directory.CreateDirectory(folder);
        var locked = Lock(folder);
        try
        {
            var manifest = new Manifest(Manifest.CurrentFormat, schema.Fingerprint, "", 1, []);
            manifest.Write(folder);
            return new(folder, schema, memory, locked, manifest);
        }
        catch
        {
            locked.Dispose();
            throw;
        }
    }

    /// <summary>Adds a document whose key is known not to be in the index.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="fill">Gives its parts.</param>
    public void Add(Guid key, Action<DocumentWriter> fill)
    {
        _gathered.Begin(KeyColumn.Of(key));
        var whole = false;
        try
        {
            fill(_writer);
            whole = true;
        }
        finally
        {
            _gathered.End();
            if (!whole)
                _gathered.Remove(KeyColumn.Of(key));
        }

        if (_gathered.Bytes > _memory)
            Spill();
    }

    /// <summary>Adds a document in place of the one with the same key, if there is one.</summary>
    public void Replace(Guid key, Action<DocumentWriter> fill)
    {
        _removed.Add(KeyColumn.Of(key));
        Add(key, fill);
    }

    /// <summary>Deletes the document with a key, if there is one.</summary>
    public void Delete(Guid key)
    {
        _gathered.Remove(KeyColumn.Of(key));
        _removed.Add(KeyColumn.Of(key));
    }

    /// <summary>Makes everything durable and visible to those who read from now on. Either all of it is, or, after a fault or a kill, nothing.</summary>
    /// <param name="userData">What is to be known of this commit.</param>
    public void Commit(string userData)
    {
        Write();
        TakeMerged();
        var next = _next; // what a merge writes from here on is not of this commit
        new Manifest(Manifest.CurrentFormat, _schema.Fingerprint, userData, next, [.. _views.Select(view => view.Committed)]).Write(_folder);
        UserData = userData;
        Publish(new(_schema, [.. _views]));
        Sweep();
        _merges.Consider(_views, () => _next++);
    }

    /// <summary>Commits what was put together in the background, when nothing else waits.</summary>
    public void Tidy()
    {
        if (Pending == 0 && _merges.IsReady)
            Commit(UserData);
    }

    /// <summary>Waits until no merge is worth while any more.</summary>
    /// <param name="whole">Whether all segments shall become one.</param>
    public void FinishMerges(bool whole = false)
    {
        for (Commit(UserData); _merges.IsBusy; Commit(UserData))
            _merges.Finish();
        if (!whole)
            return;
        _merges.Start(_views, () => _next++);
        _merges.Finish();
        Commit(UserData);
    }

    /// <summary>Opens the last commit for reading; dispose the reader when done.</summary>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public IndexReader Read()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return new(Current);
        }
    }

    /// <summary>Closes the index; what was not committed is lost. Readers that are open stay usable.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            Current.Release();
        }

        _merges.Dispose();
        foreach (var view in _views)
            view.Segment.Release();
        _lock.Dispose();
    }

    private static FileStream Lock(string folder) => new(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private void Publish(Snapshot snapshot)
    {
        lock (_gate)
        {
            Current.Release();
            Current = snapshot;
        }
    }

    private SegmentView Open(CommittedSegment committed)
    {
        ulong[]? bits = null;
        if (committed.Deletions > 0)
        {
            using var file = new MappedFile(Path.Combine(_folder, committed.DeletionsName), committed.DeletionsMark, verify: true);
            bits = new ulong[Bits.WordsFor(committed.Mark.Documents)];
            unsafe
            {
                new ReadOnlySpan<ulong>(file.At(0, bits.Length * 8L), bits.Length).CopyTo(bits);
            }

            if (!Bits.IsWithin(bits, committed.Mark.Documents) || Bits.Count(bits) != committed.Deleted)
                throw MappedFile.Damaged("other documents deleted than were");
        }

        return new(new(_folder, _schema, committed.Mark, verify: true), committed.Deleted, bits, committed.Deletions, committed.DeletionsMark);
    }

    /// <summary>Writes what was gathered as a segment, and what was deleted beside the older ones.</summary>
    private void Write()
    {
        if (_removed.Count > 0)
        {
            var keys = _removed.Order().ToArray();
            for (var i = 0; i < _views.Count; i++)
                _views[i] = Delete(_views[i], Find(_views[i], keys));
            DropEmpty();
            _removed.Clear();
        }

        if (_gathered.Count == 0)
            return;
        if (_gathered.Write(_folder, _next++) is { } mark)
            _views.Add(new(new(_folder, _schema, mark, verify: false), 0, null, 0, default));
        _gathered.Clear();
    }

    /// <summary>Writes what was gathered before it is committed. When segments come faster than they are put together, the writer waits.</summary>
    private void Spill()
    {
        Write();
        do
        {
            TakeMerged();
            _merges.Consider(_views, () => _next++);
            if (_views.Count > MostSegments)
                _merges.Finish();
        }
        while (_views.Count > MostSegments && _merges.IsBusy);
    }

    private static List<int> Find(SegmentView view, UInt128[] keys)
    {
        var found = new List<int>();
        foreach (var key in keys)
        {
            if (view.Segment.Keys.Find(key) is >= 0 and var document && !view.IsDeleted(document))
                found.Add(document);
        }

        return found;
    }

    private SegmentView Delete(SegmentView view, List<int> documents)
    {
        if (documents.Count == 0)
            return view;
        var bits = view.DeletedBits?.ToArray() ?? new ulong[Bits.WordsFor(view.Documents)];
        foreach (var document in documents)
            Bits.Set(bits, document);
        var committed = view.Committed with { Deletions = _next++ };
        using var file = new FileWriter(Path.Combine(_folder, committed.DeletionsName));
        file.Write<ulong>(bits);
        return view with { Deleted = view.Deleted + documents.Count, DeletedBits = bits, Deletions = committed.Deletions, DeletionsMark = file.Finish() };
    }

    /// <summary>Puts finished merges in the place of their sources; what was deleted from those in the meantime is deleted from the new segment too.</summary>
    private void TakeMerged()
    {
        foreach (var (merge, mark) in _merges.Take())
        {
            var ids = merge.Sources.Select(source => source.Segment.Mark.Id).ToHashSet();
            var late = new List<int>();
            for (var source = 0; source < merge.Sources.Count; source++)
            {
                var now = _views.Find(view => view.Segment == merge.Sources[source].Segment);
                for (var document = 0; document < merge.Sources[source].Documents; document++)
                {
                    if (merge.PlaceOf(source, document) is >= 0 and var place && (now is null || now.IsDeleted(document)))
                        late.Add(place);
                }
            }

            foreach (var view in _views.Where(view => ids.Contains(view.Segment.Mark.Id)))
                view.Segment.Release();
            _views = [.. _views.Where(view => !ids.Contains(view.Segment.Mark.Id))];
            if (mark is not null)
                _views.Add(Delete(new(new(_folder, _schema, mark, verify: false), 0, null, 0, default), late));
        }

        DropEmpty();
    }

    private void DropEmpty()
    {
        foreach (var view in _views.Where(view => view.Live == 0))
            view.Segment.Release();
        _views = [.. _views.Where(view => view.Live > 0)];
    }

    /// <summary>Removes the files that belong to nothing.</summary>
    private void Sweep()
    {
        var kept = _views.SelectMany(view => view.Committed.Names).Concat(_merges.Names).Append(Manifest.Name).Append("lock").ToHashSet();
        foreach (var path in Directory.EnumerateFiles(_folder).Where(path => !kept.Contains(Path.GetFileName(path))))
            File.Delete(path);
    }
}
