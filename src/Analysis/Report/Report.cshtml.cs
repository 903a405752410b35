using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Analysis.Charts;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Analysis.Report;

/// <summary>A report on a result: the reader chooses charts, edits the texts, and takes it away as HTML or DOCX. Nothing is kept.</summary>
[AllowAnonymous]
internal sealed class ReportModel(SearchQuestions questions, ISearchEngine engine, ChartMaker maker, ReferenceData reference, TimeProvider clock) : PageModel
{
    public const int LongestText = 5000;
    private const int LongestTitle = 120;

    public SearchQuestion? Question { get; private set; }

    public string? Message { get; private set; }

    public long Total { get; private set; }

    public IReadOnlyList<Chart> Charts { get; private set; } = [];

    public string Title { get; private set; } = "";

    public string Opening { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
            return Page();
        var subject = Question!.Text.Length is > 0 and <= 40 ? Question.Text : Lang.T("检索结果");
        Title = Lang.T($"“{subject}”分析报告");
        Opening = Lang.T($"本报告依据知识产权信息公共服务枢纽 {clock.Today():yyyy-MM-dd} 的数据，检索式为“{Question.Describe(reference)}”，共 {Total:N0} 条记录。");
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? form, CancellationToken ct)
    {
        if (!await LoadAsync(ct))
            return Page();
        string Posted(string name) => SafeText.Clean(Request.Form[name].ToString()).ReplaceLineEndings("\n").Trim();
        var chosen = Request.Form["chart"].ToHashSet();
        var parts = Charts.Where(chart => chosen.Contains(chart.Code)).Select(chart => (chart, Text: Posted("text-" + chart.Code))).ToList();
        (Title, Opening) = (Posted("title"), Posted("opening"));
        if (Title.Length is 0 or > LongestTitle)
            Message = Lang.T($"请写标题，不超过 {LongestTitle} 个字符");
        else if (parts.Count == 0)
            Message = Lang.T("请至少选一个图表");
        else if (parts.Exists(part => part.Text.Length > LongestText) || Opening.Length > LongestText || Posted("closing").Length > LongestText)
            Message = Lang.T($"每段文字不超过 {LongestText:N0} 个字符");
        if (Message is not null)
        {
            Response.StatusCode = 400;
            return Page();
        }

        var report = new ReportContent(Title, Posted("author"), clock.Today(), Question!.Describe(reference), Total, Opening, parts, Posted("closing"));
        return form == "docx"
            ? File(DocxReport.Write(report), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", $"zhishu-report-{clock.Today():yyyyMMdd}.docx")
            : File(Encoding.UTF8.GetBytes(HtmlReport.Write(report)), "text/html; charset=utf-8", $"zhishu-report-{clock.Today():yyyyMMdd}.html");
    }

    /// <summary>What stands in the text box of a chart.</summary>
    public string TextOf(Chart chart) => Request.HasFormContentType ? Request.Form["text-" + chart.Code].ToString() : chart.Summary;

    public string Posted(string name) => Request.HasFormContentType ? Request.Form[name].ToString() : "";

    public bool IsChosen(Chart chart) => !Request.HasFormContentType || Request.Form["chart"].Contains(chart.Code);

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        (Question, var fault) = await questions.ReadAsync(Request.Query, ct);
        if (Question is null)
        {
            Message = fault!.ToString();
            Response.StatusCode = 400;
            return false;
        }

        await using var counts = await engine.OpenAsync(Question.Request with { OnePerFamily = false }, ct);
        Total = await counts.TotalAsync(ct);
        Charts = await maker.AllAsync(Question, counts, ct);
        return true;
    }
}
