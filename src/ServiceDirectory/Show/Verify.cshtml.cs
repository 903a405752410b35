using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Show;

/// <summary>What the code on a certificate leads to: whether the filing is in force now.</summary>
[AllowAnonymous]
internal sealed class VerifyModel(NetworkRegister register, TimeProvider clock) : PageModel
{
    public string Number { get; private set; } = "";

    public Membership? Row { get; private set; }

    public Organisation? Organisation { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    public bool InForce => Row!.IsInForce(clock.Today());

    public Bilingual State => Row! switch
    {
        { } row when row.IsInForce(clock.Today()) => new("in force|有效"),
        { EndedOn: not null } => new("ended|已终止"),
        { } row when row.FromDay > clock.Today() => new("尚未生效"),
        _ => new("已过期"),
    };

    public async Task OnGetAsync(string number, CancellationToken ct)
    {
        Number = number.Length <= 60 ? number : "";
        Row = await register.AllMemberships().Where(row => row.Number == Number).OrderByDescending(row => row.FromDay).FirstOrDefaultAsync(ct);
        if (Row is not null)
            Organisation = await register.FindAsync(Row.OrganisationId, ct);
        if (Row is null)
            Response.StatusCode = 404;
    }
}
