using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Zhishu.Tests.Watch;

/// <summary>How a mail server of the tests speaks.</summary>
public enum SmtpManner
{
    Plain,
    StartTls,
    ImplicitTls,
    Silent,
}

/// <summary>A mail server that keeps what it is given (RFC 5321, as much as a client needs). It can be told to refuse the next mails, or an address for good.</summary>
internal sealed class SmtpListener : IDisposable
{
    private readonly SmtpManner _manner;
    private readonly X509Certificate2? _certificate;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _mails = new();
    private int _refuse;

    public SmtpListener(SmtpManner manner = SmtpManner.Plain, X509Certificate2? certificate = null)
    {
        (_manner, _certificate) = (manner, certificate);
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyCollection<string> Mails => _mails;

    public void RefuseNext(int mails) => _refuse = mails;

    /// <summary>Whether it takes connections and says nothing, until told otherwise.</summary>
    public bool IsSilent { get; set; }

    /// <summary>An address to which nothing is taken (550), or null.</summary>
    public string? Unknown { get; set; }

    /// <summary>What is done while a mail is being taken in, before it is answered.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>Connections that were made.</summary>
    public int Connections { get; private set; }

    /// <summary>Whether what came last came over TLS.</summary>
    public bool WasSecret { get; private set; }

    /// <summary>Waits for a number of mails in all and gives them decoded: headers, then text.</summary>
    public async Task<IReadOnlyList<(string To, string Text)>> WaitAsync(int mails)
    {
        for (var tries = 0; _mails.Count < mails; tries++)
        {
            Assert.True(tries < 200, $"{_mails.Count} mails instead of {mails}");
            await Task.Delay(50);
        }

        return [.. _mails.Select(Decode)];
    }

    private static (string To, string Text) Decode(string mail)
    {
        var cut = mail.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = (mail[..cut], mail[(cut + 4)..]);
        var to = head.Split("\r\n").First(line => line.StartsWith("To: ", StringComparison.OrdinalIgnoreCase))[4..];
        return (to, head.Contains("base64", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\r\n", "", StringComparison.Ordinal))) : body);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = TalkAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        Connections++;
        try
        {
            Stream stream = client.GetStream();
            if (IsSilent || _manner == SmtpManner.Silent)
            {
                await stream.ReadExactlyAsync(new byte[1]);
                return;
            }

            if (_manner == SmtpManner.ImplicitTls)
                stream = await SecureAsync(stream);
            await WriteAsync(stream, "220 test");
            await AnswerAsync(stream);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client went away, or did not like the certificate.
        }
    }

    private async Task<SslStream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(_certificate!);
        return secure;
    }

    private static async Task WriteAsync(Stream stream, string line)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
        await stream.FlushAsync();
    }

    private async Task AnswerAsync(Stream stream)
    {
        var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync() is { } line)
        {
            var word = line.Split(' ')[0].ToUpperInvariant();
            if (word == "EHLO" && _manner == SmtpManner.StartTls && stream is not SslStream)
            {
                await WriteAsync(stream, "250-test\r\n250 STARTTLS");
            }
            else if (word == "STARTTLS")
            {
                await WriteAsync(stream, "220 go on");
                stream = await SecureAsync(stream);
                reader = new StreamReader(stream, Encoding.UTF8);
            }
            else if (word == "MAIL" && Interlocked.Decrement(ref _refuse) >= 0)
            {
                await WriteAsync(stream, "451 try again later");
            }
            else if (word == "RCPT" && Unknown is { } unknown && line.Contains(unknown, StringComparison.Ordinal))
            {
                await WriteAsync(stream, "550 no such box here");
            }
            else if (word == "DATA")
            {
                await WriteAsync(stream, "354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync() is { } text && text != ".")
                    mail.Append(text.StartsWith("..", StringComparison.Ordinal) ? text[1..] : text).Append("\r\n");
                if (Meanwhile is { } meanwhile)
                    await meanwhile();
                WasSecret = stream is SslStream;
                _mails.Enqueue(mail.ToString());
                await WriteAsync(stream, "250 kept");
            }
            else if (word == "QUIT")
            {
                await WriteAsync(stream, "221 bye");
                return;
            }
            else
            {
                await WriteAsync(stream, "250 ok");
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
