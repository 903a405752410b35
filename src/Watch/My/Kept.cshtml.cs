using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.My;

/// <summary>Kept records, by folder and tag, with their notes.</summary>
[AllowAnonymous]
internal sealed class KeptModel(RecordStore records, SpaceKeeper spaces, MyStore my) : PageModel
{
    public const int Size = 50;

    public IReadOnlyList<Folder> Folders { get; private set; } = [];

    public IReadOnlyList<(string Tag, long Records)> Tags { get; private set; } = [];

    public IReadOnlyList<(KeptRecord Kept, StoredRecord? Stored)> Rows { get; private set; } = [];

    public Guid? Folder { get; private set; }

    public string? Tag { get; private set; }

    public int From { get; private set; }

    public bool More { get; private set; }

    public async Task OnGetAsync(Guid? folder, string? tag, int from, CancellationToken ct)
    {
        (Folder, Tag, From) = (folder, string.IsNullOrEmpty(tag) ? null : tag, Math.Max(0, from));
        if (await spaces.FindAsync(HttpContext, ct) is not { } space)
            return;
        Folders = await my.FoldersAsync(space.Id, ct);
        Tags = await my.TagsAsync(space.Id, ct);
        var kept = await my.KeptAsync(space.Id, Folder, Tag, From, Size + 1, ct);
        More = kept.Count > Size;
        var stored = (await records.GetAsync([.. kept.Select(row => row.RecordId)], ct)).ToDictionary(row => row.Id);
        Rows = [.. kept.Take(Size).Select(row => (row, stored.GetValueOrDefault(row.RecordId)))];
    }

    public async Task<IActionResult> OnPostEditAsync(Guid id, string? note, string? tags, CancellationToken ct)
    {
        var words = KeepModel.TagsOf(tags);
        var text = SafeText.Clean(note ?? "").Trim();
        if (await spaces.FindAsync(HttpContext, ct) is not { } space)
            return NotFound();
        if (text.Length > MyStore.LongestNote || words.Length > MyStore.MostTags || words.Any(tag => tag.Length > 30))
            return BadRequest();
        await my.EditAsync(space.Id, id, text, words, ct);
        return Redirect(Back);
    }

    public async Task<IActionResult> OnPostDropAsync(Guid id, CancellationToken ct)
    {
        if (await spaces.FindAsync(HttpContext, ct) is not { } space)
            return NotFound();
        await my.DropAsync(space.Id, id, ct);
        return Redirect(Back);
    }

    public string LinkTo(Guid? folder, string? tag, int from) =>
        "/my/kept" + new Microsoft.AspNetCore.Http.Extensions.QueryBuilder(
        new Dictionary<string, string?>
        {
            ["folder"] = folder?.ToString(),
            ["tag"] = tag,
            ["from"] = from > 0
        ? from.ToString(System.Globalization.CultureInfo.InvariantCulture) : null
        }.Where(pair => pair.Value is not null).Select(pair => new KeyValuePair<string, string>(pair.Key, pair.Value!)));

    private string Back => "/my/kept" + new Microsoft.AspNetCore.Http.Extensions.QueryBuilder(Request.Query.Where(pair => pair.Key is "folder" or "tag" or "from"));
}
