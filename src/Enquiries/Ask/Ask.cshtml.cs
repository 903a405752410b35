using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Cases;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries.Ask;

/// <summary>Asks a question; answers that may serve are shown first.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
[RequestSizeLimit(Answers.MostFiles * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = Answers.MostFiles * FileStore.Largest + (1 << 20))]
internal sealed class AskModel(Asking asking, EnquiryTeller teller, SiteText texts, NetworkRegister register, Visitors visitors) : PageModel
{
    private const int MostSuggestions = 5;

    public ActForm Form { get; private set; } = null!;

    public Guid? To { get; private set; }

    public IReadOnlyList<SiteHit> Suggestions { get; private set; } = [];

    public bool Suggested { get; private set; }

    public string? ToName { get; private set; }

    public Bilingual? Message { get; private set; }

    public bool IsSigned => visitors.Current is not null;

    public async Task<IActionResult> OnGetAsync(string? title, string? text, string? region, string? subject, Guid? to, CancellationToken ct)
    {
        Show(FormInput.Of(("Title", title is { Length: <= Asking.LongestTitle } ? SafeText.Clean(title) : null), ("Region", region), ("Subject", subject), ("Item", ServiceRouting.Basic),
            ("Text", text is { Length: <= EnquiryKind.LongestText } ? SafeText.OrNull(text) : null)));
        await SuggestAsync(ct);
        return await NameAsync(to, ct) ? Page() : NotFound();
    }

    /// <summary>Takes over what was typed elsewhere, such as for a service that nobody can take here; it is sent from here.</summary>
    public Task OnPostCarryAsync(CancellationToken ct)
    {
        Show(FormInput.Read(asking.Form, Request.Form));
        return SuggestAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(Guid? to, bool suggested, string? website, CancellationToken ct)
    {
        var input = FormInput.Read(asking.WebForm, Request.Form);
        Show(input);
        if (!await NameAsync(to, ct))
            return NotFound();

        // People do not see this field; programs fill it in.
        if (!string.IsNullOrEmpty(website))
            return await AgainAsync(new("提交被识别为自动程序，未受理"), ct);
        if (asking.WebForm.Check(input) is { Count: > 0 } faults)
        {
            Form = Form with { Faults = faults };
            return await AgainAsync(new("请改正标出的内容"), ct);
        }

        // Who has chosen files has decided to ask: the page would come back without them.
        if (!suggested && !input.Has("files"))
        {
            await SuggestAsync(ct);
            if (Suggestions.Count > 0)
            {
                Suggested = true;
                return Page();
            }
        }

        var (enquiry, refusal) = await asking.AskAsync(input, "web", to, visitors.Current, visitors.Actor, null, visitors.Session, ct);
        if (enquiry is null)
            return await AgainAsync(refusal!.Text, ct);
        return LocalRedirect(IsSigned ? $"/enquiries/{enquiry.Code}" : $"/enquiries/{enquiry.Code}/{await teller.KeyAsync(enquiry, ct)}");
    }

    private void Show(FormInput input) => Form = new("", new("提交咨询"), asking.WebForm, input, new Dictionary<string, Bilingual>());

    private async Task<IActionResult> AgainAsync(Bilingual message, CancellationToken ct)
    {
        (Message, Suggested, Response.StatusCode) = (message, true, 400);
        await SuggestAsync(ct);
        return Page();
    }

    private async Task SuggestAsync(CancellationToken ct)
    {
        if (Form.Typed.Text("Title") is { Length: > 1 } title)
            Suggestions = await texts.FindAsync(title, [Entry.SiteKind], SiteText.Suggest, 0, MostSuggestions, ct);
    }

    private async Task<bool> NameAsync(Guid? to, CancellationToken ct)
    {
        To = to;
        ToName = to is { } known ? (await register.FindAsync(known, ct))?.Name : null;
        return to is null || ToName is not null;
    }
}
