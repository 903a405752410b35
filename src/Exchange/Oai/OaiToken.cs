using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Oai;

/// <summary>
/// Where a list goes on. A token holds the whole request and the place in it, so it needs no memory of the hub: it outlives restarts and updates,
/// may be sent again, and works at every node of a hub. It is signed, so nobody can make one up.
/// </summary>
internal sealed record OaiToken(string Verb, string Prefix, string Set, DateTime? From, DateTime Until, DateTime Stamp, long Sequence, long Cursor, long Total)
{
    private const string Purpose = "oai-token";

    public async Task<string> WriteAsync(SecretLinks links, CancellationToken ct)
    {
        var text = string.Join('|', Verb, Prefix, Set, From is { } from ? OaiNames.Form(from) : "", OaiNames.Form(Until), OaiNames.Form(Stamp),
            Sequence.ToString(CultureInfo.InvariantCulture), Cursor.ToString(CultureInfo.InvariantCulture), Total.ToString(CultureInfo.InvariantCulture));
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)) + "." + await links.KeyAsync($"{Purpose}\n{text}", Guid.Empty, ct);
    }

    /// <summary>Reads a token; null when it was not made by this hub.</summary>
    public static async Task<OaiToken?> ReadAsync(string token, SecretLinks links, CancellationToken ct)
    {
        if (token.Length > 1000 || token.Split('.') is not [var body, var key] || !Base64Url.IsValid(body))
            return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(body));
        if (!await links.FitsAsync($"{Purpose}\n{text}", Guid.Empty, key, ct)
            || text.Split('|') is not [var verb, var prefix, var set, var from, var until, var stamp, var sequence, var cursor, var total])
            return null;
        return new(verb, prefix, set, from.Length > 0 ? OaiNames.Read(from, OaiNames.SecondForm) : null, OaiNames.Read(until, OaiNames.SecondForm)!.Value,
            OaiNames.Read(stamp, OaiNames.SecondForm)!.Value,
            long.Parse(sequence, CultureInfo.InvariantCulture), long.Parse(cursor, CultureInfo.InvariantCulture), long.Parse(total, CultureInfo.InvariantCulture));
    }
}
