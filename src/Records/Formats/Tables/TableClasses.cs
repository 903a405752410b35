using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>Classification symbols from the cells of a row.</summary>
internal static partial class TableClasses
{
    private static readonly (string Scheme, TableField Main, TableField All)[] Schemes =
    [
        ("ipc", TableField.IpcMain, TableField.Ipc), ("cpc", TableField.CpcMain, TableField.Cpc), ("fi", TableField.FiMain, TableField.Fi),
    ];

    public static IEnumerable<Classification> Of(TableRow row)
    {
        foreach (var (scheme, mainField, field) in Schemes)
        {
            var main = row.List(mainField).SelectMany(text => Symbols(scheme, text)).FirstOrDefault();
            if (main is not null)
                yield return new(scheme, main, true);
            foreach (var symbol in row.List(field).SelectMany(text => Symbols(scheme, text)).Where(symbol => symbol != main).Distinct())
                yield return new(scheme, symbol);
        }

        foreach (var symbol in row.List(TableField.Uspc))
            yield return new("uspc", symbol);
        foreach (var symbol in row.List(TableField.Locarno))
            yield return new("locarno", LocarnoVersion().Replace(symbol, ""));
        foreach (var number in row.List(TableField.Nice).SelectMany(text => NiceClass().Matches(text)).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)).Distinct())
            yield return new("nice", number.ToString(CultureInfo.InvariantCulture));
    }

    // Whole symbols wherever they stand, with edition and level behind them or offices in brackets (H01M10/0525(2010.01)I, G02B3/14 (EP,US)); what has none
    // is kept as it is: subclasses, and the Locarno symbols that designs carry in the same columns.
    private static IEnumerable<string> Symbols(string scheme, string text)
    {
        if (scheme == "fi")
            return [text];
        var whole = WholeSymbol().Matches(text);
        return whole.Count > 0 ? whole.Select(match => ClassificationSymbol.NormaliseIpc(match.Value)) : [ClassificationSymbol.NormaliseIpc(LocarnoVersion().Replace(text, ""))];
    }

    [GeneratedRegex(@"\b[A-HY]\d{2}[A-Z]\s*\d{1,4}\s*/\s*\d{2,6}", RegexOptions.CultureInvariant)]
    private static partial Regex WholeSymbol();

    [GeneratedRegex(@"^LOC\s*\(\d+\)\s*Cl\.?\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LocarnoVersion();

    [GeneratedRegex(@"(?<!\d)([1-9]|[1-3]\d|4[0-5])(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex NiceClass();
}
