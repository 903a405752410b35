using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Desk;

/// <summary>What staff type into one of the forms of an enquiry.</summary>
internal sealed class EnquiryInput
{
    public string? Text { get; set; }

    public string? To { get; set; }

    public string? Into { get; set; }

    public Guid? Message { get; set; }

    public string? Reason { get; set; }

    public string? Result { get; set; }

    public string? Seen { get; set; }
}

/// <summary>One enquiry at the desk: thread, answer, hand on, merge.</summary>
[Authorize]
[RequestSizeLimit(EnquiryDesk.MostFiles * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = EnquiryDesk.MostFiles * FileStore.Largest + (1 << 20))]
internal sealed class CaseModel(AppDb db, EnquiryDesk desk, Threads threads, Answers answers, Desks desks, FileStore files, NetworkRegister register, SiteText texts,
    AuditTrail trail, ProcessLog log, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    private const int MostTargets = 300;
    private bool _supports;

    public Enquiry Enquiry { get; private set; } = null!;

    public EnquiryParty Party { get; private set; }

    public ThreadView Thread { get; private set; } = null!;

    /// <summary>What waits to be signed or was sent back, or null.</summary>
    public Proposal? Proposal { get; private set; }

    public IReadOnlyList<StoredFile> ProposalFiles { get; private set; } = [];

    /// <summary>Whether answers of this desk are signed by another person.</summary>
    public bool SignsOff { get; private set; }

    /// <summary>The answers that this desk may correct.</summary>
    public IEnumerable<Message> Correctable => May(EnquiryAct.Correct)
        ? Thread.Messages.Where(row => row.Kind == MessageKind.Answer && row.OrganisationId == Enquiry.OrganisationId) : [];

    public string Handler { get; private set; } = "";

    public IReadOnlyList<Template> Templates { get; private set; } = [];

    public IReadOnlyList<(string, string)> Targets { get; private set; } = [];

    public IReadOnlyList<Enquiry> Others { get; private set; } = [];

    public IReadOnlyList<SiteHit> Known { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public string Draft { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    /// <summary>What was refused, with everything that was typed.</summary>
    public (EnquiryAct Act, EnquiryInput Input)? Typed { get; private set; }

    public Regions Regions => regions;

    public EnquiryInput InputOf(EnquiryAct act) => Typed is { } typed && typed.Act == act ? typed.Input : new();

    /// <summary>A text that was refused and has no form on the page any more.</summary>
    public string? Left => Typed is { Input.Text.Length: > 0 } typed && !(typed.Act == EnquiryAct.Propose ? MayPropose : May(typed.Act)) ? typed.Input.Text : null;

    public bool MayPropose => SignsOff && May(EnquiryAct.Propose);

    public bool IsWriter => Proposal?.AuthorId == visitors.Signed.Id;

    public bool May(EnquiryAct act) => EnquiryLifecycle.Table.Find(Enquiry.State, act, Party & ~EnquiryParty.Asker) is not null && act switch
    {
        EnquiryAct.Escalate => Enquiry.OrganisationId is not null,
        EnquiryAct.Answer => !SignsOff,
        EnquiryAct.Recall => Proposal is { Returned: null } && IsWriter,
        EnquiryAct.Sign or EnquiryAct.Return => Proposal is { Returned: null },
        EnquiryAct.CallBack => Enquiry.Phone.Length > 0,
        _ => true,
    };

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (id, person, ct) = (Guid.Parse(RouteData.Values["id"]!.ToString()!), visitors.Signed, HttpContext.RequestAborted);
        if (await db.EnquiriesOf(person, clock.Today()).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        _supports = found.OrganisationId is { } member && await db.SupportedBy(person, clock.Today()).AnyAsync(row => row == member, ct);
        (Enquiry, Proposal, SignsOff) = (found, await answers.ProposalAsync(id, ct), await desks.SignsAsync(found.OrganisationId, ct));
        Party = found.PartyOf(person, _supports, Proposal);
        await next();
    }

    public async Task OnGetAsync(Guid? template, CancellationToken ct)
    {
        // Who sees it only because their node supports the member leaves a trace.
        if ((Party & (EnquiryParty.Handler | EnquiryParty.Officer | EnquiryParty.Supporter)) == EnquiryParty.Supporter)
            await log.WriteAsync("enquiry.look", visitors.Actor, Enquiry.AsSubject(), null, ct);
        await LoadAsync(ct);
        if (Templates.FirstOrDefault(row => row.Id == template) is { } chosen)
            Draft = chosen.Text.Replace("{称呼}", Enquiry.Asker.Length > 0 ? Enquiry.Asker : "您", StringComparison.Ordinal)
                .Replace("{编号}", Enquiry.Code, StringComparison.Ordinal).Replace("{机构}", Handler, StringComparison.Ordinal);
        else if (Proposal is { Corrects: false, Returned: not null } returned)
            Draft = returned.Text;
    }

    public async Task<IActionResult> OnPostAsync(EnquiryAct act, EnquiryInput input, IFormFile[]? files, CancellationToken ct)
    {
        var target = Guid.TryParse(input.To, out var member) ? member : (Guid?)null;
        var refusal = act == EnquiryAct.Transfer && target is null && input.To != "national"
            ? new("enquiry.to", new("转给：请选择转给谁", "To: choose whom to hand it to"))
            : await desk.DoAsync(Enquiry.Id, act, Party & ~EnquiryParty.Asker, visitors.Actor, new(input.Text, target, input.Into)
            {
                Message = input.Message,
                Reason = input.Reason,
                Result = input.Result,
                Seen = input.Seen,
                Advice = !Party.HasFlag(EnquiryParty.Handler),
                Files = files ?? [],
            }, ct);
        if (refusal is null)
            return LocalRedirect($"/enquiries/desk/{Enquiry.Id}");
        (Message, Typed) = (refusal.Text, (act, input));
        Draft = act is EnquiryAct.Answer or EnquiryAct.Propose ? input.Text ?? "" : "";
        Response.StatusCode = refusal.Status;

        // Shown is what is there now: who sends it again has seen it.
        var enquiries = db.Enquiries;
        if (await enquiries.AsNoTracking().FirstOrDefaultAsync(row => row.Id == Enquiry.Id, ct) is { } now)
        {
            (Enquiry, Proposal) = (now, await answers.ProposalAsync(now.Id, ct));
            Party = now.PartyOf(visitors.Signed, _supports, Proposal);
        }

        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (enquiries, templates, id, now) = (db.Enquiries, db.Templates, Enquiry.Id, Enquiry);
        Thread = await threads.ReadAsync(Enquiry, staff: true, null, ct);
        if (Proposal is { } waiting)
            ProposalFiles = await files.ListAsync(Enquiries.Message.Files, waiting.AnswerId, ct);
        Handler = Enquiry.OrganisationId is { } member ? (await register.FindAsync(member, ct))?.Name ?? "" : Lang.T("国家知识产权局公共服务司", "CNIPA, public service department");
        History = await trail.ReadAsync(new(Subject: ("enquiry", id.ToString())), 0, 100, ct);
        if (May(EnquiryAct.Answer) || MayPropose)
        {
            Templates = await templates.AsNoTracking().Where(row => row.OrganisationId == null || row.OrganisationId == now.OrganisationId).OrderBy(row => row.Title).ToListAsync(ct);
            Known = await texts.FindAsync(Enquiry.Title, [Entry.SiteKind], SiteText.Suggest, 0, 5, ct);
        }

        if (May(EnquiryAct.Merge))
        {
            Others = await enquiries.AsNoTracking().Where(row => row.Id != id && row.OrganisationId == now.OrganisationId && (row.State == EnquiryState.Open || row.State == EnquiryState.Answered)
                && ((row.AccountId != null && row.AccountId == now.AccountId) || (row.Phone != "" && row.Phone == now.Phone)
                || (row.Email != "" && row.Email == now.Email))).OrderBy(row => row.AskedAt).Take(10).ToListAsync(ct);
        }

        if (May(EnquiryAct.Transfer))
        {
            var candidates = (await desk.CandidatesAsync(ct)).Where(candidate => candidate.Id != now.OrganisationId)
                .OrderByDescending(candidate => candidate.Region.StartsWith(now.Region[..2], StringComparison.Ordinal)).ThenByDescending(candidate => candidate.Rung).Take(MostTargets).ToList();
            var ids = candidates.Select(candidate => candidate.Id).ToList();
            var names = await register.All().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
            Targets = [("", Lang.T("请选择", "Choose")),
                .. candidates.Select(candidate => (candidate.Id.ToString(), $"{regions.PathOf(candidate.Region)} · {names[candidate.Id]}")),
                .. Enquiry.OrganisationId is null ? Array.Empty<(string, string)>() : [("national", Lang.T("国家知识产权局公共服务司", "CNIPA, public service department"))]];
        }
    }
}
