using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Desk;

/// <summary>One enquiry at the desk: thread, answer, hand on, merge.</summary>
[Authorize]
[RequestSizeLimit(EnquiryDesk.MostFiles * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = EnquiryDesk.MostFiles * FileStore.Largest + (1 << 20))]
internal sealed class CaseModel(AppDb db, EnquiryDesk desk, FileStore files, NetworkRegister register, SiteText texts, AuditTrail trail, Regions regions, Visitors visitors) : PageModel
{
    private const int MostTargets = 300;

    public Enquiry Enquiry { get; private set; } = null!;

    public EnquiryParty Party { get; private set; }

    public IReadOnlyList<Message> Messages { get; private set; } = [];

    public ILookup<Guid, StoredFile> Files { get; private set; } = null!;

    public string Handler { get; private set; } = "";

    public IReadOnlyList<Template> Templates { get; private set; } = [];

    public IReadOnlyList<(string, string)> Targets { get; private set; } = [];

    public IReadOnlyList<Enquiry> Others { get; private set; } = [];

    public IReadOnlyList<SiteHit> Known { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public string Draft { get; private set; } = "";

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public bool May(EnquiryAct act) => !(act == EnquiryAct.Escalate && Enquiry.OrganisationId is null) && EnquiryLifecycle.Table.Find(Enquiry.State, act, Party & ~EnquiryParty.Asker) is not null;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (enquiries, id, person) = (db.Enquiries, Guid.Parse(RouteData.Values["id"]!.ToString()!), visitors.Signed);
        if (await enquiries.AsNoTracking().VisibleTo(person).FirstOrDefaultAsync(row => row.Id == id, HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        (Enquiry, Party) = (found, found.PartyOf(person));
        await next();
    }

    public async Task OnGetAsync(Guid? template, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Templates.FirstOrDefault(row => row.Id == template) is { } chosen)
            Draft = chosen.Text.Replace("{称呼}", Enquiry.Asker.Length > 0 ? Enquiry.Asker : "您", StringComparison.Ordinal)
                .Replace("{编号}", Enquiry.Code, StringComparison.Ordinal).Replace("{机构}", Handler, StringComparison.Ordinal);
    }

    public async Task<IActionResult> OnPostAsync(EnquiryAct act, string? text, string? to, string? into, IFormFile[]? files, CancellationToken ct)
    {
        var target = Guid.TryParse(to, out var member) ? member : (Guid?)null;
        var refusal = act == EnquiryAct.Transfer && target is null && to != "national"
            ? new("enquiry.to", new("请选择转给谁", "Choose whom to hand it to"))
            : await desk.DoAsync(Enquiry.Id, act, Party & ~EnquiryParty.Asker, visitors.Actor, new(text, target, into) { Files = files ?? [] }, ct);
        if (refusal is null)
            return LocalRedirect($"/enquiries/desk/{Enquiry.Id}");
        Message = refusal.Text;
        Draft = act == EnquiryAct.Answer ? text ?? "" : "";
        Response.StatusCode = refusal.Status;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (messages, enquiries, templates, id, person, now) = (db.Messages, db.Enquiries, db.Templates, Enquiry.Id, visitors.Signed, Enquiry);
        Messages = await messages.AsNoTracking().Where(row => row.EnquiryId == id).OrderBy(row => row.Id).ToListAsync(ct);
        Files = (await files.ListAsync(Enquiries.Message.Files, [.. Messages.Select(row => row.Id)], ct)).ToLookup(file => file.OwnerId);
        Handler = Enquiry.OrganisationId is { } member ? (await register.FindAsync(member, ct))?.Name ?? "" : Lang.T("国家知识产权局公共服务司", "CNIPA, public service department");
        History = await trail.ReadAsync(new(Subject: ("enquiry", id.ToString())), 0, 100, ct);
        if (May(EnquiryAct.Answer))
        {
            Templates = await templates.AsNoTracking().Where(row => row.OrganisationId == null || row.OrganisationId == now.OrganisationId).OrderBy(row => row.Title).ToListAsync(ct);
            Known = await texts.FindAsync(Enquiry.Title, [Entry.SiteKind], SiteText.Suggest, 0, 5, ct);
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
