using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity.Places;

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
    private readonly RegionNames _names;

    /// <summary>Reads the regions shipped with the product.</summary>
    public Regions(IOptions<HubOptions> options)
    {
        var folder = options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data");
        _regions = File.ReadLines(Path.Combine(folder, "regions.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(cells => cells[0], cells => new Region(cells[0], Bilingual.Of(cells[3], string.Join(',', cells[4..]).Trim('"'))));
        Provinces = [.. _regions.Values.Where(region => region.Code.Length == 2).OrderBy(region => region.Code, StringComparer.Ordinal)];
        Prefectures = [.. _regions.Values.Where(region => region.Code.Length == 4 && IsPrefecture(region)).OrderBy(region => region.Code, StringComparer.Ordinal)];
        _names = new(_regions.Values, Around);
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
    public IEnumerable<Bilingual> NamesOf(string code) => Around(code).Select(region => region.Name);

    /// <summary>Name of a region, or the code.</summary>
    public string NameOf(string? code) => Find(code)?.Name.ToString() ?? code ?? "";

    /// <summary>
    /// The regions that a text names: a code, a name (小店区, 小店) or a path (山西省太原市小店区, 太原小店), in Chinese or English. One when it is clear,
    /// several when places share the name, none when it names no region.
    /// </summary>
    public IReadOnlyList<Region> Match(string text) => _names.Match(text);

    /// <summary>Regions that a text may become while it is typed, the best first, among equal ones the nearest.</summary>
    /// <param name="text">What is typed so far; nothing is suggested beyond 60 characters.</param>
    /// <param name="near">Code of a region to be near to, or null.</param>
    /// <param name="most">Most to give.</param>
    public IReadOnlyList<Region> Suggest(string text, string? near, int most) => [.. _names.Begun(text, region => Nearness(region.Code, near ?? "")).Take(most)];

    /// <summary>How many digits the places next below a region have: 2 below the whole country (an empty code), 6 below a city under the central government and below a prefecture.</summary>
    public static int DigitsBelow(string code) => code.Length == 0 ? 2 : code.Length == 2 && !DirectlyGoverned.Contains(code) ? 4 : 6;

    /// <summary>How near two regions are: 3 in the same county, 2 in the same city, 1 in the same province, 0 otherwise. Counties directly under a province share no city.</summary>
    public static int Nearness(string one, string other) => Same(one, other, 6) ? 3 : Same(one, other, 4) && one[2..4] != "90" ? 2 : Same(one, other, 2) ? 1 : 0;

    /// <summary>Regions directly below one.</summary>
    public IEnumerable<Region> Below(string code) =>
        _regions.Values.Where(region => region.Code.Length == code.Length + 2 && region.Code.StartsWith(code, StringComparison.Ordinal)).OrderBy(region => region.Code, StringComparer.Ordinal);

    // A region and those around it, the widest first, without the parts that are no places of their own, or only the city once more (东莞市).
    private IEnumerable<Region> Around(string code) => Find(code) is null ? [] : new[] { 2, 4, 6 }.Where(length => length <= code.Length)
        .Select(length => Find(code[..length])).OfType<Region>()
        .Where(region => region.Name.Zh is not ("市辖区" or "县" or "省直辖县级行政区划" or "自治区直辖县级行政区划")).DistinctBy(region => region.Name.Zh);

    private static bool Same(string one, string other, int digits) => one.Length >= digits && other.Length >= digits && one.AsSpan(0, digits).SequenceEqual(other.AsSpan(0, digits));

    private static bool IsPrefecture(Region region) =>
        !DirectlyGoverned.Contains(region.Code[..2]) && region.Code[0] is not ('7' or '8') && !region.Code.EndsWith("90", StringComparison.Ordinal);
}

/// <summary>Industry authorities that may recommend organisations they run (有关行业主管部门, 001·4, 7).</summary>
public static class Sectors
{
    /// <summary>Codes and names of the sectors.</summary>
    public static IReadOnlyDictionary<string, Bilingual> All { get; } = new Dictionary<string, Bilingual>
    {
        ["education"] = new("教育"),
        ["science"] = new("科技"),
        ["industry"] = new("工业和信息化"),
        ["academy"] = new("中国科学院"),
        ["culture"] = new("文化和旅游"),
        ["agriculture"] = new("农业农村"),
        ["health"] = new("卫生健康"),
        ["defence"] = new("国防科技工业"),
        ["market"] = new("市场监管"),
    };

    /// <summary>Name of a sector.</summary>
    public static string NameOf(string? code) => code is not null && All.TryGetValue(code, out var name) ? name.ToString() : code ?? "";
}
