using System.Runtime.CompilerServices;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Gives records their descriptions, which the store keeps apart.</summary>
public sealed class RecordTexts(HubDatabase database)
{
    private const int Portion = 50;

    /// <summary>The record as the store keeps it: the key of its description in place of it.</summary>
    public static IpRecord Parted(IpRecord record) =>
        record.Description.Count == 0 ? record : record with { Description = [], DescriptionKey = TextStore.KeyOf(record.Description).Key };

    /// <summary>Stored records with their descriptions and without the keys, in the same order.</summary>
    public async Task<List<StoredRecord>> WholeAsync(List<StoredRecord> records, CancellationToken ct) => [.. await FillAsync(records, ct)];

    /// <summary>The description of a record; empty when it has none.</summary>
    public async Task<IReadOnlyList<DescriptionPart>> OfAsync(IpRecord record, CancellationToken ct) => (await WholeAsync(record, ct)).Description;

    /// <summary>The record with its description and without the key, as it leaves the hub.</summary>
    public async Task<IpRecord> WholeAsync(IpRecord record, CancellationToken ct) => (await WholeAsync([record], ct))[0];

    /// <summary>Records with their descriptions and without the keys, in the same order.</summary>
    public async Task<IReadOnlyList<IpRecord>> WholeAsync(IReadOnlyList<IpRecord> records, CancellationToken ct)
    {
        var keys = records.Select(record => record.DescriptionKey).OfType<string>().Distinct().ToArray();
        if (keys.Length == 0)
            return records;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var texts = await TextStore.ReadAsync(connection, keys, ct);
        return [.. records.Select(record => record.DescriptionKey is { } key ? record with { Description = texts.GetValueOrDefault(key) ?? [], DescriptionKey = null } : record)];
    }

    /// <summary>Stored records with their descriptions, one portion after another, so that few are held in memory.</summary>
    public async IAsyncEnumerable<StoredRecord> WholeAsync(IAsyncEnumerable<StoredRecord> records, [EnumeratorCancellation] CancellationToken ct)
    {
        var portion = new List<StoredRecord>(Portion);
        await foreach (var stored in records.WithCancellation(ct))
        {
            portion.Add(stored);
            if (portion.Count < Portion)
                continue;
            foreach (var whole in await FillAsync(portion, ct))
                yield return whole;
            portion.Clear();
        }

        foreach (var whole in await FillAsync(portion, ct))
            yield return whole;
    }

    private async Task<IEnumerable<StoredRecord>> FillAsync(List<StoredRecord> portion, CancellationToken ct)
    {
        var records = await WholeAsync([.. portion.Select(stored => stored.Record)], ct);
        return portion.Zip(records, (stored, record) => stored with { Record = record }).ToList();
    }
}
