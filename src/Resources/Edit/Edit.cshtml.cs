using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources.Edit;

/// <summary>Writes a resource, reviews it, publishes it.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class EditModel(AppDb db, ResourceDesk desk, ResourceKinds kinds, FileStore files, SiteText texts, IEnumerable<IFinder> finders,
NetworkRegister register, AuditTrail trail, Visitors visitors, TimeProvider clock) : PageModel
{
    private const double Alike = 0.35;

    public Guid? Id { get; private set; }

    public Resource? It { get; private set; }

    public ResourceKind Kind { get; private set; } = null!;

    public ResourceInput Typed { get; private set; } = new();

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    public IReadOnlyList<FoundItem> Similar { get; private set; } = [];

    public IReadOnlyList<Review> Reviews { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public IReadOnlyList<ResourceAct> Acts { get; private set; } = [];

    public bool MayWrite { get; private set; }

    /// <summary>What somebody else has changed since the form was opened.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; private set; } = [];

    /// <summary>What the form has seen: as it was opened, or what is there now when that is shown beside it.</summary>
    public string Seen => Typed.Seen ?? SeenForm.MarkOf(Stored);

    private ResourceInput Stored => ResourceInput.Of(It?.Draft ?? It?.Content ?? new());

    public string? Preview { get; private set; }

    public Bilingual? Message { get; private set; }

    public bool IsReview => It?.State is ResourceState.Submitted or ResourceState.Forwarded;

    public async Task<IActionResult> OnGetAsync(Guid? id, string? kind, CancellationToken ct)
    {
        if (!await LoadAsync(id, kind, ct))
            return NotFound();
        await RestAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id, string? kind, Guid? member, ResourceInput input, string? todo, CancellationToken ct)
    {
        if (!await LoadAsync(id, kind, ct) || !MayWrite)
            return NotFound();
        Typed = input;
        Faults = desk.Check(Kind, input);
        if (todo == "preview" || Faults.Count > 0)
        {
            Message = Faults.Count > 0 ? new("请改正标出的内容", "Mend what is marked") : null;
            Response.StatusCode = Faults.Count > 0 ? 400 : 200;
            Preview = input.Body is { Length: > 0 and <= 50_000 } ? input.Body : null;
            await RestAsync(ct);
            return Page();
        }

        var owner = It is null ? Members.FirstOrDefault(row => row.Id == member) : null;
        if (It is null && owner is null && Members.Count > 0 && Kind.Writers.Contains("member") && visitors.Signed.Offices.Count == 0)
            return NotFound();
        var key = id ?? Guid.CreateVersion7(clock.GetUtcNow());
        var person = visitors.Signed;
        var region = owner?.Region ?? person.Regions.FirstOrDefault() ?? ResourceKinds.Nation;
        var refusal = await desk.WriteAsync(key, Kind, owner, region, input, person, visitors.Actor, ct);
        if (refusal == SeenForm.Changed)
        {
            Changed = SeenForm.Differences(input, Stored, ResourceInput.Labels);
            Typed.Seen = null;
        }

        return await AnswerAsync(key, refusal, ct);
    }

    public async Task<IActionResult> OnPostActAsync(Guid? id, ResourceAct act, string? opinion, string[]? ticked, CancellationToken ct)
    {
        if (!await LoadAsync(id, null, ct) || It is null)
            return NotFound();
        return await AnswerAsync(It.Id, await desk.DoAsync(It.Id, act, visitors.Signed, opinion, ticked ?? [], visitors.Actor, ct), ct);
    }

    public async Task<IActionResult> OnPostUploadAsync(Guid? id, IFormFile? upload, CancellationToken ct)
    {
        if (!await LoadAsync(id, null, ct) || It is null || !MayWrite)
            return NotFound();
        return await AnswerAsync(It.Id, upload is null ? new("resource.file", new("请选择文件", "Choose a file")) : await desk.AddFileAsync(It, Kind, upload, visitors.Signed, visitors.Actor, ct), ct);
    }

    public async Task<IActionResult> OnPostRemoveFileAsync(Guid? id, Guid file, CancellationToken ct)
    {
        if (!await LoadAsync(id, null, ct) || It is null || !MayWrite)
            return NotFound();
        return await AnswerAsync(It.Id, await desk.RemoveFileAsync(It.Id, Kind, file, visitors.Signed, ct), ct);
    }

    private async Task<IActionResult> AnswerAsync(Guid id, Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect($"/resources/edit/{id}");
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        await RestAsync(ct);
        return Page();
    }

    private async Task<bool> LoadAsync(Guid? id, string? kind, CancellationToken ct)
    {
        var (person, own) = (visitors.Signed, visitors.Signed.Organisations);
        if (id is not { } known)
        {
            if (kinds.Find(kind) is not { } found || !found.MayWrite(person))
                return false;
            (Kind, MayWrite) = (found, true);
            if (found.Writers.Contains("member"))
                Members = await register.ActedForByAsync(person, ct);
            return Members.Count > 0 || person.Offices.Count > 0;
        }

        var resources = db.SharedResources;
        It = await resources.AsNoTracking().FirstOrDefaultAsync(row => row.Id == known, ct);
        if (It is null || kinds.Find(It.Kind) is not { } its)
            return false;
        (Id, Kind) = (known, its);
        var party = It.PartyOf(person, Kind);
        MayWrite = (party & (ResourceParty.Author | ResourceParty.Editor)) != 0 && !IsReview;
        Acts = [.. ResourceDesk.Acts(It, Kind, person).Where(act => act != ResourceAct.Change)];
        Typed = ResourceInput.Of(It.Draft ?? It.Content ?? new());
        return party != ResourceParty.None;
    }

    private async Task RestAsync(CancellationToken ct)
    {
        if (Kind.Similar && Typed.Title is { Length: > 1 } title)
        {
            var shared = await texts.FindAsync($"{title} {Typed.Summary}", [Resource.SiteKind], Alike, 0, 11, ct);
            var themes = finders.First(finder => finder.Code == "themes").FindAsync(title, 5, ct);
            Similar = [.. shared.Where(hit => hit.Id != Id).Take(10).Select(hit => new FoundItem(hit.Title, hit.Url, hit.Summary)), .. (await themes).Items];
        }

        if (It is not { } it)
            return;
        var (reviews, wanted) = (db.Reviews, (it.Draft ?? it.Content)?.Files ?? []);
        Files = [.. (await files.ListAsync(Resource.FileKind, it.Id, ct)).Where(file => wanted.Contains(file.Id))];
        Reviews = await reviews.AsNoTracking().Where(row => row.ResourceId == it.Id).OrderByDescending(row => row.Id).Take(20).ToListAsync(ct);
        History = await trail.ReadAsync(new(Subject: ("resource", it.Id.ToString())), 0, 50, ct);
    }
}
