using System.Net;
using System.Net.Mail;
using System.Text;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation.Mail;

/// <summary>Sends what waits in <c>foundation.mail</c>, later and later after each failure, for two days. A mail may be sent twice when the process dies between sending and noting it, never lost.</summary>
internal sealed class MailSender(HubDatabase database, IOptions<HubOptions> options, TimeProvider clock, Loops loops, ILogger<MailSender> log) : BackgroundService
{
    private static readonly LoopKind Kind = new("mail", new("发送邮件", "Sending mail"), TimeSpan.FromSeconds(2));
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(2);

    private sealed record Waiting(Guid Id, string Recipient, string Subject, string Body, int Tries, DateTime WrittenAt);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Mail.Host is { Length: > 0 } ? loops.RunAsync(Kind, SendAllAsync, stoppingToken) : Task.CompletedTask;

    private async Task SendAllAsync(CancellationToken ct)
    {
        while (await SendNextAsync(ct))
        {
        }
    }

    private async Task<bool> SendNextAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // Several hubs on one database share the queue: each takes what no other holds.
        var mail = await connection.QueryFirstOrDefaultAsync<Waiting>(new CommandDefinition(
            """
            select id, recipient, subject, body, tries, written_at as WrittenAt
            from foundation.mail
            where sent_at is null and next_try_at <= @now
            order by next_try_at
            limit 1
            for update skip locked
            """, new { now }, transaction, cancellationToken: ct));
        if (mail is null)
            return false;
        var failure = await SendAsync(mail, ct);
        var givenUp = now - new DateTimeOffset(DateTime.SpecifyKind(mail.WrittenAt, DateTimeKind.Utc)) > GivenUpAfter;
        await connection.ExecuteAsync(new CommandDefinition(
            "update foundation.mail set tries = tries + 1, failure = @failure, sent_at = @sent, next_try_at = @next where id = @id",
            new { mail.Id, failure, sent = failure is null ? now : (DateTimeOffset?)null, next = givenUp ? DateTimeOffset.MaxValue.AddDays(-1) : now.AddSeconds(Math.Min(3600, 10 * Math.Pow(2, mail.Tries))) }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<string?> SendAsync(Waiting mail, CancellationToken ct)
    {
        var settings = options.Value.Mail;
        try
        {
            using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls, Timeout = 30_000 };
            if (settings.User is not null)
                client.Credentials = new NetworkCredential(settings.User, settings.Password);
            using var message = new MailMessage(new MailAddress(settings.From, options.Value.HubName, Encoding.UTF8), new MailAddress(mail.Recipient))
            {
                Subject = mail.Subject,
                SubjectEncoding = Encoding.UTF8,
                Body = mail.Body,
                BodyEncoding = Encoding.UTF8,
            };
            message.Headers.Add("Auto-Submitted", "auto-generated");
            await client.SendMailAsync(message, ct);
            return null;
        }
        catch (Exception e) when (e is SmtpException or IOException or FormatException or InvalidOperationException)
        {
            log.LogWarning("Mail {Id} was not sent: {Reason}", mail.Id, e.Message);
            return e.Message;
        }
    }
}
