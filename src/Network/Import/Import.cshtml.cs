using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network.Register;

namespace Zhishu.Network.Import;

/// <summary>Import in two steps: a dry run that reports row by row, then the same file applied.</summary>
[Authorize(Policy = Duties.Registrar)]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class ImportModel(AppDb db, OrganisationImport import, Visitors visitors, TimeProvider clock) : PageModel
{
    public IReadOnlyList<ImportedRow>? Rows { get; private set; }

    public Guid Batch { get; private set; }

    public bool Applied { get; private set; }

    public Bilingual? Message { get; private set; }

    public int Of(RowOutcome outcome) => Rows?.Count(row => row.Outcome == outcome) ?? 0;

    public static Bilingual Label(RowOutcome outcome) => outcome switch
    {
        RowOutcome.Added => new("added|新增"),
        RowOutcome.Changed => new("changed|更新"),
        RowOutcome.Same => new("不变"),
        _ => new("refused|拒绝"),
    };

    public void OnGet()
    {
    }

    public IActionResult OnGetTemplate() => File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(CsvText.Line(OrganisationTable.Headings)))
        .ToArray(), "text/csv", "organisations-template.csv");

    public async Task<IActionResult> OnPostAsync(IFormFile? upload, CancellationToken ct)
    {
        if (upload is null || upload.Length is 0 or > FileStore.Largest)
            return Refuse(new("请选择一个不超过 10 MB 的文件"));
        var content = new byte[upload.Length];
        await using (var stream = upload.OpenReadStream())
        {
            await stream.ReadExactlyAsync(content, ct);
        }

        var (rows, fault) = await import.RunAsync(content, visitors.Signed, visitors.Actor, apply: false, ct);
        db.ChangeTracker.Clear();
        if (fault is not null)
            return Refuse(fault.Value);
        var (batches, me) = (db.ImportBatches, visitors.Signed.Id);
        await batches.Where(row => row.AccountId == me && row.AppliedAt == null).ExecuteDeleteAsync(ct);
        Batch = Guid.CreateVersion7(clock.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into network.import_batch (id, name, content, account_id, uploaded_at)
            values ({Batch}, {Path.GetFileName(SafeText.Clean(upload.FileName))}, {content}, {me}, {clock.GetUtcNow()})
            """, ct);
        Rows = rows;
        return Page();
    }

    public async Task<IActionResult> OnPostApplyAsync(Guid batch, CancellationToken ct)
    {
        var (batches, me) = (db.ImportBatches, visitors.Signed.Id);
        if (await batches.FirstOrDefaultAsync(row => row.Id == batch && row.AccountId == me, ct) is not { } kept)
            return Refuse(new("试运行的文件已不在，请重新上传"));
        if (kept.AppliedAt is not null)
            return Refuse(new("这个文件已经写入过了"));
        kept.AppliedAt = clock.GetUtcNow();
        try
        {
            (Rows, _) = await import.RunAsync(kept.Content, visitors.Signed, visitors.Actor, apply: true, ct);
        }
        catch (DbUpdateException)
        {
            return Refuse(new("写入期间其他人登记了相同的机构或编号，没有写入任何一行，请重新试运行"));
        }

        (Applied, Batch) = (true, batch);
        return Page();
    }

    private PageResult Refuse(Bilingual message)
    {
        Message = message;
        Response.StatusCode = 400;
        return Page();
    }
}
