using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Zhishu.Foundation;

/// <summary>Whether a page has a place for a long text: only then does it need the script that keeps drafts.</summary>
public static class LongTexts
{
    private static readonly object Item = new();

    /// <summary>Notes that the page has one.</summary>
    public static void Note(HttpContext context) => context.Items[Item] = true;

    /// <summary>Whether the page has one; known once its body is drawn, which is before its head.</summary>
    public static bool Has(HttpContext context) => context.Items.ContainsKey(Item);
}

/// <summary>Notes the long texts of a page.</summary>
[HtmlTargetElement("textarea")]
public sealed class LongTextTagHelper : TagHelper
{
    /// <summary>The page.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) => LongTexts.Note(ViewContext.HttpContext);
}
