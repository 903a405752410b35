using System.Text.Json;
using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Harvest;

/// <summary>
/// Takes over who belongs to another hub's network and what they offer, as its HSDS interface tells: shown beside the hub's own directory, with the way there.
/// </summary>
internal sealed class MemberHarvest(HubDatabase database, Fetcher fetcher, TimeProvider clock)
{
    private const int MostPages = 200;
    private const int InPage = 100;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private sealed record Found(string Id, string Name, string? Region, string? Url, string Summary);

    /// <summary>Reads the members anew when an hour has gone by since the last time; a hub without a directory is no fault.</summary>
    public async Task RunAsync(HarvestSource source, CancellationToken ct)
    {
        if (source.MembersAt is { } last && clock.GetUtcNow().UtcDateTime - last < Every)
            return;
        var found = new Dictionary<string, Found>(StringComparer.Ordinal);
        for (var page = 1; page <= MostPages; page++)
        {
            JsonDocument document;
            try
            {
                using var stream = await fetcher.GetAsync($"{source.Address.TrimEnd('/')}/hsds/organizations?page={page}&per_page={InPage}&full=true", source, "application/json", ct);
                document = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
            }
            catch (Exception e) when (e is HarvestFaultException { Code: "source.status" } or JsonException && page == 1)
            {
                return;
            }

            using (document)
            {
                if (!document.RootElement.TryGetProperty("contents", out var contents) || contents.ValueKind != JsonValueKind.Array)
                    return;
                foreach (var one in contents.EnumerateArray().Select(Read).OfType<Found>())
                    found[one.Id] = one;
                if (!document.RootElement.TryGetProperty("last_page", out var end) || end.ValueKind != JsonValueKind.False)
                    break;
            }
        }

        await WriteAsync(source, [.. found.Values], ct);
    }

    private async Task WriteAsync(HarvestSource source, List<Found> found, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from exchange.remote_member where source_id = @source and id <> all(@ids);
            insert into exchange.remote_member (source_id, id, name, region, url, summary, seen_at)
            select @source, id, name, region, url, summary, @now from unnest(@ids, @names, @regions, @urls, @summaries) as m (id, name, region, url, summary)
            on conflict (source_id, id) do update set name = excluded.name, region = excluded.region, url = excluded.url, summary = excluded.summary, seen_at = excluded.seen_at;
            update exchange.source set members_at = @now where id = @source
            """,
            new
            {
                source = source.Id,
                ids = found.Select(one => one.Id).ToArray(),
                names = found.Select(one => one.Name).ToArray(),
                regions = found.Select(one => one.Region).ToArray(),
                urls = found.Select(one => one.Url).ToArray(),
                summaries = found.Select(one => one.Summary).ToArray(),
                now = clock.GetUtcNow(),
            }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    private static Found? Read(JsonElement element)
    {
        if (Text(element, "id") is not { Length: <= 100 } id || Text(element, "name") is not { } name)
            return null;
        var address = element.TryGetProperty("locations", out var locations) && locations.ValueKind == JsonValueKind.Array && locations.GetArrayLength() > 0
            && locations[0].TryGetProperty("addresses", out var addresses) && addresses.ValueKind == JsonValueKind.Array && addresses.GetArrayLength() > 0 ? addresses[0] : default;
        var region = address.ValueKind == JsonValueKind.Object ? string.Concat(new[] { Text(address, "state_province"), Text(address, "city") }.Distinct()) : null;

        // Only web addresses become links.
        var url = new[] { Text(element, "uri"), Text(element, "website") }.FirstOrDefault(text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");
        return new(id, Cut(name, 200), region is { Length: > 0 } ? Cut(region, 60) : null, url is null ? null : Cut(url, 500), Cut(Text(element, "description") ?? "", 1000));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;

    private static string Cut(string text, int most) => SafeText.Clean(text.Length <= most ? text : text[..most]);
}
