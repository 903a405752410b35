using Dapper;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>Brings the pictures of harvested records, from the hub that told of them. What comes is kept only when its checksum is the one that the record names.</summary>
internal sealed class MediaFetcher(HubDatabase database, SourceStore sources, Fetcher fetcher, MediaStore media, TimeProvider clock, Loops loops) : BackgroundService
{
    private const int Portion = 50;
    private const int MostTries = 12;
    private static readonly LoopKind Kind = new("media", new("取回采集记录的图"), TimeSpan.FromSeconds(5));

    /// <summary>Notes, in the transaction that writes the records, the pictures that are not here.</summary>
    public static Task WantAsync(NpgsqlConnection connection, HarvestSource source, MediaStore media, IEnumerable<IpRecord> records, DateTimeOffset now, CancellationToken ct)
    {
        var keys = records.SelectMany(record => record.Media).Select(item => item.Key).Where(key => key.Length == 64 && !media.Has(key)).Distinct().ToArray();
        return source.Kind != "hub" || keys.Length == 0 ? Task.CompletedTask : connection.ExecuteAsync(new CommandDefinition(
            "insert into exchange.media_wanted (key, source_id, next_at) select key, @Id, @now from unnest(@keys) as key on conflict (key) do nothing",
                new { source.Id, keys, now }, cancellationToken: ct));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, FetchAsync, stoppingToken);

    /// <summary>Fetches what is due.</summary>
    public async Task FetchAsync(CancellationToken ct)
    {
        var due = await database.QueryAsync<(string Key, Guid SourceId, int Tries)>(
            "select key, source_id, tries from exchange.media_wanted where next_at <= @now order by next_at limit @Portion", new { now = clock.GetUtcNow(), Portion }, ct);
        foreach (var (key, sourceId, tries) in due)
        {
            if (media.Has(key) || await TakeAsync(key, sourceId, ct) || tries + 1 >= MostTries)
                await database.QueryAsync<int>("delete from exchange.media_wanted where key = @key returning 1", new { key }, ct);
            else
                await database.QueryAsync<int>("update exchange.media_wanted set tries = tries + 1, next_at = @next where key = @key returning 1", new
                {
                    key,
                    next = clock.GetUtcNow().AddMinutes(1 << Math.Min(tries, 10))
                }, ct);
        }
    }

    private async Task<bool> TakeAsync(string key, Guid sourceId, CancellationToken ct)
    {
        if (await sources.FindAsync(sourceId, ct) is not { } source)
            return false;
        try
        {
            using var answer = await fetcher.GetAsync($"{source.Address.TrimEnd('/')}/media/{key}", source, "image/*, application/pdf", ct);
            return media.Take(key, answer.GetBuffer().AsSpan(0, (int)answer.Length));
        }
        catch (HarvestFaultException)
        {
            return false;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
