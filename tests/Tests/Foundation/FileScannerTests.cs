using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Tests.Foundation;

/// <summary>The hook for a malware scanner.</summary>
public sealed class FileScannerTests
{
    [Fact]
    public async Task What_the_scanner_refuses_or_cannot_answer_is_not_let_in()
    {
        using var folder = new TempFolder();
        var script = Path.Combine(folder.Path, "scan.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\n! grep -q EICAR \"$2\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Null(await FindAsync($"{script} --quiet", "clean"));
        Assert.Contains("没有通过", (await FindAsync($"{script} --quiet", "EICAR test"))!.Value.Zh, StringComparison.Ordinal);
        Assert.Contains("暂时不可用", (await FindAsync("/no/such/scanner", "clean"))!.Value.Zh, StringComparison.Ordinal);
        Assert.Null(await FindAsync(null, "EICAR test"));
    }

    [Fact]
    public async Task ClamAV_is_asked_over_a_socket_and_what_it_cannot_tell_of_is_not_scanned()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "clamd");
        using (var clamd = new Clamd(path))
        {
            Assert.Equal((null, true), await AskAsync(path, "clean"));
            Assert.Equal((null, true), await AskAsync(path, new string('a', 200_000)));
            var (fault, scanned) = await AskAsync(path, new string('a', 100_000) + "EICAR");
            Assert.Contains("恶意代码", fault!.Value.Zh, StringComparison.Ordinal);
            Assert.False(scanned);
            Assert.Equal((null, false), await AskAsync(path, "TOO LARGE"));
        }

        Assert.Equal((null, false), await AskAsync(path, "clean"));
        Assert.Equal((null, false), await AskAsync("127.0.0.1:1", "clean"));
    }

    private static async Task<(Bilingual? Fault, bool Scanned)> AskAsync(string place, string content)
    {
        var scan = await new FileScanner(Options.Create(new HubOptions { ClamAv = place }),
            NullLogger<FileScanner>.Instance).FindAsync(System.Text.Encoding.UTF8.GetBytes(content), CancellationToken.None);
        return (scan.Fault, scan.Scanned);
    }

    /// <summary>Speaks the protocol as clamd does: INSTREAM with pieces, each with its length, until one of none.</summary>
    private sealed class Clamd : IDisposable
    {
        private readonly System.Net.Sockets.Socket _listener = new(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);

        public Clamd(string path)
        {
            _listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
            _listener.Listen();
            _ = ServeAsync();
        }

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var socket = await _listener.AcceptAsync();
                    await using var stream = new System.Net.Sockets.NetworkStream(socket);
                    var command = new byte[10];
                    await stream.ReadExactlyAsync(command);
                    if (!command.AsSpan().SequenceEqual("zINSTREAM\0"u8))
                        continue;
                    var text = new System.Text.StringBuilder();
                    var length = new byte[4];
                    while (true)
                    {
                        await stream.ReadExactlyAsync(length);
                        var size = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(length);
                        if (size == 0)
                            break;
                        var piece = new byte[size];
                        await stream.ReadExactlyAsync(piece);
                        text.Append(System.Text.Encoding.UTF8.GetString(piece));
                    }

                    var said = text.ToString();
                    await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(said.Contains("EICAR", StringComparison.Ordinal)
                        ? "stream: Win.Test.EICAR_HDB-1 FOUND\0" : said.Contains("TOO LARGE", StringComparison.Ordinal) ? "INSTREAM size limit exceeded. ERROR\0" : "stream: OK\0"));
                }
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    private static async Task<Bilingual?> FindAsync(string? command, string content) =>
        (await new FileScanner(Options.Create(new HubOptions { FileScan = command }),
        NullLogger<FileScanner>.Instance).FindAsync(System.Text.Encoding.UTF8.GetBytes(content), CancellationToken.None)).Fault;
}
