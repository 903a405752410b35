using Microsoft.Extensions.Logging;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>What to import.</summary>
/// <param name="Paths">Files, folders, .zip and .gz.</param>
public sealed record ImportRequest(IReadOnlyList<string> Paths)
{
    /// <summary>Name of a format, or null to recognise it by content.</summary>
    public string? Format { get; init; }

    /// <summary>Check and compare, write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Read files again that were imported whole before.</summary>
    public bool Again { get; init; }

    /// <summary>Import a table although important columns were not understood; they are kept under their own names.</summary>
    public bool KeepUnknown { get; init; }

    /// <summary>What a person said of the columns of tables; null reads them by what the hub knows of headers.</summary>
    public TableMapping? Mapping { get; init; }

    /// <summary>Name of the data's provider, for the provenance; null takes the file's name.</summary>
    public string? SourceName { get; init; }

    /// <summary>Licence of the data, for the provenance; null when unknown.</summary>
    public string? Licence { get; init; }
}

/// <summary>How far an import is.</summary>
/// <param name="File">Name of the present file.</param>
/// <param name="BytesDone">Bytes read of all files.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
/// <param name="Records">Records read, refused ones included.</param>
public readonly record struct ImportProgress(string File, long BytesDone, long BytesTotal, long Records);

/// <summary>What an import did.</summary>
/// <param name="BatchId">The run; empty for a dry run.</param>
/// <param name="New">Records added.</param>
/// <param name="Changed">Records that got a new version.</param>
/// <param name="Same">Records that were known as they are.</param>
/// <param name="Refused">Records and files refused.</param>
/// <param name="RefusedFile">File that lists refusals and warnings, or null when there are none.</param>
/// <param name="Files">Number of files.</param>
/// <param name="KnownFiles">Files skipped because they had been imported whole before.</param>
/// <param name="Resumed">Records skipped because a killed run had committed them.</param>
public sealed record ImportReport(Guid BatchId, long New, long Changed, long Same, long Refused, string? RefusedFile, int Files, int KnownFiles, long Resumed)
{
    /// <summary>What is to be told of files beside their records, at most fifty: columns that were not known, sheets that were not read.</summary>
    public IReadOnlyList<(string File, Bilingual Text)> Notes { get; init; } = [];
}

/// <summary>Imports files into the record store.</summary>
public sealed class RecordImporter(HubDatabase database, ReferenceData reference, TimeProvider clock, ILogger<RecordImporter> log)
{
    /// <summary>Names for <see cref="ImportRequest.Format"/>.</summary>
    public static IReadOnlyList<string> FormatNames => SourceFormats.Names;

    /// <summary>Whether a file is read with another and not by itself: a volume of an archive, a picture beside its document.</summary>
    public static bool IsCompanion(string path) => PackageVolumes.IsPart(path) || InputFiles.IsPicture(path);

    /// <summary>Runs an import. Records are committed in portions: a killed run goes on where it committed.</summary>
    /// <exception cref="HubFaultException">The disk is full, the database went away, or the format's name is unknown.</exception>
    public Task<ImportReport> RunAsync(ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken ct) =>
        new ImportRun(database, reference, clock, log, request, progress).RunAsync(ct);
}
