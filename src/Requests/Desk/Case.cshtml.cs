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
AuditTrail trail, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    private Refusal? _refusal;

    public Request It { get; private set; } = null!;

    public RequestParty Party { get; private set; }

    public RequestType? Type => types.Find(It.Type);

    public Organisation Member { get; private set; } = null!;

    public string? ProposedTo { get; private set; }

    public IReadOnlyList<Entry> Entries { get; private set; } = [];

    /// <summary>Files by their kind, see <see cref="Requests.Request.FileKinds"/>; of the result only those not yet handed over.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<StoredFile>> Files { get; private set; } = new Dictionary<string, IReadOnlyList<StoredFile>>();

    /// <summary>The results handed over, the newest first, each with its files.</summary>
    public IReadOnlyList<(ResultVersion It, IReadOnlyList<StoredFile> Files)> Versions { get; private set; } = [];

    public IReadOnlyList<(string, string)> People { get; private set; } = [];

    public IReadOnlyList<(string, string)> Targets { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    /// <summary>The act that was refused, whose form comes back with what was typed.</summary>
    public RequestAct? Tried { get; private set; }

    public RequestBody Typed { get; private set; } = new();

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public bool IsClient => Party.HasFlag(RequestParty.Client);

    public bool IsMember => Party.HasFlag(RequestParty.Handler);

    public bool IsLate => It.IsLate(clock.GetUtcNow());

    /// <summary>Whether the other side may answer what this side proposed, or this side what the other did.</summary>
    public bool IsProposer => It.ProposedBy is { } side && (Party & ~side) == RequestParty.None;

    public bool May(RequestAct act) => RequestLifecycle.Table.Find(It.State, act, Party) is not null && !(act == RequestAct.AgreeEnd && IsProposer);

    public bool MayAdd(string kind) => RequestDesk.MayAdd(kind, It.State, Party);

    /// <summary>What was typed for an act that was refused, or null.</summary>
    public RequestBody? TypedFor(RequestAct act) => Tried == act ? Typed : null;

    /// <summary>What is wrong with a field of the act that was refused.</summary>
    public string? FaultOf(RequestAct act, string field) => Tried == act && _refusal?.Code == $"request.{field}" ? _refusal.Text.ToString() : null;

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
        (Tried, Typed) = (act, body);
        return await AnswerAsync(await desk.DoAsync(It.Id, act, Party, visitors.Actor, body, ct), ct);
    }

    public async Task<IActionResult> OnPostUploadAsync(IFormFile? upload, string? kind, CancellationToken ct)
    {
        kind ??= MayAdd("result") ? "result" : "given";
        return MayAdd(kind) ? await AnswerAsync(await desk.AddFileAsync(It.Id, kind, Party, upload, visitors.Actor, ct), ct) : NotFound();
    }

    public async Task<IActionResult> OnPostRemoveFileAsync(Guid file, CancellationToken ct) =>
        MayAdd("result") ? await AnswerAsync(await desk.RemoveFileAsync(It.Id, file, ct), ct) : NotFound();

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect($"/requests/{It.Id}");
        (_refusal, Message) = (refusal, refusal.Text);
        Response.StatusCode = refusal.Status;

        // What somebody else has done meanwhile is shown beside what was typed.
        var requests = db.ServiceRequests;
        It = await requests.AsNoTracking().FirstAsync(row => row.Id == It.Id, ct);
        Party = It.PartyOf(visitors.Signed);
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (entries, versions, id, member, side) = (db.RequestEntries, db.ResultVersions, It.Id, IsMember, Party != RequestParty.None);
        Member = (await register.FindAsync(It.OrganisationId, ct))!;
        ProposedTo = It.ProposedTo is { } proposed ? (await register.FindAsync(proposed, ct))?.Name : null;

        // A member that had it before sees what it was asked and where it went, not what others quoted, wrote or found.
        Entries = await entries.AsNoTracking().Where(row => row.RequestId == id && (member || row.Kind != EntryKind.Work) && side).OrderBy(row => row.Id).ToListAsync(ct);
        var found = new Dictionary<string, IReadOnlyList<StoredFile>>();
        foreach (var (name, kind) in Requests.Request.FileKinds)
            found[name] = name == "given" || side ? await files.ListAsync(kind, id, ct) : [];
        if (side)
        {
            var results = found["result"].ToDictionary(file => file.Id);
            Versions = [.. (await versions.AsNoTracking().Where(row => row.RequestId == id).OrderByDescending(row => row.Number).ToListAsync(ct))
                .Select(row => (row, (IReadOnlyList<StoredFile>)[.. row.Files.Where(results.ContainsKey).Select(file => results[file])]))];
            var handed = Versions.SelectMany(version => version.It.Files).ToHashSet();
            found["result"] = member ? [.. found["result"].Where(file => !handed.Contains(file.Id))] : [];
        }

        Files = found;
        if (May(RequestAct.Assign))
            People = [.. (await accounts.PeopleOfAsync(It.OrganisationId, ct)).Select(row => (row.Account.ToString(), row.Name)).Distinct()];
        if (May(RequestAct.Transfer) || May(RequestAct.HandOver) || May(RequestAct.Choose))
        {
            var ids = (await desk.OfferingAsync(It.ItemCode, ct)).Select(row => row.Id).Where(row => row != It.OrganisationId).ToList();
            Targets = [("", Lang.T("请选择", "Choose")), .. (await register.All().Where(row => ids.Contains(row.Id)).OrderBy(row => row.Region).Take(300).ToListAsync(ct))
                .Select(row => (row.Id.ToString(), $"{regions.PathOf(row.Region)} · {row.Name}"))];
        }

        if (member)
            History = await trail.ReadAsync(new(Subject: ("request", id.ToString())), 0, 100, ct);
    }
}
