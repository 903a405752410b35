using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Records;

namespace Zhishu.Pictures.Store;

/// <summary>Keeps the tables of pictures level with the records. Several processes may call it: one at a time does the work. Killed at any moment it goes on where it was.</summary>
internal sealed class PictureIndexer(HubDatabase database, RecordStore records, MediaStore media, ChangeFeed feed, PictureTable table, LookMaker looks, ILogger<PictureIndexer> log)
{
    private const long LockKey = 0x7A73_7069_63; // "zspic"
    private const int Portion = 500;
    private const int LookPortion = 32;

    /// <summary>Most pixels of a picture of a record: an A0 sheet at 300 dots an inch has 140 million, which is more than may be decoded.</summary>
    private const long MostPixels = 60_000_000;

    private bool _renewed;

    /// <summary>Follows all changes that are committed now, and looks at what waits.</summary>
    /// <param name="rest">Whether it rests between pictures, so that others come first.</param>
    /// <param name="ct">Cancels; what was done stays.</param>
    /// <returns>Number of pictures looked at; 0 too while another process does the work.</returns>
    public async Task<int> CatchUpAsync(bool rest, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select pg_try_advisory_lock(@LockKey)", new { LockKey }, cancellationToken: ct)))
            return 0;
        try
        {
            while (await FollowAsync(ct) > 0)
                ct.ThrowIfCancellationRequested();
            if (!_renewed)
                await table.RenewAsync(ct);
            _renewed = true;
            var seen = await LookAsync(rest, ct);
            if (seen > 0)
                await table.TidyAsync(ct);
            return seen;
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }

    private async Task<int> FollowAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var cursor = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select seq from pictures.cursor", cancellationToken: ct));

        // Switched off for longer than deletions are kept: all records come once more.
        if (cursor > 0 && cursor < await feed.TrimmedAsync(ct))
        {
            await connection.ExecuteAsync(new CommandDefinition("delete from pictures.shown; update pictures.cursor set seq = 0", cancellationToken: ct));
            cursor = 0;
        }

        var changes = await records.ChangesAsync(cursor, Portion, ct);
        if (changes.Count == 0)
            return 0;

        // Kinds without such pictures need not be read.
        var touched = changes.Where(change => change.Key.Kind is RecordKind.Trademark or RecordKind.Patent).Select(change => change.RecordId).Distinct().ToArray();
        var shown = new List<ShownPicture>();
        await foreach (var stored in records.StreamAsync(touched, ct))
            shown.AddRange(ShownPicture.Of(stored));
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await table.ReplaceAsync(connection, touched, shown, ct);
        await connection.ExecuteAsync(new CommandDefinition("update pictures.cursor set seq = @seq", new { seq = changes[^1].Sequence }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return changes.Count;
    }

    private async Task<int> LookAsync(bool rest, CancellationToken ct)
    {
        var (seen, told) = (0, 0);
        while (looks.Works && await table.NextAsync(LookPortion, ct) is { Count: > 0 } keys)
        {
            foreach (var key in keys)
            {
                ct.ThrowIfCancellationRequested();
                var start = TimeProvider.System.GetTimestamp();
                if (!await LookAsync(key, ct))
                    return seen;
                seen++;

                // Half of one processor: visitors come first.
                if (rest)
                    await Task.Delay(TimeProvider.System.GetElapsedTime(start), ct);
            }

            if (seen - told < 500)
                continue;
            told = seen;
            log.LogInformation("Pictures looked at: {Seen}", seen);
        }

        return seen;
    }

    // False when the network cannot be loaded: then what waits goes on waiting.
    private async Task<bool> LookAsync(string key, CancellationToken ct)
    {
        await using var stream = media.Open(key);
        if (stream is null)
        {
            await table.PutOffAsync(key, ct);
            return true;
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, ct);
        Look? look = null;
        if (await Task.Run(() => MediaBitmap.Read(bytes, Ink.Side, MostPixels).Bitmap, ct) is { } bitmap && (look = await looks.LookAsync(bitmap, ct)) is null)
            return false;
        await table.KeepAsync(key, look, ct);
        return true;
    }
}

/// <summary>Keeps the pictures level with the records in the background. It begins when the hub has run for a while: others need the processors at the start.</summary>
internal sealed class PictureFollower(PictureIndexer indexer, LookMaker looks, IOptions<HubOptions> options, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("pictures", new("图形索引"), TimeSpan.FromSeconds(2)) { Longest = TimeSpan.FromDays(7) };
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(45);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Pictures)
            return;
        await Task.Delay(Late, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await loops.RunAsync(Kind, FollowAsync, stoppingToken);
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        if (await indexer.CatchUpAsync(rest: true, ct) > 0)
            looks.LetGo();
    }
}
