using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QRCoder;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Training.Tickets;

/// <summary>A certificate, and its verification: whoever has the number sees whether it is genuine.</summary>
[AllowAnonymous]
internal sealed class CertificateModel(AppDb db, NetworkRegister register, IOptions<HubOptions> options) : PageModel
{
    public string Number { get; private set; } = "";

    public Registration? Mine { get; private set; }

    public Event It { get; private set; } = null!;

    public string Host { get; private set; } = "";

    public decimal Hours { get; private set; }

    /// <summary>The days of it: one, or from the first to the last.</summary>
    public string Days
    {
        get
        {
            var (first, last) = (ChinaTime.DayOf(It.StartsAt), ChinaTime.DayOf(It.EndsAt));
            return first == last ? Lang.T($"{first:yyyy年M月d日}") : Lang.T($"{first:yyyy年M月d日}至{last:yyyy年M月d日}");
        }
    }

    public string Link => options.Value.Absolute($"/events/certificates/{Number}");

    public string Picture => new SvgQRCode(QRCodeGenerator.GenerateQrCode(Link, QRCodeGenerator.ECCLevel.M)).GetGraphic(4, "#000000", "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);

    public async Task<IActionResult> OnGetAsync(string number, CancellationToken ct)
    {
        var (registrations, events, sessions, attendances) = (db.Registrations, db.Events, db.Sessions, db.Attendances);
        Number = CaseCode.Read(number) ?? "";
        Mine = await registrations.AsNoTracking().FirstOrDefaultAsync(row => row.Certificate == Number, ct);
        if (Mine is not { } mine)
        {
            Response.StatusCode = 404;
            return Page();
        }

        It = await events.AsNoTracking().FirstAsync(row => row.Id == mine.EventId, ct);
        Host = (await register.FindAsync(It.OrganisationId, ct))!.Name;
        Hours = LearningHours.Of(It, await (from attendance in attendances
                                            join session in sessions on attendance.SessionId equals session.Id
                                            where attendance.RegistrationId == mine.Id
                                            select session).ToListAsync(ct));
        return Page();
    }
}
