using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Terms;

/// <summary>The sorted terms of one field of a segment.</summary>
internal sealed unsafe class TermDictionary
{
    private const int BlockSize = TermDictionaryWriter.BlockSize;

    /// <summary>No term has more bytes: a letter has at most three.</summary>
    private const int Longest = 3 * DocumentWriter.LongestTerm;

    private readonly byte* _blocks;
    private readonly byte* _end;
    private readonly uint* _offsets;
    private readonly int _blockCount;
    private readonly int _documents;

    /// <exception cref="IndexDamagedException">They do not lie within the file.</exception>
    public TermDictionary(MappedFile file, in FieldMeta meta, int documents)
    {
        if (meta.Terms is < 0 or > int.MaxValue - BlockSize || meta.Offsets < meta.Blocks)
            throw MappedFile.Damaged("terms beyond the end");
        (Count, _documents) = ((int)meta.Terms, documents);
        _blockCount = (Count + BlockSize - 1) / BlockSize;
        _blocks = file.At(meta.Blocks, meta.Offsets - meta.Blocks);
        _offsets = (uint*)file.At(meta.Offsets, _blockCount * 4L);
        _end = (byte*)_offsets;
    }

    public int Count { get; }

    /// <summary>The entry of a term, or null.</summary>
    public TermEntry? Find(ReadOnlySpan<byte> term)
    {
        var walk = From(term);
        return walk.Next() && walk.Term.SequenceEqual(term) ? walk.Entry : null;
    }

    /// <summary>The terms from the first that is not before the given one.</summary>
    public Walk From(ReadOnlySpan<byte> term)
    {
        // The last block whose first term is not behind the one looked for.
        var (low, high) = (0, _blockCount - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (FirstOf(middle).SequenceCompareTo(term) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        var walk = new Walk(this, low);
        while (walk.Next())
        {
            if (walk.Term.SequenceCompareTo(term) >= 0)
            {
                walk.Back();
                return walk;
            }
        }

        return walk;
    }

    public Walk All() => new(this, 0);

    /// <summary>The term at a place.</summary>
    public byte[] At(int ordinal)
    {
        var walk = new Walk(this, ordinal / BlockSize);
        for (var i = ordinal % BlockSize; i >= 0; i--)
            walk.Next();
        return walk.Term.ToArray();
    }

    private ReadOnlySpan<byte> FirstOf(int block)
    {
        var cursor = BlockAt(block);
        cursor.LongVarint();
        cursor.LongVarint();
        cursor.Varint();
        return cursor.Bytes(cursor.Varint());
    }

    /// <summary>Goes through terms in ascending order.</summary>
    public sealed class Walk(TermDictionary dictionary, int block)
    {
        private byte* _at;
        private byte[] _term = new byte[64];
        private int _length;
        private long _postings;
        private long _positions;
        private int _ordinal = (block * BlockSize) - 1;
        private bool _again;

        public ReadOnlySpan<byte> Term => _term.AsSpan(0, _length);

        public TermEntry Entry { get; private set; }

        public bool Next()
        {
            if (_again)
            {
                _again = false;
                return true;
            }

            if (++_ordinal >= dictionary.Count)
                return false;
            var cursor = new ByteCursor(_at, dictionary._end);
            if (_ordinal % BlockSize == 0)
            {
                cursor = dictionary.BlockAt(_ordinal / BlockSize);
                (_postings, _positions) = ((long)cursor.LongVarint(), (long)cursor.LongVarint());
            }

            var shared = cursor.Varint();
            var rest = cursor.Bytes(cursor.Varint());
            if (shared > (uint)_length || shared + (uint)rest.Length > Longest)
                throw MappedFile.Damaged("a term longer than any");
            _length = (int)shared + rest.Length;
            if (_length > _term.Length)
                Array.Resize(ref _term, _length * 2);
            rest.CopyTo(_term.AsSpan((int)shared));
            var documents = cursor.Varint();
            if (documents == 0 || documents > (uint)dictionary._documents)
                throw MappedFile.Damaged("a term in more documents than there are");
            Entry = new(_ordinal, (int)documents, _postings + (long)cursor.LongVarint(), _positions + (long)cursor.LongVarint());
            _at = cursor.At;
            return true;
        }

        /// <summary>Gives the term that was just given once more.</summary>
        public void Back() => _again = true;
    }

    private ByteCursor BlockAt(int block) => _offsets[block] is var offset && offset < _end - _blocks ? new(_blocks + offset, _end) : throw MappedFile.Damaged("terms beyond the end");
}
