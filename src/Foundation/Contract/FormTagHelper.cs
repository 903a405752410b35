using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Zhishu.Foundation;

/// <summary>
/// A form that names no handler goes to the page itself. Left alone it goes where the page was reached, which after another form of the page was refused
/// is that form's handler: what is typed into this one would be done as something else, and lost.
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
public sealed class FormTagHelper : TagHelper
{
    /// <summary>The page.</summary>
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>After the helper of the framework, before that of addresses below a prefix.</summary>
    public override int Order => 5_000;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var request = ViewContext.HttpContext.Request;
        if (context.AllAttributes.ContainsName("action") || context.AllAttributes.ContainsName("asp-page-handler") || !request.Query.ContainsKey("handler"))
            return;
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key != "handler"));
        output.Attributes.SetAttribute("action", new HtmlString(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(request.Path.ToUriComponent() + query)));
    }
}
