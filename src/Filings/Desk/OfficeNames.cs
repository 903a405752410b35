using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Desk;

/// <summary>Names of offices from the audiences by which they are known.</summary>
internal static class OfficeNames
{
    public static Bilingual Of(string audience, Regions regions) => audience.Split(':') switch
    {
        ["recommender", "region", var code] when regions.Find(code) is { } region => code.Length == 2
            ? new($"{region.Name}知识产权局")
            : new($"{(region.Name.Zh is "市辖区" or "县" ? Bilingual.Of(regions.Find(code[..2])!.Name.Zh + region.Name.Zh, region.Name.En) : region.Name)}知识产权局"),
        ["recommender", "sector", var code] when Sectors.All.TryGetValue(code, out var sector) => new($"{sector}主管部门"),
        ["national"] => new("Public Service Department|国家知识产权局公共服务司"),
        _ => new("无"),
    };
}
