namespace Zhishu.Index.Segments;

/// <summary>A segment with the deletions of one moment; it never changes.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Deleted">Number of deleted documents.</param>
/// <param name="DeletedBits">A bit for each deleted document; null without any.</param>
/// <param name="Deletions">Number of the file that holds the bits, or 0.</param>
/// <param name="DeletionsMark">What that file must be.</param>
internal sealed record SegmentView(Segment Segment, int Deleted, ulong[]? DeletedBits, long Deletions, Storage.FileMark DeletionsMark)
{
    public int Documents => Segment.Documents;

    public int Live => Segment.Documents - Deleted;

    public CommittedSegment Committed => new(Segment.Mark, Deletions, Deleted, DeletionsMark);

    public bool IsDeleted(int document) => DeletedBits is { } bits && Storage.Bits.Has(bits, document);
}
