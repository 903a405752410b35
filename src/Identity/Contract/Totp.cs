using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Zhishu.Identity;

/// <summary>Time-based one-time codes (RFC 6238: SHA-1, 30 seconds, six digits), as authenticator programs show them.</summary>
public static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The code of a key at a moment.</summary>
    /// <param name="key">Key in base 32, as shown when the second factor is set up.</param>
    /// <param name="at">The moment.</param>
    /// <exception cref="FormatException">The key is not in base 32.</exception>
    public static string CodeAt(string key, DateTimeOffset at)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, at.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // What authenticator programs use.
        var hash = HMACSHA1.HashData(Decode(key), counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 15;
        var number = (BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & int.MaxValue) % 1_000_000;
        return number.ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>The step of 30 seconds, now or one beside it, whose code this is; null when it is none.</summary>
    public static long? StepOf(string key, string? code, DateTimeOffset at)
    {
        if (code?.Length != 6)
            return null;
        foreach (var seconds in new[] { 0, -30, 30 })
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(CodeAt(key, at.AddSeconds(seconds))), System.Text.Encoding.UTF8.GetBytes(code)))
                return at.AddSeconds(seconds).ToUnixTimeSeconds() / 30;
        }

        return null;
    }

    private static byte[] Decode(string key)
    {
        var bytes = new List<byte>();
        var (bits, held) = (0, 0);
        foreach (var c in key.TrimEnd('='))
        {
            var value = Alphabet.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (value < 0)
                throw new FormatException("The key is not in base 32.");
            (held, bits) = ((held << 5 | value) & 0xFFFF, bits + 5);
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(held >> bits));
        }

        return [.. bytes];
    }
}
