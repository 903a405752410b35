namespace Zhishu.Foundation;

/// <summary>An entry of the page head; modules register theirs.</summary>
/// <param name="Order">Place, ascending.</param>
/// <param name="Url">Address.</param>
/// <param name="Label">Label in both languages.</param>
public sealed record NavItem(int Order, string Url, Bilingual Label);
