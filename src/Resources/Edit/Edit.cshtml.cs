using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources.Edit;

/// <summary>One resource in the hands of those who write and review it.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class EditModel(ResourceCase cases, CaseDesk<Resource, ResourceState, ResourceAct, ResourceParty> desk, AuditTrail trail, Visitors visitors, AppDb db, ResourceKinds kinds,
    ResourceFiles kept, FileStore files, SimilarPlans similar, Inspections inspections, NetworkRegister register, Regions regions)
    : CasePage<Resource, ResourceState, ResourceAct, ResourceParty>(cases, desk, trail, visitors)
{
    public ResourceKind Kind => kinds.Find(It.Kind)!;

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    /// <summary>Platforms like this one, wherever they stand, with who provides them.</summary>
    public IReadOnlyList<(SimilarOne One, string By)> Similar { get; private set; } = [];

    /// <summary>Thematic databases like it.</summary>
    public IReadOnlyList<FoundItem> Themes { get; private set; } = [];

    public IReadOnlyDictionary<Guid, Inspection> Inspected { get; private set; } = new Dictionary<Guid, Inspection>();

    /// <summary>How many said what of the plan.</summary>
    public IReadOnlyDictionary<string, int> Said { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyList<Review> Reviews { get; private set; } = [];

    public bool MayWrite => !It.IsFrozen && (Party & (ResourceParty.Author | ResourceParty.Editor)) != 0;

    public async Task<IActionResult> OnPostUploadAsync(IFormFile? upload, CancellationToken ct) =>
        MayWrite ? await AnswerAsync(await kept.AddAsync(It, upload, Kind.Archives, Person, Actor, ct), ct) : NotFound();

    public async Task<IActionResult> OnPostRemoveFileAsync(Guid file, CancellationToken ct) =>
        MayWrite ? await AnswerAsync(await kept.RemoveAsync(It.Id, file, Person, ct), ct) : NotFound();

    protected override async Task LoadAsync(CancellationToken ct)
    {
        var (id, text) = (It.Id, It.Text);
        if (Kind.Similar)
        {
            var alike = await similar.FindAsync(Kind, id, text.Title, text.Summary, text.Fields, ct);
            var members = alike.Select(one => one.Member).OfType<Guid>().Distinct().ToList();
            var names = await register.All().Where(row => members.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
            Similar = [.. alike.Select(one => (one, one.Member is { } member ? names[member] : ResourceKinds.OfficeName(one.Region, regions)))];
            Themes = await similar.ThemesAsync(text.Title, ct);
        }

        Files = [.. (await files.ListAsync(Resource.FileKind, id, ct)).Where(file => text.Files.Contains(file.Id))];
        if (Kind.Archives)
            Inspected = await inspections.OfAsync(id, Files, ct);
        Said = await db.Comments.Where(row => row.ResourceId == id).GroupBy(row => row.Stance)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        Reviews = await db.Reviews.AsNoTracking().Where(row => row.ResourceId == id).OrderByDescending(row => row.Id).Take(3).ToListAsync(ct);
    }
}
