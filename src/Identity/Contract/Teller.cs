using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Identity;

/// <summary>Tells a person who may have an account or only a mail address; inside the act that there is something to tell of.</summary>
public sealed class Teller(AppDb db, Mailer mailer, IOptions<HubOptions> options)
{
    private const int MostToGuest = 20;

    /// <summary>Adds a notice for an account, or queues a mail for an address; nothing for who gave neither.</summary>
    /// <param name="notices">Notices of the process that is recorded.</param>
    /// <param name="account">Account, or null.</param>
    /// <param name="email">Address of who has no account; may be empty.</param>
    /// <param name="text">What is told.</param>
    /// <param name="url">Page of who has an account.</param>
    /// <param name="guestUrl">Page of who has none, with its key.</param>
    /// <param name="ct">Cancels.</param>
    public async Task TellAsync(ICollection<ProcessNotice> notices, Guid? account, string email, Bilingual text, string url, string guestUrl, CancellationToken ct)
    {
        if (account is { } known)
            notices.Add(new($"account:{known}", text.Zh, text.En, url));
        else if (email.Length > 0 && mailer.CanSend)
            await mailer.QueueUnaskedAsync(db.Database.CurrentTransaction!.GetDbTransaction(), email, text.Zh, $"{text.Zh}\n{text.En}\n\n{options.Value.Absolute(guestUrl)}\n", ct, MostToGuest);
    }
}
