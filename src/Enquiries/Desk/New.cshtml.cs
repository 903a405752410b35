using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Cases;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries.Desk;

/// <summary>Staff take down what somebody asks on the phone or at the window, while talking; the answer too when it was given at once.</summary>
[Authorize]
internal sealed class NewModel(Asking asking, CaseDesk<Enquiry, EnquiryState, EnquiryAct, EnquiryParty> desk, NetworkRegister register, SiteText texts, Desks desks, Regions regions,
    Visitors visitors, TimeProvider clock) : PageModel
{
    public ActForm Form { get; private set; } = null!;

    public string Channel { get; private set; } = "phone";

    public string Answer { get; private set; } = "";

    public Guid Member { get; private set; }

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public IReadOnlyList<SiteHit> Known { get; private set; } = [];

    /// <summary>Hotline of each member with who is on duty today, and that of the office above.</summary>
    public IReadOnlyList<Hotline> Lines { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Members = await register.ActedForByAsync(visitors.Signed, HttpContext.RequestAborted);
        if (Members.Count == 0)
        {
            context.Result = NotFound();
            return;
        }

        var (lines, today, ct) = (new List<Hotline>(), clock.Today(), HttpContext.RequestAborted);
        foreach (var (owner, name, phone) in Members.Select(row => (Desks.OwnerOf(row.Id), row.Name, row.Phone))
            .Concat(Members.Select(row => Desks.OfficeOf(row.Region)).Distinct().Select(owner => (owner, Desks.NameOfOffice(owner, regions), ""))))
        {
            var (setting, roster) = (await desks.FindAsync(owner, ct), await desks.RosterAsync(owner, today, today, ct));
            if (setting.Hotline.Length > 0 || roster.Count > 0)
                lines.Add(new(name, null, setting.Hotline.Length > 0 ? setting.Hotline : phone, setting.Hours, roster));
        }

        Lines = lines;
        await next();
    }

    public async Task OnGetAsync(string? title, CancellationToken ct)
    {
        var asked = title is { Length: <= Asking.LongestTitle } ? SafeText.Clean(title) : "";
        Show(FormInput.Of(("Title", asked), ("Region", Members[0].Region), ("Item", ServiceRouting.Basic), ("Subject", "patent")));
        if (asked.Length > 1)
            Known = await texts.FindAsync(asked, [Entry.SiteKind], SiteText.Suggest, 0, 5, ct);
    }

    public async Task<IActionResult> OnPostAsync(string? channel, string? answer, Guid member, CancellationToken ct)
    {
        var input = FormInput.Read(asking.Form, Request.Form);
        Show(input);
        (Channel, Answer, Member) = (channel == "window" ? "window" : "phone", SafeText.OrNull(answer)?.ReplaceLineEndings("\n") ?? "", member);
        if (Members.All(row => row.Id != member))
            Message = new("请选择本机构");
        else if (Answer.Length > EnquiryKind.LongestText)
            Message = new($"当场答复不超过 {EnquiryKind.LongestText} 字");
        else if (asking.Form.Check(input) is { Count: > 0 } faults)
            (Message, Form) = (new("请改正标出的内容"), Form with { Faults = faults });
        else
        {
            var (enquiry, refusal) = await asking.AskAsync(input, Channel, null, null, visitors.Actor, member, visitors.Session, ct);

            // It was said already: nobody signs it any more, and nobody has to call.
            if (enquiry is { State: EnquiryState.Open } && Answer.Length > 0)
                refusal = (await desk.DoAsync(enquiry.Id, EnquiryAct.Answer, _ => EnquiryParty.Answerer, FormInput.Of(("text", Answer), (Answers.AtOnce, "true")), visitors.Actor, null,
                    visitors.Signed, ct)).Refusal;
            if (refusal is null)
                return LocalRedirect($"/enquiries/desk/{enquiry!.Id}");
            Message = refusal.Text;
        }

        Response.StatusCode = 400;
        return Page();
    }

    private void Show(FormInput input) => Form = new("", new("登记"), asking.Form, input, new Dictionary<string, Bilingual>());
}
