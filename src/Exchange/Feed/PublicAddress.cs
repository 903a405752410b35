using System.Net;
using System.Net.Sockets;

namespace Zhishu.Exchange.Feed;

/// <summary>
/// Connects to the public network alone. The address is checked where the connection is made: a name that leads to this machine or into the network behind it
/// gets nothing.
/// </summary>
internal static class PublicAddress
{
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var allowed = (await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct)).Where(Is).ToArray();
        if (allowed.Length == 0)
            throw new HttpRequestException("The address is not public.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an address is one of the public network.</summary>
    internal static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();

        // An address of the old network in the clothes of the new one: NAT64 (RFC 6052), 6to4 (RFC 3056).
        if (bytes is [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..])
            return Is(new IPAddress(bytes[12..]));
        if (bytes is [0x20, 0x02, ..] && bytes.Length == 16)
            return Is(new IPAddress(bytes[2..6]));
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any))
            return false;
        return address.AddressFamily != AddressFamily.InterNetwork || bytes switch
        {
            [0 or 10 or 127, ..] or [>= 224, ..] => false,
            [169, 254, ..] or [192, 168, ..] or [192, 0, 0 or 2, _] or [198, 51, 100, _] or [203, 0, 113, _] => false,
            [172, >= 16 and <= 31, ..] or [100, >= 64 and <= 127, ..] or [198, 18 or 19, ..] => false,
            _ => true,
        };
    }
}
