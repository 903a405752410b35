using System.Data.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Apply;

/// <summary>The form, part by part. It is a row from the first moment, so nothing is lost between visits.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class EditModel(AppDb db, CaseReader cases, DossierDesk desk, FormKeeper keeper, NetworkRegister register, FileStore files, ProcessLog log, Visitors visitors) : PageModel
{
    public const int MostFiles = 10;

    private Case _case = null!;

    public Filing Filing => _case.Filing!;

    public Dossier Dossier => _case.Dossier;

    public Scheme Scheme => _case.Now.Scheme;

    public string Part { get; private set; } = "";

    public FilingForm Typed { get; private set; } = new();

    public FormSection? Section => Scheme.Sections.FirstOrDefault(section => section.Id == Part);

    public Bilingual? Message { get; private set; }

    public IReadOnlyList<(string Code, Bilingual Label, bool Done)> Parts { get; private set; } = [];

    public IReadOnlyList<(string Kind, Bilingual Title, Bilingual Hint, IReadOnlyList<StoredFile> Files)> Papers { get; private set; } = [];

    public IEnumerable<(Bilingual, string)> Facts =>
    [
        (new("Name|名称"), Filing.Form.Facts.Name), (new("机构类别"), Filing.Form.Facts.Kind), (new("机构性质"), Filing.Form.Facts.LegalForm),
            (new("地址"), Filing.Form.Facts.Address),
        (new("线上服务平台"), $"{Filing.Form.Facts.PlatformName} {Filing.Form.Facts.PlatformUrl}"), (new("主要负责人"),
            $"{Filing.Form.Facts.Principal} {Filing.Form.Facts.PrincipalPost}"),
        (new("联系人"), $"{Filing.Form.Facts.Contact} {Filing.Form.Facts.ContactPost}"), (new("联系电话"), Filing.Form.Facts.Phone), (new("Mail|邮箱"), Filing.Form.Facts.Email),
        (new("Audience|服务对象"), Filing.Form.Facts.Audience), (new("服务事项清单"), Filing.Form.Facts.ServiceItems), (new("推荐部门"), Filing.Form.Facts.RecommenderName),
    ];

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var found = await cases.FilingAsync(Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted);
        Part = RouteData.Values["part"]?.ToString() ?? "";
        if (found is null || (found.Who & Party.Applicant) == 0
            || (Part is not ("facts" or "team" or "cases" or "conditions" or "opinion" or "papers") && found.Now.Scheme.Sections.All(section => section.Id != Part)))
        {
            context.Result = NotFound();
            return;
        }

        _case = found;
        if (!FilingLifecycle.IsEditable(Filing.State))
        {
            context.Result = LocalRedirect($"/filings/{Filing.Id}");
            return;
        }

        Typed = Filing.Form;
        await next();
    }

    public Task OnGetAsync(CancellationToken ct) => ShowAsync(ct);

    public async Task<IActionResult> OnPostAsync(int revision, bool next, CancellationToken ct)
    {
        if (await SaveAsync(revision, told: true, ct) is { } refused)
            return await AgainAsync(refused, ct);
        await ShowAsync(ct);
        var at = Parts.Select(part => part.Code).ToList().IndexOf(Part);
        return LocalRedirect($"/filings/{Filing.Id}/form/{(next && at + 1 < Parts.Count ? Parts[at + 1].Code : Part)}");
    }

    public async Task<IActionResult> OnPostAutosaveAsync(int revision, CancellationToken ct)
    {
        var refused = await SaveAsync(revision, told: false, ct);
        return refused is null ? new JsonResult(new { revision = revision + 1 })
            : new JsonResult(new { text = refused.Text.ToString() }) { StatusCode = refused.Code == "filings.conflict" ? 409 : 400 };
    }

    public async Task<IActionResult> OnPostFileAsync(string? kind, IFormFile? upload, CancellationToken ct)
    {
        if (kind is not (DossierDesk.Rules or DossierDesk.Sealed or DossierDesk.Other))
            return NotFound();
        var (ready, fault) = upload is null ? (null, new("请选择文件")) : await files.TakeAsync(upload, ct);
        var refused = ready is null ? new("filings.file", fault!.Value) : await EditAsync(async transaction =>
        {
            if ((await files.KeepAsync(transaction, ready, kind, Filing.Id, visitors.Actor, MostFiles, ct)).Fault is { } full)
                return new("filings.file", full);
            log.Record("filing.file", visitors.Actor, FilingSubject, ready.Name);
            return null;
        }, ct);
        return refused is null ? LocalRedirect($"/filings/{Filing.Id}/form/papers") : await AgainAsync(refused, ct);
    }

    public async Task<IActionResult> OnPostRemoveFileAsync(string? kind, Guid file, CancellationToken ct)
    {
        var refused = kind is not (DossierDesk.Rules or DossierDesk.Sealed or DossierDesk.Other) ? null : await EditAsync(async transaction =>
        {
            if (await files.RemoveAsync(transaction, file, kind, Filing.Id, ct))
                log.Record("filing.fileRemoved", visitors.Actor, FilingSubject);
            return null;
        }, ct);
        return refused is null ? LocalRedirect($"/filings/{Filing.Id}/form/papers") : await AgainAsync(refused, ct);
    }

    // The filing, its files and its line in the trail are changed together; what was handed in meanwhile is not changed any more.
    private Task<Refusal?> EditAsync(Func<DbTransaction, Task<Refusal?>> edit, CancellationToken ct)
    {
        var id = Filing.Id;
        return desk.WorkAsync(Dossier.Id, visitors.Actor, async (dossier, _) => FilingLifecycle.IsEditable(dossier.Filings.Find(row => row.Id == id)!.State)
            ? await edit(db.Database.CurrentTransaction!.GetDbTransaction())
            : DossierDesk.Conflict, ct);
    }

    private async Task<IActionResult> AgainAsync(Refusal refused, CancellationToken ct)
    {
        Message = refused.Text;
        Response.StatusCode = refused.Code == "filings.conflict" ? 409 : 400;
        await ShowAsync(ct);
        return Page();
    }

    private Subject FilingSubject => new("filing", Filing.Id, _case.Now.Facts.Name, Dossier.OrganisationId);

    private async Task<Refusal?> SaveAsync(int revision, bool told, CancellationToken ct)
    {
        var sent = Request.Form.ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => value ?? "").ToArray());
        var (form, fault) = Part == "facts"
            ? (Filing.Form with { Facts = await keeper.FactsAsync((await register.FindAsync(Dossier.OrganisationId, ct))!, Scheme, ct) }, null)
            : FormKeeper.Take(Filing.Form, Scheme, Part, sent);
        Typed = fault is null ? form : Typed;
        if (fault is { } wrong)
            return new("filings.form", wrong);
        var id = Filing.Id;
        return await desk.WorkAsync(Dossier.Id, visitors.Actor, (dossier, now) =>
        {
            var filing = dossier.Filings.Find(row => row.Id == id)!;
            if (filing.FormRevision != revision || !FilingLifecycle.IsEditable(filing.State))
                return ValueTask.FromResult<Refusal?>(DossierDesk.Conflict);
            if (System.Text.Json.JsonSerializer.Serialize(filing.Form, JsonColumn.Options) != System.Text.Json.JsonSerializer.Serialize(form, JsonColumn.Options))
                (filing.Form, filing.FormChangedAt) = (form, now.Now);
            filing.FormRevision++;
            if (told)
                log.Record("filing.form", visitors.Actor, FilingSubject, Part);
            return ValueTask.FromResult<Refusal?>(null);
        }, ct);
    }

    private async Task ShowAsync(CancellationToken ct)
    {
        var missing = FilingChecks.Missing(Filing, _case.Now).Select(check => check.Part).ToHashSet();
        (string Code, Bilingual Label)[] codes =
        [
            ("facts", new("一、基本情况")),
            .. Scheme.Sections.Take(1).Select(section => (section.Id, Bilingual.Of($"{section.Number}、{section.Zh}", section.En))),
            ("team", new("三、服务团队")),
            .. Scheme.Sections.Skip(1).Select(section => (section.Id, Bilingual.Of($"{section.Number}、{section.Zh}", section.En))),
            ("cases", new("五、典型案例")),
            ("conditions", new("备案条件")),
            ("opinion", new("六、机构意见")),
            ("papers", new("附件与盖章件")),
        ];
        Parts = [.. codes.Select(part => (part.Code, part.Label, !missing.Contains(part.Code)))];
        if (Part == "papers")
        {
            var all = new List<(string, Bilingual, Bilingual, IReadOnlyList<StoredFile>)>();
            foreach (var (kind, title, hint) in new (string, Bilingual, Bilingual)[]
            {
                (DossierDesk.Rules, new("相关工作制度"), new("至少一个文件（第六条（二））")),
                (DossierDesk.Sealed, new("Signed and sealed|盖章签字的备案表扫描件"),
                    new("先填完各部分，下载打印备案表，签字盖章后扫描上传")),
                (DossierDesk.Other, new("其他证明材料"), new("如法人证书、典型案例材料")),
            })
                all.Add((kind, title, hint, await files.ListAsync(kind, Filing.Id, ct)));
            Papers = all;
        }
    }
}
