using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Analysis.Charts;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Analysis.Applicants;

/// <summary>An applicant: names, portfolio in figures and charts; without a name, the applicants with the most records.</summary>
[AllowAnonymous]
internal sealed class ApplicantModel(ApplicantAuthority authority, SearchQuestions questions, ISearchEngine engine, ChartMaker maker, ReferenceData reference) : PageModel
{
    private static readonly string[] Portfolio = ["trend", "classes", "status", "types", "inventors", "network", "nice", "keywords"];

    public string Name { get; private set; } = "";

    public IReadOnlyList<string> Variants { get; private set; } = [];

    public IReadOnlyList<(string Name, long Records)> Near { get; private set; } = [];

    public IReadOnlyList<FacetCount> Top { get; private set; } = [];

    public long Total { get; private set; }

    public SearchQuestion Question { get; private set; } = null!;

    public IReadOnlyList<Chart> Charts { get; private set; } = [];

    public ReferenceData Reference => reference;

    public async Task<IActionResult> OnGetAsync(string? name, CancellationToken ct)
    {
        var given = SafeText.Clean(name ?? "").Trim();
        if (given.Length > ApplicantAuthority.LongestName)
            return NotFound();
        if (given.Length == 0)
        {
            Top = (await engine.FindAsync(SearchRequest.All(new QueryNode.All(), Facet.Applicant) with { FacetSize = 50 }, ct)).Facets[Facet.Applicant];
            return Page();
        }

        Name = await authority.CanonicalAsync(given, ct);
        Question = (await questions.ReadAsync("?applicant=" + Uri.EscapeDataString(Name), ct)).Question!;
        Total = (await engine.FindAsync(Question.Request with { Size = 0 }, ct)).Total;
        Near = await authority.NearAsync(Name, ct);
        if (Total == 0)
        {
            Response.StatusCode = 404;
            return Page();
        }

        Variants = await authority.NamesOfAsync(Name, ct);
        var charts = new List<Chart>();
        foreach (var code in Portfolio)
        {
            if (await maker.OneAsync(Question, code, ct) is { } chart)
                charts.Add(chart);
        }

        Charts = charts;
        return Page();
    }

    public string CsvOf(Chart chart) => Question.On($"/analysis/{chart.Code}.csv");
}
