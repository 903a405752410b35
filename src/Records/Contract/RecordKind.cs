using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>The four kinds of record (专利、商标、地理标志、集成电路布图设计).</summary>
public enum RecordKind : short
{
    /// <summary>Patent: invention, utility model or design (专利).</summary>
    Patent = 1,

    /// <summary>Trademark (商标).</summary>
    Trademark = 2,

    /// <summary>Geographical indication (地理标志).</summary>
    Gi = 3,

    /// <summary>Layout design of an integrated circuit (集成电路布图设计).</summary>
    Layout = 4,
}

/// <summary>Names of the kinds: the codes of the interface and the labels of the pages.</summary>
public static class RecordKinds
{
    private static readonly (RecordKind Kind, string Code, Bilingual Label)[] All =
    [
        (RecordKind.Patent, "patent", new("专利")),
        (RecordKind.Trademark, "trademark", new("商标")),
        (RecordKind.Gi, "gi", new("地理标志")),
        (RecordKind.Layout, "layout", new("集成电路布图设计")),
    ];

    /// <summary>The kinds in the order pages show them.</summary>
    public static IEnumerable<RecordKind> InOrder => All.Select(row => row.Kind);

    /// <summary>The code used in addresses and JSON: patent, trademark, gi, layout.</summary>
    public static string Code(this RecordKind kind) => All[(int)kind - 1].Code;

    /// <summary>The label in both languages.</summary>
    public static Bilingual Label(this RecordKind kind) => All[(int)kind - 1].Label;

    /// <summary>What one record of the kind is called, in both languages.</summary>
    public static Bilingual One(this RecordKind kind) => kind switch
    {
        RecordKind.Patent => new("one|专利"),
        RecordKind.Trademark => new("one|商标"),
        RecordKind.Gi => new("one|地理标志"),
        _ => new("one|集成电路布图设计"),
    };

    /// <summary>Reads a code, in any case; null when it is none.</summary>
    public static RecordKind? Parse(string? code)
    {
        foreach (var row in All)
        {
            if (string.Equals(row.Code, code, StringComparison.OrdinalIgnoreCase))
                return row.Kind;
        }

        return null;
    }
}
