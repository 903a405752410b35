using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Exchange.Packages;

/// <summary>A line of what a source delivered: a delivery, or a week in which one should have come.</summary>
internal sealed record DeliveryLine(DateOnly? Day, PackageDelivery? Delivery);

/// <summary>What a source of packages delivered, what is missing, and its settings.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class SourceModel(PackageStore store, SftpFetcher fetcher, Visitors visitors, ProcessLog log, TimeProvider clock) : PageModel
{
    public PackageSource Source { get; private set; } = null!;

    public IReadOnlyList<DeliveryLine> Lines { get; private set; } = [];

    public int Missing { get; private set; }

    /// <summary>Whether a delivery should have come by now.</summary>
    public bool IsLate { get; private set; }

    [BindProperty]
    public PackageSourceForm Form { get; set; } = new();

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } source)
            return NotFound();
        Form = FormOf(source);
        return await ShowAsync(source, ct);
    }

    private static PackageSourceForm FormOf(PackageSource source) => new()
    {
        Name = source.Name,
        Folder = source.Folder,
        Host = source.Host,
        Port = source.Port,
        Path = source.Path,
        Account = source.Account,
        HostKey = source.HostKey,
        Licence = source.Licence,
        Minutes = source.Minutes,
        KeepsFiles = source.KeepsFiles,
    };

    private async Task<IActionResult> ShowAsync(PackageSource source, CancellationToken ct)
    {
        Source = source;
        var deliveries = await store.DeliveriesAsync(source.Id, ct);
        var days = deliveries.Select(delivery => delivery.Day).OfType<DateOnly>().ToList();
        var missing = PackagePlan.Missing(days);
        (Missing, IsLate) = (missing.Count, PackagePlan.IsLate(days, clock.Today()));
        Lines = [.. deliveries.Select(delivery => new DeliveryLine(delivery.Day, delivery)).Concat(missing.Select(day => new DeliveryLine(day, null)))
            .OrderByDescending(line => line.Day ?? DateOnly.MaxValue)];
        return Page();
    }

    /// <summary>The mark of what the form shows.</summary>
    public string Seen => SeenForm.MarkOf(FormOf(Source));

    public async Task<IActionResult> OnPostSaveAsync(Guid id, string? seen, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } source)
            return NotFound();
        Form.Folder = source.Folder;
        if (SeenForm.IsStale(seen, FormOf(source)))
        {
            (Message, Response.StatusCode) = (SeenForm.Changed.Text, StatusCodes.Status409Conflict);
            return await ShowAsync(source, ct);
        }

        Message = Form.Fault();
        if (Message is null)
        {
            SourcesModel.Fill(source, Form, fetcher);
            if (await store.SaveAsync(source, ct))
            {
                await log.WriteAsync("package.source", visitors.Actor, new Subject("package-source", id.ToString(), source.Name), null, ct);
                return Redirect($"/imports/packages/{id}");
            }

            Message = new("名称已被另一个来源使用");
        }

        Response.StatusCode = StatusCodes.Status400BadRequest;
        return await ShowAsync(source, ct);
    }

    public async Task<IActionResult> OnPostLookAsync(Guid id, CancellationToken ct)
    {
        await store.AskAsync(id, ct);
        return Redirect($"/imports/packages/{id}");
    }

    public async Task<IActionResult> OnPostPauseAsync(Guid id, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } source)
            return NotFound();
        source.Paused = !source.Paused;
        await store.SaveAsync(source, ct);
        await log.WriteAsync(source.Paused ? "package.pause" : "package.resume", visitors.Actor, new Subject("package-source", id.ToString(), source.Name), null, ct);
        return Redirect($"/imports/packages/{id}");
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } source)
            return NotFound();
        await store.RemoveAsync(id, ct);
        await log.WriteAsync("package.remove", visitors.Actor, new Subject("package-source", id.ToString(), source.Name), null, ct);
        return Redirect("/imports/packages");
    }

    public static Bilingual StateOf(string state) => state switch
    {
        "arriving" => new("正在送达"),
        "importing" => new("正在导入"),
        "done" => new("已导入"),
        _ => new("失败"),
    };
}
