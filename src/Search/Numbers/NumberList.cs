using System.Text.RegularExpressions;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Numbers;

/// <summary>A number as somebody gave it, with the records it names.</summary>
internal sealed record NumberRow(string Given, IReadOnlyList<StoredRecord> Found);

/// <summary>Looks up many numbers at once.</summary>
internal sealed partial class NumberList(RecordStore records, NumberLookUp lookUp)
{
    public const int Most = 5000;
    private static readonly char[] Separators = ['\n', '\r', '\t', ',', '，', ';', '；', '、', '|'];

    /// <summary>Cuts a text into numbers, each once, in order. A line may hold several, and a number may have blanks in it.</summary>
    public static IReadOnlyList<string> Cut(string text)
    {
        var numbers = new List<string>();
        foreach (var part in Thousands().Replace(text, match => match.Value.Replace(",", "", StringComparison.Ordinal))
            .Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pieces = part.Split([' ', '\u3000', '"'], StringSplitOptions.RemoveEmptyEntries);

            // "ZL 2022 1 0123456.X" is one number, "CN1234567A CN2345678A" are two.
            if (pieces.Length > 1 && pieces.All(piece => piece.Count(char.IsDigit) >= 6))
                numbers.AddRange(pieces);
            else if (pieces.Length > 0)
                numbers.Add(string.Join(' ', pieces));
        }

        return [.. numbers.Select(number => SafeText.Clean(number)).Where(number => number.Any(char.IsDigit)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

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

    // The commas of US 8,926,509 B2 part no numbers.
    [GeneratedRegex(@"US ?\d{1,2}(,\d{3}){2}(?!\d)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Thousands();
}
