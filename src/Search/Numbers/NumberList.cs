using Zhishu.Records;

namespace Zhishu.Search.Numbers;

/// <summary>A number as somebody gave it, with the records it names.</summary>
internal sealed record NumberRow(string Given, IReadOnlyList<StoredRecord> Found);

/// <summary>Looks up many numbers at once.</summary>
internal sealed class NumberList(RecordStore records, NumberLookUp lookUp)
{
    public const int Most = 5000;

    /// <summary>Cuts a text into numbers, each once, in order. A line may hold several, and a number may have blanks in it.</summary>
    public static IReadOnlyList<string> Cut(string text) => NumberText.Read(text).Numbers;

    /// <summary>The records that each number names, in the order given.</summary>
    public async Task<IReadOnlyList<NumberRow>> FindAsync(IReadOnlyList<string> numbers, CancellationToken ct)
    {
        var held = await lookUp.FindAsync(numbers, ct);
        var stored = new Dictionary<Guid, StoredRecord>();
        foreach (var ids in held.Values.SelectMany(ids => ids).Distinct().Chunk(500))
        {
            foreach (var record in await records.GetAsync(ids, ct))
                stored[record.Id] = record;
        }

        return [.. numbers.Select(number => new NumberRow(number, [.. held[number].Where(stored.ContainsKey).Select(id => stored[id])]))];
    }
}
