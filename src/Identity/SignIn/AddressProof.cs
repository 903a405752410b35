using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;
using Zhishu.Identity.Sessions;

namespace Zhishu.Identity.SignIn;

/// <summary>Proves that an address belongs to whoever signed up with it. Until then no notices are mailed there.</summary>
internal sealed class AddressProof(UserManager<Account> users, AppDb db, ProcessLog log, Mailer mailer, IOptions<HubOptions> options)
{
    public async Task MailAsync(Guid id, CancellationToken ct)
    {
        if (!mailer.CanSend || await users.FindByIdAsync(id.ToString()) is not { EmailConfirmed: false } account)
            return;
        var link = options.Value.Absolute($"/account/confirm?id={id}&token={Uri.EscapeDataString(await users.GenerateEmailConfirmationTokenAsync(account))}");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await mailer.QueueUnaskedAsync(transaction.GetDbTransaction(), account.Email!, Lang.T("确认邮箱"),
            Lang.T($"请打开链接确认这是您的邮箱：\n{link}\n如非本人注册，请忽略。"), ct);
        await transaction.CommitAsync(ct);
    }

    public async Task<bool> ConfirmAsync(string id, string token, CancellationToken ct)
    {
        if (await users.FindByIdAsync(id) is not { } account || !(await users.ConfirmEmailAsync(account, token)).Succeeded)
            return false;
        log.Record("account.confirm", new(account.Id, account.DisplayName, null), AccountSubject.Of(account));
        await db.SaveChangesAsync(ct);
        return true;
    }
}
