using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Zhishu.Foundation;

/// <summary>
/// Keys for links that open something to whoever has them: an enquiry without an account, a ticket, a file for some days.
/// They are computed from a secret of this hub, so none is kept and none can be guessed.
/// </summary>
public sealed class SecretLinks(HubDatabase database)
{
    private byte[]? _secret;

    /// <summary>The key of a thing.</summary>
    /// <param name="purpose">What the key opens, such as <c>enquiry</c>; an expiry belongs in it.</param>
    /// <param name="id">Which.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<string> KeyAsync(string purpose, Guid id, CancellationToken ct)
    {
        _secret ??= await SecretAsync(ct);
        return Base64Url.EncodeToString(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{purpose}\n{id}")).AsSpan(0, 18));
    }

    /// <summary>Whether a key opens a thing; compared in constant time.</summary>
    public async Task<bool> FitsAsync(string purpose, Guid id, string? key, CancellationToken ct)
    {
        var right = Encoding.UTF8.GetBytes(await KeyAsync(purpose, id, ct));
        return key is { Length: 24 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), right);
    }

    /// <summary>An identity made of a text, such as a sender: for locks and keys of what has no row of its own.</summary>
    public static Guid IdOf(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private async Task<byte[]> SecretAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition("""
            insert into foundation.hub_secret (name, value) values ('links', @value) on conflict (name) do nothing;
            select value from foundation.hub_secret where name = 'links'
            """, new { value = RandomNumberGenerator.GetBytes(32) }, cancellationToken: ct)))!;
    }
}

/// <summary>Codes by which people name a case on the phone: no letters or digits that look or sound alike.</summary>
public static class CaseCode
{
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// <summary>A new code, such as <c>ZX-7KQ4-M2PD</c>; 39 bits, so two are alike by chance about never, and the database refuses a second.</summary>
    public static string New(string prefix) => $"{prefix}-{RandomNumberGenerator.GetString(Letters, 4)}-{RandomNumberGenerator.GetString(Letters, 4)}";

    /// <summary>A code as typed: blanks gone, capitals, full width made narrow; null when it cannot be one.</summary>
    public static string? Read(string? text)
    {
        var code = SafeText.Narrow(text ?? "").Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return code.Length is > 5 and < 20 && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-') ? code : null;
    }
}
