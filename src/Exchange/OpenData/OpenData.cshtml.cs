using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Exchange.OpenData;

/// <summary>The data sets, their files, and the interfaces by which programs reach the hub.</summary>
[AllowAnonymous]
internal sealed class OpenDataModel(DumpStore dumps, IOptions<HubOptions> options) : PageModel
{
    public const int DaysShown = 14;

    public IReadOnlyList<Dump> Built { get; private set; } = [];

    public string? Licence => options.Value.OpenDataLicence;

    /// <summary>The file of a form, or null when it has not been built yet.</summary>
    public Dump? FileOf(DataSet set, Distribution one) => one.Dump ? Built.FirstOrDefault(dump => dump.Dataset == set.Code && dump.Format == one.Format) : null;

    public IEnumerable<Dump> Days => Built.Where(dump => dump.Dataset == DumpStore.Changes).OrderByDescending(dump => dump.Format, StringComparer.Ordinal);

    public async Task OnGetAsync(CancellationToken ct) => Built = await dumps.AllAsync(ct);

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1 << 20 => $"{bytes / 1024.0:0.#} KB",
        < 1 << 30 => $"{bytes / 1048576.0:0.#} MB",
        _ => $"{bytes / 1073741824.0:0.##} GB",
    };
}
