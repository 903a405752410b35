using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries;

/// <summary>Tells who asked, and who answers.</summary>
internal sealed class EnquiryTeller(Teller teller, Mailer mailer, SecretLinks links)
{
    /// <summary>The key by which whoever asked without an account follows it.</summary>
    public Task<string> KeyAsync(Enquiry enquiry, CancellationToken ct) => links.KeyAsync("enquiry", enquiry.Id, ct);

    public static ProcessNotice Handler(Enquiry enquiry, string zh, string en) =>
        new(Desks.OwnerOf(enquiry.OrganisationId), $"{zh}：{enquiry.Code} {enquiry.Title}",
        $"{en}: {enquiry.Code} {enquiry.Title}", $"/enquiries/desk/{enquiry.Id}");

    public async Task AskerAsync(Enquiry enquiry, List<ProcessNotice> notices, string zh, string en, CancellationToken ct) =>
        await teller.TellAsync(notices, enquiry.AccountId, enquiry.Email,
        new($"{zh}：{enquiry.Code} {enquiry.Title}", $"{en}: {enquiry.Code} {enquiry.Title}"), $"/enquiries/{enquiry.Code}", $"/enquiries/{enquiry.Code}/{await KeyAsync(enquiry, ct)}", ct);

    /// <summary>Whether only the telephone leads to who asked: no account, and no mail that this hub could send.</summary>
    public bool MustCall(Enquiry enquiry) => enquiry.AccountId is null && enquiry.Phone.Length > 0 && (enquiry.Email.Length == 0 || !mailer.CanSend);
}
