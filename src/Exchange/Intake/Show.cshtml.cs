using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Exchange.Intake;

/// <summary>A file that was sent: what it is, how it would become records, how its import stands.</summary>
[Authorize(Policy = Duties.Administrator)]
[RequestFormLimits(ValueCountLimit = 4096)]
internal sealed class ShowModel(UploadStore uploads, RecordPreviewer previewer, MappingStore mappings, Visitors visitors, ProcessLog log) : PageModel
{
    private const int Rows = 10;

    public Upload Upload { get; private set; } = null!;

    public RecordPreview? Preview { get; private set; }

    /// <summary>Its columns, when it is a table.</summary>
    public PreviewTable? Table { get; private set; }

    /// <summary>What a person said of them, or null.</summary>
    public TableMapping? Mapping { get; private set; }

    /// <summary>Mappings saved before.</summary>
    public IReadOnlyList<string> Saved { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await uploads.FindAsync(id, ct) is { State: not "dropped" } upload ? await ShowAsync(upload, upload.Mapping is { } said ? TableMapping.Parse(said) : null, ct) : NotFound();

    private async Task<IActionResult> ShowAsync(Upload upload, TableMapping? mapping, CancellationToken ct)
    {
        (Upload, Mapping) = (upload, mapping);
        if (upload.State == "asked")
        {
            Preview = await previewer.LookAsync(uploads.PathOf(upload), Rows, mapping?.Fault() is null ? mapping : null, ct);
            Table = await previewer.ColumnsAsync(uploads.PathOf(upload), mapping?.Fault() is null ? mapping : null, ct);
            Saved = await mappings.NamesAsync(ct);
        }

        return Page();
    }

    /// <summary>What a column holds, by what was said of it or by its header; an empty text when it is read by itself.</summary>
    public string FieldOf(PreviewColumn column) => Mapping?.Columns.FirstOrDefault(said => said.Header == column.Header)?.Field ?? column.Field ?? "keep";

    /// <summary>Says what the columns hold.</summary>
    public async Task<IActionResult> OnPostMapAsync(Guid id, string? kind, string[] header, string[] field, string? name, CancellationToken ct)
    {
        if (await uploads.FindAsync(id, ct) is not { State: "asked" } upload)
            return Redirect($"/imports/uploads/{id}");

        // Fields of another kind of record than the one chosen now are to be chosen anew.
        var chosen = RecordKinds.Parse(kind) ?? RecordKind.Patent;
        var known = TableMapping.Fields(chosen).Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var mapping = new TableMapping(
            chosen, [.. header.Zip(field, (one, other) => new MappedColumn(SafeText.Clean(one).Trim(), other.Length == 0 || known.Contains(other)
            ? other : "keep")).Where(column => column.Field.Length > 0)]);
        Message = mapping.Fault() ?? (string.IsNullOrWhiteSpace(name) ? null : await mappings.SaveAsync(name, mapping, ct));
        if (Message is not null)
        {
            Response.StatusCode = Microsoft.AspNetCore.Http.StatusCodes.Status400BadRequest;
            return await ShowAsync(upload, mapping, ct);
        }

        await uploads.MapAsync(id, mapping.ToCsv(), ct);
        if (!string.IsNullOrWhiteSpace(name))
            await log.WriteAsync("mapping.save", visitors.Actor, new Subject("mapping", name.Trim(), name.Trim()), null, ct);
        return Redirect($"/imports/uploads/{id}");
    }

    /// <summary>Takes a mapping that was saved, or none.</summary>
    public async Task<IActionResult> OnPostUseAsync(Guid id, string? saved, CancellationToken ct)
    {
        if (await uploads.FindAsync(id, ct) is null)
            return NotFound();
        await uploads.MapAsync(id, saved is { Length: > 0 } ? (await mappings.FindAsync(saved, ct))?.ToCsv() : null, ct);
        return Redirect($"/imports/uploads/{id}");
    }

    public async Task<IActionResult> OnPostStartAsync(Guid id, bool keep, CancellationToken ct)
    {
        if (await uploads.FindAsync(id, ct) is not { } upload)
            return NotFound();
        if (await uploads.MoveAsync(id, "asked", "waiting", keep, ct))
            await log.WriteAsync("upload.import", visitors.Actor, new Subject("upload", id.ToString(), upload.Name), null, ct);
        return Redirect($"/imports/uploads/{id}");
    }

    public async Task<IActionResult> OnPostDropAsync(Guid id, CancellationToken ct)
    {
        if (await uploads.FindAsync(id, ct) is not { } upload)
            return NotFound();
        if (await uploads.MoveAsync(id, "asked", "dropped", keepUnknown: false, ct))
        {
            uploads.Remove(id);
            await log.WriteAsync("upload.drop", visitors.Actor, new Subject("upload", id.ToString(), upload.Name), null, ct);
        }

        return Redirect("/imports/new");
    }
}
