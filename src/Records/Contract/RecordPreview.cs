using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>What a file is, before anything of it is written.</summary>
/// <param name="Format">Name of its format, or null when none was recognised.</param>
/// <param name="Rows">The first records as they would become.</param>
/// <param name="Notes">What is to be told of the file: columns that are not known, rows above the header; and why it cannot be read.</param>
/// <param name="Asks">Whether important columns were not understood, so that it is imported only when they are to be kept under their own names.</param>
public sealed record RecordPreview(string? Format, IReadOnlyList<PreviewRow> Rows, IReadOnlyList<Bilingual> Notes, bool Asks);

/// <summary>The columns of a table, for a person to say what they hold.</summary>
/// <param name="Kind">What the rows seem to be; patents when nothing tells.</param>
/// <param name="Columns">The columns that have a header, each header once.</param>
public sealed record PreviewTable(RecordKind Kind, IReadOnlyList<PreviewColumn> Columns);

/// <summary>A column of a table.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Field">What it is taken for (<see cref="TableMapping.Fields"/>), or null when its header is not known.</param>
/// <param name="Samples">What stands in it, three at most.</param>
public sealed record PreviewColumn(string Header, string? Field, IReadOnlyList<string> Samples);

/// <summary>A record as it would become, or why it would be refused.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Record">The record, or null.</param>
/// <param name="Problems">What is wrong with it.</param>
public sealed record PreviewRow(long Line, IpRecord? Record, IReadOnlyList<Bilingual> Problems);

/// <summary>Looks at a file as an import would, and writes nothing.</summary>
public sealed class RecordPreviewer(HubDatabase database, ReferenceData reference, TimeProvider clock)
{
    private const int MostNotes = 20;

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">How many records are wanted.</param>
    /// <param name="mapping">What a person said of its columns, or null.</param>
    /// <param name="ct">Cancels.</param>
    public Task<RecordPreview> LookAsync(string path, int most, TableMapping? mapping, CancellationToken ct) => Task.Run(() => Look(path, most, mapping, ct), ct);

    /// <summary>The columns of a table (CSV, XLSX; not in an archive), so that a person can say what they hold; null when the file is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">What was said of them so far, or null.</param>
    /// <param name="ct">Cancels.</param>
    public Task<PreviewTable?> ColumnsAsync(string path, TableMapping? mapping, CancellationToken ct) => Task.Run(() => TableLook.Columns(path, reference.Tables.With(mapping)), ct);

    private RecordPreview Look(string path, int most, TableMapping? mapping, CancellationToken ct)
    {
        var (rows, notes, format, asks) = (new List<PreviewRow>(), new List<Bilingual>(), (string?)null, false);
        var run = new ImportRun(database, reference, clock, NullLogger.Instance, new ImportRequest([path]) { DryRun = true, KeepUnknown = true, Mapping = mapping }, null);
        var strict = new ImportRun(database, reference, clock, NullLogger.Instance, new ImportRequest([path]) { Mapping = mapping }, null);
        try
        {
            foreach (var (name, item) in run.Look())
            {
                ct.ThrowIfCancellationRequested();
                format ??= name;
                if (item.Record is null && !item.IsRefused)
                    notes.AddRange(item.Problems.Select(problem => problem.Reason).Take(MostNotes - notes.Count));
                else
                    rows.Add(new(item.Line, item.Record, [.. item.Problems.Select(problem => problem.Reason)]));
                if (rows.Count >= most)
                    break;
            }
        }
        catch (FileRefusedException e)
        {
            notes.Add(e.Problem.Reason);
        }

        try
        {
            _ = strict.Look().FirstOrDefault(found => found.Item.Record is not null);
        }
        catch (FileRefusedException e)
        {
            asks = e.Problem.Code == "columns.unclear";
        }

        return new(rows.Exists(row => row.Record is not null) || rows.Count > 0 && format is not null ? format : null, rows, notes, asks);
    }
}
