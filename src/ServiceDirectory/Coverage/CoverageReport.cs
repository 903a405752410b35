using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Coverage;

/// <summary>One target of 000·3 on a day.</summary>
/// <param name="Code">Code for the API.</param>
/// <param name="Label">What is counted.</param>
/// <param name="Value">How many there are.</param>
/// <param name="Of">Of how many, or null when a number is the target.</param>
/// <param name="Target">The target: a number, or a share in percent when <paramref name="Of"/> is given.</param>
/// <param name="Reached">Whether it is reached.</param>
internal sealed record CoverageTarget(string Code, Bilingual Label, int Value, int? Of, int Target, bool Reached);

/// <summary>Coverage on a day.</summary>
internal sealed record CoverageOn(DateOnly Day, IReadOnlyList<CoverageTarget> Targets, IReadOnlyList<Region> MissingProvinces,
    IReadOnlyList<Region> MissingCities, IReadOnlyList<Region> MissingPrefectures);

/// <summary>Computes the targets of 000·3 for any day from the memberships in force on it.</summary>
internal sealed class CoverageReport(NetworkRegister register, Regions regions)
{
    /// <summary>Cities with independent planning status and sub-provincial cities (计划单列市、副省级城市): full coverage by 2022.</summary>
    private static readonly string[] MajorCities = ["2101", "2102", "2201", "2301", "3201", "3301", "3302", "3502", "3701", "3702", "4201", "4401", "4403", "5101", "6101"];

    /// <summary>Codes of Taiwan, Hong Kong and Macao, which the targets do not count.</summary>
    private static readonly string[] NotCounted = ["71", "81", "82"];

    public async Task<CoverageOn> ComputeAsync(DateOnly day, CancellationToken ct)
    {
        var organisations = register.All();
        var rows = await (from membership in register.AllMemberships()
                          join organisation in organisations on membership.OrganisationId equals organisation.Id
                          where organisation.VerifiedAt != null && membership.FromDay <= day && (membership.UntilDay == null || membership.UntilDay >= day)
                          && (membership.EndedOn == null || membership.EndedOn > day)
                          select new { membership.Kind, organisation.Region, organisation.Id }).ToListAsync(ct);
        var provincial = rows.Where(row => row.Kind == MemberKind.ProvincialNode).Select(row => row.Region[..2]).ToHashSet();
        var municipal = rows.Where(row => row.Kind is MemberKind.PrefectureNode or MemberKind.RegionalNode && row.Region.Length >= 4).Select(row => row.Region[..4]).ToHashSet();
        int Count(MemberKind kind) => rows.Where(row => row.Kind == kind).Select(row => row.Id).Distinct().Count();
        var provinces = regions.Provinces.Where(region => !NotCounted.Contains(region.Code)).ToList();
        var missingProvinces = provinces.Where(region => !provincial.Contains(region.Code)).ToList();
        var missingCities = MajorCities.Where(code => !municipal.Contains(code)).Select(code => regions.Find(code)!).ToList();
        var missing = regions.Prefectures.Where(region => !municipal.Contains(region.Code)).ToList();

        // 000·3: 30 % of prefecture-level cities by 2022, over 50 % by 2025; everything else from 2022 on.
        var share = day.Year > 2022 ? 50 : 30;
        var (served, all) = (regions.Prefectures.Count - missing.Count, regions.Prefectures.Count);
        return new(day,
        [
            Share("provinces", new("省级机构覆盖（省、自治区、直辖市）"), provinces.Count - missingProvinces.Count, provinces.Count, 100, false),
            Share("majorCities", new("计划单列市、副省级城市覆盖"), MajorCities.Length - missingCities.Count, MajorCities.Length, 100, false),
            Share("prefectures", share == 50 ? new("地级市设立机构（2025 年 50% 以上）")
                : new("地级市设立机构（2022 年 30%）"), served, all, share, share == 50),
            Number("tisc", new("TISC|技术与创新支持中心（TISC）"), Count(MemberKind.Tisc)),
            Number("universityCentres", new("University centres|高校国家知识产权信息服务中心"), Count(MemberKind.UniversityCentre)),
            Number("nationalOutlets", new("National outlets|国家知识产权信息公共服务网点"), Count(MemberKind.NationalOutlet)),
        ], missingProvinces, missingCities, missing);
    }

    private static CoverageTarget Share(string code, Bilingual label, int value, int of, int percent, bool over) =>
        new(code, label, value, of, percent, over ? value * 100 > of * percent : value * 100 >= of * percent);

    private static CoverageTarget Number(string code, Bilingual label, int value) => new(code, label, value, null, 100, value >= 100);
}
