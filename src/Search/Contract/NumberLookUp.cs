using Zhishu.Records;
using Zhishu.Search.Numbers;
using Zhishu.Search.Query;

namespace Zhishu.Search;

/// <summary>Finds the records that many numbers name, with few questions to the database, whatever way the numbers are written.</summary>
public sealed class NumberLookUp(RecordStore records)
{
    /// <summary>Cuts a text into numbers, each once, in order; between lines, commas and the like.</summary>
    public static IReadOnlyList<string> Cut(string text) => NumberList.Cut(text);

    /// <summary>The records that each number names; none for a number that is not here.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Guid>>> FindAsync(IReadOnlyList<string> numbers, CancellationToken ct)
    {
        var spellings = numbers.Distinct().ToDictionary(number => number, FieldValues.Spellings);
        var held = await records.LookUpAsync([.. spellings.Values.SelectMany(list => list).Distinct()], ct);
        return spellings.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Guid>)[.. pair.Value.Where(held.ContainsKey).SelectMany(spelling => held[spelling]).Distinct()]);
    }
}
