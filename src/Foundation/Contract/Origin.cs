using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation;

/// <summary>
/// Whom a limit counts: the account of who is signed in, otherwise the network address. Of IPv6 only the first 64 bits count,
/// since one household or office has the rest to choose from.
/// </summary>
public static class Origin
{
    private static readonly object Key = new();

    /// <summary>Notes who is signed in; done once for every request.</summary>
    public static void Note(HttpContext context, Guid account) => context.Items[Key] = account;

    /// <summary>Whether somebody is signed in.</summary>
    public static bool HasAccount(HttpContext context) => context.Items[Key] is Guid;

    /// <summary>The account or the address of a request, as the key of a limit.</summary>
    public static string Of(HttpContext context) => context.Items[Key] is Guid account ? $"account:{account:N}" : Address(context);

    /// <summary>The address of a request, as the key of a limit that counts people without regard to their accounts.</summary>
    public static string Address(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "address:none";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"address:{Convert.ToHexStringLower(address.GetAddressBytes()[..8])}"
            : $"address:{address}";
    }
}
