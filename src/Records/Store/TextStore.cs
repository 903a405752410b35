using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Zhishu.Records;

/// <summary>Keeps the descriptions of records apart from them, by checksum and compressed.</summary>
internal static class TextStore
{
    /// <summary>The key of a description: SHA-256 of its JSON form.</summary>
    public static (string Key, byte[] Json) KeyOf(IReadOnlyList<DescriptionPart> description)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(description, RecordJson.Options);
        return (Convert.ToHexStringLower(SHA256.HashData(json)), json);
    }

    /// <summary>Takes the descriptions out of records, keeps them, and leaves their keys. A key whose description is not there is dropped: it leads nowhere.</summary>
    public static async Task<IReadOnlyList<Incoming>> TakeApartAsync(NpgsqlConnection connection, IReadOnlyList<Incoming> chunk, bool dryRun, CancellationToken ct)
    {
        if (!chunk.Any(incoming => incoming.Record.Description.Count > 0 || incoming.Record.DescriptionKey is not null))
            return chunk;
        var bodies = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var parted = new List<Incoming>(chunk.Count);
        foreach (var incoming in chunk)
        {
            if (incoming.Record.Description.Count == 0)
            {
                parted.Add(incoming);
                continue;
            }

            var (key, json) = KeyOf(incoming.Record.Description);
            bodies[key] = json;
            parted.Add(incoming with { Record = incoming.Record with { Description = [], DescriptionKey = key } });
        }

        var keys = parted.Select(incoming => incoming.Record.DescriptionKey).OfType<string>().Distinct().ToArray();
        var known = await KnownAsync(connection, keys, ct);
        if (!dryRun)
            await KeepAsync(connection, bodies.Where(body => !known.Contains(body.Key)), ct);
        return [.. parted.Select(incoming => incoming.Record.DescriptionKey is { } key && !known.Contains(key) && !bodies.ContainsKey(key)
            ? incoming with { Record = incoming.Record with { DescriptionKey = null } } : incoming)];
    }

    /// <summary>Reads descriptions by key; those that are not there are left out.</summary>
    public static async Task<Dictionary<string, IReadOnlyList<DescriptionPart>>> ReadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var found = new Dictionary<string, IReadOnlyList<DescriptionPart>>(StringComparer.Ordinal);
        if (keys.Count == 0)
            return found;
        await using var command = new NpgsqlCommand("select key, body from records.text where key = any($1)", connection) { Parameters = { new() { Value = keys.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            await using var body = new BrotliStream(new MemoryStream(reader.GetFieldValue<byte[]>(1)), CompressionMode.Decompress);
            found[reader.GetString(0)] = (await JsonSerializer.DeserializeAsync<List<DescriptionPart>>(body, RecordJson.Options, ct))!;
        }

        return found;
    }

    private static async Task<HashSet<string>> KnownAsync(NpgsqlConnection connection, string[] keys, CancellationToken ct)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select key from records.text where key = any($1)", connection) { Parameters = { new() { Value = keys } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            known.Add(reader.GetString(0));
        return known;
    }

    private static async Task KeepAsync(NpgsqlConnection connection, IEnumerable<KeyValuePair<string, byte[]>> bodies, CancellationToken ct)
    {
        foreach (var (key, json) in bodies.OrderBy(body => body.Key, StringComparer.Ordinal))
        {
            // Two imports may bring the same text at once.
            await using var command = new NpgsqlCommand("insert into records.text (key, size, body) values ($1, $2, $3) on conflict do nothing", connection);
            command.Parameters.Add(new() { Value = key });
            command.Parameters.Add(new() { Value = json.Length });
            command.Parameters.Add(new() { Value = Compressed(json), NpgsqlDbType = NpgsqlDbType.Bytea });
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static byte[] Compressed(byte[] json)
    {
        using var into = new MemoryStream();
        using (var brotli = new BrotliStream(into, new BrotliCompressionOptions { Quality = 5 }))
            brotli.Write(json);
        return into.ToArray();
    }
}
