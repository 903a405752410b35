using Zhishu.Index.Storage;

namespace Zhishu.Index.Segments;

/// <summary>Where the parts of a field lie in the files of a segment; what a kind of field does not have is 0.</summary>
internal struct FieldMeta
{
    /// <summary>Number of terms; where their blocks and the offsets of the blocks lie.</summary>
    public long Terms, Blocks, Offsets;

    /// <summary>Tokens of all texts together, and documents that have any.</summary>
    public long TotalLength, Filled;

    /// <summary>The lengths of the texts, one byte a document.</summary>
    public long Norms;

    /// <summary>Column: where the values begin, bits of a value, what 1 stands for.</summary>
    public long Values, Width, Least;

    /// <summary>Column with several values a document, or bytes: where the place of each document's first value stands, and its bits.</summary>
    public long Starts, StartsWidth;

    /// <summary>Number of documents for each value of a facet.</summary>
    public long Counts;

    /// <summary>Documents by value: where they stand, their bits, how many.</summary>
    public long Sorted, SortedWidth, SortedCount;
}

/// <summary>The files of a segment and what they must be.</summary>
/// <param name="Id">Number of the segment; it names the files.</param>
/// <param name="Documents">Documents in it, deleted ones too.</param>
/// <param name="Files">Terms, documents, positions, columns.</param>
internal sealed record SegmentMark(long Id, int Documents, FileMark[] Files)
{
    public static readonly string[] Extensions = ["terms", "docs", "pos", "cols"];

    public long Bytes => Files.Sum(file => file.Length);

    public IEnumerable<string> Names => Extensions.Select(extension => NameOf(Id, extension));

    public static string NameOf(long id, string extension) => $"{id:D8}.{extension}";
}
