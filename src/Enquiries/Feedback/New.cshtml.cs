using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Feedback;

/// <summary>Writes an opinion.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class NewModel(OpinionKind kind, CaseDesk<Opinion, OpinionState, OpinionAct, OpinionParty> desk, NetworkRegister register, SecretLinks links, WorkCalendar calendar,
    Visitors visitors, TimeProvider clock) : PageModel
{
    private Organisation? _member;

    public ActForm Form { get; private set; } = null!;

    public Guid? To => _member?.Id;

    public string? ToName => _member?.Name;

    public string About { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? about, Guid? to, CancellationToken ct) => await ReadAsync(about, to, FormInput.Empty, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string? about, Guid? to, string? website, CancellationToken ct)
    {
        var input = FormInput.Read(kind.FormOf(to), Request.Form);
        if (!await ReadAsync(about, to, input, ct))
            return NotFound();
        if (!string.IsNullOrEmpty(website))
            Message = new("提交被识别为自动程序，未受理");
        else if (kind.FormOf(to).Check(input) is { Count: > 0 } faults)
            (Message, Form) = (new("请改正标出的内容"), Form with { Faults = faults });
        else if (await PostAsync(input, ct) is var (made, refusal) && made is not null)
            return LocalRedirect($"/feedback/{made.Code}{(visitors.Current is null ? "/" + await kind.KeyAsync(made, ct) : "")}");
        else
            Message = refusal!.Text;
        Response.StatusCode = 400;
        return Page();
    }

    private async Task<(Opinion? Made, Refusal? Refusal)> PostAsync(FormInput input, CancellationToken ct)
    {
        var (actor, now, region) = (visitors.Actor, clock.GetUtcNow(), _member?.Region ?? (input.Text("Region") is { Length: > 0 } given ? given : null));
        var office = input.Text("Kind") == Opinion.Complaint ? await kind.OfficeAsync(To, region, ct) : null;
        var sender = await links.KeyAsync($"sender:{actor.Account?.ToString() ?? actor.Address}", Guid.Empty, ct);

        // One sender at a time, so that the count of the hour and what was sent twice hold.
        return await desk.OpenAsync(SecretLinks.IdOf(sender), Sending.Of(visitors.Session, "feedback", new { To, About, input.Texts }), () => new()
        {
            Id = Guid.CreateVersion7(now),
            Code = CaseCode.New("YJ"),
            Kind = input.Text("Kind"),
            About = About,
            OrganisationId = To,
            AccountId = actor.Account,
            Sender = sender,
            Contact = input.Text("Contact"),
            Text = input.Text("Text"),
            Publish = input.Text("Publish") == "true",
            PostedAt = now,
            Region = region,
            Office = office,
            DueAt = office is null ? null : calendar.Due(now, Opinion.Workdays),
        }, kind.TakeInAsync, input, actor, ct);
    }

    private async Task<bool> ReadAsync(string? about, Guid? to, FormInput input, CancellationToken ct)
    {
        About = about is { Length: > 0 and <= 200 } && about.StartsWith('/') && !about.StartsWith("//", StringComparison.Ordinal) ? SafeText.Clean(about) : "";
        _member = to is { } known ? await register.FindAsync(known, ct) : null;
        Form = new("", new("提交"), kind.FormOf(to), input, new Dictionary<string, Bilingual>());
        return to is null || _member is not null;
    }
}
