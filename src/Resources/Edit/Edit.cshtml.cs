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
internal sealed class EditModel(AppDb db, ResourceDesk desk, ResourceKinds kinds, FileStore files, SimilarPlans similar, Inspections inspections,
NetworkRegister register, AuditTrail trail, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{

    public Guid? Id { get; private set; }

    public Resource? It { get; private set; }

    public ResourceKind Kind { get; private set; } = null!;

    public ResourceInput Typed { get; private set; } = new();

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    /// <summary>Platforms like this one, wherever they stand.</summary>
    public IReadOnlyList<SimilarOne> Similar { get; private set; } = [];

    /// <summary>Thematic databases like it.</summary>
    public IReadOnlyList<FoundItem> Themes { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public IReadOnlyDictionary<Guid, Inspection> Inspected { get; private set; } = new Dictionary<Guid, Inspection>();

    /// <summary>How many said what of the plan.</summary>
    public IReadOnlyDictionary<string, int> Said { get; private set; } = new Dictionary<string, int>();

    /// <summary>What a reviewer typed, when it was refused.</summary>
    public Decision Decided { get; private set; } = Decision.None;

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

    public bool IsReview => It is { IsFrozen: true };

    public Regions Regions => regions;

    public string? Hint(KindField field) => Lang.IsEnglish ? field.HintEn : field.HintZh;

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

    public async Task<IActionResult> OnPostActAsync(Guid? id, ResourceAct? act, string? opinion, string[]? ticked, string? tested, CancellationToken ct)
    {
        if (!await LoadAsync(id, null, ct) || It is null || act is not { } known)
            return NotFound();
        Decided = new(opinion, ticked ?? [], tested);
        return await AnswerAsync(It.Id, await desk.DoAsync(It.Id, known, visitors.Signed, Decided, visitors.Actor, ct), ct);
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
            var answers = Typed.Fields.ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
            Similar = await similar.FindAsync(Kind, Id, title, Typed.Summary ?? "", answers, ct);
            Themes = await similar.ThemesAsync(title, ct);
            var members = Similar.Select(one => one.Member).OfType<Guid>().Distinct().ToList();
            Names = await register.All().Where(row => members.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        }

        if (It is not { } it)
            return;
        var (reviews, wanted) = (db.Reviews, (it.Draft ?? it.Content)?.Files ?? []);
        Files = [.. (await files.ListAsync(Resource.FileKind, it.Id, ct)).Where(file => wanted.Contains(file.Id))];
        if (Kind.Archives)
            Inspected = await inspections.OfAsync(it.Id, Files, ct);
        if (it.ConsultFrom is not null)
        {
            var comments = db.Comments;
            Said = await comments.Where(row => row.ResourceId == it.Id).GroupBy(row => row.Stance)
                .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        }

        Reviews = await reviews.AsNoTracking().Where(row => row.ResourceId == it.Id).OrderByDescending(row => row.Id).Take(20).ToListAsync(ct);
        History = await trail.ReadAsync(new(Subject: ("resource", it.Id.ToString())), 0, 50, ct);
    }
}
