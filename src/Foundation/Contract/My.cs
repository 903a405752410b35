using System.Data.Common;
using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation;

/// <summary>Something of a person's: an enquiry, a registration, a request.</summary>
/// <param name="Title">Which one.</param>
/// <param name="Url">Where it is.</param>
/// <param name="State">How it stands.</param>
/// <param name="At">Since when, UTC.</param>
public sealed record MyItem(string Title, string Url, Bilingual State, DateTimeOffset At);

/// <summary>What a module shows in 我的.</summary>
/// <param name="Order">Place, ascending.</param>
/// <param name="Label">Heading.</param>
/// <param name="Items">The newest things.</param>
/// <param name="More">A way to all of them, or to a first one.</param>
public sealed record MyContent(int Order, Bilingual Label, IReadOnlyList<MyItem> Items, NavItem? More);

/// <summary>Fills 我的; modules register theirs.</summary>
public interface IMyPart
{
    /// <summary>What belongs to whoever sends the request, or null when there is nothing to show.</summary>
    Task<MyContent?> ReadAsync(HttpContext context, CancellationToken ct);
}

/// <summary>Knows what a module keeps about a person, for giving it out and for forgetting it (个人信息保护法·45, 47).</summary>
public interface IPersonalData
{
    /// <summary>Name of the part, for the file given out.</summary>
    string Name { get; }

    /// <summary>Everything kept about an account, to be written as JSON.</summary>
    Task<object> ExportAsync(Guid account, CancellationToken ct);

    /// <summary>Removes it, or takes the person out of what others need; inside the transaction in which the account goes.</summary>
    Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct);
}
