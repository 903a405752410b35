using System.Security.Cryptography;

namespace Zhishu.Foundation.Audit;

/// <summary>A key of the trail. The fingerprint names it and tells nothing of it.</summary>
internal sealed record AuditKey(byte[] Secret, string Fingerprint)
{
    public static AuditKey Of(byte[] secret) => new(secret, Convert.ToHexStringLower(HMACSHA256.HashData(secret, "zhishu audit key"u8))[..16]);

    public byte[] Sign(ReadOnlySpan<byte> text) => HMACSHA256.HashData(Secret, text);
}
