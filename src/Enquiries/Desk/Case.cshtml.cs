using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Desk;

/// <summary>One enquiry at the desk: thread, what waits to be signed, templates and known answers beside the form of the answer, a form for each answer that may be corrected.</summary>
[Authorize]
[RequestSizeLimit(Answers.MostFiles * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = Answers.MostFiles * FileStore.Largest + (1 << 20))]
internal sealed class CaseModel(AppDb db, EnquiryKind kind, CaseDesk<Enquiry, EnquiryState, EnquiryAct, EnquiryParty> desk, Threads threads, FileStore files, SiteText texts,
    AuditTrail trail, ProcessLog log, Regions regions, Visitors visitors) : CasePage<Enquiry, EnquiryState, EnquiryAct, EnquiryParty>(kind, desk, trail, visitors)
{
    public ThreadView Thread { get; private set; } = null!;

    public IReadOnlyList<StoredFile> ProposalFiles { get; private set; } = [];

    public IReadOnlyList<Template> Templates { get; private set; } = [];

    public IReadOnlyList<SiteHit> Known { get; private set; } = [];

    /// <summary>The forms of the acts, with the template that was chosen, and one for each answer that may be corrected.</summary>
    public ActForms Forms { get; private set; } = null!;

    public string Handler => Desks.NameOf(It.Member);

    public Regions Regions => regions;

    protected override async Task LoadAsync(CancellationToken ct)
    {
        // Who sees it only because their node supports the member leaves a trace.
        if (HttpMethods.IsGet(Request.Method) && (Party & (EnquiryParty.Handler | EnquiryParty.Officer | EnquiryParty.Supporter)) == EnquiryParty.Supporter)
            await log.WriteAsync("enquiry.look", Actor, kind.SubjectOf(It), null, ct);
        var (templates, at) = (db.Templates, It.OrganisationId);
        Thread = await threads.ReadAsync(It, staff: true, null, ct);
        if (It.Proposal is { } waiting)
            ProposalFiles = await files.ListAsync(Enquiries.Message.Files, waiting.AnswerId, ct);
        if (Acts.Forms.Any(form => form.Act is nameof(EnquiryAct.Answer) or nameof(EnquiryAct.Propose)))
        {
            Templates = await templates.AsNoTracking().Where(row => row.OrganisationId == null || row.OrganisationId == at).OrderBy(row => row.Title).ToListAsync(ct);
            Known = await texts.FindAsync(It.Title, [Entry.SiteKind], SiteText.Suggest, 0, 5, ct);
        }

        Forms = Acts with { Forms = [.. Acts.Forms.SelectMany(Dressed)] };
    }

    private IEnumerable<ActForm> Dressed(ActForm form) => form.Act switch
    {
        nameof(EnquiryAct.Answer) or nameof(EnquiryAct.Propose) when Templates.FirstOrDefault(row => row.Id.ToString() == Request.Query["template"]) is { } template =>
            [form with { Needs = new(form.Needs[0] with { Value = Filled(template.Text) }, form.Needs[1]) }],
        nameof(EnquiryAct.Correct) => Thread.Messages.Where(row => row.Kind == MessageKind.Answer && row.OrganisationId == It.OrganisationId).Select(answer => Correction(form, answer)),
        _ => [form],
    };

    private string Filled(string text) => text.Replace("{称呼}", It.Asker.Length > 0 ? It.Asker : "您", StringComparison.Ordinal)
        .Replace("{编号}", It.Code, StringComparison.Ordinal).Replace("{机构}", Handler, StringComparison.Ordinal);

    private ActForm Correction(ActForm form, Message answer)
    {
        var came = form.IsRefused && form.Typed.Text("Message") == answer.Id.ToString();
        var text = It.Proposal is { Corrects: true, Returned: not null } back && back.AnswerId == answer.Id ? back.Text : answer.Text;
        return form with
        {
            Key = $"{form.Act}-{answer.Id}",
            Title = Lang.T($"更正 {ChinaTime.Show(answer.At)} 的答复"),
            Label = Party.HasFlag(EnquiryParty.Drafter) ? new("更正并提交审签") : form.Label,
            Needs = new(form.Needs[0] with { Value = answer.Id.ToString() }, form.Needs[1] with { Value = text, Rows = 6 }, form.Needs[2]),
            Typed = came ? form.Typed : FormInput.Empty,
            Faults = came ? form.Faults : new Dictionary<string, Bilingual>(),
            IsRefused = came,
        };
    }
}
