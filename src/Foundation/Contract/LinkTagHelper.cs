using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Zhishu.Foundation.Web;

namespace Zhishu.Foundation;

/// <summary>Puts the prefix of the hub before every link, form and image of a page that names a place of this hub by <c>/…</c>.</summary>
/// <param name="html">Encodes what is written.</param>
[HtmlTargetElement("a", Attributes = "href")]
[HtmlTargetElement("link", Attributes = "href", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("form", Attributes = "action")]
[HtmlTargetElement("button", Attributes = "formaction")]
[HtmlTargetElement("img", Attributes = "src", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("script", Attributes = "src")]
public sealed class LinkTagHelper(HtmlEncoder html) : TagHelper
{
    private static readonly string[] Names = ["href", "action", "formaction", "src"];

    /// <summary>The page.</summary>
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>After the helpers of the framework, which write addresses of their own.</summary>
    public override int Order => 10_000;

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var prefix = ViewContext.HttpContext.Request.PathBase;
        if (!prefix.HasValue)
            return;
        foreach (var name in Names)
        {
            if (output.Attributes.TryGetAttribute(name, out var attribute))
                output.Attributes.SetAttribute(new(name, new HtmlString(BelowPrefix.Below(Written(attribute.Value), prefix)), attribute.ValueStyle));
        }
    }

    private string Written(object? value)
    {
        if (value is not IHtmlContent content)
            return html.Encode(value?.ToString() ?? "");
        using var writer = new StringWriter();
        content.WriteTo(writer, html);
        return writer.ToString();
    }
}
