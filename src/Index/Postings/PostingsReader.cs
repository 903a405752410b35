using System.Numerics;
using System.Runtime.CompilerServices;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;
using Zhishu.Index.Terms;

namespace Zhishu.Index.Postings;

/// <summary>Goes through the documents of one term of a segment, block by block; frequencies and positions are only decoded when they are asked for.</summary>
internal sealed unsafe class PostingsReader
{
    /// <summary>Comes after every document.</summary>
    public const int End = int.MaxValue;

    private const int BlockSize = PostingsWriter.BlockSize;
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
    private byte* _positions;
    private int _block;
    private int _inBlock;
    private int _at;
    private int _timesOf;

    public PostingsReader(Segment segment, TermEntry term, bool withTimes) => Open(segment, term, withTimes);

    /// <summary>Turns to another term.</summary>
    public void Open(Segment segment, TermEntry term, bool withTimes)
    {
        (_count, _withTimes, _block, _timesOf, Document) = (term.Documents, withTimes, -1, -1, -1);
        Blocks = (_count + BlockSize - 1) / BlockSize;
        _lasts = null;
        _offsets = null;
        _positionOffsets = null;
        _impacts = null;
        _bitmap = null;
        _positions = segment.PositionsStart + term.Positions;
        var at = segment.PostingsStart + term.Postings;
        if (_count >= BlockSize)
        {
            _lasts = (int*)at;
            _offsets = (uint*)(at + (Blocks * 4L));
            at += Blocks * 8L;
            if (withTimes)
            {
                _positionOffsets = (uint*)at;
                _impacts = at + (Blocks * 4L);
                at = _impacts + (Blocks * PostingsWriter.Impacts * 2L);
            }

            if ((long)_count * PostingsWriter.BitmapShare >= segment.Documents)
            {
                _bitmap = (ulong*)at;
                at += Bits.WordsFor(segment.Documents) * 8L;
            }
        }

        _data = at;
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
        _block = block;
        _at = 0;
        Document = -1;
        var first = block * BlockSize;
        _inBlock = Math.Min(BlockSize, _count - first);
        var before = block == 0 ? -1 : _lasts[block - 1];
        if (_bitmap != null)
        {
            FromBitmap(before);
        }
        else
        {
            var at = DataOf(block);
            if (_inBlock == BlockSize)
            {
                fixed (int* target = _documents)
                    BitPacking.UnpackSums(at + (_withTimes ? 3 : 1), at[0], before, target);
            }
            else
            {
                FromTail(at, before);
            }
        }

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
        if (target.Length < times)
            target = new int[Math.Max(times, target.Length * 2)];
        var at = DataOf(_block);
        var width = _inBlock == BlockSize ? at[2] : at[0];
        var mask = (1ul << width) - 1;
        var bits = _positions + (_positionOffsets == null ? 0 : _positionOffsets[_block]);
        var bit = (long)_places[_at] * width;
        var place = 0;
        for (var i = 0; i < times; i++, bit += width)
            target[i] = place += (int)((Unsafe.ReadUnaligned<ulong>(bits + (bit >> 3)) >> (int)(bit & 7)) & mask);
        return times;
    }

    /// <summary>Sets the bits of all documents.</summary>
    public void AddTo(Span<ulong> bits)
    {
        if (_bitmap != null)
        {
            for (var i = 0; i < bits.Length; i++)
                bits[i] |= _bitmap[i];
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
            Load(block);
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

    private byte* DataOf(int block) => _offsets == null ? _data : _data + _offsets[block];

    private void FromBitmap(int before)
    {
        var document = before + 1;
        var word = document >> 6;
        var bits = _bitmap[word] & (ulong.MaxValue << (document & 63));
        for (var i = 0; i < _inBlock;)
        {
            while (bits == 0)
                bits = _bitmap[++word];
            for (; bits != 0 && i < _inBlock; bits &= bits - 1)
                _documents[i++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
        }
    }

    private void FromTail(byte* at, int before)
    {
        var cursor = new ByteCursor(_withTimes ? at + 1 : at);
        for (var i = 0; i < _inBlock; i++)
        {
            var value = _withTimes ? cursor.LongVarint() : cursor.Varint();
            if (_withTimes && (value & 1) != 0)
                cursor.Varint();
            _documents[i] = before = before + 1 + (int)(_withTimes ? value >> 1 : value);
        }
    }

    private void DecodeTimes()
    {
        _timesOf = _block;
        var times = _times!;
        var at = DataOf(_block);
        if (_inBlock == BlockSize)
        {
            fixed (uint* target = times)
                BitPacking.Unpack(at + 3 + (_bitmap != null ? 0 : BitPacking.BytesOf(at[0])), at[1], target);
            for (var i = 0; i < BlockSize; i++)
                times[i]++;
        }
        else
        {
            var cursor = new ByteCursor(at + 1);
            for (var i = 0; i < _inBlock; i++)
                times[i] = 1 + (_bitmap != null ? cursor.Varint() : (cursor.LongVarint() & 1) != 0 ? cursor.Varint() : 0);
        }

        var place = 0;
        for (var i = 0; i < _inBlock; i++)
        {
            _places[i] = place;
            place += (int)times[i];
        }
    }
}
