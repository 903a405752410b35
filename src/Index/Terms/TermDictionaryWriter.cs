using Zhishu.Index.Storage;

namespace Zhishu.Index.Terms;

/// <summary>Where a term's postings lie.</summary>
/// <param name="Ordinal">Place of the term among the field's terms, from 0.</param>
/// <param name="Documents">Number of documents that have it.</param>
/// <param name="Postings">Offset of its documents.</param>
/// <param name="Positions">Offset of its positions.</param>
internal readonly record struct TermEntry(int Ordinal, int Documents, long Postings, long Positions);

/// <summary>
/// Writes the terms of one field in ascending order: blocks of 32, the first term of each whole, the others by what differs from the one before;
/// behind them the offset of each block.
/// </summary>
internal sealed class TermDictionaryWriter(FileWriter file)
{
    public const int BlockSize = 32;

    private readonly List<uint> _blocks = [];
    private readonly long _start = file.Position;
    private byte[] _before = [];
    private int _beforeLength;
    private (long Postings, long Positions) _base;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> term, int documents, long postings, long positions)
    {
        var shared = 0;
        if (Count % BlockSize == 0)
        {
            _blocks.Add(checked((uint)(file.Position - _start)));
            file.WriteVarint((ulong)postings);
            file.WriteVarint((ulong)positions);
            _base = (postings, positions);
        }
        else
        {
            shared = term.CommonPrefixLength(_before.AsSpan(0, _beforeLength));
        }

        file.WriteVarint((ulong)shared);
        file.WriteVarint((ulong)(term.Length - shared));
        file.Write(term[shared..]);
        file.WriteVarint((ulong)documents);
        file.WriteVarint((ulong)(postings - _base.Postings));
        file.WriteVarint((ulong)(positions - _base.Positions));
        if (_before.Length < term.Length)
            _before = new byte[term.Length * 2];
        term.CopyTo(_before);
        _beforeLength = term.Length;
        Count++;
    }

    /// <summary>Writes the offsets of the blocks.</summary>
    /// <returns>Where the blocks and where their offsets begin.</returns>
    public (long Blocks, long Offsets) End()
    {
        file.Align();
        var offsets = file.Position;
        file.Write<uint>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_blocks));
        file.Align();
        return (_start, offsets);
    }
}
