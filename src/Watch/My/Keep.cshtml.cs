using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.My;

/// <summary>Keeps records in a folder, with a note and tags.</summary>
[AllowAnonymous]
internal sealed class KeepModel(RecordStore records, SpaceKeeper spaces, MyStore my) : PageModel
{
    private const int MostAtOnce = 500;

    public IReadOnlyList<StoredRecord> Records { get; private set; } = [];

    public IReadOnlyList<Folder> Folders { get; private set; } = [];

    public string? Message { get; private set; }

    public async Task OnGetAsync(Guid[] id, CancellationToken ct) => await LoadAsync(id, ct);

    public async Task<IActionResult> OnPostAsync(Guid[] id, string? folder, string? note, string? tags, CancellationToken ct)
    {
        await LoadAsync(id, ct);
        if (Message is not null)
            return Page();
        var space = await spaces.EnsureAsync(HttpContext, ct);
        Message = (await my.KeepAsync(space.Id, [.. Records.Select(stored => stored.Id)], SafeText.Clean(folder ?? "").Trim(), SafeText.Clean(note ?? "").Trim(), TagsOf(tags), ct))?.ToString();
        if (Message is null)
            return Redirect("/my/kept");
        Response.StatusCode = 400;
        return Page();
    }

    /// <summary>Tags as typed, between commas or blanks.</summary>
    public static string[] TagsOf(string? text) =>
        [.. SafeText.Clean(text ?? "").Split([',', '，', '、', ' ', '\u3000', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    private async Task LoadAsync(Guid[] id, CancellationToken ct)
    {
        if (id.Length is 0 or > MostAtOnce || (Records = await records.GetAsync(id, ct)).Count == 0)
        {
            Message = Lang.T($"请选中 1 至 {MostAtOnce} 条记录");
            Response.StatusCode = 400;
            return;
        }

        if (await spaces.FindAsync(HttpContext, ct) is { } space)
            Folders = await my.FoldersAsync(space.Id, ct);
    }
}
