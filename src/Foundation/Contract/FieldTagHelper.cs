using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Zhishu.Foundation;

/// <summary>
/// A field of a form with its label, hint and fault, tied together for screen readers:
/// <c>&lt;field name="phone" label="电话" value="…" max="60" required="true" fault="…"&gt;</c>.
/// </summary>
/// <param name="html">Encodes what people typed.</param>
[HtmlTargetElement("field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper(HtmlEncoder html) : TagHelper
{
    /// <summary>The page.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext? ViewContext { get; set; }

    /// <summary>Name of the parameter.</summary>
    public string Name { get; set; } = "";

    /// <summary>Identity of the input; its name when it is not said. Two forms of a page may have fields of one name.</summary>
    public string? Id { get; set; }

    /// <summary>The label.</summary>
    public string Label { get; set; } = "";

    /// <summary>What is in it.</summary>
    public string? Value { get; set; }

    /// <summary>Type of the input: text, email, date, number, url, file, checkbox; <c>area</c> for several lines.</summary>
    public string Type { get; set; } = "text";

    /// <summary>Most characters.</summary>
    public int Max { get; set; } = 200;

    /// <summary>Lines of an area.</summary>
    public int Rows { get; set; } = 4;

    /// <summary>Whether it must be filled in.</summary>
    public bool Required { get; set; }

    /// <summary>Whether it is shown only.</summary>
    public bool Readonly { get; set; }

    /// <summary>A checkbox that is ticked.</summary>
    public bool Checked { get; set; }

    /// <summary>What to write, or null.</summary>
    public string? Hint { get; set; }

    /// <summary>What is wrong, or null.</summary>
    public string? Fault { get; set; }

    /// <summary>About how many characters are asked for; shows a live count.</summary>
    public int Count { get; set; }

    /// <summary>Choices of a list: value and label.</summary>
    public IEnumerable<(string Value, string Label)>? Options { get; set; }

    /// <summary>Whether several files may be chosen.</summary>
    public bool Multiple { get; set; }

    /// <summary>Kinds of file that are taken.</summary>
    public string? Accept { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        // Nothing is wrong where nothing is said: an empty text would be read out as a fault.
        (Fault, Hint) = (Fault is { Length: > 0 } ? Fault : null, Hint is { Length: > 0 } ? Hint : null);
        var id = Id ?? Name;
        if (Fault is not null && ViewContext is not null)
            FormFaults.Note(ViewContext.HttpContext, id, Label, Fault);

        if (Type == "area" && ViewContext is { } page)
            LongTexts.Note(page.HttpContext);

        // A file that is kept already need not be chosen again.
        if (Type == "file" && ViewContext is { } view && KeptFiles.Of(view.HttpContext) is { Key: not null } kept && kept.Files.Any(file => file.Field == Name))
            Required = false;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        var told = string.Join(' ', new[] { Hint is null ? null : id + "-hint", Fault is null ? null : id + "-fault", Count > 0 ? id + "-count" : null }.Where(one => one is not null));
        var common = $" id=\"{E(id)}\" name=\"{E(Name)}\"{(Required ? " required" : "")}{(Readonly ? " readonly" : "")}"
            + $"{(told.Length > 0 ? $" aria-describedby=\"{E(told)}\"" : "")}{(Fault is null ? "" : " aria-invalid=\"true\"")}";
        if (Type == "checkbox")
        {
            output.Content.AppendHtml($"<label><input type=\"checkbox\" value=\"true\" class=\"tick\"{common}{(Checked ? " checked" : "")}>{E(Label)}</label>");
        }
        else
        {
            output.Content.AppendHtml($"<label class=\"form-label\" for=\"{E(id)}\">{E(Label)}{(Required ? " <span class=\"soft\" aria-hidden=\"true\">*</span>" : "")}</label>");
            output.Content.AppendHtml(Input(common));
        }

        if (Count > 0)
            output.Content.AppendHtml(
                $"<p class=\"soft small-text count\" id=\"{E(id)}-count\" data-count-for=\"{E(id)}\" "
                + $"data-said=\"{E(CountedIn(Count))}\">{E(Counted(Value ?? "", Count))}</p>");
        if (Hint is not null)
            output.Content.AppendHtml($"<p class=\"soft small-text\" id=\"{E(id)}-hint\">{E(Hint)}</p>");
        if (Fault is not null)
            output.Content.AppendHtml($"<p class=\"fault\" id=\"{E(id)}-fault\" role=\"alert\">{E(Fault)}</p>");
    }

    /// <summary>The text of a count of characters; blanks and line ends do not count.</summary>
    public static string Counted(string text, int about) => Lang.T($"已写 {CountOf(text)} 字，要求 {about} 字左右");

    /// <summary>The same for a script, which puts the number in the place of <c>#</c>.</summary>
    public static string CountedIn(int about) => Lang.T($"已写 {'#'} 字，要求 {about} 字左右");

    /// <summary>Characters of a text without blanks and line ends; one outside the basic plane counts once.</summary>
    public static int CountOf(string text) => text.EnumerateRunes().Count(rune => !System.Text.Rune.IsWhiteSpace(rune));

    private string Input(string common)
    {
        if (Options is not null)
            return $"<select class=\"form-select\"{common}>{string.Concat(Options.Select(option => $"<option "
                + $"value=\"{E(option.Value)}\"{(option.Value == (Value ?? "") ? " selected" : "")}>{E(option.Label)}</option>"))}</select>";
        return Type switch
        {
            "area" => $"<textarea class=\"form-control\" rows=\"{Rows}\" maxlength=\"{Max}\"{common}>\n{E(Value ?? "")}</textarea>",
            "file" => $"<input class=\"form-control\" type=\"file\"{(Multiple ? " multiple" : "")}{(Accept is null ? "" : $" accept=\"{E(Accept)}\"")}{common}>",
            "date" or "number" => $"<input class=\"form-control\" type=\"{Type}\" value=\"{E(Value ?? "")}\"{common}>",
            _ => $"<input class=\"form-control\" type=\"{E(Type)}\" maxlength=\"{Max}\" value=\"{E(Value ?? "")}\"{common}>",
        };
    }

    private string E(string text) => html.Encode(text);
}
