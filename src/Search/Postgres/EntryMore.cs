using System.Globalization;
using Zhishu.Records;
using Zhishu.Search.Text;

namespace Zhishu.Search.Postgres;

/// <summary>What is asked of a record seldom: a row of <c>search.more</c>.</summary>
internal sealed record EntryMore
{
    private const int MostCitations = 2000;
    private const int LongestEvents = 100_000;

    /// <summary>Applications whose priority is claimed, in the spelling of <see cref="RecordFamily.PriorityKey"/>.</summary>
    public required string[] Priorities { get; init; }

    public required DateOnly[] PriorityDays { get; init; }

    /// <summary>CPC symbols with those above.</summary>
    public required string[] Cpc { get; init; }

    /// <summary>The main symbol of the IPC or of Locarno, with those above.</summary>
    public required string[] Main { get; init; }

    /// <summary>Documents cited, without kind codes.</summary>
    public required string[] Cited { get; init; }

    /// <summary>What members of a family have in common: the key of the priorities behind an equal sign, and the members that the source lists, without kind codes.</summary>
    public required string[] Kin { get; init; }

    public required DateOnly[] EventDays { get; init; }

    /// <summary>Normal form of the events: the office's words, their details, and what category they are of.</summary>
    public required string Events { get; init; }

    public required string Examiner { get; init; }

    public bool IsEmpty => Examiner.Length + Events.Length + Priorities.Length + PriorityDays.Length + Cpc.Length + Main.Length + Cited.Length + Kin.Length + EventDays.Length == 0;

    /// <summary>The keys of the table beside the row.</summary>
    public IEnumerable<string> Keys() =>
    [
        .. Priorities.Select(number => "p:" + number), .. Years(PriorityDays).Select(year => "d:" + year), .. Cpc.Select(symbol => "x:" + symbol),
        .. Main.Select(symbol => "m:" + symbol), .. Cited.Select(number => "c:" + number), .. Kin.Select(key => "f:" + key), .. Years(EventDays).Select(year => "e:" + year),
    ];

    public static EntryMore Of(IpRecord record, TextAnalysis analysis)
    {
        var main = record.Classifications.FirstOrDefault(symbol => symbol is { Main: true, Scheme: "ipc" or "locarno" })
            ?? record.Classifications.FirstOrDefault(symbol => symbol.Scheme is "ipc" or "locarno");
        var events = record.Events.SelectMany(each => new[] { each.Text, each.Category.Label().Zh, each.Category.Label().En, each.Code ?? "" }.Concat(each.Details.Values)).Distinct();
        var text = string.Join('\n', events);
        return new()
        {
            Priorities = [.. record.Priorities.Where(priority => priority.Number.Length > 0).Select(priority => RecordFamily.PriorityKey(priority.Country, priority.Number)).Distinct()],
            PriorityDays = [.. record.Priorities.Select(priority => priority.Date).OfType<DateOnly>().Distinct()],
            Cpc = [.. record.Classifications.Where(symbol => symbol.Scheme == "cpc").SelectMany(symbol => Entry.WithAbove(symbol.Symbol)).Distinct()],
            Main = main is null ? [] : [.. Entry.WithAbove(main.Symbol)],
            Cited = [.. record.Citations.Where(citation => citation.Patent).Take(MostCitations).Select(citation => WithoutKind(citation.Text)).OfType<string>().Distinct()],
            Kin = [.. record.Family.Select(number => WithoutKind(number) ?? number).Distinct(), .. RecordFamily.KeyOf(record) is { } key ? new[] { "=" + key } : []],
            EventDays = [.. record.Events.Select(each => each.Date).OfType<DateOnly>().Distinct()],
            Events = record.Events.Count == 0 ? "" : analysis.Normalise(text.Length <= LongestEvents ? text : text[..LongestEvents]),
            Examiner = analysis.Normalise(string.Join('|', record.Parties.Where(party => party.Role == PartyRole.Examiner).Select(party => party.Name.Trim()).Distinct())),
        };
    }

    /// <summary>A number as others cite it; null when it is none.</summary>
    public static string? WithoutKind(string text) => RecordNumber.ParsePatent(text) is { } number ? number.Normal[..^(number.KindCode?.Length ?? 0)] : null;

    private static IEnumerable<string> Years(DateOnly[] days) => days.Select(day => day.Year.ToString("0000", CultureInfo.InvariantCulture)).Distinct();
}
