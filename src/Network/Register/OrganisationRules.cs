using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Network.Register;

/// <summary>What the data of an organisation must be.</summary>
internal static class OrganisationRules
{
    /// <summary>Cleans the data and tells what is wrong, field by field.</summary>
    public static (OrganisationData Data, IReadOnlyDictionary<string, Bilingual> Faults) Check(OrganisationData data, Regions regions)
    {
        var faults = new Dictionary<string, Bilingual>();
        string Text(string field, string? text, int longest, bool needed = false)
        {
            var clean = SafeText.Clean(text ?? "").Trim();
            if (needed && clean.Length == 0)
                faults[field] = new("Needed|请填写");
            else if (clean.Length > longest)
                faults[field] = new($"不超过 {longest} 字");
            else if (clean.Any(c => char.IsControl(c) && c is not ('\n' or '\r')))
                faults[field] = new("含有无法显示的字符");
            return clean;
        }

        string Address(string field, string? text)
        {
            var clean = Text(field, text, 300);
            if (clean.Length > 0 && !(Uri.TryCreate(clean, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                faults[field] = new("网址应以 http:// 或 https:// 开头");
            return clean;
        }

        var wrong = CreditCode.Check(data.CreditCode, out var code);
        var clean = data with
        {
            CreditCode = code,
            CreditCodeConfirmed = data.CreditCodeConfirmed && wrong == CreditCodeFault.CheckDigit,
            Name = Text("Name", data.Name, 100, needed: true),
            Region = data.Region?.Trim() ?? "",
            Sector = string.IsNullOrWhiteSpace(data.Sector) ? null : data.Sector.Trim(),
            Address = Text("Address", data.Address, 200),
            Principal = Text("Principal", data.Principal, 40),
            PrincipalPost = Text("PrincipalPost", data.PrincipalPost, 40),
            Contact = Text("Contact", data.Contact, 40),
            ContactPost = Text("ContactPost", data.ContactPost, 40),
            Phone = Text("Phone", data.Phone, 60),
            Email = Text("Email", data.Email, 254),
            Website = Address("Website", data.Website),
            PlatformName = Text("PlatformName", data.PlatformName, 100),
            PlatformUrl = Address("PlatformUrl", data.PlatformUrl),
            Audience = Text("Audience", data.Audience, 300),
            Hours = Text("Hours", data.Hours, 200),
            Introduction = Text("Introduction", data.Introduction, 2000),
            Categories = [.. (data.Categories ?? []).Where(Kinds.Categories.ContainsKey).Distinct().Order()],
        };
        if (wrong == CreditCodeFault.Shape)
            faults["CreditCode"] = new("统一社会信用代码应为 18 位，第 3 至 8 位为数字（GB 32100）");
        else if (wrong == CreditCodeFault.CheckDigit && !clean.CreditCodeConfirmed)
            faults["CreditCode"] = new("校验位不符（GB 32100），请与证照核对；确实无误的，请勾选“代码经核对无误”");
        if (regions.Find(clean.Region) is null)
            faults["Region"] = new("没有这个行政区划代码");
        if (clean.Sector is not null && !Sectors.All.ContainsKey(clean.Sector))
            faults["Sector"] = new("没有这个行业");
        if (clean.Email.Length > 0 && !Mailer.IsAddress(clean.Email))
            faults["Email"] = new("请填写有效的邮箱地址");
        if (clean.Phone.Any(c => !char.IsAsciiDigit(c) && c is not ('-' or '+' or ' ' or '(' or ')' or '（' or '）' or '、' or '/' or '转')))
            faults["Phone"] = new("电话只含数字和 - + ( ) 、 转");
        return (clean, faults);
    }
}
