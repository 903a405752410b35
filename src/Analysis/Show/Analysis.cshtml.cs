using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Analysis.Charts;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Analysis.Show;

/// <summary>All charts of a result, each with its table; every number leads to its records.</summary>
[AllowAnonymous]
internal sealed class AnalysisModel(SearchQuestions questions, ISearchEngine engine, ChartMaker maker, ReferenceData reference) : PageModel
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public SearchQuestion? Question { get; private set; }

    public Bilingual? Fault { get; private set; }

    public long Total { get; private set; }

    public IReadOnlyList<Chart> Charts { get; private set; } = [];

    public ReferenceData Reference => reference;

    public string Described => Question!.Describe(reference);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        (Question, Fault) = await questions.ReadAsync(Request.Query, ct);
        if (Question is null)
        {
            Response.StatusCode = 400;
            return Page();
        }

        await using var counts = await engine.OpenAsync(Question.Request with { OnePerFamily = false }, ct);
        Total = await counts.TotalAsync(ct);
        Charts = await maker.AllAsync(Question, counts, ct);
        return Page();
    }

    /// <summary>What the script draws.</summary>
    public static string DataOf(Chart chart) => JsonSerializer.Serialize(
        new
        {
            form = chart.Form.ToString(),
            title = chart.Title.ToString(),
            columns = chart.Columns,
            rows = chart.Rows.Select(row => new { row.Key, row.Label, row.Second, row.Values, row.Link })
        }, Json);

    public string CsvOf(Chart chart) => Question!.On($"/analysis/{chart.Code}.csv");
}
