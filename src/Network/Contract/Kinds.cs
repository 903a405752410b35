using Zhishu.Foundation;

namespace Zhishu.Network;

/// <summary>Kind of organisation (机构类别, 001·2, 004·一).</summary>
public enum OrganisationKind
{
    /// <summary>Public service body of an IP administration (知识产权管理部门所属机构).</summary>
    PublicBody,

    /// <summary>University (高校).</summary>
    University,

    /// <summary>Research institute (科研机构).</summary>
    ResearchInstitute,

    /// <summary>Sci-tech information institute (科技情报机构).</summary>
    InformationInstitute,

    /// <summary>Industry organisation (行业组织).</summary>
    IndustryOrganisation,

    /// <summary>Productivity centre (生产力促进机构).</summary>
    ProductivityCentre,

    /// <summary>Public library (公共图书馆).</summary>
    Library,

    /// <summary>Museum (博物馆).</summary>
    Museum,

    /// <summary>Industrial park (产业园区).</summary>
    Park,

    /// <summary>Market-oriented service firm (市场化服务机构).</summary>
    ServiceFirm,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Legal form (机构性质).</summary>
public enum LegalForm
{
    /// <summary>Public institution (事业单位).</summary>
    Institution,

    /// <summary>Company (企业).</summary>
    Company,

    /// <summary>Association (社会团体).</summary>
    Association,

    /// <summary>Private non-profit body (社会服务机构).</summary>
    NonProfit,

    /// <summary>Authority (机关).</summary>
    Authority,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What an organisation is in the network: a node or an outlet of some kind (004·一; PRODUCT.md).</summary>
public enum MemberKind
{
    /// <summary>National node (国家级节点).</summary>
    NationalNode,

    /// <summary>Provincial node (省级节点).</summary>
    ProvincialNode,

    /// <summary>Node of a regional centre city (区域中心城市节点).</summary>
    RegionalNode,

    /// <summary>Prefecture-level institution (地市级综合性机构).</summary>
    PrefectureNode,

    /// <summary>County-level institution (县级机构).</summary>
    CountyNode,

    /// <summary>Technology and innovation support centre (TISC).</summary>
    Tisc,

    /// <summary>University centre (高校国家知识产权信息服务中心).</summary>
    UniversityCentre,

    /// <summary>National outlet, filed (国家知识产权信息公共服务网点).</summary>
    NationalOutlet,

    /// <summary>Provincial outlet (省级网点).</summary>
    ProvincialOutlet,

    /// <summary>Prefecture-level outlet (地市级网点).</summary>
    CityOutlet,

    /// <summary>National IP protection centre (国家级知识产权保护中心).</summary>
    ProtectionCentre,

    /// <summary>Rights-assistance body (维权援助机构).</summary>
    RightsAssistance,

    /// <summary>Trademark and brand guidance station (商标品牌指导站).</summary>
    BrandStation,

    /// <summary>Acceptance window (业务受理窗口).</summary>
    AcceptanceWindow,

    /// <summary>Training base (培训基地).</summary>
    TrainingBase,
}

/// <summary>Labels of the kinds, and what they mean for one another.</summary>
public static class Kinds
{
    /// <summary>Categories of IP that are served: code and label.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Categories { get; } = new Dictionary<string, Bilingual>
    {
        ["patent"] = new("专利"),
        ["trademark"] = new("商标"),
        ["gi"] = new("地理标志"),
        ["layout"] = new("集成电路布图设计"),
    };

    /// <summary>Whether a kind is a node: it belongs to an IP administration and supports the outlets of its region (004·一).</summary>
    public static bool IsNode(this MemberKind kind) => kind <= MemberKind.CountyNode;

    /// <summary>Code in addresses and files, such as <c>nationalOutlet</c>.</summary>
    public static string Code(this Enum value)
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>The value of a code or of a Chinese or English label, or null.</summary>
    public static T? Read<T>(string? text, Func<T, Bilingual> label)
        where T : struct, Enum
    {
        var plain = text?.Trim() ?? "";
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.Code().Equals(plain, StringComparison.OrdinalIgnoreCase) || label(value).Zh == plain || label(value).En.Equals(plain, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

    /// <summary>The label.</summary>
    public static Bilingual Label(this OrganisationKind kind) => kind switch
    {
        OrganisationKind.PublicBody => new("知识产权公共服务机构"),
        OrganisationKind.University => new("高校"),
        OrganisationKind.ResearchInstitute => new("科研机构"),
        OrganisationKind.InformationInstitute => new("科技情报机构"),
        OrganisationKind.IndustryOrganisation => new("行业组织"),
        OrganisationKind.ProductivityCentre => new("生产力促进机构"),
        OrganisationKind.Library => new("公共图书馆"),
        OrganisationKind.Museum => new("博物馆"),
        OrganisationKind.Park => new("产业园区"),
        OrganisationKind.ServiceFirm => new("市场化服务机构"),
        _ => new("其他"),
    };

    /// <summary>The label.</summary>
    public static Bilingual Label(this LegalForm form) => form switch
    {
        LegalForm.Institution => new("事业单位"),
        LegalForm.Company => new("企业"),
        LegalForm.Association => new("社会团体"),
        LegalForm.NonProfit => new("社会服务机构"),
        LegalForm.Authority => new("机关"),
        _ => new("其他"),
    };

    /// <summary>The label.</summary>
    public static Bilingual Label(this MemberKind kind) => kind switch
    {
        MemberKind.NationalNode => new("国家级节点"),
        MemberKind.ProvincialNode => new("省级节点"),
        MemberKind.RegionalNode => new("区域中心城市节点"),
        MemberKind.PrefectureNode => new("地市级综合性机构"),
        MemberKind.CountyNode => new("县级机构"),
        MemberKind.Tisc => new("技术与创新支持中心（TISC）"),
        MemberKind.UniversityCentre => new("高校国家知识产权信息服务中心"),
        MemberKind.NationalOutlet => new("国家知识产权信息公共服务网点"),
        MemberKind.ProvincialOutlet => new("省级网点"),
        MemberKind.CityOutlet => new("地市级网点"),
        MemberKind.ProtectionCentre => new("国家级知识产权保护中心"),
        MemberKind.RightsAssistance => new("维权援助机构"),
        MemberKind.BrandStation => new("商标品牌指导站"),
        MemberKind.AcceptanceWindow => new("业务受理窗口"),
        _ => new("培训基地"),
    };
}
