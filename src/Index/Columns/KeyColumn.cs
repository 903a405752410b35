using System.Runtime.CompilerServices;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Columns;

/// <summary>The keys of a segment by document, and the documents by key.</summary>
internal readonly unsafe struct KeyColumn(MappedFile columns, int documents)
{
    private readonly byte* _keys = columns.At(0, documents * 16L);
    private readonly PackedNumbers _order = new(columns, documents * 16L, PackedNumbers.WidthFor((ulong)documents), documents);

    /// <summary>The key of a document of the segment.</summary>
    public UInt128 this[int document] => Unsafe.ReadUnaligned<UInt128>(_keys + ((long)document * 16));

    /// <summary>The document with a key, or -1.</summary>
    public int Find(UInt128 key)
    {
        var (low, high) = (0, documents - 1);
        if (documents == 0 || key < At(0) || key > At(high))
            return -1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = At(middle);
            if (found == key)
                return DocumentAt(middle);
            if (found < key)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    /// <summary>A key as it is compared: the bytes in the order they are written in.</summary>
    public static UInt128 Of(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static Guid ToGuid(UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return new(bytes, bigEndian: true);
    }

    private UInt128 At(int place) => this[DocumentAt(place)];

    private int DocumentAt(int place) => _order[place] is var document && document < (ulong)documents ? (int)document : throw MappedFile.Damaged("a document behind the last");
}
