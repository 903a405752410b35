using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Exchange.Packages;

/// <summary>What an administrator says of a source of packages.</summary>
internal sealed partial class PackageSourceForm
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Its folder below that of all packages.</summary>
    public string? Folder { get; set; }

    /// <summary>The SFTP server; empty when a mirror program fills the folder.</summary>
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 22;

    /// <summary>The folder on the server.</summary>
    public string? Path { get; set; }

    /// <summary>The account there.</summary>
    public string? Account { get; set; }

    /// <summary>Password or private key; empty keeps what is known.</summary>
    public string? Secret { get; set; }

    /// <summary>Fingerprint of the server's key; empty trusts the first that is seen.</summary>
    public string? HostKey { get; set; }

    /// <summary>Licence of the data.</summary>
    public string? Licence { get; set; }

    /// <summary>Minutes between two looks.</summary>
    public int Minutes { get; set; } = 60;

    /// <summary>Whether files that were fetched stay after their import.</summary>
    public bool KeepsFiles { get; set; }

    /// <summary>Why it cannot be so, or null.</summary>
    public Bilingual? Fault() => (Name?.Trim(), Folder?.Trim(), Host?.Trim(), Path?.Trim()) switch
    {
        (null or { Length: 0 or > 60 }, _, _, _) => new("名称应为 1 至 60 个字"),
        (_, null, _, _) => new("请填写目录名"),
        (_, { } folder, _, _) when !Plain().IsMatch(folder) => new("目录名只能用小写字母、数字、连字符和下划线，至多 60 个字符"),
        (_, _, { Length: > 0 } host, _) when Uri.CheckHostName(host) == UriHostNameType.Unknown => new("服务器应为主机名或 IP 地址"),
        (_, _, { Length: > 0 }, _) when Port is < 1 or > 65535 => new("端口应为 1 至 65535"),
        (_, _, _, { Length: > 400 }) => new("路径过长"),
        _ when Minutes is < 5 or > 10080 => new("间隔应为 5 至 10080 分钟"),
        _ => null,
    };

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,59}$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}

/// <summary>The sources of packages, and the form for a new one.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class SourcesModel(PackageStore store, SftpFetcher fetcher, Visitors visitors, ProcessLog log, TimeProvider clock) : PageModel
{
    public IReadOnlyList<PackageSource> Sources { get; private set; } = [];

    [BindProperty]
    public PackageSourceForm Form { get; set; } = new();

    public Bilingual? Message { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Sources = await store.SourcesAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Message = Form.Fault();
        var source = new PackageSource { Id = Guid.CreateVersion7(clock.GetUtcNow()), Folder = Form.Folder?.Trim() ?? "" };
        if (Message is null)
        {
            Fill(source, Form, fetcher);
            if (await store.SaveAsync(source, ct))
            {
                Directory.CreateDirectory(store.FolderOf(source));
                await log.WriteAsync("package.source", visitors.Actor, new Subject("package-source", source.Id.ToString(), source.Name), null, ct);
                return Redirect($"/imports/packages/{source.Id}");
            }

            Message = new("名称或目录已被另一个来源使用");
        }

        Response.StatusCode = StatusCodes.Status400BadRequest;
        Sources = await store.SourcesAsync(ct);
        return Page();
    }

    internal static void Fill(PackageSource source, PackageSourceForm form, SftpFetcher fetcher)
    {
        string? Text(string? text) => SafeText.Clean(text ?? "").Trim() is { Length: > 0 } given ? given : null;
        source.Name = Text(form.Name)!;
        source.Host = Text(form.Host);
        source.Port = form.Port;
        source.Path = Text(form.Path) ?? "/";
        source.Account = Text(form.Account);
        source.HostKey = Text(form.HostKey);
        source.Licence = Text(form.Licence);
        source.Minutes = form.Minutes;
        source.KeepsFiles = form.KeepsFiles;
        if (!string.IsNullOrWhiteSpace(form.Secret))
            source.Secret = fetcher.Protect(form.Secret);
    }
}
