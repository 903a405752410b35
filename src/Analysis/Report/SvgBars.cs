using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Zhishu.Analysis.Charts;

namespace Zhishu.Analysis.Report;

/// <summary>A plain drawing of a chart that needs no script: lines over years, or bars. It stands in a report that is read years later.</summary>
internal static class SvgBars
{
    private const int Width = 720;
    private const int BarHeight = 22;
    private const int LabelWidth = 240;
    private const int MostBars = 20;
    private static readonly string[] Colours = ["#12417f", "#c4741a", "#3a8f5d"];
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    public static string Draw(Chart chart) => chart.Form == ChartForm.Lines ? Lines(chart) : Bars(chart);

    private static string Bars(Chart chart)
    {
        var rows = chart.Rows.Take(MostBars).ToList();
        var most = Math.Max(1, rows.Max(row => row.Values[0] ?? 0));
        var svg = Open(rows.Count * BarHeight, chart);
        for (var i = 0; i < rows.Count; i++)
        {
            var label = chart.HasSecond && chart.Form != ChartForm.TreeMap ? $"{rows[i].Label} · {rows[i].Second}" : rows[i].Label;
            var length = (rows[i].Values[0] ?? 0) / most * (Width - LabelWidth - 70);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth - 8}\" y=\"{(i * BarHeight) + 15}\" text-anchor=\"end\" font-size=\"12\">{Encoder.Encode(Short(label))}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{LabelWidth}\" y=\"{(i * BarHeight) + 3}\" width=\"{length:0.#}\" height=\"{BarHeight - 6}\" fill=\"{Colours[0]}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth + length + 6:0.#}\" y=\"{(i * BarHeight) + 15}\" font-size=\"12\">{rows[i].Values[0]:N0}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Lines(Chart chart)
    {
        const int Height = 260, Left = 56, Bottom = 230, Top = 28;
        var svg = Open(Height, chart);
        var columns = Enumerable.Range(0, chart.Columns.Count - 1).Where(i => !chart.Columns[i + 1].Contains('%', StringComparison.Ordinal)).ToList();
        var most = Math.Max(1, chart.Rows.Max(row => columns.Max(i => row.Values[i] ?? 0)));
        double X(int row) => Left + (row * (Width - Left - 20.0) / Math.Max(1, chart.Rows.Count - 1));
        double Y(double value) => Bottom - (value / most * (Bottom - Top));
        svg.Append(CultureInfo.InvariantCulture,
            $"<path d=\"M{Left} {Top}V{Bottom}H{Width - 20}\" fill=\"none\" stroke=\"#8792a0\"/><text "
            + $"x=\"{Left - 6}\" y=\"{Top + 4}\" text-anchor=\"end\" font-size=\"11\">{most:N0}</text><text x=\"{Left - 6}\" y=\"{Bottom}\" text-anchor=\"end\" font-size=\"11\">0</text>");
        var step = Math.Max(1, chart.Rows.Count / 10);
        for (var i = 0; i < chart.Rows.Count; i += step)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):0.#}\" y=\"{Bottom + 16}\" text-anchor=\"middle\" font-size=\"11\">{Encoder.Encode(chart.Rows[i].Label)}</text>");
        foreach (var column in columns)
        {
            var colour = Colours[column % Colours.Length];
            var points = chart.Rows.Select((row, i) => (row.Values[column], i)).Where(point => point.Item1 is not null)
                .Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.i):0.#},{Y(point.Item1!.Value):0.#}"));
            svg.Append(CultureInfo.InvariantCulture,
                $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/><text "
                + $"x=\"{Left + 8 + (column * 150)}\" y=\"16\" font-size=\"12\" fill=\"{colour}\">— {Encoder.Encode(chart.Columns[column + 1])}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Open(int height, Chart chart) => new StringBuilder().Append(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" "
            + $"height=\"{height}\" role=\"img\" aria-label=\"{Encoder.Encode(chart.Title.ToString())}\" font-family=\"sans-serif\" fill=\"#1d2733\">");

    private static string Short(string text) => text.Length <= 20 ? text : text[..19] + "…";
}
