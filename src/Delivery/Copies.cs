using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Delivery;

/// <summary>Copies by their links: good for some days and some downloads, without an account.</summary>
internal sealed class Copies(AppDb db, FileStore files, SecretLinks links, TimeProvider clock)
{
    /// <summary>The address of a copy, good until it expires.</summary>
    public async Task<string> LinkAsync(Order order, CancellationToken ct)
    {
        var expires = order.ExpiresAt!.Value.ToUnixTimeSeconds();
        return $"/delivery/copies/{order.Id}/{expires}/{await links.KeyAsync($"copy:{expires}", order.Id, ct)}";
    }

    /// <summary>Gives the copy for a link, once more; null when the key is wrong, the time is over or it was fetched too often.</summary>
    public async Task<(StoredFile File, byte[] Content)?> FetchAsync(Guid id, long expires, string key, CancellationToken ct)
    {
        var (orders, now) = (db.Orders, clock.GetUtcNow());
        if (!await links.FitsAsync($"copy:{expires}", id, key, ct) || now.ToUnixTimeSeconds() >= expires)
            return null;
        var at = DateTimeOffset.FromUnixTimeSeconds(expires);
        var (from, to) = (at, at.AddSeconds(1));

        // One statement counts and checks, so that a rush of fetches does not get more than there are.
        var counted = await orders.Where(row => row.Id == id && row.State == OrderState.CopyCompleted && row.ExpiresAt >= from && row.ExpiresAt < to
            && row.Downloads < Order.MostDownloads).ExecuteUpdateAsync(set => set.SetProperty(row => row.Downloads, row => row.Downloads + 1), ct);
        if (counted == 0)
            return null;
        var latest = (await files.ListAsync(Order.Copies, id, ct))[^1];
        return await files.ReadAsync(latest.Id, Order.Copies, id, ct);
    }
}
