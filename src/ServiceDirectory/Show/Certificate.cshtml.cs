using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using QRCoder;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Show;

/// <summary>The certificate of a filing in force, with a code that leads to its verification.</summary>
[AllowAnonymous]
internal sealed class CertificateModel(NetworkRegister register, IOptions<HubOptions> options, TimeProvider clock) : PageModel
{
    public Guid Id { get; private set; }

    public string Name { get; private set; } = "";

    public string Code { get; private set; } = "";

    public bool Demo { get; private set; }

    public IReadOnlyList<Membership> Rows { get; private set; } = [];

    public string Link(Membership row) => options.Value.Absolute($"/outlets/verify/{Uri.EscapeDataString(row.Number!)}");

    public string Picture(Membership row) => new SvgQRCode(QRCodeGenerator.GenerateQrCode(Link(row), QRCodeGenerator.ECCLevel.M)).GetGraphic(4, "#000000",
        "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await register.FindAsync(id, ct) is not { VerifiedAt: not null } organisation)
            return NotFound();
        (Id, Name, Code, Demo) = (id, organisation.Name, organisation.CreditCode, organisation.Demo);
        Rows = [.. (await register.MembershipsAsync(id, ct)).Where(row => row.Number is not null && row.IsInForce(clock.Today()))];
        return Rows.Count == 0 ? NotFound() : Page();
    }
}
