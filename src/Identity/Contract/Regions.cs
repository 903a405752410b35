using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Identity;

/// <summary>A region of GB/T 2260.</summary>
/// <param name="Code">Two digits for a province, four for a prefecture, six for a county.</param>
/// <param name="Name">Name in both languages.</param>
public sealed record Region(string Code, Bilingual Name);

/// <summary>The regions by which reach is told: a code begins with that of the region it lies in.</summary>
public sealed class Regions
{
    private static readonly string[] DirectlyGoverned = ["11", "12", "31", "50"];

    private readonly Dictionary<string, Region> _regions;

    /// <summary>Reads the regions shipped with the product.</summary>
    public Regions(IOptions<HubOptions> options)
    {
        var folder = options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data");
        _regions = File.ReadLines(Path.Combine(folder, "regions.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(cells => cells[0], cells => new Region(cells[0], new(cells[3], string.Join(',', cells[4..]).Trim('"'))));
        Provinces = [.. _regions.Values.Where(region => region.Code.Length == 2).OrderBy(region => region.Code, StringComparer.Ordinal)];
        Prefectures = [.. _regions.Values.Where(region => region.Code.Length == 4 && IsPrefecture(region)).OrderBy(region => region.Code, StringComparer.Ordinal)];
    }

    /// <summary>The 34 province-level regions.</summary>
    public IReadOnlyList<Region> Provinces { get; }

    /// <summary>Cities, prefectures and leagues below the provinces: what the shares of 000·3 are counted over. Parts of the four cities under the central
    /// government and of the special regions are none.</summary>
    public IReadOnlyList<Region> Prefectures { get; }

    /// <summary>The region of a code, or null.</summary>
    public Region? Find(string? code) => code is not null && _regions.TryGetValue(code, out var region) ? region : null;

    /// <summary>The name with those of the regions around it, such as 江苏省 苏州市.</summary>
    public string PathOf(string? code) => Find(code) is null ? code ?? "" : string.Join(' ', NamesOf(code!));

    /// <summary>The names of a region and of those around it, the widest first; parts that are no places of their own (市辖区) are left out. Empty for an unknown code.</summary>
    public IEnumerable<Bilingual> NamesOf(string code) => Find(code) is null ? [] : new[] { 2, 4, 6 }.Where(length => length <= code.Length)
        .Select(length => Find(code[..length])).OfType<Region>().Select(region => region.Name)
        .Where(name => name.Zh is not ("市辖区" or "县" or "省直辖县级行政区划" or "自治区直辖县级行政区划"));

    /// <summary>Name of a region, or the code.</summary>
    public string NameOf(string? code) => Find(code)?.Name.ToString() ?? code ?? "";

    /// <summary>Provinces, each followed by its cities, for lists to choose from: code and name.</summary>
    public IEnumerable<(string Code, string Label)> Choices() => Provinces.SelectMany(province => Below(province.Code)
        .Where(city => !city.Name.Zh.StartsWith('市') && city.Name.Zh != "县" && !city.Name.Zh.Contains("直辖", StringComparison.Ordinal))
        .Select(city => (city.Code, $"{province.Name} {city.Name}")).Prepend((province.Code, province.Name.ToString())));

    /// <summary>Regions directly below one.</summary>
    public IEnumerable<Region> Below(string code) =>
        _regions.Values.Where(region => region.Code.Length == code.Length + 2 && region.Code.StartsWith(code, StringComparison.Ordinal)).OrderBy(region => region.Code, StringComparer.Ordinal);

    private static bool IsPrefecture(Region region) =>
        !DirectlyGoverned.Contains(region.Code[..2]) && region.Code[0] is not ('7' or '8') && !region.Code.EndsWith("90", StringComparison.Ordinal);
}

/// <summary>Industry authorities that may recommend organisations they run (有关行业主管部门, 001·4, 7).</summary>
public static class Sectors
{
    /// <summary>Codes and names of the sectors.</summary>
    public static IReadOnlyDictionary<string, Bilingual> All { get; } = new Dictionary<string, Bilingual>
    {
        ["education"] = new("教育", "Education"),
        ["science"] = new("科技", "Science and technology"),
        ["industry"] = new("工业和信息化", "Industry and information technology"),
        ["academy"] = new("中国科学院", "Chinese Academy of Sciences"),
        ["culture"] = new("文化和旅游", "Culture and tourism"),
        ["agriculture"] = new("农业农村", "Agriculture"),
        ["health"] = new("卫生健康", "Health"),
        ["defence"] = new("国防科技工业", "Defence technology"),
        ["market"] = new("市场监管", "Market regulation"),
    };

    /// <summary>Name of a sector.</summary>
    public static string NameOf(string? code) => code is not null && All.TryGetValue(code, out var name) ? name.ToString() : code ?? "";
}
