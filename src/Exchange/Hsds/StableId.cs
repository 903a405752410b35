using System.Security.Cryptography;
using System.Text;

namespace Zhishu.Exchange.Hsds;

/// <summary>Identities made from names: the same name gives the same identity at every time and in every hub.</summary>
internal static class StableId
{
    /// <summary>A UUID of version 8 (RFC 9562) from the SHA-256 of the parts.</summary>
    public static Guid Of(params ReadOnlySpan<string> parts)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts!)))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
