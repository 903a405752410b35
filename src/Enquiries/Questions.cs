using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>A question as somebody writes it, or as staff write it down for a caller.</summary>
internal sealed class Question
{
    public string? Title { get; set; }

    public string? Text { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public string? Email { get; set; }

    public string? Region { get; set; }

    public string? Subject { get; set; }

    public string? Item { get; set; }

    /// <summary>The member it is put to, or null to let the network find one.</summary>
    public Guid? To { get; set; }
}

/// <summary>Rules for what is written.</summary>
internal sealed class Questions(Regions regions, ServiceCatalogue catalogue)
{
    public const int LongestTitle = 100;
    public const int LongestText = 4000;

    /// <summary>Subjects: the categories of IP, and anything else.</summary>
    public static IEnumerable<(string Code, string Label)> Subjects => Kinds.Categories.Select(pair => (pair.Key, pair.Value.ToString()))
        .Append((ServiceRouting.OtherSubject, Lang.T("综合或其他", "General or other")));

    /// <summary>Services that one may ask about.</summary>
    public IEnumerable<(string Code, string Label)> Items => catalogue.All.Where(service => !service.Code.EndsWith(".other", StringComparison.Ordinal)).Select(service => (service.Code, service.Name));

    /// <summary>Cleans the texts and tells what is wrong, by field.</summary>
    public Dictionary<string, Bilingual> Check(Question it)
    {
        (it.Title, it.Text, it.Name) = (SafeText.Line(it.Title), SafeText.Lines(it.Text), SafeText.Line(it.Name));
        (it.Phone, it.Email) = (SafeText.Narrow(it.Phone ?? "").Trim(), (it.Email ?? "").Trim());
        it.Item = string.IsNullOrEmpty(it.Item) ? ServiceRouting.Basic : it.Item;
        var faults = new Dictionary<string, Bilingual>();
        if (it.Title.Length is < 4 or > LongestTitle)
            faults["Title"] = new($"请用 4 到 {LongestTitle} 个字写明想问什么", $"Say in 4 to {LongestTitle} characters what you ask");
        if (it.Text.Length is < 5 or > LongestText)
            faults["Text"] = new($"请用 5 到 {LongestText} 个字说明情况", $"Describe it in 5 to {LongestText} characters");
        if (it.Name.Length > 40)
            faults["Name"] = new("称呼不超过 40 个字", "A name has at most 40 characters");
        if (it.Phone.Length > 0 && !SafeText.IsPhone(it.Phone))
            faults["Phone"] = new("电话只含数字、加号、减号和括号，5 到 30 位", "A telephone number has 5 to 30 digits, signs + - ( )");
        if (it.Email.Length > 0 && !Mailer.IsAddress(it.Email))
            faults["Email"] = new("请输入有效的邮箱地址", "Give a valid mail address");
        if (regions.Find(it.Region) is null)
            faults["Region"] = new("请选择所在地区", "Choose your region");
        if (Subjects.All(subject => subject.Code != it.Subject))
            faults["Subject"] = new("请选择问题类别", "Choose the subject");
        if (catalogue.Find(it.Item) is null)
            faults["Item"] = new("请选择服务事项", "Choose a service");
        return faults;
    }

}
