using System.Globalization;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Filings.Demo;

/// <summary>Makes the organisations of the demo network: members of every kind in every province, each named 示例.</summary>
internal sealed class DemoOrganisations(AppDb db, NetworkRegister register, ServiceItems items, Regions regions, TimeProvider clock)
{
    private static readonly string[] Surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"];
    private static readonly string[] Given = ["明", "丽", "强", "敏", "静", "伟", "芳", "磊", "洋", "艳", "勇", "娟", "杰", "涛", "超", "霞", "平", "刚", "玲", "辉"];
    private int _serial;

    private static readonly (MemberKind Kind, OrganisationKind Body, string Name, int Count)[] OfProvince =
    [
        (MemberKind.ProvincialNode, OrganisationKind.PublicBody, "知识产权信息公共服务中心", 1),
        (MemberKind.ProtectionCentre, OrganisationKind.PublicBody, "知识产权保护中心", 1),
        (MemberKind.RightsAssistance, OrganisationKind.PublicBody, "知识产权维权援助中心", 1),
        (MemberKind.AcceptanceWindow, OrganisationKind.PublicBody, "知识产权业务受理窗口", 1),
        (MemberKind.Tisc, OrganisationKind.ResearchInstitute, "技术研究院", 2),
        (MemberKind.Tisc, OrganisationKind.InformationInstitute, "科学技术情报研究所", 1),
        (MemberKind.UniversityCentre, OrganisationKind.University, "理工大学", 2),
        (MemberKind.ProvincialOutlet, OrganisationKind.Library, "图书馆", 1),
        (MemberKind.ProvincialOutlet, OrganisationKind.University, "师范学院", 1),
        (MemberKind.ProvincialOutlet, OrganisationKind.ProductivityCentre, "生产力促进中心", 1),
        (MemberKind.ProvincialOutlet, OrganisationKind.IndustryOrganisation, "装备制造业协会", 1),
        (MemberKind.ProvincialOutlet, OrganisationKind.ServiceFirm, "知识产权服务有限公司", 1),
        (MemberKind.CityOutlet, OrganisationKind.Museum, "科学技术馆", 1),
        (MemberKind.BrandStation, OrganisationKind.IndustryOrganisation, "商标品牌指导站", 1),
        (MemberKind.TrainingBase, OrganisationKind.Park, "高新技术产业园", 1),
    ];

    /// <summary>Organisations of a province, saved; those that may file are returned.</summary>
    public async Task<IReadOnlyList<Organisation>> AddAsync(Region province, CancellationToken ct)
    {
        var cities = regions.Below(province.Code).ToList();
        var home = cities.Count > 0 ? cities[0].Code : province.Code;
        var node = await OneAsync(OfProvince[0], province.Name.Zh, "", home, null, new(2019, 12, 1), ct);
        var outlets = new List<Organisation>();
        foreach (var kind in OfProvince.Skip(1))
        {
            for (var i = 0; i < kind.Count; i++)
            {
                var made = await OneAsync(kind, province.Name.Zh, kind.Count > 1 ? "第一,第二".Split(',')[i] : "", cities.Count > 0
                    ? cities[_serial % cities.Count].Code : province.Code, node.Id, new DateOnly(2020 + (_serial % 5), 1 + (_serial % 12), 1), ct);
                if (kind.Kind == MemberKind.ProvincialOutlet)
                    outlets.Add(made);
            }
        }

        foreach (var city in regions.Prefectures.Where(city => city.Code.StartsWith(province.Code, StringComparison.Ordinal)))
        {
            var major = city.Code.EndsWith("01", StringComparison.Ordinal) || city.Code is "2102" or "3302" or "3502" or "3702" or "4403";
            if (major || _serial % 5 < 3)
                await OneAsync((major ? MemberKind.RegionalNode : MemberKind.PrefectureNode, OrganisationKind.PublicBody, "知识产权信息服务中心", 1), city.Name.Zh, "",
                    city.Code, node.Id, new DateOnly(2019 + (_serial % 7), 6, 1), ct);
            else
                _serial++;
        }

        var counties = cities.Count > 0 ? regions.Below(cities[0].Code).ToList() : [];
        if (counties.Count > 0)
            await OneAsync((MemberKind.CountyNode, OrganisationKind.PublicBody, "知识产权公共服务站", 1), counties[0].Name.Zh, "", counties[0].Code, node.Id, new(2022, 3, 1), ct);
        await db.SaveChangesAsync(ct);
        foreach (var outlet in outlets)
            await PublishAsync(outlet, ct);
        return outlets;
    }

    private async Task<Organisation> OneAsync((MemberKind Kind, OrganisationKind Body, string Name, int Count) kind, string place, string part,
        string region, Guid? parent, DateOnly from, CancellationToken ct)
    {
        var serial = _serial++;
        var padded = region.PadRight(6, '0');
        var code = $"Y9{padded}DEM{serial.ToString("000000", CultureInfo.InvariantCulture)}";
        var data = new OrganisationData
        {
            CreditCode = code + CreditCode.CheckCharacter(code),
            Name = $"{place}{part}{kind.Name}（示例）",
            Kind = kind.Body,
            LegalForm = kind.Body switch { OrganisationKind.ServiceFirm => LegalForm.Company, OrganisationKind.IndustryOrganisation => LegalForm.Association, _ => LegalForm.Institution },
            Region = region,
            Address = $"示例路 {(serial % 300) + 1} 号",
            Principal = Person(serial),
            PrincipalPost = "主任",
            Contact = Person(serial + 7),
            ContactPost = "科长",
            Phone = string.Create(CultureInfo.InvariantCulture, $"010-5555{serial % 10000:0000}"),
            Email = string.Create(CultureInfo.InvariantCulture, $"contact{serial}@demo.example"),
            Audience = "社会公众、创新主体",
            Hours = "工作日 9:00–17:00",
            Introduction = "本机构及全部信息由程序生成，仅供演示。",
            Categories = (serial % 4) switch { 0 => ["patent", "trademark", "gi", "layout"], 1 => ["patent"], 2 => ["patent", "trademark"], _ => ["patent", "trademark", "gi"] },
        };
        var (organisation, faults) = await register.AddAsync(data, Actor.Operator, verified: true, demo: true, ct);
        if (organisation is null)
            throw new InvalidOperationException($"The demo organisation {data.Name} is wrong: {string.Join(", ", faults.Keys)}.");
        register.Enter(organisation, kind.Kind, null, parent, from, null, "示例文件", Actor.Operator);
        for (var i = 0; i < 8; i++)
            register.AddStaff(new()
            {
                Id = Guid.CreateVersion7(clock.GetUtcNow()),
                OrganisationId = organisation.Id,
                Name = Person((serial * 3) + i),
                Post = i == 0 ? "主任" : "检索分析员",
                FullTime = i < 6,
                Introduction = "从事知识产权信息检索与分析工作，参加过专利导航项目（示例人员）。",
                Since = from
            });
        return organisation;
    }

    private async Task PublishAsync(Organisation organisation, CancellationToken ct)
    {
        await items.BeginAsync(organisation, ct);
        await items.PublishAsync(organisation, Actor.Operator, ct);
        await db.SaveChangesAsync(ct);
    }

    private static string Person(int seed) => Surnames[seed % Surnames.Length] + Given[seed / Surnames.Length % Given.Length] + (seed % 3 == 0 ? Given[(seed + 5) % Given.Length] : "");
}
