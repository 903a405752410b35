using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Zhishu.Tests.Watch;

/// <summary>A mail server that keeps what it is given (RFC 5321, as much as a client needs). It can be told to refuse the next mails.</summary>
internal sealed class SmtpListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _mails = new();
    private int _refuse;

    public SmtpListener()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyCollection<string> Mails => _mails;

    public void RefuseNext(int mails) => _refuse = mails;

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
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync() is { } line)
        {
            var word = line.Split(' ')[0].ToUpperInvariant();
            if (word == "MAIL" && Interlocked.Decrement(ref _refuse) >= 0)
            {
                await writer.WriteLineAsync("451 try again later");
            }
            else if (word == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync() is { } text && text != ".")
                    mail.Append(text.StartsWith("..", StringComparison.Ordinal) ? text[1..] : text).Append("\r\n");
                _mails.Enqueue(mail.ToString());
                await writer.WriteLineAsync("250 kept");
            }
            else if (word == "QUIT")
            {
                await writer.WriteLineAsync("221 bye");
                return;
            }
            else
            {
                await writer.WriteLineAsync("250 ok");
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
