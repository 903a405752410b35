namespace Zhishu.Foundation;

/// <summary>A part of the one box: what is found by words besides records.</summary>
/// <param name="Order">Place, ascending.</param>
/// <param name="Label">Heading.</param>
/// <param name="Kinds">Kinds of <see cref="SiteEntry"/>.</param>
public sealed record FindPart(int Order, Bilingual Label, string[] Kinds);

/// <summary>Something found for the one box.</summary>
/// <param name="Title">Title.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Summary">A line about it.</param>
public sealed record FoundItem(string Title, string Url, string Summary);

/// <summary>Finds something of its own for the one box, such as records or members.</summary>
public interface IFinder
{
    /// <summary>Code of what it finds, such as <c>themes</c>.</summary>
    string Code { get; }

    /// <summary>Place, ascending.</summary>
    int Order { get; }

    /// <summary>Heading.</summary>
    Bilingual Label { get; }

    /// <summary>The first few, how many in all, and where the rest is.</summary>
    Task<(long Total, IReadOnlyList<FoundItem> Items, string More)> FindAsync(string question, int size, CancellationToken ct);
}
