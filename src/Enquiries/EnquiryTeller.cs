using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries;

/// <summary>Tells who asked.</summary>
internal sealed class EnquiryTeller(Teller teller, Mailer mailer, SecretLinks links)
{
    /// <summary>The key by which whoever asked without an account follows it.</summary>
    public Task<string> KeyAsync(Enquiry enquiry, CancellationToken ct) => links.KeyAsync("enquiry", enquiry.Id, ct);

    public Task<bool> FitsAsync(Enquiry enquiry, string? key, CancellationToken ct) => links.FitsAsync("enquiry", enquiry.Id, key, ct);

    /// <summary>Tells who asked, by account or mail.</summary>
    public async Task AskerAsync(Enquiry enquiry, CaseWork<EnquiryState> work, Bilingual what) =>
        await teller.TellAsync(work.Notices, enquiry.AccountId, enquiry.Email, new($"{what}：{enquiry.Code} {enquiry.Title}"),
            $"/enquiries/{enquiry.Code}", $"/enquiries/{enquiry.Code}/{await KeyAsync(enquiry, work.Cancelled)}", work.Cancelled);

    /// <summary>The same of something new to read; who only has a telephone must be called.</summary>
    public async Task AnswerAsync(Enquiry enquiry, CaseWork<EnquiryState> work, Bilingual what)
    {
        if (enquiry.AccountId is null && enquiry.Phone.Length > 0 && (enquiry.Email.Length == 0 || !mailer.CanSend))
            enquiry.MustCall(work.Now);
        await AskerAsync(enquiry, work, what);
    }
}
