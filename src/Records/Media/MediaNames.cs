namespace Zhishu.Records;

/// <summary>The pictures of documents that do not name them: by the names of the files beside them.</summary>
internal static class MediaNames
{
    /// <summary>What the pictures beside a document are.</summary>
    public static IReadOnlyList<MediaItem> Guess(IpRecord record, IReadOnlyList<PackageEntry> pictures) =>
        [.. pictures.OrderBy(picture => picture.File, StringComparer.Ordinal)
            .Where(picture => record.Kind != RecordKind.Trademark || !Path.GetFileNameWithoutExtension(picture.File).EndsWith("sf", StringComparison.OrdinalIgnoreCase) || pictures.Count == 1)
            .Select(picture => new MediaItem(KindOf(record, picture), picture.File, ""))];

    // What only adds an event to a record (a judgment, a decision) has its text beside it.
    private static string KindOf(IpRecord record, PackageEntry picture) =>
        picture.Extension == ".pdf" ? record.Title.Length == 0 ? "document" : "page" : record.Kind == RecordKind.Trademark ? "mark" : "drawing";
}
