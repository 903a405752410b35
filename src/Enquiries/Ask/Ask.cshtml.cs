using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries.Ask;

/// <summary>Asks a question; answers that may serve are shown first.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
[RequestSizeLimit(EnquiryDesk.MostFiles * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = EnquiryDesk.MostFiles * FileStore.Largest + (1 << 20))]
internal sealed class AskModel(EnquiryDesk desk, Questions questions, SiteText texts, NetworkRegister register, Visitors visitors) : PageModel
{
    private const int MostSuggestions = 5;

    public Question Typed { get; private set; } = new();

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public IReadOnlyList<SiteHit> Suggestions { get; private set; } = [];

    public bool Suggested { get; private set; }

    public string? ToName { get; private set; }

    public Bilingual? Message { get; private set; }

    public bool IsSigned => visitors.Current is not null;

    public IEnumerable<(string, string)> SubjectOptions => [("", Lang.T("请选择", "Choose")), .. Questions.Subjects];

    public IEnumerable<(string, string)> ItemOptions => questions.Items;

    public async Task<IActionResult> OnGetAsync(string? title, string? text, string? region, string? subject, Guid? to, CancellationToken ct)
    {
        Typed = new() { Title = title is { Length: <= Questions.LongestTitle } ? SafeText.Clean(title) : null, Region = region, Subject = subject, Item = ServiceRouting.Basic, To = to };
        Typed.Text = text is { Length: <= Questions.LongestText } ? SafeText.OrNull(text) : null;
        await SuggestAsync(ct);
        return await NameAsync(ct) ? Page() : NotFound();
    }

    /// <summary>Takes over what was typed elsewhere, such as for a service that nobody can take here; it is sent from here.</summary>
    public async Task<IActionResult> OnPostCarryAsync(Question question, CancellationToken ct)
    {
        Typed = new() { Title = SafeText.Line(question.Title), Text = SafeText.Lines(question.Text), Region = question.Region, Phone = question.Phone, Item = ServiceRouting.Basic };
        await SuggestAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Question question, bool suggested, string? website, IFormFile[]? files, CancellationToken ct)
    {
        Typed = question;
        if (!await NameAsync(ct))
            return NotFound();

        // People do not see this field; programs fill it in.
        if (!string.IsNullOrEmpty(website))
            return await AgainAsync(new("提交被识别为自动程序，未受理", "It was taken for a program and not accepted"), ct);
        Faults = questions.Check(question);
        if (Faults.Count > 0)
            return await AgainAsync(new("请改正标出的内容", "Mend what is marked"), ct);

        // Who has chosen files has decided to ask: the page would come back without them.
        if (!suggested && files is not { Length: > 0 })
        {
            await SuggestAsync(ct);
            if (Suggestions.Count > 0)
            {
                Suggested = true;
                return Page();
            }
        }

        var (enquiry, refusal) = await desk.AskAsync(question, "web", visitors.Current, visitors.Actor, null, files ?? [], visitors.Session, ct);
        if (enquiry is null)
            return await AgainAsync(refusal!.Text, ct);
        return LocalRedirect(IsSigned ? $"/enquiries/{enquiry.Code}" : $"/enquiries/{enquiry.Code}/{await desk.KeyAsync(enquiry, ct)}");
    }

    private async Task<IActionResult> AgainAsync(Bilingual message, CancellationToken ct)
    {
        Message = message;
        Suggested = true;
        await SuggestAsync(ct);
        Response.StatusCode = 400;
        return Page();
    }

    private async Task SuggestAsync(CancellationToken ct)
    {
        if (Typed.Title is { Length: > 1 } title)
            Suggestions = await texts.FindAsync(title, [Entry.SiteKind], SiteText.Suggest, 0, MostSuggestions, ct);
    }

    private async Task<bool> NameAsync(CancellationToken ct)
    {
        if (Typed.To is not { } to)
            return true;
        ToName = (await register.FindAsync(to, ct))?.Name;
        return ToName is not null;
    }
}
