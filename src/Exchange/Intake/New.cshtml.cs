using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Exchange.Intake;

/// <summary>Names of the states of an upload.</summary>
internal static class UploadLabels
{
    public static Bilingual Of(string state) => state switch
    {
        "asked" => new("等待确认"),
        "waiting" => new("排队中"),
        "running" => new("正在导入"),
        "done" => new("已导入"),
        "failed" => new("失败"),
        _ => new("已放弃"),
    };
}

/// <summary>Where a file to import is sent.</summary>
[Authorize(Policy = Duties.Administrator)]
[RequestSizeLimit(UploadStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = UploadStore.Largest + (1 << 20))]
internal sealed class NewModel(UploadStore uploads, Visitors visitors) : PageModel
{
    public IReadOnlyList<Upload> Uploads { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Uploads = await uploads.LastAsync(ct);

    public async Task<IActionResult> OnPostAsync(IReadOnlyList<IFormFile> upload, CancellationToken ct)
    {
        var faults = new List<Bilingual>();
        var last = Guid.Empty;
        foreach (var file in upload)
        {
            var (id, why) = await uploads.TakeAsync(file, visitors.Signed.Id, ct);
            if (why is not { } fault)
                last = id;
            else
                faults.Add(upload.Count == 1 ? fault : new($"{Path.GetFileName(file.FileName)}：{fault}"));
        }

        if (faults.Count == 0 && upload.Count > 0)
            return Redirect(upload.Count == 1 ? $"/imports/uploads/{last}" : "/imports/new");
        Message = faults.Count == 0 ? new("请选择文件") : Bilingual.Join(new("；"), faults);
        Uploads = await uploads.LastAsync(ct);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
