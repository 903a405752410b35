namespace Zhishu.Identity;

/// <summary>Knows where the members lie that somebody belongs to; the network does.</summary>
public interface IHomeRegions
{
    /// <summary>Codes of their regions, at most five; empty when there is none.</summary>
    Task<IReadOnlyList<string>> OfAsync(Person person, CancellationToken ct);
}
