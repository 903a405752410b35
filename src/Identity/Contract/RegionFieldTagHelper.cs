using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity.Places;

namespace Zhishu.Identity;

/// <summary>
/// A field for a region down to the county: its name or path is typed, or one of a short list is taken; where a name stands for several places they are
/// shown to choose from. A page gets the code in the field of this name: <c>&lt;region-field name="Region" label="地区" value="310115" fault="…"&gt;</c>.
/// The name is <c>Region</c>, <c>region</c> or <c>near</c>. Works without a script; with it, names are suggested while typing.
/// </summary>
/// <param name="html">Encodes what people typed.</param>
/// <param name="regions">The regions.</param>
/// <param name="visitors">Who asks.</param>
[HtmlTargetElement("region-field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class RegionFieldTagHelper(HtmlEncoder html, Regions regions, Visitors visitors) : TagHelper
{
    private const int MostMatches = 12;

    /// <summary>The page.</summary>
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>Name of the parameter, and identity of the input.</summary>
    public string Name { get; set; } = "Region";

    /// <summary>The label.</summary>
    public string Label { get; set; } = "";

    /// <summary>Code of the region, or null.</summary>
    public string? Value { get; set; }

    /// <summary>What an empty field means, such as 全国; or null.</summary>
    public string? Empty { get; set; }

    /// <summary>Whether it must be filled in.</summary>
    public bool Required { get; set; }

    /// <summary>Whether it is shown only.</summary>
    public bool Readonly { get; set; }

    /// <summary>What to write, or null.</summary>
    public string? Hint { get; set; }

    /// <summary>What is wrong, or null; what the text itself makes unclear goes before it.</summary>
    public string? Fault { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var http = ViewContext.HttpContext;
        var unclear = RegionFilter.UnclearIn(http, Name);
        var at = unclear is null ? regions.Find(Value) : null;
        var near = await NearAsync();
        var fault = unclear is null ? Fault is { Length: > 0 } ? Fault : null : FaultOf(unclear);
        if (fault is not null)
            FormFaults.Note(http, Name, Label, fault);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        var told = string.Join(' ', new[] { Hint is { Length: > 0 } ? Name + "-hint" : null, fault is null ? null : Name + "-fault" }.OfType<string>());
        output.Content.AppendHtml($"<label class=\"form-label\" for=\"{E(Name)}\">{E(Label)}{(Required ? " <span class=\"soft\" aria-hidden=\"true\">*</span>" : "")}</label>"
            + $"<input class=\"form-control\" type=\"text\" id=\"{E(Name)}\" name=\"{E(Name)}\" value=\"{E(unclear?.Text ?? (at is null ? Value ?? "" : regions.PathOf(at.Code)))}\""
            + $" maxlength=\"{RegionNames.Longest}\" autocomplete=\"off\" placeholder=\"{E(Empty ?? Lang.T("省、市或区县名称"))}\""
            + $"{(Required ? " aria-required=\"true\"" : "")}{(Readonly ? " readonly" : $" data-suggest=\"/regions\" data-near=\"{E(near.FirstOrDefault()?.Code ?? "")}\"")}"
            + $"{(told.Length > 0 ? $" aria-describedby=\"{E(told)}\"" : "")}{(fault is null ? "" : " aria-invalid=\"true\"")}>");
        if (at is not null)
            output.Content.AppendHtml($"<input type=\"hidden\" name=\"{E(Name + RegionFilter.Was)}\" value=\"{E(at.Code)}\">");
        if (unclear is { Matches.Count: > 0 })
            output.Content.AppendHtml(Choice(Lang.T("请选择"), Nearest(unclear.Matches, near), asTyped: false));
        else if (!Readonly && near.Where(region => region != at).ToList() is { Count: > 0 } lately)
            output.Content.AppendHtml(Choice(Lang.T("常用地区"), lately, asTyped: true));
        if (Hint is { Length: > 0 })
            output.Content.AppendHtml($"<p class=\"soft small-text\" id=\"{E(Name)}-hint\">{E(Hint)}</p>");
        if (fault is not null)
            output.Content.AppendHtml($"<p class=\"fault\" id=\"{E(Name)}-fault\" role=\"alert\">{E(fault)}</p>");
        if (!Readonly)
            output.PostElement.AppendHtml(Script());
    }

    private async Task<IReadOnlyList<Region>> NearAsync()
    {
        var http = ViewContext.HttpContext;
        IReadOnlyList<string> homes = [];
        if (!Readonly && visitors.Current is { Organisations.Count: > 0 } person && http.RequestServices.GetService<IHomeRegions>() is { } network)
            homes = await network.OfAsync(person, http.RequestAborted);
        return http.RequestServices.GetRequiredService<RecentRegions>().For(http, visitors.Current, homes);
    }

    private static IEnumerable<Region> Nearest(IEnumerable<Region> matches, IReadOnlyList<Region> near) =>
        matches.OrderByDescending(match => near.Select(region => Regions.Nearness(match.Code, region.Code)).DefaultIfEmpty(0).Max()).Take(MostMatches);

    private static string FaultOf(UnclearRegion unclear) => unclear.Matches.Count switch
    {
        0 => Lang.T($"没有找到“{unclear.Text}”。请写省、市或区县的名称，重名的写上所在省市，如“太原市小店区”"),
        <= MostMatches => Lang.T($"有 {unclear.Matches.Count} 个地区叫“{unclear.Text}”，请选择一个"),
        _ => Lang.T($"有 {unclear.Matches.Count} 个地区叫“{unclear.Text}”，请选择一个，或写上所在省市"),
    };

    private string Choice(string legend, IEnumerable<Region> choices, bool asTyped)
    {
        var name = E(Name + RegionFilter.Pick);
        string Radio(string code, string label, bool ticked) =>
            $"<label><input type=\"radio\" name=\"{name}\" value=\"{E(code)}\"{(ticked ? " checked" : "")}> {E(label)}</label>";
        return $"<fieldset class=\"picks small-text\"><legend>{E(legend)}</legend>{(asTyped ? Radio("", Lang.T("按填写的"), ticked: true) : "")}"
            + $"{string.Concat(choices.Select(region => Radio(region.Code, regions.PathOf(region.Code), ticked: false)))}</fieldset>";
    }

    // Once a page, under the address of its version.
    private HtmlString Script()
    {
        var http = ViewContext.HttpContext;
        if (ViewContext.ViewData["Script"] is "suggest" || !http.Items.TryAdd(typeof(RegionFieldTagHelper), true))
            return HtmlString.Empty;
        var address = http.RequestServices.GetRequiredService<IFileVersionProvider>().AddFileVersionToPath(http.Request.PathBase, http.Request.PathBase + "/suggest.js");
        return new($"<script src=\"{E(address)}\" defer></script>");
    }

    private string E(string text) => html.Encode(text);
}
