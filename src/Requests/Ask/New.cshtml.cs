using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Requests.Ask;

/// <summary>Fills in the form of a type.</summary>
[Authorize]
[EnableRateLimiting(IdentityModule.PublicLimit)]
[RequestSizeLimit(MostAtOnce * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = MostAtOnce * FileStore.Largest + (1 << 20))]
internal sealed class NewModel(RequestDesk desk, RequestTypes types, Providers providers, AppDb db, NetworkRegister register, Regions regions, Visitors visitors) : PageModel
{
    public const int MostAtOnce = 3;

    public RequestType Type { get; private set; } = null!;

    public RequestInput Typed { get; private set; } = new();

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public IReadOnlyList<(string, string)> Members { get; private set; } = [];

    public Provision Offered { get; private set; } = null!;

    /// <summary>Whether somebody can take the service here; otherwise what was typed goes into an enquiry.</summary>
    public bool CanTake => Offered.Online.Count > 0;

    public Regions Regions => regions;

    public static IEnumerable<(string, string)> ClientKinds => [("", Lang.T("请选择", "Choose")), .. Requests.Request.ClientKinds.Select(pair => (pair.Key, pair.Value.ToString()))];

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? type, Guid? to, CancellationToken ct)
    {
        if (types.Find(type) is not { } found)
            return NotFound();
        Type = found;
        var (requests, me) = (db.ServiceRequests, visitors.Signed.Id);

        // Who the client is was asked once: the last request knows.
        var last = await requests.AsNoTracking().Where(row => row.AccountId == me).OrderByDescending(row => row.AskedAt).FirstOrDefaultAsync(ct);
        Typed = new() { Type = type, To = to, ClientKind = last?.ClientKind, Employer = last?.Employer, Phone = last?.Phone, Region = last?.Region };
        await MembersAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(RequestInput input, IFormFile[]? files, CancellationToken ct)
    {
        if (types.Find(input.Type) is not { } found)
            return NotFound();
        (Type, Typed) = (found, input);
        Faults = desk.Check(input);
        if (Faults.Count == 0)
        {
            var (made, refusal) = (files ?? []).Length > MostAtOnce
                ? (null, new("request.files", new($"一次最多 {MostAtOnce} 个附件", $"At most {MostAtOnce} files at a time")))
                : await desk.AskAsync(input, visitors.Signed, visitors.Actor, files ?? [], visitors.Session, ct);
            if (made is not null)
                return LocalRedirect($"/requests/{made.Id}");
            Message = refusal!.Text;
        }
        else
        {
            Message = new("请改正标出的内容", "Mend what is marked");
        }

        Response.StatusCode = 400;
        await MembersAsync(ct);
        return Page();
    }

    private async Task MembersAsync(CancellationToken ct)
    {
        Offered = (await providers.OfAsync([Type.Item], Typed.Region, ct))[Type.Item];
        var ids = Offered.Online;
        var rows = await register.All().Where(row => ids.Contains(row.Id)).OrderBy(row => row.Region).Select(row => new { row.Id, row.Name, row.Region }).Take(300).ToListAsync(ct);
        Members = [("", Lang.T("由系统分派", "Let the network choose")), .. rows.Select(row => (row.Id.ToString(), $"{regions.PathOf(row.Region)} · {row.Name}"))];
    }
}
