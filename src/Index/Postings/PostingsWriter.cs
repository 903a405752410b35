using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Postings;

/// <summary>
/// Writes the postings of one term after another. In the file of documents: of each block of 128 the last document, where its data and its positions begin
/// and its greatest impacts, then, for a term that many documents have, a bitmap of them, then the data of the blocks. A term in fewer documents has one short block.
/// Positions lie apart, each as the difference from the one before in the same document.
/// </summary>
internal sealed class PostingsWriter(FileWriter postings, FileWriter positions, int documents)
{
    public const int BlockSize = BitPacking.BlockSize;
    public const int Impacts = 4;

    /// <summary>A term in at least every eighth document has a bitmap.</summary>
    public const int BitmapShare = 8;

    private readonly List<int> _places = [];
    private readonly uint[] _deltas = new uint[BlockSize];
    private readonly byte[] _packed = new byte[BlockSize * 4];
    private readonly List<uint> _positionOffsets = [];
    private readonly List<byte> _positionWidths = [];
    private readonly List<byte> _impacts = [];
    private readonly List<(int Times, int Norm)> _front = [];
    private int[] _documents = new int[1024];
    private int[] _times = new int[1024];
    private byte[] _data = new byte[4096];
    private int _dataLength;
    private int _count;
    private bool _withTimes;
    private long _positionStart;

    /// <summary>Begins a term.</summary>
    /// <param name="withTimes">Whether how often and where a document has the term is kept.</param>
    public void Begin(bool withTimes)
    {
        (_withTimes, _count, _dataLength, _positionStart) = (withTimes, 0, 0, positions.Position);
        _positionOffsets.Clear();
        _positionWidths.Clear();
        _impacts.Clear();
    }

    /// <summary>Adds the next document, in ascending order.</summary>
    public void Add(int document, byte norm, ReadOnlySpan<int> at)
    {
        if (_count == _documents.Length)
        {
            Array.Resize(ref _documents, _count * 2);
            Array.Resize(ref _times, _count * 2);
        }

        // What stands more often than can be read counts as so often.
        at = at[..Math.Min(at.Length, FieldLength.Most(norm))];
        _documents[_count] = document;
        _times[_count] = at.Length;
        _count++;
        if (!_withTimes)
            return;
        var before = 0;
        foreach (var place in at)
        {
            _places.Add(place - before);
            before = place;
        }

        Widen(Math.Min(at.Length, 255), norm);
        if (_count % BlockSize == 0)
            EndBlock();
    }

    /// <summary>Writes the term; without a document nothing is written.</summary>
    /// <returns>Number of documents, and where postings and positions begin.</returns>
    public (int Documents, long Postings, long Positions) End()
    {
        if (_withTimes && _count % BlockSize != 0)
            EndBlock();
        var start = postings.Position;
        if (_count == 0)
            return (0, start, _positionStart);
        if (_count < BlockSize)
        {
            Tail(0, before: -1, withDocuments: true);
            postings.Write(_data.AsSpan(0, _dataLength));
            return (_count, start, _positionStart);
        }

        var blocks = (_count + BlockSize - 1) / BlockSize;
        var offsets = new uint[blocks];
        var lasts = new int[blocks];
        var dense = (long)_count * BitmapShare >= documents;
        for (var block = 0; block < blocks; block++)
        {
            var first = block * BlockSize;
            offsets[block] = (uint)_dataLength;
            lasts[block] = _documents[Math.Min(first + BlockSize, _count) - 1];
            var before = first == 0 ? -1 : _documents[first - 1];
            if (first + BlockSize <= _count)
                Block(first, before, !dense);
            else
                Tail(first, before, !dense);
        }

        postings.Write<int>(lasts);
        postings.Write<uint>(offsets);
        if (_withTimes)
        {
            postings.Write<uint>(CollectionsMarshal.AsSpan(_positionOffsets));
            postings.Write(CollectionsMarshal.AsSpan(_impacts));
        }

        if (dense)
        {
            var bitmap = new ulong[Bits.WordsFor(documents)];
            for (var i = 0; i < _count; i++)
                Bits.Set(bitmap, _documents[i]);
            postings.Write<ulong>(bitmap);
        }

        postings.Write(_data.AsSpan(0, _dataLength));
        return (_count, start, _positionStart);
    }

    private void Block(int first, int before, bool withDocuments)
    {
        Span<byte> head = stackalloc byte[3];
        var headAt = _dataLength;
        Room(3 + (BlockSize * 8));
        _dataLength += _withTimes ? 3 : 1;
        if (withDocuments)
        {
            for (var i = 0; i < BlockSize; i++)
            {
                _deltas[i] = (uint)(_documents[first + i] - before - 1);
                before = _documents[first + i];
            }

            head[0] = Pack();
        }

        if (_withTimes)
        {
            for (var i = 0; i < BlockSize; i++)
                _deltas[i] = (uint)_times[first + i] - 1;
            head[1] = Pack();
            head[2] = _positionWidths[first / BlockSize];
        }

        head[..(_withTimes ? 3 : 1)].CopyTo(_data.AsSpan(headAt));
    }

    private byte Pack()
    {
        var width = BitPacking.WidthOf(_deltas);
        BitPacking.Pack(_deltas, width, _packed);
        _packed.AsSpan(0, BitPacking.BytesOf(width)).CopyTo(_data.AsSpan(_dataLength));
        _dataLength += BitPacking.BytesOf(width);
        return (byte)width;
    }

    // Less than a block: byte by byte.
    private void Tail(int first, int before, bool withDocuments)
    {
        Room(16 + ((_count - first) * 10));
        if (_withTimes)
            _data[_dataLength++] = _positionWidths[first / BlockSize];
        for (var i = first; i < _count; i++)
        {
            var delta = (uint)(_documents[i] - before - 1);
            before = _documents[i];
            if (!_withTimes)
            {
                if (withDocuments)
                    Varint(delta);
                continue;
            }

            // Often a document has the term once: that is told by one bit.
            var more = (uint)_times[i] - 1;
            if (withDocuments)
            {
                Varint((ulong)delta << 1 | (more == 0 ? 0ul : 1ul));
                if (more > 0)
                    Varint(more);
            }
            else
            {
                Varint(more);
            }
        }
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _data[_dataLength++] = (byte)(value | 0x80);
        _data[_dataLength++] = (byte)value;
    }

    private void Room(int bytes)
    {
        if (_dataLength + bytes > _data.Length)
            Array.Resize(ref _data, Math.Max(_data.Length * 2, _dataLength + bytes));
    }

    // Positions and impacts of the documents gathered since the last block.
    private void EndBlock()
    {
        _positionOffsets.Add(checked((uint)(positions.Position - _positionStart)));
        var all = 0u;
        foreach (var place in _places)
            all |= (uint)place;
        var width = 32 - System.Numerics.BitOperations.LeadingZeroCount(all);
        _positionWidths.Add((byte)width);
        var (bits, filled) = (0ul, 0);
        Span<byte> word = stackalloc byte[4];
        foreach (var place in _places)
        {
            bits |= (ulong)(uint)place << filled;
            filled += width;
            if (filled >= 32)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)bits);
                positions.Write(word);
                bits >>= 32;
                filled -= 32;
            }
        }

        for (; filled > 0; filled -= 8, bits >>= 8)
            positions.WriteByte((byte)bits);
        _places.Clear();
        for (var i = 0; i < Impacts; i++)
        {
            var (times, norm) = _front[Math.Min(i, _front.Count - 1)];
            _impacts.Add((byte)times);
            _impacts.Add((byte)norm);
        }

        _front.Clear();
    }

    // The front holds the pairs of frequency and length that no other pair surpasses in both.
    private void Widen(int times, int norm)
    {
        foreach (var (otherTimes, otherNorm) in _front)
        {
            if (otherTimes >= times && otherNorm <= norm)
                return;
        }

        _front.RemoveAll(other => other.Times <= times && other.Norm >= norm);
        _front.Add((times, norm));
        if (_front.Count <= Impacts)
            return;
        var (a, b) = (_front[^2], _front[^1]);
        _front.RemoveRange(Impacts - 1, 2);
        _front.Add((Math.Max(a.Times, b.Times), Math.Min(a.Norm, b.Norm)));
    }
}
