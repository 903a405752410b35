using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Requests.Desk;

/// <summary>One request, for its client and for the member that works on it.</summary>
[Authorize]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class CaseModel(
    RequestKind kind, RequestDesk desk, AppDb db, RequestTypes types, FileStore files, NetworkRegister register, AuditTrail trail, Regions regions, Visitors visitors, TimeProvider clock)
    : CasePage<Request, RequestState, RequestAct, RequestParty>(kind, desk, trail, visitors)
{
    public RequestType? Type => types.Find(It.Type);

    public Organisation Member { get; private set; } = null!;

    public string? ProposedTo { get; private set; }

    public IReadOnlyList<Entry> Entries { get; private set; } = [];

    /// <summary>Files by their kind, see <see cref="Requests.Request.FileKinds"/>; of the result only those not yet handed over.</summary>
    public IReadOnlyList<(string Kind, Bilingual Label, IReadOnlyList<StoredFile> Files)> Files { get; private set; } = [];

    /// <summary>The results handed over, the newest first, each with its files.</summary>
    public IReadOnlyList<(ResultVersion It, IReadOnlyList<StoredFile> Files)> Versions { get; private set; } = [];

    public Regions Regions => regions;

    public bool IsMember => Party.HasFlag(RequestParty.Handler);

    /// <summary>Whether the person only had it before: what it was asked and where it went, not what others quoted, wrote or found.</summary>
    public bool IsFormer => Party == RequestParty.None;

    public bool IsLate => It.IsLate(clock.GetUtcNow());

    protected override async Task LoadAsync(CancellationToken ct)
    {
        var (id, member) = (It.Id, IsMember);
        Member = (await register.FindAsync(It.OrganisationId, ct))!;
        var given = await files.ListAsync(Requests.Request.Given, id, ct);
        Files = [("given", new("附件"), given)];
        if (IsFormer)
            return;
        ProposedTo = It.ProposedTo is { } proposed ? (await register.FindAsync(proposed, ct))?.Name : null;
        Entries = await db.RequestEntries.AsNoTracking().Where(row => row.RequestId == id && (member || row.Kind != EntryKind.Work))
            .OrderBy(row => row.Id).ToListAsync(ct);
        var results = await files.ListAsync(Requests.Request.Results, id, ct);
        Versions = [.. (await db.ResultVersions.AsNoTracking().Where(row => row.RequestId == id).OrderByDescending(row => row.Number).ToListAsync(ct))
            .Select(row => (row, (IReadOnlyList<StoredFile>)[.. results.Where(file => row.Files.Contains(file.Id))]))];
        Files =
        [
            .. Files,
            ("agreement", new("委托协议"), await files.ListAsync(Requests.Request.FileKinds["agreement"], id, ct)),
            ("result", new("成果文件（未提交）"),
                member ? [.. results.Where(file => Versions.All(version => !version.It.Files.Contains(file.Id)))] : []),
            ("acceptance", new("验收材料"), await files.ListAsync(Requests.Request.FileKinds["acceptance"], id, ct)),
        ];
    }
}
