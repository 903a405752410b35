using System.Globalization;
using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>
/// When the term of a patent, or the first term of a mark, ends by law, counted from its own dates. It is no status: fees, renewals, earlier ends and extensions are
/// not in it, and the page says so. A layout design is not counted: its term runs from the earlier of two days, of which records have one.
/// </summary>
internal static class TermRules
{
    /// <summary>The day on which designs of China became protected for fifteen years (Patent Law as amended in 2020, in force since).</summary>
    private static readonly DateOnly FifteenYearsInChina = new(2021, 6, 1);

    /// <summary>Designs of the United States applied for from this day on last fifteen years from grant (35 U.S.C. 173), earlier ones fourteen.</summary>
    private static readonly DateOnly FifteenYearsInAmerica = new(2015, 5, 13);

    /// <summary>Patents of the United States applied for before this day last seventeen years from grant where that is longer (35 U.S.C. 154(c)).</summary>
    private static readonly DateOnly TwentyYearsInAmerica = new(1995, 6, 8);

    /// <summary>The end of the term and the rule it comes from; null where the office, the type or the dates do not tell.</summary>
    public static (DateOnly End, Bilingual Rule)? EndOf(IpRecord record)
    {
        if (record.Kind == RecordKind.Trademark)
            return EndOfMark(record);
        if (record is not { Kind: RecordKind.Patent, FilingDate: { } filed })
            return null;
        var china = new Bilingual("专利法第四十二条");
        return (record.Office, record.Type) switch
        {
            ("CN", "invention") => (filed.AddYears(20), china),
            ("CN", "utility") => (filed.AddYears(10), china),
            ("CN", "design") => (filed.AddYears(filed >= FifteenYearsInChina ? 15 : 10), china),
            ("US", "design") => record.GrantDate is { } granted ? (granted.AddYears(filed >= FifteenYearsInAmerica ? 15 : 14), Bilingual.Of("35 U.S.C. 173", "35 U.S.C. 173")) : null,
            ("US", "invention") => (filed < TwentyYearsInAmerica && record.GrantDate?.AddYears(17) is { } later && later > filed.AddYears(20)
                ? later : filed.AddYears(20), Bilingual.Of("35 U.S.C. 154", "35 U.S.C. 154")),
            ("EP", "invention") => (filed.AddYears(20), new("《欧洲专利公约》第六十三条")),
            _ => null,
        };
    }

    // The last day of ten years; in the Union they run from the application.
    private static (DateOnly End, Bilingual Rule)? EndOfMark(IpRecord record) => (record.Office, record.GrantDate, record.FilingDate) switch
    {
        ("CN", { } granted, _) => (granted.AddYears(10).AddDays(-1), new("商标法第三十九条")),
        ("US", { } granted, _) => (granted.AddYears(10), Bilingual.Of("15 U.S.C. 1058", "15 U.S.C. 1058")),
        ("EM", not null, { } filed) => (filed.AddYears(10), new("《欧盟商标条例》第五十二条")),
        _ => null,
    };

    /// <summary>What the page says of it.</summary>
    public static IReadOnlyList<string> Lines(IpRecord record) => record is { ExpiryDate: null, Status: LegalStatus.Unknown } && EndOf(record) is var (end, rule)
        ? [record.Kind == RecordKind.Trademark
            ? Lang.T($"{Show(end)}（首个有效期，依{rule}推算；未计续展和提前终止，不代表法律状态）")
            : Lang.T($"{Show(end)}（依{rule}推算；未计年费、提前终止与期限补偿，不代表法律状态）")]
        : [];

    private static string Show(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
