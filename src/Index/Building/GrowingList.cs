namespace Zhishu.Index.Building;

/// <summary>A list whose memory is kept when it is emptied.</summary>
internal sealed class GrowingList<T>
    where T : unmanaged
{
    private T[] _items = [];

    public int Count { get; private set; }

    public Span<T> Items => _items.AsSpan(0, Count);

    public ref T this[int i] => ref _items[i];

    public void Add(T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Math.Max(1024, Count * 2));
        _items[Count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        if (Count + items.Length > _items.Length)
            Array.Resize(ref _items, Math.Max(Math.Max(1024, _items.Length * 2), Count + items.Length));
        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    /// <summary>Cuts or extends with zeros.</summary>
    public void Resize(int count)
    {
        if (count > _items.Length)
            Array.Resize(ref _items, Math.Max(Math.Max(1024, _items.Length * 2), count));
        if (count > Count)
            _items.AsSpan(Count, count - Count).Clear();
        Count = count;
    }
}
