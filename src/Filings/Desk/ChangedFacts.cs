using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Desk;

/// <summary>The facts whose change is reported (名称、场所、主要负责人、联系方式、主要服务事项, 001·10).</summary>
internal static class ChangedFacts
{
    /// <summary>Field of the form, what it belongs to, label, most characters.</summary>
    public static IReadOnlyList<(string Field, Bilingual Group, Bilingual Label, int Most)> Fields { get; } =
    [
        ("Name", new("Name|名称"), new("Name|名称"), 100),
        ("Region", new("场所"), new("所在地区代码"), 6),
        ("Address", new("场所"), new("地址"), 200),
        ("Principal", new("主要负责人"), new("主要负责人"), 40),
        ("PrincipalPost", new("主要负责人"), new("负责人职务"), 40),
        ("Contact", new("联系方式"), new("联系人"), 40),
        ("ContactPost", new("联系方式"), new("联系人职务"), 40),
        ("Phone", new("联系方式"), new("联系电话"), 60),
        ("Email", new("联系方式"), new("邮箱"), 254),
        ("ServiceItems", new("主要服务事项"), new("主要服务事项的变更说明"), 500),
    ];

    public static Bilingual LabelOf(string field) => Fields.FirstOrDefault(row => row.Field == field).Label is { Zh.Length: > 0 } label ? label : Bilingual.Of(field, field);

    /// <summary>The present value of a field.</summary>
    public static string ValueOf(OrganisationData data, string field) => field switch
    {
        "Name" => data.Name,
        "Region" => data.Region,
        "Address" => data.Address,
        "Principal" => data.Principal,
        "PrincipalPost" => data.PrincipalPost,
        "Contact" => data.Contact,
        "ContactPost" => data.ContactPost,
        "Phone" => data.Phone,
        "Email" => data.Email,
        _ => "",
    };

    /// <summary>What the register does not take of a change, field by field.</summary>
    public static Refusal Refuse(IReadOnlyDictionary<string, Bilingual> faults) => new("filings.unrecorded", new(
        $"以下内容不能登记，没有办理：{Bilingual.Join(new("；"), faults.Select(fault => new Bilingual($"{LabelOf(fault.Key)}：{fault.Value}")))}"));

    /// <summary>The data with the changes in them.</summary>
    public static OrganisationData Apply(OrganisationData data, IReadOnlyDictionary<string, string> changes) => changes.Aggregate(data, (changed, change) => change.Key switch
    {
        "Name" => changed with { Name = change.Value },
        "Region" => changed with { Region = change.Value },
        "Address" => changed with { Address = change.Value },
        "Principal" => changed with { Principal = change.Value },
        "PrincipalPost" => changed with { PrincipalPost = change.Value },
        "Contact" => changed with { Contact = change.Value },
        "ContactPost" => changed with { ContactPost = change.Value },
        "Phone" => changed with { Phone = change.Value },
        "Email" => changed with { Email = change.Value },
        _ => changed,
    });
}
