using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Search.Find;

namespace Zhishu.Search.Export;

/// <summary>Choose a form for a whole result or for ticked records: at once, or made in the background.</summary>
[AllowAnonymous]
internal sealed class ExportModel(QueryReader reader, ISearchEngine engine, ExportJobs jobs, ExportLimit limit) : PageModel
{
    public SearchParameters? Asked { get; private set; }

    public IReadOnlyList<Guid> Ticked { get; private set; } = [];

    public string? Message { get; private set; }

    public long Total { get; private set; }

    /// <summary>Why none of the forms is offered, or null.</summary>
    public string? TooMany { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await ReadAsync(ct);
        if (Message is not null && TooMany is null)
            Response.StatusCode = 400;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string format, CancellationToken ct)
    {
        await ReadAsync(ct);
        if (Message is null && Asked is not null && ResultFormat.Find(format) is not null)
        {
            if (await jobs.AskAsync(SearchLinks.To(Asked with { From = 0 }, ""), format, Total, Origin.Of(HttpContext), ct) is { } id)
                return Redirect($"/search/exports/{id}");
            Message = Lang.T("等待生成的文件太多，请等前面的完成后再试");
        }

        Response.StatusCode = 400;
        return Page();
    }

    /// <summary>Where a form of it is downloaded at once.</summary>
    public string Download(ResultFormat format) => Ticked.Count > 0
        ? $"/search/download?format={format.Code}{string.Concat(Ticked.Select(id => $"&id={id}"))}"
        : SearchLinks.To(Asked! with { From = 0 }, "/search/download", ("format", format.Code));

    /// <summary>What a form must send to ask for the same records.</summary>
    public IEnumerable<(string Name, string Value)> Fields() => Ticked.Count > 0 ? Ticked.Select(id => ("id", id.ToString()))
        : SearchLinks.Fields(Asked! with { From = 0 }).Select(pair => (pair.Key, pair.Value));

    private async Task ReadAsync(CancellationToken ct)
    {
        if (Request.Query["id"].Count > 0)
        {
            Ticked = ExportRoutes.Ids(Request.Query) ?? [];
            Total = Ticked.Count;
            Message = Ticked.Count == 0 ? Lang.T("记录标识不正确") : null;
            return;
        }

        (Asked, var fault) = await SearchParameters.ReadAsync(Request.Query, reader, 0, ct);
        Message = fault?.Fault.Message.ToString();
        if (Asked is not null)
        {
            Total = (await engine.FindAsync(Asked.Request with { Size = 0 }, ct)).Total;
            Message = TooMany = limit.Fault(HttpContext, Total)?.ToString();
        }
    }
}
