using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;

namespace Zhishu.Identity.Notices;

/// <summary>Head links of the person signed in, or the way to sign in.</summary>
internal sealed class PersonLinks(NoticeBox box, Visitors visitors) : IHeadLinks
{
    public async Task<IReadOnlyList<HeadLink>> ForAsync(HttpContext context)
    {
        if (visitors.Current is not { } person)
            return [new("/account/sign-in", new("登录"))];
        var unread = await box.UnreadAsync(person.Id, context.RequestAborted);
        var links = new List<HeadLink> { new("/workbench", new("工作台")) };
        if (person.Has(Duty.Administrator))
            links.Add(new("/accounts", new("账号管理")));
        if (person.Has(Duty.Auditor))
            links.Add(new("/audit", new("审计")));
        links.Add(new("/notices", unread == 0 ? new("消息") : new($"消息（{unread}）")));
        links.Add(new("/account", Bilingual.Of(person.Name, person.Name)));
        return links;
    }
}
