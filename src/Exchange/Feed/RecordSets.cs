using System.Text.RegularExpressions;
using Zhishu.Records;

namespace Zhishu.Exchange.Feed;

/// <summary>
/// The sets that a record belongs to, with all sets above them: kind (<c>patent</c>), region (<c>region:44:4403</c>),
/// classification (<c>ipc:H:H01:H01M</c>, <c>nice:9</c>). Thematic databases (<c>theme:…</c>) are added by <see cref="ThemeSets"/>.
/// </summary>
internal static partial class RecordSets
{
    public const string Region = "region";
    public const string Ipc = "ipc";
    public const string Nice = "nice";
    public const string Theme = "theme";

    /// <summary>Marks patents that have legal events with a day; not a set that anybody is told of.</summary>
    public const string HasStatus = "has:status";

    public static IReadOnlyList<string> Of(IpRecord record)
    {
        var sets = new SortedSet<string>(StringComparer.Ordinal) { record.Kind.Code() };
        if (record.Region is { Length: >= 2 } region)
        {
            sets.Add(Region);
            sets.Add($"{Region}:{region[..2]}");
            if (region.Length >= 4)
                sets.Add($"{Region}:{region[..2]}:{region[..4]}");
        }

        if (record.Kind == RecordKind.Patent && record.Events.Any(legal => legal.Date is not null))
            sets.Add(HasStatus);
        foreach (var symbol in record.Classifications)
        {
            if (symbol.Scheme == "ipc" && Subclass().IsMatch(symbol.Symbol))
            {
                var text = symbol.Symbol;
                sets.Add(Ipc);
                sets.Add($"{Ipc}:{text[0]}");
                sets.Add($"{Ipc}:{text[0]}:{text[..3]}");
                sets.Add($"{Ipc}:{text[0]}:{text[..3]}:{text[..4]}");
            }
            else if (symbol.Scheme == "nice" && symbol.Symbol.Length is 1 or 2 && symbol.Symbol.All(char.IsAsciiDigit))
            {
                sets.Add(Nice);
                sets.Add($"{Nice}:{symbol.Symbol.TrimStart('0')}");
            }
        }

        return [.. sets];
    }

    /// <summary>The sets of a list that no other set of it lies below: those that a header names.</summary>
    public static IEnumerable<string> Lowest(IReadOnlyList<string> sets) => sets.Where(set => set != HasStatus && !sets.Any(other => other.StartsWith(set + ":", StringComparison.Ordinal)));

    [GeneratedRegex("^[A-H][0-9]{2}[A-Z]")]
    private static partial Regex Subclass();
}
