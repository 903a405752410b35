using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Watch.Alerts;
using Zhishu.Watch.Spaces;
using Zhishu.Watch.Themes;

namespace Zhishu.Watch.My;

/// <summary>Everything of mine: notices, saved searches, subscriptions, folders, thematic databases, mail.</summary>
[AllowAnonymous]
internal sealed class IndexModel(SpaceKeeper spaces, MyStore my, AlertStore alerts, ThemeStore themes, Mailer mailer, IEnumerable<IMyPart> parts, IOptions<HubOptions> options) : PageModel
{

    public Space? Space { get; private set; }

    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public IReadOnlyList<SavedSearch> Searches { get; private set; } = [];

    public IReadOnlyList<Alert> Alerts { get; private set; } = [];

    public IReadOnlyList<Folder> Folders { get; private set; } = [];

    public IReadOnlyList<Theme> Themes { get; private set; } = [];

    public long Kept { get; private set; }

    public IReadOnlyList<MyContent> Parts { get; private set; } = [];

    public bool IsSigned => User.Identity is { IsAuthenticated: true };

    public string? Message { get; private set; }

    public bool CanMail => mailer.CanSend;

    public string? Key => SpaceKeeper.KeyOf(HttpContext);

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    public async Task<IActionResult> OnPostRemoveSearchAsync(Guid id, CancellationToken ct) => await ChangeAsync(space => my.RemoveSearchAsync(space.Id, id, ct), ct);

    public async Task<IActionResult> OnPostRemoveAlertAsync(Guid id, CancellationToken ct) => await ChangeAsync(space => alerts.RemoveAsync(space.Id, id, ct), ct);

    public async Task<IActionResult> OnPostRemoveFolderAsync(Guid id, CancellationToken ct) => await ChangeAsync(space => my.RemoveFolderAsync(space.Id, id, ct), ct);

    public async Task<IActionResult> OnPostForgetAsync(CancellationToken ct)
    {
        if (await spaces.FindAsync(HttpContext, ct) is { } space)
            await spaces.ForgetAsync(HttpContext, space, ct);
        return Redirect("/my");
    }

    public async Task<IActionResult> OnPostTakeAsync(string? key, CancellationToken ct)
    {
        if (await spaces.TakeAsync(HttpContext, (key ?? "").Trim(), ct))
            return Redirect("/my");
        await LoadAsync(ct);
        Message = Lang.T("没有这个钥匙对应的空间");
        Response.StatusCode = 400;
        return Page();
    }

    public async Task<IActionResult> OnPostMailAsync(string? email, CancellationToken ct)
    {
        var address = (email ?? "").Trim();
        var space = await spaces.EnsureAsync(HttpContext, ct);
        if (!mailer.CanSend || (address.Length > 0 && !Mailer.IsAddress(address)))
            Message = Lang.T("电子邮箱地址不正确");
        else if (!await my.SetMailAsync(space.Id, address.Length == 0 ? null : address, (code, transaction) => mailer.QueueUnaskedAsync(transaction, address,
            Lang.T($"确认邮箱 · {options.Value.HubName}"),
            Lang.T("打开下面的地址，确认用此邮箱接收订阅通知；不是您本人操作请忽略。\n\n")
                + options.Value.Absolute($"/my/confirm/{code}") + "\n", ct), ct))
            Message = Lang.T("发往这个地址的邮件太多，请一小时后再试");
        if (Message is null)
            return Redirect("/my");
        await LoadAsync(ct);
        Response.StatusCode = 400;
        return Page();
    }

    private async Task<IActionResult> ChangeAsync(Func<Space, Task> change, CancellationToken ct)
    {
        if (await spaces.FindAsync(HttpContext, ct) is not { } space)
            return NotFound();
        await change(space);
        return Redirect("/my");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var contents = new List<MyContent>();
        foreach (var part in parts)
        {
            if (await part.ReadAsync(HttpContext, ct) is { } content)
                contents.Add(content);
        }

        Parts = [.. contents.OrderBy(content => content.Order)];
        Space = await spaces.FindAsync(HttpContext, ct);
        if (Space is null)
            return;
        Notices = await alerts.NoticesAsync(Space.Id, ct);
        Searches = await my.SearchesAsync(Space.Id, ct);
        Alerts = await alerts.ListAsync(Space.Id, ct);
        Folders = await my.FoldersAsync(Space.Id, ct);
        Themes = await themes.OfSpaceAsync(Space.Id, ct);
        Kept = await my.CountKeptAsync(Space.Id, ct);
    }
}
