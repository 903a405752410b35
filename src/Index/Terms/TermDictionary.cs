using Zhishu.Index.Storage;

namespace Zhishu.Index.Terms;

/// <summary>The sorted terms of one field of a segment.</summary>
internal sealed unsafe class TermDictionary(byte* blocks, uint* offsets, int count)
{
    private const int BlockSize = TermDictionaryWriter.BlockSize;
    private readonly int _blockCount = (count + BlockSize - 1) / BlockSize;

    public int Count => count;

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
        var cursor = new ByteCursor(blocks + offsets[block]);
        cursor.LongVarint();
        cursor.LongVarint();
        cursor.Varint();
        var length = (int)cursor.Varint();
        return new(cursor.At, length);
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
            var cursor = new ByteCursor(_at);
            if (_ordinal % BlockSize == 0)
            {
                cursor = new(dictionary.BlockAt(_ordinal / BlockSize));
                (_postings, _positions) = ((long)cursor.LongVarint(), (long)cursor.LongVarint());
            }

            var shared = (int)cursor.Varint();
            var rest = (int)cursor.Varint();
            _length = shared + rest;
            if (_length > _term.Length)
                Array.Resize(ref _term, _length * 2);
            new ReadOnlySpan<byte>(cursor.At, rest).CopyTo(_term.AsSpan(shared));
            cursor.At += rest;
            Entry = new(_ordinal, (int)cursor.Varint(), _postings + (long)cursor.LongVarint(), _positions + (long)cursor.LongVarint());
            _at = cursor.At;
            return true;
        }

        /// <summary>Gives the term that was just given once more.</summary>
        public void Back() => _again = true;
    }

    private byte* BlockAt(int block) => blocks + offsets[block];
}
