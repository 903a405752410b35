using Zhishu.Search;
using Zhishu.Watch.Themes;

namespace Zhishu.Watch;

/// <summary>A thematic database that everybody sees.</summary>
/// <param name="Slug">The last part of its address, <c>/themes/{Slug}</c>.</param>
/// <param name="Title">Title.</param>
/// <param name="Intro">What it is about.</param>
/// <param name="ChangedAt">When title, introduction or access last changed, UTC.</param>
public sealed record PublicTheme(string Slug, string Title, string Intro, DateTime ChangedAt);

/// <summary>The thematic databases that are public, for whoever passes them on.</summary>
public sealed class PublicThemes
{
    private readonly ThemeStore _themes;
    private readonly SearchQuestions _questions;

    internal PublicThemes(ThemeStore themes, SearchQuestions questions) => (_themes, _questions) = (themes, questions);

    /// <summary>All of them, the last changed first; at most 500.</summary>
    public async Task<IReadOnlyList<PublicTheme>> ListAsync(CancellationToken ct) =>
        [.. (await _themes.PublicAsync(ct)).Select(theme => new PublicTheme(theme.Slug, theme.Title, theme.Intro, DateTime.SpecifyKind(theme.ChangedAt, DateTimeKind.Utc)))];

    /// <summary>What a theme holds, as a question; null when it is empty or not public.</summary>
    public async Task<QueryNode?> QuestionAsync(string slug, CancellationToken ct) =>
        await _themes.VisibleAsync(slug, null, null, ct) is { Access: "public" } theme ? await ThemeQuestion.ReadAsync(await _themes.NodesAsync(theme, ct), _questions, ct) : null;
}
