using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Zhishu.Foundation.Files;

/// <summary>Asks clamd about a file: the command INSTREAM over a Unix socket or TCP.</summary>
internal static class ClamAv
{
    private const int Piece = 64 << 10;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Name of what was found, empty when the file is clean, null when clamd cannot tell (away, too large for it, no such command).</summary>
    /// <param name="place">Path of a socket, or host:port.</param>
    /// <param name="content">The file.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<string?> AskAsync(string place, byte[] content, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Longest);
        try
        {
            using var socket = await ConnectAsync(place, timeout.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), timeout.Token);
            var length = new byte[4];
            for (var at = 0; at < content.Length; at += Piece)
            {
                var size = Math.Min(Piece, content.Length - at);
                BinaryPrimitives.WriteInt32BigEndian(length, size);
                await stream.WriteAsync(length, timeout.Token);
                await stream.WriteAsync(content.AsMemory(at, size), timeout.Token);
            }

            BinaryPrimitives.WriteInt32BigEndian(length, 0);
            await stream.WriteAsync(length, timeout.Token);
            return Read(await AnswerAsync(stream, timeout.Token));
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<Socket> ConnectAsync(string place, CancellationToken ct)
    {
        if (place.StartsWith('/'))
        {
            var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await local.ConnectAsync(new UnixDomainSocketEndPoint(place), ct);
            return local;
        }

        var colon = place.LastIndexOf(':');
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(place[..colon].Trim('[', ']'), int.Parse(place[(colon + 1)..], CultureInfo.InvariantCulture), ct);
        return socket;
    }

    private static async Task<string> AnswerAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[1024];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Encoding.UTF8.GetString(buffer, 0, read).TrimEnd('\0', '\n');
    }

    // “stream: OK”, “stream: Win.Test.EICAR_HDB-1 FOUND”, “INSTREAM size limit exceeded. ERROR”
    private static string? Read(string answer) => answer.EndsWith(": OK", StringComparison.Ordinal) ? ""
        : answer.EndsWith(" FOUND", StringComparison.Ordinal) ? answer[(answer.IndexOf(':', StringComparison.Ordinal) + 1)..^" FOUND".Length].Trim()
        : null;
}
