using System.Globalization;
using System.Text.RegularExpressions;
using Zhishu.Search;

namespace Zhishu.Watch.Strategies;

/// <summary>A line of a strategy.</summary>
/// <param name="Query">The query; <c>#2</c> within it is the line of that number.</param>
/// <param name="Note">What it is for.</param>
internal sealed record StrategyLine(string Query, string Note)
{
    /// <summary>What narrows it besides, as an address carries it (<c>status=inForce</c>); empty when nothing does.</summary>
    public string Filters { get; init; } = "";

    /// <summary>The question as an address, from ? on.</summary>
    public string Address => SearchQuestions.AddressOf(Query) + (Filters.Length > 0 ? "&" + Filters : "");

    /// <summary>How many records it found when it was last run; null when it was not, or has a fault.</summary>
    public long? Total { get; init; }

    /// <summary>When that was, UTC.</summary>
    public DateTime? RanAt { get; init; }

    /// <summary>The results of that run; null when there are none, or a line has changed since.</summary>
    public string? Link { get; init; }

    /// <summary>Why it could not be run, or null.</summary>
    public string? Fault { get; init; }
}

/// <summary>A strategy: lines that are run one after another (检索策略).</summary>
internal sealed record Strategy(Guid Id, string Name, IReadOnlyList<StrategyLine> Lines, string? ShareKey, int Revision, DateTime ChangedAt);

/// <summary>Lines with the numbers that they name each other by.</summary>
internal static partial class StrategyLines
{
    /// <summary>Most lines of a strategy.</summary>
    public const int Most = 60;

    /// <summary>Longest note of a line.</summary>
    public const int LongestNote = 200;

    /// <summary>Longest of what narrows a line, as an address carries it.</summary>
    public const int LongestFilters = 2000;

    /// <summary>Without one line; null when another is built on it, which is told.</summary>
    public static IReadOnlyList<StrategyLine>? Without(IReadOnlyList<StrategyLine> lines, int at, out int usedBy)
    {
        usedBy = lines.Index().Where(line => line.Index != at && Names(line.Item.Query).Contains(at + 1)).Select(line => line.Index + 1).FirstOrDefault();
        return usedBy > 0 ? null : Renumbered([.. lines.Where((_, i) => i != at)], number => number > at + 1 ? number - 1 : number);
    }

    /// <summary>With a line and the one above it exchanged.</summary>
    public static IReadOnlyList<StrategyLine> Raised(IReadOnlyList<StrategyLine> lines, int at)
    {
        if (at <= 0 || at >= lines.Count)
            return lines;
        var moved = lines.ToArray();
        (moved[at - 1], moved[at]) = (moved[at], moved[at - 1]);
        return Renumbered(moved, number => number == at ? at + 1 : number == at + 1 ? at : number);
    }

    private static IEnumerable<int> Names(string query) => Name().Matches(query).Where(match => match.Groups[1].Success).Select(NumberOf);

    private static int NumberOf(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static StrategyLine[] Renumbered(IReadOnlyList<StrategyLine> lines, Func<int, int> other) =>
    [
        .. lines.Select(line => line with
        {
            Query = Name().Replace(line.Query, match => match.Groups[1].Success ? $"#{other(NumberOf(match))}" : match.Value),
        }),
    ];

    // What stands in quotation marks is text.
    [GeneratedRegex("""["“”＂][^"“”＂]*["“”＂]|(?<![^\s(（)）])[#＃]([1-9][0-9]{0,3})(?![^\s(（)）])""", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
