using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>The types within the kinds: codes of <see cref="IpRecord.Type"/> and their labels.</summary>
public static class RecordTypes
{
    /// <summary>All types, by kind.</summary>
    public static IReadOnlyList<(RecordKind Kind, string Code, Bilingual Label)> All { get; } =
    [
        (RecordKind.Patent, "invention", new("发明", "Invention")),
        (RecordKind.Patent, "utility", new("实用新型", "Utility model")),
        (RecordKind.Patent, "design", new("外观设计", "Design")),
        (RecordKind.Trademark, "word", new("文字商标", "Word mark")),
        (RecordKind.Trademark, "figurative", new("图形商标", "Figurative mark")),
        (RecordKind.Trademark, "combined", new("组合商标", "Combined mark")),
        (RecordKind.Trademark, "threeDimensional", new("立体商标", "Three-dimensional mark")),
        (RecordKind.Trademark, "sound", new("声音商标", "Sound mark")),
        (RecordKind.Trademark, "collective", new("集体商标", "Collective mark")),
        (RecordKind.Trademark, "certification", new("证明商标", "Certification mark")),
        (RecordKind.Gi, "product", new("地理标志产品", "Protected product")),
        (RecordKind.Gi, "mark", new("地理标志商标", "Geographical indication mark")),
        (RecordKind.Gi, "agricultural", new("农产品地理标志", "Agricultural product")),
    ];

    /// <summary>The code of a type given by code or Chinese label, in any case; null when there is none.</summary>
    public static string? Parse(string text)
    {
        foreach (var (_, code, label) in All)
        {
            if (string.Equals(code, text, StringComparison.OrdinalIgnoreCase) || label.Zh == text || label.Zh == text + "商标" || label.Zh + "专利" == text)
                return code;
        }

        return null;
    }

    /// <summary>The label of a code; the code itself when it is unknown.</summary>
    public static Bilingual LabelOf(string code)
    {
        foreach (var row in All)
        {
            if (row.Code == code)
                return row.Label;
        }

        return new(code, code);
    }

    /// <summary>The label of a status in both languages.</summary>
    public static Bilingual Label(this LegalStatus status) => status switch
    {
        LegalStatus.InForce => new("有效", "In force"),
        LegalStatus.Pending => new("审中", "Pending"),
        LegalStatus.Ended => new("失效", "Ended"),
        _ => new("状态未知", "Unknown"),
    };
}
