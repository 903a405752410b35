using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Themes;

/// <summary>The owner arranges a thematic database.</summary>
[AllowAnonymous]
internal sealed class EditModel(SpaceKeeper spaces, ThemeStore themes, ListingDesk listings, Visitors visitors, Regions regions, QueryReader reader, RecordStore records,
NumberLookUp lookUp, IOptions<HubOptions> options) : PageModel
{
    public Theme Theme { get; private set; } = null!;

    public IReadOnlyList<ThemeNode> Nodes { get; private set; } = [];

    public string? Message { get; private set; }

    private bool _late;

    /// <summary>Where it stands with the public list.</summary>
    public Listing Listing { get; private set; } = null!;

    /// <summary>In whose name whoever is signed in can propose it.</summary>
    public IReadOnlyList<(string Code, string Name)> Bodies { get; private set; } = [];

    public bool IsSigned => visitors.Current is not null;

    public (string? Body, string? Note) Typed { get; private set; }

    public string ShareLink => options.Value.Absolute($"/themes/{Theme.Slug}?key={Theme.ShareKey}");

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken ct) => await LoadAsync(slug, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostSettingsAsync(string slug, string? title, string? intro, string? access, long state, CancellationToken ct) => ActAsync(slug, async () =>
    {
        var (name, text) = (SafeText.Clean(title ?? "").Trim(), SafeText.Clean(intro ?? "").Trim());
        if (NewModel.Check(name, text) is { } wrong)
            return wrong;
        // What is listed is taken off by an act of its own.
        var chosen = Theme.Access != "public" && access is "private" or "link" ? access : Theme.Access;
        var changed = await themes.ChangeAsync(Theme, name, text, chosen, state, ct);
        _late = !changed;
        if (changed && Theme.Access == "public" && (name, text) != (Theme.Title, Theme.Intro))
            await listings.NoteChangeAsync(slug, visitors.Actor, ct);
        return changed ? null : Lang.T($"有人在您之后改过，您的修改还没有保存。现在的标题是“{Theme.Title}”，"
            + $"简介是“{Theme.Intro}”；您填写的内容仍在表单里，请核对后再保存");
    }, ct);

    public Task<IActionResult> OnPostAddAsync(string slug, Guid? parent, string? title, string? q, CancellationToken ct) => ActAsync(slug, async () =>
    {
        var (name, address, wrong) = await ReadAsync(title, q, ct);
        return wrong ?? (await themes.AddNodeAsync(Theme, parent, name, address, ct) ? null
            : Lang.T($"栏目最多 {ThemeStore.MostNodes} 个，且只能分两级"));
    }, ct);

    public Task<IActionResult> OnPostChangeAsync(string slug, Guid id, string? title, string? q, CancellationToken ct) => ActAsync(slug, async () =>
    {
        var (name, address, wrong) = await ReadAsync(title, q, ct);
        if (wrong is null)
            await themes.ChangeNodeAsync(Theme, id, name, address, ct);
        return wrong;
    }, ct);

    public Task<IActionResult> OnPostRemoveAsync(string slug, Guid id, CancellationToken ct) => ActAsync(slug, async () =>
    {
        await themes.RemoveNodeAsync(Theme, id, ct);
        return null;
    }, ct);

    public Task<IActionResult> OnPostPickAsync(string slug, Guid id, string? numbers, CancellationToken ct) => ActAsync(slug, async () =>
    {
        var given = NumberLookUp.Cut(numbers ?? "");
        if (given.Count > ThemeStore.MostPicks)
            return Lang.T($"手选记录最多 {ThemeStore.MostPicks:N0} 条");
        var found = await lookUp.FindAsync(given, ct);
        var missing = given.Where(number => found[number].Count == 0).ToList();
        if (missing.Count > 0)
            return Lang.T("库中没有这些号码，未作改动：") + string.Join("、", missing.Take(20));
        await themes.PickAsync(Theme, id, [.. given.Select(number => found[number][0]).Distinct()], ct);
        return null;
    }, ct);

    public Task<IActionResult> OnPostProposeAsync(string slug, string? body, string? note, CancellationToken ct) => ActAsync(slug, async () =>
    {
        Typed = (body, note);
        return visitors.Current is { } person ? Told(await listings.ProposeAsync(Theme, body, note, person, regions, visitors.Actor, ct)) : Lang.T("请先登录");
    }, ct);

    public Task<IActionResult> OnPostListingAsync(string slug, ListingAct act, CancellationToken ct) => ActAsync(slug, async () =>
        visitors.Current is { } person ? Told(await listings.DoAsync(slug, act, person, owns: true, null, visitors.Actor, ct)) : Lang.T("请先登录"), ct);

    private static string? Told(Refusal? refusal) => refusal?.Text.ToString();

    public async Task<IActionResult> OnPostDeleteAsync(string slug, CancellationToken ct)
    {
        if (!await LoadAsync(slug, ct))
            return NotFound();
        await themes.RemoveAsync(Theme, ct);
        return Redirect("/my");
    }

    /// <summary>What was typed into a form that was refused, otherwise what is there.</summary>
    public string? Was(string handler, string field, string? there = null, Guid? id = null) =>
        Message is not null && Request.HasFormContentType && Request.Query["handler"] == handler && (id is null || Request.Form["id"] == id.ToString()) ? Request.Form[field].ToString() : there;

    /// <summary>The query of a part as it is typed.</summary>
    public static string QueryOf(ThemeNode node) => node.Address is null ? "" : Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(node.Address)["q"].ToString();

    public async Task<string> NumbersOfAsync(ThemeNode node) => string.Join('\n',
        (await records.GetAsync(node.Picks, HttpContext.RequestAborted)).Select(stored => RecordNumber.Show(stored.Record.Kind, stored.Record.Office, stored.Record.Number)).Order());

    private async Task<IActionResult> ActAsync(string slug, Func<Task<string?>> act, CancellationToken ct)
    {
        if (!await LoadAsync(slug, ct))
            return NotFound();
        Message = await act();
        if (Message is null)
            return Redirect($"/themes/{slug}/edit");
        await LoadAsync(slug, ct);
        Response.StatusCode = _late ? 409 : 400;
        return Page();
    }

    private async Task<(string Name, string? Address, string? Wrong)> ReadAsync(string? title, string? q, CancellationToken ct)
    {
        var (name, query) = (SafeText.Clean(title ?? "").Trim(), SafeText.Clean(q ?? "").Trim());
        if (name.Length is 0 or > NewModel.LongestTitle)
            return (name, null, Lang.T($"请写栏目名称，不超过 {NewModel.LongestTitle} 字"));
        if (query.Length == 0)
            return (name, null, null);
        var reading = await reader.ReadAsync(query, exact: false, cql: false, ct);
        return reading.Fault is { } fault
            ? (name, null, Lang.T($"检索式第 {fault.Position + 1} 个字符处：{fault.Message}"))
            : (name, "?q=" + Uri.EscapeDataString(query), null);
    }

    private async Task<bool> LoadAsync(string slug, CancellationToken ct)
    {
        if (await spaces.FindAsync(HttpContext, ct) is not { } space || await themes.OwnAsync(slug, space.Id, ct) is not { } theme)
            return false;
        Theme = theme;
        Nodes = await themes.NodesAsync(theme, ct);
        Listing = (await listings.FindAsync(slug, ct))!;
        if (visitors.Current is { } person)
            Bodies = await listings.BodiesAsync(person, regions, ct);
        return true;
    }
}
