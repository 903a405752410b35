namespace Zhishu.Records;

/// <summary>The pictures of documents that do not name them: by the names of the files beside them.</summary>
internal static class MediaNames
{
    /// <summary>What the pictures beside a document are.</summary>
    public static IReadOnlyList<MediaItem> Guess(RecordKind kind, IReadOnlyList<PackageEntry> pictures) =>
        [.. pictures.OrderBy(picture => picture.File, StringComparer.Ordinal)
            .Where(picture => kind != RecordKind.Trademark || !Path.GetFileNameWithoutExtension(picture.File).EndsWith("sf", StringComparison.OrdinalIgnoreCase) || pictures.Count == 1)
            .Select(picture => new MediaItem(picture.Extension == ".pdf" ? "page" : kind == RecordKind.Trademark ? "mark" : "drawing", picture.File, ""))];
}
