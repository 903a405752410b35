using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Records;

namespace Zhishu.Search.Advanced;

/// <summary>A form for each kind of record; it shows the query it writes and how many records that finds.</summary>
[AllowAnonymous]
internal sealed class AdvancedModel(QueryLanguage language, ISearchEngine engine) : PageModel
{
    public RecordKind Kind { get; private set; }

    public IReadOnlyList<FormField> Fields { get; private set; } = [];

    public string Written { get; private set; } = "";

    public QueryFault? Fault { get; private set; }

    public long? Total { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Kind = RecordKinds.Parse(Request.Query["kind"].ToString()) ?? RecordKind.Patent;
        Fields = AdvancedForm.Of(Kind);
        Written = AdvancedForm.Write(Kind, Request.Query);
        if (Written.Length == 0)
            return Page();
        var parsed = language.Parse(Written);
        Fault = parsed.Fault;
        if (parsed.Node is null)
        {
            Response.StatusCode = 400;
            return Page();
        }

        if (Request.Query["go"] == "1")
            return Redirect($"/search?q={Uri.EscapeDataString(Written)}&kind={Kind.Code()}");
        Total = (await engine.FindAsync(SearchRequest.All(parsed.Node) with { Filters = new Dictionary<Facet, IReadOnlyList<string>> { [Facet.Kind] = [Kind.Code()] } }, ct)).Total;
        return Page();
    }

    public string ValueOf(FormField field) => Request.Query[field.Name].ToString();
}
