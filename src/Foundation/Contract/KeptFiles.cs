using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Zhishu.Foundation;

/// <summary>Files of a form that was refused: kept, so that they need not be chosen again.</summary>
/// <param name="Key">Key under which they are kept, for the same browser; null when they could not be kept and must be chosen again.</param>
/// <param name="Files">The files: name of the field, and the file's own.</param>
public sealed record KeptFiles(string? Key, IReadOnlyList<(string Field, string Name)> Files)
{
    /// <summary>Name of the field that carries the key.</summary>
    public const string Field = "kept";

    /// <summary>Name of the tick by which they are left out after all.</summary>
    public const string DropField = "kept-drop";

    private static readonly object Item = new();

    /// <summary>Notes them for the page that is drawn.</summary>
    public void Note(Microsoft.AspNetCore.Http.HttpContext context) => context.Items[Item] = this;

    /// <summary>What was noted, or null.</summary>
    public static KeptFiles? Of(Microsoft.AspNetCore.Http.HttpContext context) => context.Items[Item] as KeptFiles;
}

/// <summary>A form with files that comes back refused says which ones are kept and carries them along.</summary>
/// <param name="html">Encodes the names.</param>
[HtmlTargetElement("form", Attributes = "enctype")]
public sealed class KeptFilesTagHelper(HtmlEncoder html) : TagHelper
{
    /// <summary>The page.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (KeptFiles.Of(ViewContext.HttpContext) is not { Files.Count: > 0 } kept || context.AllAttributes["enctype"]?.Value?.ToString() != "multipart/form-data")
            return;
        var names = html.Encode(string.Join(Lang.T("、"), kept.Files.Select(file => file.Name)));
        output.PreContent.AppendHtml(kept.Key is null
            ? $"<p class=\"notice\">{html.Encode(Lang.T("附件没有保存，请重新选择："))}{names}</p>"
            : $"<div class=\"notice\"><p class=\"mb-1\">{html.Encode(Lang.T("附件已保留，不必重新选择："))}{names}</p>"
                + $"<input type=\"hidden\" name=\"{KeptFiles.Field}\" value=\"{html.Encode(kept.Key)}\">"
                + $"<label><input type=\"checkbox\" class=\"tick\" name=\"{KeptFiles.DropField}\" value=\"true\">{html.Encode(Lang.T("不再附上"))}</label></div>");
    }
}
