using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Requests.Desk;

/// <summary>A paper of a request to be printed and signed: 委托单, 报价单, 验收单; for its client and its member.</summary>
[Authorize]
internal sealed class PrintModel(RequestDesk desk, AppDb db, RequestTypes types, FileStore files, NetworkRegister register, AuditTrail trail, Regions regions, Visitors visitors) : PageModel
{
    private IReadOnlyList<StoredFile> _files = [];

    public Request It { get; private set; } = null!;

    public string Paper { get; private set; } = "";

    public Organisation Member { get; private set; } = null!;

    public IReadOnlyList<ResultVersion> Versions { get; private set; } = [];

    public bool BySilence { get; private set; }

    public RequestType? Type => types.Find(It.Type);

    public Regions Regions => regions;

    public string Title => Paper switch
    {
        "order" => Lang.T("委托单"),
        "quote" => Lang.T("报价单"),
        _ => Lang.T("验收单"),
    };

    public IEnumerable<StoredFile> FilesOf(ResultVersion version) => _files.Where(file => version.Files.Contains(file.Id));

    public async Task<IActionResult> OnGetAsync(Guid id, string paper, CancellationToken ct)
    {
        if (await desk.VisibleTo(visitors.Signed).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } found || found.PartyOf(visitors.Signed) == RequestParty.None)
            return NotFound();
        var there = paper switch
        {
            "order" => true,
            "quote" => found.Quote is not null,
            "acceptance" => found.State is RequestState.Delivered or RequestState.Accepted,
            _ => false,
        };
        if (!there)
            return NotFound();
        (It, Paper, Member) = (found, paper, (await register.FindAsync(found.OrganisationId, ct))!);
        if (paper == "acceptance")
        {
            Versions = await db.ResultVersions.AsNoTracking().Where(row => row.RequestId == id).OrderBy(row => row.Number).ToListAsync(ct);
            _files = await files.ListAsync(Requests.Request.Results, id, ct);
            BySilence = (await trail.ReadAsync(new(Subject: ("request", id.ToString())), 0, 100, ct)).Any(entry => entry is { Type: "request.accept", ActorId: null });
        }

        return Page();
    }
}
