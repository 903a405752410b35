using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;

namespace Zhishu.Identity.Notices;

/// <summary>Head links of the person signed in, or the way to sign in.</summary>
internal sealed class PersonLinks(NoticeBox box, Visitors visitors) : IHeadLinks
{
    public async Task<IReadOnlyList<NavItem>> ForAsync(HttpContext context)
    {
        if (visitors.Current is not { } person)
            return [new(0, "/account/sign-in", new("登录", "Sign in"))];
        var unread = await box.UnreadAsync(person.Id, context.RequestAborted);
        var links = new List<NavItem> { new(0, "/workbench", new("工作台", "Workbench")) };
        if (person.Has(Duty.Administrator))
            links.Add(new(1, "/accounts", new("账号管理", "Accounts")));
        if (person.Has(Duty.Auditor))
            links.Add(new(1, "/audit", new("审计", "Audit")));
        links.Add(new(2, "/notices", unread == 0 ? new("消息", "Notices") : new($"消息（{unread}）", $"Notices ({unread})")));
        links.Add(new(3, "/account", new(person.Name, person.Name)));
        return links;
    }
}
