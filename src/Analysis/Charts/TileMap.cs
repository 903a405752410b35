using Zhishu.Records;

namespace Zhishu.Analysis.Charts;

/// <summary>The 34 province-level regions as tiles of one size; no borders are drawn.</summary>
internal static class TileMap
{
    public const int Columns = 9;
    public const int Rows = 8;

    // Column and row of each tile, by GB/T 2260 code.
    private static readonly (string Code, int Column, int Row)[] Places =
    [
        ("23", 8, 0), ("15", 6, 1), ("22", 8, 1),
        ("65", 0, 2), ("62", 3, 2), ("64", 4, 2), ("14", 5, 2), ("13", 6, 2), ("11", 7, 2), ("21", 8, 2),
        ("63", 2, 3), ("61", 4, 3), ("41", 5, 3), ("37", 6, 3), ("12", 7, 3),
        ("54", 1, 4), ("51", 3, 4), ("50", 4, 4), ("42", 5, 4), ("34", 6, 4), ("32", 7, 4), ("31", 8, 4),
        ("53", 3, 5), ("52", 4, 5), ("43", 5, 5), ("36", 6, 5), ("33", 7, 5),
        ("45", 4, 6), ("44", 5, 6), ("35", 6, 6), ("71", 8, 6),
        ("46", 4, 7), ("82", 5, 7), ("81", 6, 7),
    ];

    /// <summary>The tiles with their rows; a region without records has none. Level 0 to 5 by the share of the largest.</summary>
    public static IEnumerable<(string Name, string Full, int Column, int Row, ChartRow? Data, int Level)> Of(Chart chart, ReferenceData reference)
    {
        var rows = chart.Rows.ToDictionary(row => row.Key);
        var most = chart.Rows.Count == 0 ? 1 : chart.Rows.Max(row => row.Values[0] ?? 0);
        foreach (var (code, column, row) in Places)
        {
            var full = reference.Regions.Find(code)?.Title.Zh ?? code;
            var name = full.StartsWith("黑龙江", StringComparison.Ordinal) || full.StartsWith("内蒙古", StringComparison.Ordinal) ? full[..3] : full[..2];
            var data = rows.GetValueOrDefault(code);
            yield return (name, reference.Regions.TitleOf(code), column, row, data, data is null ? 0 : 1 + (int)Math.Min(4, Math.Sqrt((data.Values[0] ?? 0) / most) * 5));
        }
    }
}
