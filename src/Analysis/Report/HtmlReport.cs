using System.Text;
using System.Text.Encodings.Web;
using Zhishu.Foundation;

namespace Zhishu.Analysis.Report;

/// <summary>A report as one HTML file that needs nothing else.</summary>
internal static class HtmlReport
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    public static string Write(ReportContent report)
    {
        var html = new StringBuilder();
        html.Append($"<!doctype html>\n<html lang=\"{Lang.Tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            + $"content=\"width=device-width, initial-scale=1\"><title>{E(report.Title)}</title>\n")
            .Append("<style>body{font:16px/1.7 \"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",sans-serif;max-width:800px;margin:32px "
            + "auto;padding:0 16px;color:#1d2733}h1{font-size:1.7rem}h2{font-size:1.2rem;margin-top:32px}svg{max-width:100%;"
            + "height:auto}table{border-collapse:collapse;font-size:.85rem}th,td{border:1px solid #d5dae1;padding:2px 10px;"
            + "text-align:left}.soft{color:#55606e;font-size:.875rem}p{white-space:pre-line}@media print{h2{break-after:avoid}svg{break-inside:avoid}}</style></head><body>\n")
            .Append($"<h1>{E(report.Title)}</h1>\n<p class=\"soft\">{E(ReportText.Facts(report))}</p>\n");
        Paragraph(html, report.Opening);
        foreach (var (chart, text) in report.Parts)
        {
            html.Append($"<h2>{E(chart.Title.ToString())}</h2>\n");
            Paragraph(html, text);
            html.Append(SvgBars.Draw(chart)).Append('\n');
            if (chart.Note is not null)
                html.Append($"<p class=\"soft\">{E(chart.Note)}</p>\n");
            html.Append($"<details><summary>{E(Lang.T("数据表"))}</summary><table><thead><tr>{string.Concat(chart.Columns.Select(column => $"<th>{E(column)}</th>"))}</tr></thead><tbody>\n");
            foreach (var row in chart.Rows)
                html.Append($"<tr>{string.Concat(chart.Cells(row).Select(cell => $"<td>{E(cell)}</td>"))}</tr>\n");
            html.Append("</tbody></table></details>\n");
        }

        Paragraph(html, report.Closing);
        return html.Append("</body></html>\n").ToString();
    }

    private static void Paragraph(StringBuilder html, string text)
    {
        if (text.Length > 0)
            html.Append($"<p>{E(text)}</p>\n");
    }

    private static string E(string text) => Encoder.Encode(text);
}

/// <summary>What both forms of a report say.</summary>
internal static class ReportText
{
    public static string Facts(ReportContent report) => string.Join(Lang.T("　"), new[]
    {
        report.Author.Length > 0 ? Lang.T("编写：") + report.Author : "",
        Lang.T($"数据日期：{report.Day:yyyy-MM-dd}"),
        Lang.T($"检索式：{report.Question}"),
        Lang.T($"记录：{report.Total:N0} 件"),
    }.Where(part => part.Length > 0));
}
