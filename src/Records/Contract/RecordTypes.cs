using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>The types within the kinds: codes of <see cref="IpRecord.Type"/> and their labels.</summary>
public static class RecordTypes
{
    /// <summary>All types, by kind.</summary>
    public static IReadOnlyList<(RecordKind Kind, string Code, Bilingual Label)> All { get; } =
    [
        (RecordKind.Patent, "invention", new("发明")),
        (RecordKind.Patent, "utility", new("实用新型")),
        (RecordKind.Patent, "design", new("外观设计")),
        (RecordKind.Trademark, "word", new("文字商标")),
        (RecordKind.Trademark, "figurative", new("图形商标")),
        (RecordKind.Trademark, "combined", new("组合商标")),
        (RecordKind.Trademark, "threeDimensional", new("立体商标")),
        (RecordKind.Trademark, "sound", new("声音商标")),
        (RecordKind.Trademark, "collective", new("集体商标")),
        (RecordKind.Trademark, "certification", new("证明商标")),
        (RecordKind.Gi, "product", new("地理标志产品")),
        (RecordKind.Gi, "mark", new("地理标志商标")),
        (RecordKind.Gi, "agricultural", new("农产品地理标志")),
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

        return Bilingual.Of(code, code);
    }

    /// <summary>The label of a status in both languages.</summary>
    public static Bilingual Label(this LegalStatus status) => status switch
    {
        LegalStatus.InForce => new("有效"),
        LegalStatus.Pending => new("审中"),
        LegalStatus.Ended => new("失效"),
        _ => new("状态未知"),
    };
}
