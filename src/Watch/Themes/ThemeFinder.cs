using Zhishu.Foundation;

namespace Zhishu.Watch.Themes;

/// <summary>Public thematic databases for the one box, and for those who plan another.</summary>
internal sealed class ThemeFinder(ThemeStore themes, SiteText texts) : IFinder
{
    public string Code => "themes";

    public int Order => 45;

    public Bilingual Label => new("专题数据库");

    public async Task<(long Total, IReadOnlyList<FoundItem> Items, string More)> FindAsync(string question, int size, CancellationToken ct)
    {
        var found = (await themes.PublicAsync(ct)).Select(theme => (Theme: theme, Held: texts.Coverage(question, $"{theme.Title} {theme.Intro}")))
            .Where(pair => pair.Held >= SiteText.Search).OrderByDescending(pair => pair.Held).ToList();
        return (found.Count, [.. found.Take(size).Select(pair => new FoundItem(pair.Theme.Title, $"/themes/{pair.Theme.Slug}", MarkdownText.ToPlain(pair.Theme.Intro, 120)))], "/themes");
    }
}
