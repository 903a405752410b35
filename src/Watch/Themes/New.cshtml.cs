using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Themes;

/// <summary>Begins a thematic database.</summary>
[AllowAnonymous]
internal sealed class NewModel(SpaceKeeper spaces, ThemeStore themes) : PageModel
{
    public const int LongestTitle = 80;
    public const int LongestIntro = 2000;

    public string Title { get; private set; } = "";

    public string Intro { get; private set; } = "";

    public string? Message { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? title, string? intro, CancellationToken ct)
    {
        (Title, Intro) = (SafeText.Clean(title ?? "").Trim(), SafeText.Clean(intro ?? "").Trim());
        Message = Check(Title, Intro);
        if (Message is null)
        {
            var space = await spaces.EnsureAsync(HttpContext, ct);
            if (await themes.CreateAsync(space.Id, Title, Intro, ct) is { } slug)
                return Redirect($"/themes/{slug}/edit");
            Message = Lang.T("专题数据库已达上限");
        }

        Response.StatusCode = 400;
        return Page();
    }

    public static string? Check(string title, string intro) => title.Length is 0 or > LongestTitle || intro.Length > LongestIntro
        ? Lang.T($"请写标题，不超过 {LongestTitle} 字；简介不超过 {LongestIntro} 字")
        : null;
}
