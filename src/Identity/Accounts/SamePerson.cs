using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Identity.Accounts;

/// <summary>
/// Looks for signs that two accounts are of one person: they were in the same browser within ninety days, or share a mailbox (a+1@x is a@x).
/// Duties that must be in different hands are not given to both. The accounts of the demo network are shown in one browser on purpose.
/// </summary>
internal sealed class SamePerson(AppDb db, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    /// <summary>The name of another account of the same person with a duty that must be in other hands than the one to be given, or null.</summary>
    public async Task<string?> OtherHandAsync(Account holder, Duty duty, CancellationToken ct)
    {
        if (holder.Demo)
            return null;
        var (accounts, grants, devices, since, id) = (db.Accounts, db.Grants, db.Devices, clock.GetUtcNow() - Recent, holder.Id);
        var others = await (from grant in grants
                            join account in accounts on grant.AccountId equals account.Id
                            where grant.EndedAt == null && grant.AccountId != id && !account.Demo
                            select new { account.Id, account.DisplayName, account.Email, grant.Duty }).ToListAsync(ct);
        var apart = others.Where(row => HandOf(row.Duty) != HandOf(duty)).ToList();
        if (apart.Find(row => MailboxOf(row.Email!) == MailboxOf(holder.Email!)) is { } mailbox)
            return mailbox.DisplayName;
        var marks = await devices.Where(row => row.AccountId == id && row.SeenAt > since).Select(row => row.Mark).ToListAsync(ct);
        var together = await devices.Where(row => row.AccountId != id && row.SeenAt > since && marks.Contains(row.Mark)).Select(row => row.AccountId).ToListAsync(ct);
        return apart.Find(row => together.Contains(row.Id))?.DisplayName;
    }

    // Business is one hand: an officer may well have been staff of an outlet.
    private static Duty? HandOf(Duty duty) => duty.IsApart() ? duty : null;

    private static string MailboxOf(string address)
    {
        var at = address.LastIndexOf('@');
        var plus = address.IndexOf('+', StringComparison.Ordinal);
        return (plus > 0 && plus < at ? address[..plus] + address[at..] : address).ToUpperInvariant();
    }
}
