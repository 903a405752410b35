using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Filings.Desk;

/// <summary>Names of offices from the audiences by which they are known.</summary>
internal static class OfficeNames
{
    public static Bilingual Of(string audience, Regions regions) => audience.Split(':') switch
    {
        ["recommender", "region", var code] when regions.Find(code) is { } region => code.Length == 2
            ? new($"{region.Name.Zh}知识产权局", $"IP Office of {region.Name.En}")
            : new($"{(region.Name.Zh is "市辖区" or "县" ? regions.Find(code[..2])!.Name.Zh + region.Name.Zh : region.Name.Zh)}知识产权局", $"IP Office of {region.Name.En}"),
        ["recommender", "sector", var code] when Sectors.All.TryGetValue(code, out var sector) => new($"{sector.Zh}主管部门", $"Authority of {sector.En}"),
        ["national"] => new("国家知识产权局公共服务司", "Public Service Department, CNIPA"),
        _ => new("无", "none"),
    };
}
