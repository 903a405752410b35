namespace Zhishu.Records;

/// <summary>A file format that records are read from.</summary>
internal interface IRecordFormat
{
    /// <summary>Name for <c>--format</c>.</summary>
    string Name { get; }

    /// <summary>How its records meet those in the store.</summary>
    MergeRule Rule { get; }

    /// <summary>Whether the beginning of a file (up to 64 KB) is of this format.</summary>
    bool Recognises(ReadOnlySpan<byte> head);

    /// <summary>Reads records one after another, bounded in memory. Never throws for what the file holds.</summary>
    /// <param name="stream">The file; seekable when the format is a workbook.</param>
    /// <param name="sourceName">Name to put into the provenance.</param>
    IEnumerable<SourceItem> Read(Stream stream, string sourceName);
}
