using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries.Desk;

/// <summary>Staff take down what somebody asks on the phone or at the window, while talking; the answer too when it was given at once.</summary>
[Authorize]
internal sealed class NewModel(
    EnquiryDesk desk, Questions questions, NetworkRegister register, SiteText texts, Desks desks, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public Question Typed { get; private set; } = new();

    public string Channel { get; private set; } = "phone";

    public string Answer { get; private set; } = "";

    public Guid Member { get; private set; }

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public IReadOnlyList<SiteHit> Known { get; private set; } = [];

    /// <summary>Hotline of each member with who is on duty today, and that of the office above.</summary>
    public IReadOnlyList<Hotline> Lines { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public IEnumerable<(string, string)> ItemOptions => questions.Items;

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
        Typed = new()
        {
            Title = title is { Length: <= Questions.LongestTitle } ? SafeText.Clean(title) : "",
            Region = Members[0].Region,
            Item = ServiceRouting.Basic,
            Subject = "patent"
        };
        if (Typed.Title.Length > 1)
            Known = await texts.FindAsync(Typed.Title, [Entry.SiteKind], SiteText.Suggest, 0, 5, ct);
    }

    public async Task<IActionResult> OnPostAsync(Question question, string? channel, string? answer, Guid member, CancellationToken ct)
    {
        (Typed, Channel, Answer, Member) = (question, channel == "window" ? "window" : "phone", SafeText.OrNull(answer) ?? "", member);
        Faults = questions.Check(question);
        if (Members.All(row => row.Id != member))
            Message = new("请选择本机构", "Choose your member");
        else if (Faults.Count > 0)
            Message = new("请改正标出的内容", "Mend what is marked");
        if (Message is null)
        {
            var (enquiry, refusal) = await desk.AskAsync(question, Channel, null, visitors.Actor, member, [], visitors.Session, ct);
            if (enquiry is not null && Answer.Length > 0 && enquiry.State == EnquiryState.Open)
                refusal = await desk.DoAsync(enquiry.Id, EnquiryAct.Answer, EnquiryParty.Handler, visitors.Actor, new(Answer) { AtOnce = true }, ct);
            if (refusal is null)
                return LocalRedirect($"/enquiries/desk/{enquiry!.Id}");
            Message = refusal.Text;
        }

        Response.StatusCode = 400;
        return Page();
    }
}
