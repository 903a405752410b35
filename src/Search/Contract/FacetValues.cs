using System.Globalization;
using Zhishu.Records;

namespace Zhishu.Search;

/// <summary>Names, codes and labels of facets and their values.</summary>
public static class FacetValues
{
    private static readonly (Facet Facet, string Code, Foundation.Bilingual Label)[] All =
    [
        (Facet.Kind, "kind", new("Kind|类别")),
        (Facet.Status, "status", new("法律状态")),
        (Facet.Year, "year", new("年份")),
        (Facet.Ipc, "ipc", new("IPC 分类")),
        (Facet.Applicant, "applicant", new("Applicant|申请人（权利人）")),
        (Facet.Region, "region", new("地区")),
        (Facet.Type, "type", new("Type|类型")),
        (Facet.Nice, "nice", new("Nice class|尼斯分类")),
        (Facet.FilingYear, "filed", new("Year of filing|申请年")),
        (Facet.PublicationYear, "published", new("公开年")),
        (Facet.GrantYear, "granted", new("授权（注册）年")),
        (Facet.IpcGroup, "group", new("IPC 大组")),
        (Facet.City, "city", new("城市")),
        (Facet.Inventor, "inventor", new("发明（设计）人")),
        (Facet.Keyword, "keyword", new("Keyword|主题词")),
    ];

    private const int ShownAtFirst = 8;

    /// <summary>The facets in the order pages show them.</summary>
    public static IEnumerable<Facet> InOrder => All.Take(ShownAtFirst).Select(row => row.Facet);

    /// <summary>All facets, those too that pages only show on demand.</summary>
    public static IEnumerable<Facet> Whole => All.Select(row => row.Facet);

    /// <summary>The name in addresses: kind, year, ipc …</summary>
    public static string Code(this Facet facet) => All.First(row => row.Facet == facet).Code;

    /// <summary>The heading in both languages.</summary>
    public static Foundation.Bilingual Label(this Facet facet) => All.First(row => row.Facet == facet).Label;

    /// <summary>Reads a name; null when there is no such facet.</summary>
    public static Facet? Parse(string code)
    {
        foreach (var row in All)
        {
            if (row.Code == code)
                return row.Facet;
        }

        return null;
    }

    /// <summary>The code of a status: inForce, pending, ended, unknown.</summary>
    public static string Code(this LegalStatus status) => status switch
    {
        LegalStatus.InForce => "inForce",
        LegalStatus.Pending => "pending",
        LegalStatus.Ended => "ended",
        _ => "unknown",
    };

    /// <summary>Reads the code of a status in any case; null when there is none.</summary>
    public static LegalStatus? Status(string code)
    {
        foreach (var status in Enum.GetValues<LegalStatus>())
        {
            if (string.Equals(status.Code(), code, StringComparison.OrdinalIgnoreCase))
                return status;
        }

        return null;
    }

    /// <summary>Whether a value can be one of the facet.</summary>
    public static bool IsValid(Facet facet, string value) => facet switch
    {
        Facet.Kind => RecordKinds.Parse(value) is not null,
        Facet.Year or Facet.FilingYear or Facet.PublicationYear or Facet.GrantYear =>
            short.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1700 and <= 2200,
        Facet.Status => Status(value) is not null,
        Facet.Applicant or Facet.Inventor => value.Length is > 0 and <= 200,
        _ => value.Length is > 0 and <= 40,
    };

    /// <summary>What a person reads for a value, in the current language.</summary>
    public static string LabelOf(Facet facet, string value, ReferenceData reference) => facet switch
    {
        Facet.Kind => RecordKinds.Parse(value)?.Label().ToString() ?? value,
        Facet.Type => RecordTypes.LabelOf(value).ToString(),
        Facet.Status => Status(value)?.Label().ToString() ?? value,
        Facet.Region or Facet.City => reference.Regions.TitleOf(value),
        Facet.Ipc => Titled(reference.Ipc, value),
        Facet.Nice => Titled(reference.Nice, value),
        _ => value,
    };

    private static string Titled(CodeTree tree, string code) => tree.Find(code) is { } node ? $"{code} {node.Title}" : code;
}
