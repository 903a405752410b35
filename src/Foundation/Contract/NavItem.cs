using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation;

/// <summary>The groups of pages in the page head, in order.</summary>
public enum NavGroup
{
    /// <summary>检索分析.</summary>
    Search,

    /// <summary>找服务.</summary>
    Services,

    /// <summary>服务网络.</summary>
    Network,

    /// <summary>数据开放.</summary>
    Data,

    /// <summary>我的.</summary>
    Mine,
}

/// <summary>An entry of a group of pages; modules register theirs.</summary>
/// <param name="Group">The group.</param>
/// <param name="Order">Place in the group, ascending; the first is where the group leads.</param>
/// <param name="Url">Address.</param>
/// <param name="Label">Label in both languages.</param>
public sealed record NavEntry(NavGroup Group, int Order, string Url, Bilingual Label);

/// <summary>A link in a list of links, such as those of the workbench.</summary>
/// <param name="Order">Place, ascending.</param>
/// <param name="Url">Address.</param>
/// <param name="Label">Label in both languages.</param>
public sealed record NavItem(int Order, string Url, Bilingual Label);

/// <summary>A link of the page head that depends on who looks.</summary>
/// <param name="Url">Address.</param>
/// <param name="Label">Label in both languages.</param>
public sealed record HeadLink(string Url, Bilingual Label);

/// <summary>Links of the page head that depend on who looks.</summary>
public interface IHeadLinks
{
    /// <summary>The links for a request, in order.</summary>
    Task<IReadOnlyList<HeadLink>> ForAsync(HttpContext context);
}

/// <summary>The groups as they are shown.</summary>
public static class NavGroups
{
    /// <summary>What a group is called.</summary>
    public static Bilingual Label(this NavGroup group) => group switch
    {
        NavGroup.Search => new("检索分析"),
        NavGroup.Services => new("找服务"),
        NavGroup.Network => new("服务网络"),
        NavGroup.Data => new("数据开放"),
        _ => new("我的"),
    };

    /// <summary>The entry that a page belongs to: that with the longest address which the page's begins with; null for pages of no group.</summary>
    public static NavEntry? Of(this IEnumerable<NavEntry> items, PathString path) =>
        items.Where(item => path.StartsWithSegments(item.Url)).MaxBy(item => item.Url.Length);
}
