using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Zhishu.Identity.Sessions;

namespace Zhishu.Identity.SignIn;

/// <summary>What somebody sent when their session had ended: they sign in again and send it on. The content is shown to the same person alone.</summary>
[AllowAnonymous]
internal sealed class HeldModel(HeldForms held, Visitors visitors) : PageModel
{
    private const int ShortestShown = 8;

    public HeldForm? Form { get; private set; }

    public string Key { get; private set; } = "";

    /// <summary>Whether the person who is signed in is the one whose form it is; null when nobody is.</summary>
    public bool? IsOwn { get; private set; }

    /// <summary>The long texts of the form, to read and copy.</summary>
    public IReadOnlyList<string> Texts { get; private set; } = [];

    /// <summary>Names of the files that came with it.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>Where it is sent on.</summary>
    public string SendTo => QueryHelpers.AddQueryString(Form!.Address, HeldForms.Parameter, Key);

    public async Task OnGetAsync(string key, CancellationToken ct)
    {
        Response.Headers.CacheControl = "no-store";
        (Key, Form) = (key, await held.FindAsync(key, ct));
        IsOwn = visitors.Current is { } person ? person.Id == Form?.AccountId : null;
        if (Form is null)
            Response.StatusCode = 404;
        else if (IsOwn == true)
            await ReadAsync(Form, ct);
    }

    // The form is read as the page that it was sent to would read it.
    private async Task ReadAsync(HeldForm form, CancellationToken ct)
    {
        var context = new DefaultHttpContext();
        (context.Request.ContentType, context.Request.Body, context.Request.ContentLength) = (form.ContentType, new MemoryStream(form.Body, writable: false), form.Body.Length);
        var read = await new FormFeature(context.Request, new FormOptions { MultipartBodyLengthLimit = long.MaxValue }).ReadFormAsync(ct);
        Texts = [.. read.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal)).SelectMany(field => field.Value).OfType<string>().Where(text => text.Length >= ShortestShown)];
        Files = [.. read.Files.Where(file => file.Length > 0).Select(file => file.FileName)];
    }
}
