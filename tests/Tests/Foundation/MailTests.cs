using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using MailKit.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Foundation.Mail;
using Zhishu.Tests.Watch;

namespace Zhishu.Tests.Foundation;

/// <summary>Mail over real connections: with and without TLS, to servers that refuse, are silent or have a certificate of nobody.</summary>
[Collection(ServerCollection.Name)]
public sealed class MailTests(TestServer hub)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 18, 2, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("auto", "mail.example", 465, null, SecureSocketOptions.SslOnConnect)]
    [InlineData("auto", "mail.example", 587, null, SecureSocketOptions.StartTls)]
    [InlineData("auto", "mail.example", 25, null, SecureSocketOptions.StartTlsWhenAvailable)]
    [InlineData("auto", "mail.example", 25, "user", SecureSocketOptions.StartTls)]
    [InlineData("auto", "localhost", 25, "user", SecureSocketOptions.None)]
    [InlineData("implicit", "mail.example", 25, null, SecureSocketOptions.SslOnConnect)]
    [InlineData("StartTls", "mail.example", 465, null, SecureSocketOptions.StartTls)]
    [InlineData("True", "mail.example", 25, null, SecureSocketOptions.StartTls)]
    [InlineData("false", "mail.example", 587, "user", SecureSocketOptions.None)]
    public void How_the_line_is_protected(string tls, string host, int port, string? user, SecureSocketOptions expected) =>
        Assert.Equal(expected, SmtpLine.ProtectionOf(new() { Tls = tls, Host = host, Port = port, User = user }));

    [Fact]
    public void A_protection_that_there_is_not_is_refused_at_start() =>
        Assert.Equal("settings.wrong", Assert.Throws<HubFaultException>(() => HubSettings.Read([new("Zhishu:Mail:Tls", "ssl3")])).Code);

    [Theory]
    [InlineData(SmtpManner.ImplicitTls, "implicit")]
    [InlineData(SmtpManner.StartTls, "starttls")]
    public async Task Over_TLS_a_certificate_of_nobody_is_refused_until_its_authority_is_named(SmtpManner manner, string tls)
    {
        await using var scratch = await hub.ScratchAsync();
        using var certificate = SelfMade("127.0.0.1");
        using var smtp = new SmtpListener(manner, certificate);
        await QueueAsync(scratch, "user@example.cn");

        var fault = await Assert.ThrowsAsync<HubFaultException>(() => SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port, Tls = tls }));
        Assert.Equal("mail.certificate", fault.Code);
        Assert.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256), fault.Message, StringComparison.Ordinal);
        Assert.Empty(smtp.Mails);
        Assert.Equal(0, await scratch.ScalarAsync<int>("select tries from foundation.mail"));

        var lost = await Assert.ThrowsAsync<HubFaultException>(() =>
            SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port, Tls = tls, Authority = Path.Combine(scratch.Folder, "lost.pem") }));
        Assert.Contains("lost.pem", lost.Message, StringComparison.Ordinal);

        var authority = scratch.File("authority.pem", certificate.ExportCertificatePem());
        await SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port, Tls = tls, Authority = authority });
        var mail = Assert.Single(await smtp.WaitAsync(1));
        Assert.Equal("第一行\n.", mail.Text.ReplaceLineEndings("\n").TrimEnd());
        Assert.True(smtp.WasSecret);

        // The certificate of another host, though of an authority that is trusted.
        using var other = SelfMade("127.0.0.2");
        using var wrong = new SmtpListener(manner, other);
        await QueueAsync(scratch, "user@example.cn");
        var name = await Assert.ThrowsAsync<HubFaultException>(() =>
            SendAsync(scratch, new() { Host = "127.0.0.1", Port = wrong.Port, Tls = tls, Authority = scratch.File("other.pem", other.ExportCertificatePem()) }));
        Assert.Contains("NameMismatch", name.Message, StringComparison.Ordinal);
        Assert.Empty(wrong.Mails);
    }

    [Fact]
    public async Task Without_TLS_where_it_is_asked_for_nothing_is_said()
    {
        await using var scratch = await hub.ScratchAsync();
        using var smtp = new SmtpListener();
        await QueueAsync(scratch, "user@example.cn");
        Assert.Equal("mail.tls", (await Assert.ThrowsAsync<HubFaultException>(() => SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port, Tls = "starttls" }))).Code);
        Assert.Equal("mail.tls", (await Assert.ThrowsAsync<HubFaultException>(() => SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port, Tls = "implicit", TimeoutSeconds = 5 }))).Code);
        Assert.Empty(smtp.Mails);
        await SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port });
        Assert.Single(smtp.Mails);
    }

    [Fact]
    public async Task A_silent_server_is_left_after_a_while_and_takes_no_mail_with_it()
    {
        await using var scratch = await hub.ScratchAsync();
        using var smtp = new SmtpListener(SmtpManner.Silent);
        await QueueAsync(scratch, "user@example.cn");
        await QueueAsync(scratch, "other@example.cn");
        Assert.Equal("mail.silent", (await Assert.ThrowsAsync<HubFaultException>(() => SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port, TimeoutSeconds = 1 }))).Code);
        Assert.Equal(1, smtp.Connections);
        Assert.Equal(2, await scratch.ScalarAsync<long>("select count(*) from foundation.mail where sent_at is null and tries = 0"));

        // Two days later they are given up.
        await Assert.ThrowsAsync<HubFaultException>(() => SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port, TimeoutSeconds = 1 }, Start.AddDays(2).AddMinutes(1)));
        Assert.Equal(2, await scratch.ScalarAsync<long>("select count(*) from foundation.mail where sent_at is null and next_try_at > '9999-01-01' and failure <> ''"));
    }

    [Fact]
    public async Task A_mail_that_is_refused_keeps_no_other_waiting_and_one_connection_carries_many()
    {
        await using var scratch = await hub.ScratchAsync();
        using var smtp = new SmtpListener { Unknown = "nobody@example.cn" };
        await QueueAsync(scratch, "nobody@example.cn");
        for (var i = 0; i < 5; i++)
            await QueueAsync(scratch, $"user{i}@example.cn");
        await SendAsync(scratch, new() { Host = "127.0.0.1", Port = smtp.Port });
        Assert.Equal(5, smtp.Mails.Count);
        Assert.Equal(2, smtp.Connections);
        Assert.Contains("no such box", await scratch.ScalarAsync<string>("select failure from foundation.mail where sent_at is null"), StringComparison.Ordinal);
        Assert.Equal(Start.AddSeconds(10), await scratch.ScalarAsync<DateTime>("select next_try_at from foundation.mail where sent_at is null"));
    }

    [Fact]
    public async Task While_a_mail_is_handed_over_nothing_is_locked_and_no_other_hub_takes_it()
    {
        await using var scratch = await hub.ScratchAsync();
        using var smtp = new SmtpListener();
        await QueueAsync(scratch, "user@example.cn");
        MailOptions settings = new() { Host = "127.0.0.1", Port = smtp.Port };
        var (open, locked) = (-1L, -1L);
        smtp.Meanwhile = async () =>
        {
            smtp.Meanwhile = null;
            open = await scratch.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid() and backend_type = 'client backend'");
            locked = 1 - await scratch.ScalarAsync<long>("select count(*) from (select from foundation.mail for update skip locked) free");
            await SendAsync(scratch, settings);
        };
        await SendAsync(scratch, settings);
        Assert.Equal((0, 0), (open, locked));
        Assert.Single(smtp.Mails);
        Assert.Contains("Message-Id: <", smtp.Mails.Single(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_mail_whose_sender_was_killed_is_sent_when_its_time_has_passed()
    {
        await using var scratch = await hub.ScratchAsync();
        using var smtp = new SmtpListener();
        MailOptions settings = new() { Host = "127.0.0.1", Port = smtp.Port };
        await QueueAsync(scratch, "user@example.cn");

        // The server takes it, and the sender ends before it can note that, as a killed process does: what stands in the queue is what stood there meanwhile.
        var until = default(DateTime);
        smtp.Meanwhile = async () =>
        {
            smtp.Meanwhile = null;
            until = await scratch.ScalarAsync<DateTime>("select next_try_at from foundation.mail where sent_at is null and tries = 1");
        };
        await SendAsync(scratch, settings);
        await using (var connection = await scratch.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("update foundation.mail set sent_at = null, next_try_at = @until", new { until });

        await SendAsync(scratch, settings);
        Assert.Single(smtp.Mails);
        await SendAsync(scratch, settings, Start.AddMinutes(7));
        Assert.Equal(2, smtp.Mails.Count);
        Assert.Single(smtp.Mails.Select(mail => mail.Split("\r\n").Single(line => line.StartsWith("Message-Id", StringComparison.OrdinalIgnoreCase))).Distinct());
        Assert.Equal(0, await scratch.ScalarAsync<long>("select count(*) from foundation.mail where sent_at is null"));
    }

    private static async Task SendAsync(ScratchHub scratch, MailOptions settings, DateTimeOffset? now = null)
    {
        await using var services = scratch.Serve(new() { Mail = settings }, new Clock(now ?? Start));
        await services.GetServices<IHostedService>().OfType<MailSender>().Single().SendAllAsync(CancellationToken.None);
    }

    private static async Task QueueAsync(ScratchHub scratch, string recipient)
    {
        await using var services = scratch.Serve(new(), new Clock(Start));
        await using var connection = await scratch.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await services.GetRequiredService<Mailer>().QueueAsync(transaction, recipient, "知枢：确认", "第一行\n.", CancellationToken.None);
        await transaction.CommitAsync();
    }

    private static X509Certificate2 SelfMade(string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
