using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation;

/// <summary>An entry of the page head; modules register theirs.</summary>
/// <param name="Order">Place, ascending; from 100 on it stands in the page foot.</param>
/// <param name="Url">Address.</param>
/// <param name="Label">Label in both languages.</param>
public sealed record NavItem(int Order, string Url, Bilingual Label);

/// <summary>Links of the page head that depend on who looks.</summary>
public interface IHeadLinks
{
    /// <summary>The links for a request, in order.</summary>
    Task<IReadOnlyList<NavItem>> ForAsync(HttpContext context);
}
