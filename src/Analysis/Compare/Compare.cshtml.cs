using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Analysis.Charts;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Analysis.Compare;

/// <summary>Up to five queries beside each other: totals, status, years, leading applicants.</summary>
[AllowAnonymous]
internal sealed class CompareModel(SearchQuestions questions, ISearchEngine engine) : PageModel
{
    public const int Most = 5;

    public IReadOnlyList<string> Queries { get; private set; } = [];

    public string? Message { get; private set; }

    public IReadOnlyList<(SearchQuestion Question, long Total, long InForce, IReadOnlyDictionary<int, long> ByYear, IReadOnlyList<Tally> Applicants)> Compared { get; private set; } = [];

    public Chart? Chart { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Queries = [.. Request.Query["q"].Select(query => (query ?? "").Trim()).Where(query => query.Length > 0).Distinct()];
        if (Queries.Count > Most)
        {
            Message = Lang.T($"最多对比 {Most} 个检索式");
            Queries = [.. Queries.Take(Most)];
            Response.StatusCode = 400;
            return Page();
        }

        var compared = new List<(SearchQuestion, long, long, IReadOnlyDictionary<int, long>, IReadOnlyList<Tally>)>();
        foreach (var query in Queries)
        {
            var (question, fault) = await questions.ReadAsync(new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues> { ["q"] = query }), ct);
            if (question is null)
            {
                Message = $"{query}：{fault}";
                Response.StatusCode = 400;
                return Page();
            }

            await using var counts = await engine.OpenAsync(question.Request with { Questions = Queries.Count }, ct);
            var inForce = (await counts.TallyAsync([Facet.Status], 10, ct)).FirstOrDefault(tally => tally.Values[0] == LegalStatus.InForce.Code());
            compared.Add((question, await counts.TotalAsync(ct), inForce?.Count ?? 0, await ChartMaker.ByYearAsync(counts, ct), await counts.TallyAsync([Facet.Applicant], 5, ct)));
        }

        Compared = compared;
        var years = compared.SelectMany(one => one.Item4.Keys).ToList();
        if (years.Count > 0)
        {
            Chart = new("compare", new("申请趋势对比"), ChartForm.Lines, [Lang.T("年份"), .. Queries],
                [.. Enumerable.Range(years.Min(), years.Max() - years.Min() + 1)
                    .Select(year => new ChartRow($"{year}", $"{year}", [.. compared.Select(one => (double?)one.Item4.GetValueOrDefault(year))], null))], "");
        }

        return Page();
    }
}
