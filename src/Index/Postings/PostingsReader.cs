using System.Numerics;
using System.Runtime.CompilerServices;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;
using Zhishu.Index.Terms;

namespace Zhishu.Index.Postings;

/// <summary>
/// Goes through the documents of one term of a segment, block by block; frequencies and positions are only decoded when they are asked for.
/// What is given out are documents of the segment, each behind the one before, whatever the bytes say: otherwise they are damaged.
/// </summary>
internal sealed unsafe class PostingsReader
{
    /// <summary>Comes after every document.</summary>
    public const int End = int.MaxValue;

    private const int BlockSize = PostingsWriter.BlockSize;

    /// <summary>A term that stands more often in a document is held against the length of the text.</summary>
    private const int FewTimes = 64;

    private readonly int[] _documents = new int[BlockSize + 4];
    private int[] _places = []; // where in the block each document's positions begin
    private uint[]? _times;
    private int _count;
    private bool _withTimes;
    private int* _lasts;
    private uint* _offsets;
    private uint* _positionOffsets;
    private byte* _impacts;
    private ulong* _bitmap;
    private byte* _data;
    private byte* _end;
    private byte* _positions;
    private byte* _positionsEnd;
    private byte* _norms;
    private int _all;
    private int _block;
    private int _inBlock;
    private int _at;
    private int _timesOf;

    public PostingsReader(Segment segment, int field, TermEntry term) => Open(segment, field, term);

    /// <summary>Turns to another term.</summary>
    public void Open(Segment segment, int field, TermEntry term)
    {
        (_count, _all, _withTimes, _block, _timesOf, Document) = (term.Documents, segment.Documents, segment.HasPositions(field), -1, -1, -1);
        Blocks = (_count + BlockSize - 1) / BlockSize;
        _lasts = null;
        _offsets = null;
        _positionOffsets = null;
        _impacts = null;
        _bitmap = null;
        _end = segment.Postings.End;
        if (_withTimes)
        {
            _positions = segment.Positions.At(term.Positions, 0);
            _positionsEnd = segment.Positions.End;
            _norms = segment.Norms(field);
        }

        var tables = 0L;
        if (_count >= BlockSize)
        {
            var dense = (long)_count * PostingsWriter.BitmapShare >= _all;
            tables = (Blocks * (_withTimes ? 12L + (PostingsWriter.Impacts * 2) : 8L)) + (dense ? Bits.WordsFor(_all) * 8L : 0);
            var at = segment.Postings.At(term.Postings, tables);
            _lasts = (int*)at;
            _offsets = (uint*)(at + (Blocks * 4L));
            at += Blocks * 8L;
            if (_withTimes)
            {
                _positionOffsets = (uint*)at;
                _impacts = at + (Blocks * 4L);
                at = _impacts + (Blocks * PostingsWriter.Impacts * 2L);
            }

            if (dense)
                _bitmap = (ulong*)at;
        }

        _data = segment.Postings.At(term.Postings, tables) + tables;
    }

    /// <summary>Number of documents.</summary>
    public int Count => _count;

    public int Blocks { get; private set; }

    /// <summary>The documents as bits, if the term has them so.</summary>
    public ulong* Bitmap => _bitmap;

    /// <summary>The current document, after <see cref="Advance"/>.</summary>
    public int Document { get; private set; } = -1;

    /// <summary>How often the current document has the term.</summary>
    public int Times => (int)TimesOfBlock()[_at];

    /// <summary>The last document of a block.</summary>
    public int LastOf(int block) => _lasts != null ? _lasts[block] : LoadedLast();

    /// <summary>The first block whose last document is not before one; <see cref="Blocks"/> when there is none.</summary>
    public int BlockOf(int document)
    {
        if (_lasts == null)
            return LoadedLast() < document ? 1 : 0;
        var (low, high) = (Math.Max(_block, 0), Blocks);
        if (low < high && document < (low == 0 ? 0 : _lasts[low - 1]))
            low = 0;

        // Mostly it is near: steps that double, then halves.
        var step = 1;
        while (low + step < high && _lasts[low + step - 1] < document)
        {
            low += step;
            step <<= 1;
        }

        high = Math.Min(high, low + step);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_lasts[middle] < document)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Goes to the first document that is not before one.</summary>
    /// <returns>It, or <see cref="End"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Advance(int document) => Document >= document ? Document : AdvanceFurther(document);

    /// <summary>The documents of a block, in ascending order.</summary>
    public ReadOnlySpan<int> Load(int block)
    {
        if (block == _block)
            return _documents.AsSpan(0, _inBlock);

        // Behind a block that was just gone through, its own last document counts: what was given out stays in ascending order.
        var before = block == 0 ? -1 : block == _block + 1 ? _documents[_inBlock - 1] : _lasts[block - 1];
        if (before < -1 || before >= _all)
            throw OutOfOrder();
        _block = block;
        _at = 0;
        Document = -1;
        _inBlock = Math.Min(BlockSize, _count - (block * BlockSize));
        if (_bitmap != null)
            FromBitmap(before);
        else if (_inBlock == BlockSize)
            FromPacked(before);
        else
            FromTail(before);

        var last = _documents[_inBlock - 1];
        if ((uint)last >= (uint)_all || (_lasts != null && last != _lasts[block]))
            throw OutOfOrder();
        return _documents.AsSpan(0, _inBlock);
    }

    /// <summary>How often each document of the loaded block has the term.</summary>
    public ReadOnlySpan<uint> TimesOfBlock()
    {
        if (_times is null)
            (_times, _places) = (new uint[BlockSize], new int[BlockSize]);
        if (_timesOf != _block)
            DecodeTimes();
        return _times;
    }

    /// <summary>Greatest impacts of a block: pairs of frequency and coded length, none of which surpasses another. Null for a term in few documents.</summary>
    public byte* ImpactsOf(int block) => _impacts == null ? null : _impacts + (block * PostingsWriter.Impacts * 2);

    /// <summary>Positions of the current document.</summary>
    /// <param name="target">Takes them; it is made longer when it is too short.</param>
    /// <returns>Their number.</returns>
    public int Positions(ref int[] target)
    {
        var times = (int)TimesOfBlock()[_at];
        if (times > FewTimes && times > FieldLength.Most(_norms[Document]))
            throw MappedFile.Damaged("a term more often than its text is long");
        var at = DataOf(_block);
        var width = WidthAt(at + (_inBlock == BlockSize ? 2 : 0));
        var bits = _positions + (_positionOffsets == null ? 0 : _positionOffsets[_block]);
        var bit = (long)_places[_at] * width;
        if (((bit + ((long)times * width)) >> 3) + sizeof(ulong) > _positionsEnd - bits)
            throw MappedFile.Damaged("positions beyond the end");
        if (target.Length < times)
            target = new int[Math.Max(times, target.Length * 2)];
        var mask = (1ul << width) - 1;
        var place = 0L;
        for (var i = 0; i < times; i++, bit += width)
        {
            place += (long)((Unsafe.ReadUnaligned<ulong>(bits + (bit >> 3)) >> (int)(bit & 7)) & mask);
            target[i] = (int)place;
        }

        return place <= int.MaxValue ? times : throw MappedFile.Damaged("a position behind the last");
    }

    /// <summary>Sets the bits of all documents.</summary>
    public void AddTo(Span<ulong> bits)
    {
        if (_bitmap != null)
        {
            for (var i = 0; i < bits.Length; i++)
                bits[i] |= _bitmap[i];
            if (!Bits.IsWithin(bits, _all))
                throw OutOfOrder();
            return;
        }

        for (var block = 0; block < Blocks; block++)
        {
            foreach (var document in Load(block))
                Bits.Set(bits, document);
        }
    }

    private int AdvanceFurther(int document)
    {
        if (_block < 0 || document > LoadedLast())
        {
            var block = BlockOf(document);
            if (block >= Blocks)
                return Document = End;
            if (Load(block)[^1] < document)
                throw OutOfOrder();
        }

        // Four at a time, then one by one.
        var documents = _documents;
        var at = _at;
        while (at + 4 < _inBlock && documents[at + 4] < document)
            at += 4;
        while (documents[at] < document)
            at++;
        _at = at;
        return Document = documents[at];
    }

    private int LoadedLast()
    {
        if (_block < 0)
            Load(0);
        return _documents[_inBlock - 1];
    }

    private static IndexDamagedException OutOfOrder() => MappedFile.Damaged("documents out of their order");

    // The head of a block can be read wherever it begins before the padding.
    private byte* DataOf(int block)
    {
        var at = _offsets == null ? _data : _data + _offsets[block];
        return _end - at >= MappedFile.Padding ? at : throw MappedFile.Damaged("a block beyond the end");
    }

    private static int WidthAt(byte* at) => *at is <= 32 and var width ? width : throw MappedFile.Damaged("numbers of a width that none has");

    private byte* Packed(byte* at, int width) => _end - at >= BitPacking.BytesOf(width) ? at : throw MappedFile.Damaged("a block beyond the end");

    private void FromPacked(int before)
    {
        var at = DataOf(_block);
        var width = WidthAt(at);
        fixed (int* target = _documents)
            BitPacking.UnpackSums(Packed(at + (_withTimes ? 3 : 1), width), width, before, target);

        // The last is the greatest unless the sums ran over, which narrow ones cannot.
        if (before + ((long)BlockSize << width) <= int.MaxValue)
            return;
        for (var i = 0; i < BlockSize; before = _documents[i++])
        {
            if (_documents[i] <= before)
                throw OutOfOrder();
        }
    }

    private void FromBitmap(int before)
    {
        var document = before + 1;
        var word = document >> 6;
        var words = Bits.WordsFor(_all);
        var bits = word < words ? _bitmap[word] & (ulong.MaxValue << (document & 63)) : 0;
        for (var i = 0; i < _inBlock;)
        {
            while (bits == 0)
                bits = ++word < words ? _bitmap[word] : throw OutOfOrder();
            for (; bits != 0 && i < _inBlock; bits &= bits - 1)
                _documents[i++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
        }
    }

    private void FromTail(int before)
    {
        var cursor = new ByteCursor(DataOf(_block) + (_withTimes ? 1 : 0), _end);
        for (var i = 0; i < _inBlock; i++)
        {
            var value = _withTimes ? cursor.LongVarint() : cursor.Varint();
            if (_withTimes && (value & 1) != 0)
                cursor.Varint();
            var gap = _withTimes ? value >> 1 : value;
            if (gap >= (ulong)(_all - before - 1))
                throw OutOfOrder();
            _documents[i] = before = before + 1 + (int)gap;
        }
    }

    private void DecodeTimes()
    {
        _timesOf = _block;
        var times = _times!;
        var at = DataOf(_block);
        if (_inBlock == BlockSize)
        {
            var (documents, width) = (_bitmap != null ? 0 : WidthAt(at), WidthAt(at + 1));
            fixed (uint* target = times)
                BitPacking.Unpack(Packed(at + 3 + BitPacking.BytesOf(documents), width), width, target);
            for (var i = 0; i < BlockSize; i++)
                times[i]++;
        }
        else
        {
            var cursor = new ByteCursor(at + 1, _end);
            for (var i = 0; i < _inBlock; i++)
                times[i] = 1 + (_bitmap != null ? cursor.Varint() : (cursor.LongVarint() & 1) != 0 ? cursor.Varint() : 0);
        }

        var place = 0L;
        for (var i = 0; i < _inBlock; i++)
        {
            _places[i] = (int)place;
            place += times[i];
        }

        if (place > int.MaxValue)
            throw MappedFile.Damaged("more positions than there can be");
    }
}
