using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Zhishu.Tests.Exchange;

/// <summary>A server that answers as it likes: bytes on a socket.</summary>
internal sealed class HostileSource : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public HostileSource(Func<string, Stream, Task> answer)
    {
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _running = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(async () =>
                {
                    using (client)
                    {
                        try
                        {
                            await using var stream = client.GetStream();
                            await answer(await RequestAsync(stream), stream);
                        }
                        catch (IOException)
                        {
                            // The hub hung up, as it should.
                        }
                    }
                });
            }
        });
    }

    public string Address { get; }

    private int _requests;

    public int Requests => _requests;

    private async Task<string> RequestAsync(NetworkStream stream)
    {
        Interlocked.Increment(ref _requests);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer) is > 0 and var read)
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        return Uri.UnescapeDataString(text.ToString().Split(' ')[1]);
    }

    /// <summary>An answer of OAI-PMH.</summary>
    public static byte[] Oai(string content, string encoding = "utf-8", string headers = "") => Http(Encoding.UTF8.GetBytes(
        $"<?xml version=\"1.0\" encoding=\"{encoding}\"?><OAI-PMH "
            + $"xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>2026-01-01T00:00:00Z</responseDate><request>x</request>{content}</OAI-PMH>"), headers);

    public static byte[] Http(byte[] body, string headers = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"), .. body];

    /// <summary>The formats of a repository with Dublin Core alone.</summary>
    public static byte[] Formats => Oai("<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat></ListMetadataFormats>");

    public static string Record(int number, string title = "一种盒") =>
        $"<record><header><identifier>oai:x:{number}</identifier><datestamp>2026-01-01</datestamp></header><metadata><oai_dc:dc "
        + $"xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" "
        + $"xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title><dc:identifier>US{9000000 + number}</dc:identifier></oai_dc:dc></metadata></record>";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
