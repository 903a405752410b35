using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Requests.Desk;

/// <summary>One request, for its client and for the member that works on it.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class CaseModel(AppDb db, RequestDesk desk, RequestTypes types, FileStore files, NetworkRegister register, AccountDesk accounts,
AuditTrail trail, Regions regions, Visitors visitors) : PageModel
{
    public Request It { get; private set; } = null!;

    public RequestParty Party { get; private set; }

    public RequestType? Type => types.Find(It.Type);

    public Organisation Member { get; private set; } = null!;

    public IReadOnlyList<Entry> Entries { get; private set; } = [];

    public IReadOnlyList<StoredFile> Given { get; private set; } = [];

    public IReadOnlyList<StoredFile> Results { get; private set; } = [];

    public IReadOnlyList<(string, string)> People { get; private set; } = [];

    public IReadOnlyList<(string, string)> Targets { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public string Draft { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public bool IsMember => Party.HasFlag(RequestParty.Handler);

    public bool SeesResult => It.State is RequestState.Delivered or RequestState.Accepted || IsMember;

    public bool May(RequestAct act) => RequestLifecycle.Table.Find(It.State, act, Party) is not null;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (requests, id) = (db.ServiceRequests, Guid.Parse(RouteData.Values["id"]!.ToString()!));
        if (await requests.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, HttpContext.RequestAborted) is not { } found || !found.IsVisibleTo(visitors.Signed))
        {
            context.Result = NotFound();
            return;
        }

        (It, Party) = (found, found.PartyOf(visitors.Signed));
        await next();
    }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(RequestAct act, RequestBody body, CancellationToken ct)
    {
        Draft = act == RequestAct.Deliver ? body.Text ?? "" : "";
        return await AnswerAsync(await desk.DoAsync(It.Id, act, Party, visitors.Actor, body, ct), ct);
    }

    public async Task<IActionResult> OnPostUploadAsync(IFormFile? upload, CancellationToken ct)
    {
        var kind = IsMember && It.State == RequestState.InWork ? Requests.Request.Results : Party.HasFlag(RequestParty.Client)
            && It.State is RequestState.Submitted or RequestState.Quoted or RequestState.InWork ? Requests.Request.Given : null;
        if (kind is null)
            return NotFound();
        var fault = upload is null ? new Bilingual("请选择文件", "Choose a file") : (await files.AddAsync(upload, kind, It.Id, visitors.Actor, RequestDesk.MostFiles, ct)).Fault;
        return await AnswerAsync(fault is { } wrong ? new("request.file", wrong) : null, ct);
    }

    public async Task<IActionResult> OnPostRemoveFileAsync(Guid file, CancellationToken ct)
    {
        if (!IsMember || It.State != RequestState.InWork)
            return NotFound();
        await files.RemoveAsync(file, Requests.Request.Results, It.Id, ct);
        return await AnswerAsync(null, ct);
    }

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect($"/requests/{It.Id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (entries, id, member) = (db.RequestEntries, It.Id, IsMember);
        Member = (await register.FindAsync(It.OrganisationId, ct))!;
        Entries = await entries.AsNoTracking().Where(row => row.RequestId == id && (member || row.Kind != EntryKind.Work)).OrderBy(row => row.Id).ToListAsync(ct);
        Given = await files.ListAsync(Requests.Request.Given, id, ct);
        if (SeesResult)
            Results = await files.ListAsync(Requests.Request.Results, id, ct);
        if (May(RequestAct.Assign))
            People = [.. (await accounts.PeopleOfAsync(It.OrganisationId, ct)).Select(row => (row.Account.ToString(), row.Name)).Distinct()];
        if (May(RequestAct.Transfer))
        {
            var ids = (await desk.OfferingAsync(It.ItemCode, ct)).Select(row => row.Id).Where(row => row != It.OrganisationId).ToList();
            Targets = [.. (await register.All().Where(row => ids.Contains(row.Id)).OrderBy(row => row.Region).Take(300).ToListAsync(ct))
                .Select(row => (row.Id.ToString(), $"{regions.PathOf(row.Region)} · {row.Name}"))];
        }

        if (member)
            History = await trail.ReadAsync(new(Subject: ("request", id.ToString())), 0, 100, ct);
    }
}
