using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Zhishu.Foundation.Mail;

/// <summary>A connection to the SMTP server, opened when it is needed and used for many mails.</summary>
internal sealed class SmtpLine(MailOptions settings) : IDisposable
{
    // A server that answers, but a byte at a time, is done with after this many time-outs.
    private const int TimeoutsInAll = 4;

    private SmtpClient? _client;
    private string? _distrust;

    /// <summary>Whether somebody listens at the other end.</summary>
    public bool IsOpen => _client is { IsConnected: true };

    /// <summary>How the connection is protected: what was set, or what fits the port, the place and the password.</summary>
    internal static SecureSocketOptions ProtectionOf(MailOptions settings) => settings.Tls.ToLowerInvariant() switch
    {
        "implicit" => SecureSocketOptions.SslOnConnect,
        "starttls" or "true" => SecureSocketOptions.StartTls,
        "none" or "false" => SecureSocketOptions.None,
        _ when settings.Port == 465 => SecureSocketOptions.SslOnConnect,
        _ when settings.Host is "localhost" or "127.0.0.1" or "::1" => SecureSocketOptions.None,

        // A password goes nowhere in the clear unless somebody said so.
        _ when settings.Port == 587 || settings.User is { Length: > 0 } => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.StartTlsWhenAvailable,
    };

    /// <summary>Opens the connection and signs in; nothing when it is open.</summary>
    /// <exception cref="HubFaultException">The server cannot be reached or not be trusted, or does not know the account.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        if (IsOpen)
            return;
        Dispose();
        using var limit = Limit(ct);
        try
        {
            // Without answers of the authority (an internal network) revocation cannot be told; browsers go on as well.
            _client = new SmtpClient { Timeout = settings.TimeoutSeconds * 1000, CheckCertificateRevocation = false, ServerCertificateValidationCallback = Trusts };
            await _client.ConnectAsync(settings.Host ?? "", settings.Port, ProtectionOf(settings), limit.Token);
            if (settings.User is { Length: > 0 } user)
                await _client.AuthenticateAsync(user, settings.Password ?? "", limit.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var fault = Explain(e);
            Dispose();
            throw fault;
        }
    }

    /// <summary>Hands a mail to the server.</summary>
    public async Task SendAsync(MimeMessage mail, CancellationToken ct)
    {
        using var limit = Limit(ct);
        await _client!.SendAsync(mail, limit.Token);
    }

    /// <summary>Takes leave of the server.</summary>
    public async Task CloseAsync(CancellationToken ct)
    {
        if (!IsOpen)
            return;
        using var limit = Limit(ct);
        try
        {
            await _client!.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // It has what it should have, and no good-bye.
        }
    }

    private CancellationTokenSource Limit(CancellationToken ct)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds * TimeoutsInAll));
        return limit;
    }

    private bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (certificate is not X509Certificate2 shown)
        {
            _distrust = "no certificate";
            return false;
        }

        try
        {
            if (errors == SslPolicyErrors.RemoteCertificateChainErrors && settings.Authority is { Length: > 0 } file && LeadsTo(file, shown, chain))
                return true;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            _distrust = $"Zhishu__Mail__Authority: {e.Message}";
            return false;
        }

        var reasons = (chain?.ChainStatus ?? []).Select(status => status.Status.ToString()).Prepend(errors.ToString());
        _distrust = $"{string.Join(", ", reasons.Distinct())}; {shown.Subject}, SHA-256 {shown.GetCertHashString(HashAlgorithmName.SHA256)}, "
            + $"{shown.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
        return false;
    }

    private static bool LeadsTo(string file, X509Certificate2 shown, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(shown);
    }

    private HubFaultException Explain(Exception e)
    {
        var server = $"{settings.Host}:{settings.Port}";
        if (_distrust is { } reason)
        {
            return new("mail.certificate", new($"不信任邮件服务器 {server} 的证书（{reason}）：请更换证书，或在 Zhishu__Mail__Authority 中写明签发机构的证书文件（PEM）"), e);
        }

        return e switch
        {
            MailKit.Security.AuthenticationException => new("mail.account", new($"邮件服务器 {server} 不接受账号：{e.Message}"), e),
            NotSupportedException => new("mail.tls", new($"邮件服务器 {server} 不提供所要求的加密或登录方式：{e.Message}（Zhishu__Mail__Tls）"), e),
            SslHandshakeException or System.Security.Authentication.AuthenticationException => new("mail.tls", new(
                $"与邮件服务器 {server} 无法建立加密连接，请核对端口与 Zhishu__Mail__Tls（465 用 implicit，587 用 starttls）"), e),
            TimeoutException or OperationCanceledException => new("mail.silent", new($"邮件服务器 {server} 在时限内没有应答"), e),
            _ => new("mail.away", new($"无法连接邮件服务器 {server}：{e.Message}"), e),
        };
    }

    public void Dispose()
    {
        _client?.Dispose();
        (_client, _distrust) = (null, null);
    }
}
