using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Zhishu.Foundation.Web;

namespace Zhishu.Foundation;

/// <summary>Text with headings, lists, links and tables, as people write it (Markdown); nothing in it can become a program.</summary>
public static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().UseEmphasisExtras().Build();

    /// <summary>
    /// HTML of a text. Markup in it is shown as it is; links lead only to web and mail addresses and to pages of this hub. What is nested deeper
    /// than the parser goes is shown as it was typed.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="top">Level of its highest heading: one below the heading of the page under which it stands; no level is skipped.</param>
    /// <param name="prefix">The path below which the hub lies: links to its pages get it.</param>
    public static string ToHtml(string text, int top = 2, PathString prefix = default)
    {
        var clean = SafeText.Clean(text);
        return WithinDepth(() => Render(clean, top, prefix)) ?? $"<p class=\"wrap\">{System.Net.WebUtility.HtmlEncode(clean)}</p>";
    }

    /// <summary>The same on a page, whose prefix its links get.</summary>
    public static IHtmlContent Prose(this IHtmlHelper page, string text, int top = 2) => new HtmlString(ToHtml(text, top, page.ViewContext.HttpContext.Request.PathBase));

    private static string Render(string text, int top, PathString prefix)
    {
        var document = Markdown.Parse(text, Pipeline);
        var (headings, last) = (document.Descendants<HeadingBlock>().ToList(), top - 1);
        var highest = headings.Select(heading => heading.Level).DefaultIfEmpty(1).Min();
        foreach (var heading in headings)
            heading.Level = last = Math.Min(Math.Min(6, top + heading.Level - highest), last + 1);
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            link.Url = IsSafe(link.Url) ? BelowPrefix.Below(link.Url!, prefix) : "";
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (!IsSafe(link.IsEmail ? "mailto:" + link.Url : link.Url))
                link.ReplaceBy(new LiteralInline(link.Url));
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>The text without its marks, cut to a length, for lists.</summary>
    public static string ToPlain(string text, int most)
    {
        var clean = SafeText.Clean(text);
        var plain = (WithinDepth(() => Markdown.ToPlainText(clean, Pipeline)) ?? clean).ReplaceLineEndings(" ").Trim();
        return plain.Length <= most ? plain : plain[..(char.IsHighSurrogate(plain[most - 1]) ? most - 1 : most)] + "…";
    }

    // The library says by an ArgumentException that its depth limit was reached, in reading or in writing.
    private static string? WithinDepth(Func<string> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsSafe(string? url) => url is not null && url.All(c => !char.IsControl(c))
        && (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
            || (url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal)) || url.StartsWith('#'));
}
