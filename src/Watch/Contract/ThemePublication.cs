using Zhishu.Watch.Themes;

namespace Zhishu.Watch;

/// <summary>Lists a thematic database for everybody, or takes it off the list, at the machine itself; in the browser the owner proposes and an office decides.</summary>
public sealed class ThemePublication
{
    private readonly ThemeStore _themes;

    internal ThemePublication(ThemeStore themes) => _themes = themes;

    /// <summary>Changes the access of a theme.</summary>
    /// <param name="slug">The last part of its address.</param>
    /// <param name="listed">Whether everybody sees it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Whether there is such a theme.</returns>
    public Task<bool> SetAsync(string slug, bool listed, CancellationToken ct) => _themes.PublishAsync(slug, listed, ct);
}
