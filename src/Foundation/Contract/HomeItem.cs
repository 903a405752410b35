namespace Zhishu.Foundation;

/// <summary>Where something stands on the home page.</summary>
public enum HomePart
{
    /// <summary>Among the notices.</summary>
    Notice,

    /// <summary>Among the events to come.</summary>
    Event,
}

/// <summary>Something new that a module has for the home page.</summary>
/// <param name="Part">Where it stands.</param>
/// <param name="Kind">What it is, in a word.</param>
/// <param name="Title">Its words.</param>
/// <param name="Url">Where it leads.</param>
/// <param name="Day">Its day.</param>
/// <param name="Beside">What else is said of it, such as a place; null for nothing.</param>
/// <param name="Official">Whether it is an official act, such as a publicity.</param>
public sealed record HomeItem(HomePart Part, Bilingual Kind, Bilingual Title, string Url, DateOnly Day, Bilingual? Beside = null, bool Official = false);

/// <summary>Gives what is new of a module; asked at most every half minute.</summary>
public interface IHomeItems
{
    /// <summary>The newest, or those that come next, at most so many.</summary>
    Task<IReadOnlyList<HomeItem>> ReadAsync(int most, CancellationToken ct);
}
