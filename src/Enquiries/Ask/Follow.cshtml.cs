using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Ask;

/// <summary>An enquiry as who asked sees it: by account, or by code and key.</summary>
[AllowAnonymous]
[EnableRateLimiting(IdentityModule.PublicLimit)]
[RequestSizeLimit(Answers.MostFiles * FileStore.Largest + (1 << 20))]
[RequestFormLimits(MultipartBodyLengthLimit = Answers.MostFiles * FileStore.Largest + (1 << 20))]
internal sealed class FollowModel(AppDb db, EnquiryKind kind, CaseDesk<Enquiry, EnquiryState, EnquiryAct, EnquiryParty> desk, EnquiryTeller teller, Threads threads, AuditTrail trail,
    Regions regions, Visitors visitors) : CasePage<Enquiry, EnquiryState, EnquiryAct, EnquiryParty>(kind, desk, trail, visitors)
{
    public string? Key => RouteData.Values["key"]?.ToString();

    public ThreadView Thread { get; private set; } = null!;

    public string Handler => Desks.NameOf(It.Member);

    public string? MergedCode { get; private set; }

    public Regions Regions => regions;

    public bool IsGuest => Reader is null;

    protected override string Here => $"/enquiries/{It.Code}{(Key is null ? "" : "/" + Key)}";

    /// <summary>The form of an act, or null when it cannot be done now.</summary>
    public ActForm? Form(EnquiryAct act) => Acts.Forms.FirstOrDefault(form => form.Act == act.ToString());

    // Of an enquiry that is somebody else's nothing is told, not even that it exists.
    protected override async Task<Enquiry?> FindAsync(CancellationToken ct)
    {
        var (enquiries, code) = (db.Enquiries, CaseCode.Read(RouteData.Values["code"]!.ToString()));
        return await enquiries.AsNoTracking().FirstOrDefaultAsync(row => row.Code == code, ct) is { } found
            && ((found.AccountId is { } owner && Reader?.Id == owner) || await teller.FitsAsync(found, Key, ct)) ? found : null;
    }

    protected override EnquiryParty PartyOf(Enquiry it) => EnquiryParty.Asker;

    protected override async Task LoadAsync(CancellationToken ct)
    {
        var enquiries = db.Enquiries;
        Thread = await threads.ReadAsync(It, staff: false, Key, ct);
        MergedCode = It.MergedInto is { } into ? await enquiries.Where(row => row.Id == into).Select(row => row.Code).FirstOrDefaultAsync(ct) : null;
    }
}
