using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Zhishu.Foundation.Mail;

/// <summary>
/// Sends what waits in <c>foundation.mail</c>, later and later after each failure, for two days. A mail is taken for a while, sent without any lock held, and
/// noted: it may be sent twice when the process dies between sending and noting it, under the same Message-ID, and is never lost.
/// </summary>
internal sealed class MailSender(HubDatabase database, IOptions<HubOptions> options, TimeProvider clock, Loops loops, ILogger<MailSender> log) : BackgroundService
{
    private static readonly LoopKind Kind = new("mail", new("发送邮件"), TimeSpan.FromSeconds(2));
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(2);
    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue.AddDays(-1);

    // Longer than a server may take over one mail: nobody else takes it meanwhile.
    private TimeSpan Lease => TimeSpan.FromSeconds((options.Value.Mail.TimeoutSeconds * 10) + 60);

    private sealed record Waiting(Guid Id, string Recipient, string Subject, string Body, int Tries, DateTime WrittenAt);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Mail.Host is { Length: > 0 } ? loops.RunAsync(Kind, SendAllAsync, stoppingToken) : Task.CompletedTask;

    /// <summary>Sends what is due.</summary>
    /// <exception cref="HubFaultException">The server cannot be spoken to; the mails wait.</exception>
    internal async Task SendAllAsync(CancellationToken ct)
    {
        using var line = new SmtpLine(options.Value.Mail);
        while (await IsDueAsync(ct))
        {
            try
            {
                // Before a mail is taken: what is wrong with the server is not the fault of a mail.
                await line.OpenAsync(ct);
            }
            catch (HubFaultException e)
            {
                await WaitOrGiveUpAsync(e.Message, ct);
                throw;
            }

            if (await TakeAsync(ct) is { } mail)
                await SendAsync(line, mail, ct);
        }

        await line.CloseAsync(ct);
    }

    private async Task<bool> IsDueAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition("select exists (select from foundation.mail where sent_at is null and next_try_at <= @now)", new { now = clock.GetUtcNow() }, cancellationToken: ct));
    }

    // Several hubs on one database share the queue: who takes a mail moves its next try away, and a mail whose sender died comes back by itself.
    private async Task<Waiting?> TakeAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<Waiting>(new CommandDefinition(
            """
            update foundation.mail set tries = tries + 1, next_try_at = @until
            where id = (
              select id from foundation.mail
              where sent_at is null and next_try_at <= @now
              order by next_try_at
              limit 1
              for update skip locked)
            returning id, recipient, subject, body, tries, written_at as WrittenAt
            """, new { now, until = now + Lease }, cancellationToken: ct));
    }

    private async Task SendAsync(SmtpLine line, Waiting mail, CancellationToken ct)
    {
        string? failure = null;
        try
        {
            using var message = Compose(mail);
            await line.SendAsync(message, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whatever is wrong with one mail, the others go on. A line that was torn in the middle of a talk is opened anew.
            failure = e.Message;
            line.Dispose();
            log.LogWarning("Mail {Id} was not sent: {Reason}", mail.Id, e.Message.ReplaceLineEndings(" "));
        }
        catch (OperationCanceledException)
        {
            await NoteAsync(mail, "stopped", clock.GetUtcNow());
            throw;
        }

        await NoteAsync(mail, failure, clock.GetUtcNow().AddSeconds(Math.Min(3600, 10 * Math.Pow(2, mail.Tries - 1))));
    }

    // The hub may be stopping: what was sent is noted all the same.
    private async Task NoteAsync(Waiting mail, string? failure, DateTimeOffset next)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Source.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "update foundation.mail set failure = @failure, sent_at = @sent, next_try_at = @next where id = @id and sent_at is null",
            new { mail.Id, failure, sent = failure is null ? now : (DateTimeOffset?)null, next = failure is not null && now - GivenUpAfter > Utc(mail.WrittenAt) ? Never : next });
    }

    private async Task WaitOrGiveUpAsync(string failure, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update foundation.mail set failure = @failure, next_try_at = @Never where sent_at is null and next_try_at <= @now and written_at < @old",
            new { failure, Never, now, old = now - GivenUpAfter }, cancellationToken: ct));
    }

    private MimeMessage Compose(Waiting mail)
    {
        var from = MailboxAddress.Parse(options.Value.Mail.From);
        from.Name = options.Value.HubName;
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id:N}@{from.Domain}",
            Date = Utc(mail.WrittenAt),
            Subject = mail.Subject,
            Body = new TextPart("plain") { Text = mail.Body, ContentTransferEncoding = ContentEncoding.Base64 },
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(mail.Recipient));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static DateTimeOffset Utc(DateTime written) => new(DateTime.SpecifyKind(written, DateTimeKind.Utc));
}
