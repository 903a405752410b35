using System.Numerics;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Matching;

/// <summary>Documents of a segment: a list in ascending order when they are few, bits when they are many. The memory belongs to the <see cref="Scratch"/> it came from.</summary>
internal readonly struct DocSet
{
    private readonly int[]? _list;
    private readonly ulong[]? _bits;
    private readonly int _words;

    private DocSet(int[]? list, ulong[]? bits, int words, int count) => (_list, _bits, _words, Count) = (list, bits, words, count);

    public int Count { get; }

    public bool IsList => _bits is null;

    public ReadOnlySpan<int> List => _list.AsSpan(0, Count);

    public ReadOnlySpan<ulong> Words => _bits.AsSpan(0, _words);

    public static DocSet Empty => new([], null, 0, 0);

    public static DocSet Of(int[] list, int count) => new(list, null, 0, count);

    public static DocSet Of(ulong[] bits, int words) => new(null, bits, words, Bits.Count(bits.AsSpan(0, words)));

    public bool Contains(int document) => IsList ? List.BinarySearch(document) >= 0 : Bits.Has(Words, document);

    /// <summary>Goes through the documents in portions.</summary>
    public Portions Read() => new(this, 0);

    /// <summary>Goes through the documents from one on.</summary>
    public Portions ReadFrom(int document) => new(this, document);

    /// <summary>Reads documents in ascending order.</summary>
    public ref struct Portions
    {
        private readonly ReadOnlySpan<int> _list;
        private readonly ReadOnlySpan<ulong> _words;
        private int _at;
        private ulong _word;

        public Portions(DocSet set, int from)
        {
            if (set.IsList)
            {
                _list = set.List;
                var at = _list.BinarySearch(from);
                _at = at < 0 ? ~at : at;
                return;
            }

            _words = set.Words;
            _at = from >> 6;
            _word = _at < _words.Length ? _words[_at] & (ulong.MaxValue << (from & 63)) : 0;
        }

        /// <summary>Puts the next documents into a buffer.</summary>
        /// <param name="target">The buffer.</param>
        /// <param name="end">Documents from this on are left for later.</param>
        /// <returns>Their number; 0 at the end.</returns>
        public int Next(scoped Span<int> target, int end = int.MaxValue)
        {
            var filled = 0;
            if (_words.IsEmpty)
            {
                while (filled < target.Length && _at < _list.Length && _list[_at] < end)
                    target[filled++] = _list[_at++];
                return filled;
            }

            while (_at < _words.Length && filled < target.Length && (_at << 6) < end)
            {
                for (; _word != 0 && filled < target.Length; _word &= _word - 1)
                {
                    var document = (_at << 6) + BitOperations.TrailingZeroCount(_word);
                    if (document >= end)
                        return filled;
                    target[filled++] = document;
                }

                if (_word != 0)
                    break;
                if (++_at < _words.Length)
                    _word = _words[_at];
            }

            return filled;
        }
    }
}
