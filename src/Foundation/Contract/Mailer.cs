using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Net.Mail;
using Dapper;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation;

/// <summary>How mail is sent: section <c>Zhishu:Mail</c>. Without a host no mail is offered.</summary>
public sealed class MailOptions
{
    /// <summary>SMTP server, or null.</summary>
    public string? Host { get; set; }

    /// <summary>Port of the server.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 25;

    /// <summary>
    /// How the connection is protected: <c>implicit</c> (TLS from the first byte, port 465), <c>starttls</c> (before anything is said, port 587), <c>none</c>,
    /// or <c>auto</c>, which goes by the port, the place and the password. <c>true</c> means starttls, <c>false</c> none.
    /// </summary>
    [RegularExpression("(?i)auto|none|starttls|implicit|true|false")]
    public string Tls { get; set; } = "auto";

    /// <summary>File (PEM) with certificates of authorities that are trusted for this server besides those of the system, or null.</summary>
    public string? Authority { get; set; }

    /// <summary>Seconds that the server may let the hub wait for an answer.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Account at the server, or null.</summary>
    public string? User { get; set; }

    /// <summary>Password of the account; never logged.</summary>
    public string? Password { get; set; }

    /// <summary>Address of the sender.</summary>
    public string From { get; set; } = "zhishu@localhost";
}

/// <summary>Writes mail to be sent soon; the hub sends it and tries again for two days.</summary>
public sealed class Mailer(IOptions<HubOptions> options, TimeProvider clock)
{
    /// <summary>Whether this hub can send mail.</summary>
    public bool CanSend => options.Value.Mail.Host is { Length: > 0 };

    /// <summary>Whether a text is an address that mail can be sent to.</summary>
    public static bool IsAddress(string text) => text.Length <= 254 && text.AsSpan().IndexOfAny("\r\n\"<>, ") < 0
        && MailAddress.TryCreate(text, out var address) && address.Host.Contains('.', StringComparison.Ordinal);

    /// <summary>Most mails in an hour to an address whose owner may not have asked for them.</summary>
    public const int MostUnasked = 5;

    /// <summary>
    /// Puts a mail into the queue that anybody could have caused (links to sign in or to confirm, tidings to an address typed into a form), inside the
    /// caller's transaction; not when the address has had <paramref name="most"/> mails in the last hour, since mail must not be a weapon.
    /// </summary>
    /// <returns>Whether it will be sent.</returns>
    public async Task<bool> QueueUnaskedAsync(DbTransaction transaction, string recipient, string subject, string body, CancellationToken ct, int most = MostUnasked)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(hashtextextended('mail:' || lower(@recipient), 0))",
            new { recipient }, transaction, cancellationToken: ct));
        var written = await transaction.Connection!.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from foundation.mail where lower(recipient) = lower(@recipient) and written_at > @since", new
            {
                recipient,
                since = clock.GetUtcNow().AddHours(-1)
            }, transaction, cancellationToken: ct));
        if (written >= most)
            return false;
        await QueueAsync(transaction, recipient, subject, body, ct);
        return true;
    }

    /// <summary>Puts a mail into the queue, inside the caller's transaction.</summary>
    public Task QueueAsync(DbTransaction transaction, string recipient, string subject, string body, CancellationToken ct) => QueueAsync(transaction, [recipient], subject, body, ct);

    /// <summary>Puts a mail to each of some recipients into the queue, inside the caller's transaction.</summary>
    public async Task QueueAsync(DbTransaction transaction, IReadOnlyCollection<string> recipients, string subject, string body, CancellationToken ct)
    {
        if (recipients.Count == 0)
            return;
        var now = clock.GetUtcNow();
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            insert into foundation.mail (id, recipient, subject, body, written_at, next_try_at)
            select id, recipient, @subject, @body, @now, @now from unnest(@ids, @recipients) as r (id, recipient)
            """,
            new
            {
                ids = recipients.Select(_ => Guid.CreateVersion7(now)).ToArray(),
                recipients = recipients.ToArray(),
                subject = subject.ReplaceLineEndings(" "),
                body,
                now
            }, transaction, cancellationToken: ct));
    }
}
