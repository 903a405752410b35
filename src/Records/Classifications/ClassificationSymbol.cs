using System.Globalization;
using System.Text.RegularExpressions;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Shapes of classification symbols.</summary>
internal static partial class ClassificationSymbol
{
    /// <summary>
    /// The usual form of an IPC or CPC symbol: section to subclass, then main group without leading zeros, a slash and the subgroup:
    /// <c>A61B005/00</c>, <c>a61b 5/00</c> and <c>A61B5/00</c> are one. Other texts come back trimmed.
    /// </summary>
    public static string NormaliseIpc(string text)
    {
        var squeezed = SafeText.Narrow(text).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        var match = Ipc().Match(squeezed);
        if (!match.Success)
            return squeezed;
        var group = match.Groups[2].Value;
        return group.Length == 0
            ? match.Groups[1].Value
            : string.Create(CultureInfo.InvariantCulture, $"{match.Groups[1].Value}{int.Parse(group, CultureInfo.InvariantCulture)}/{match.Groups[3].Value}");
    }

    /// <summary>Whether a symbol has the shape of its scheme; schemes we do not know need only be short.</summary>
    public static bool IsShaped(Classification symbol) => symbol.Symbol.Length is > 0 and <= 40 && symbol.Scheme switch
    {
        "ipc" or "cpc" => Ipc().IsMatch(symbol.Symbol),
        "nice" => int.TryParse(symbol.Symbol, NumberStyles.None, CultureInfo.InvariantCulture, out var nice) && nice is >= 1 and <= 45,
        "locarno" => Locarno().IsMatch(symbol.Symbol),
        { Length: > 0 and <= 20 } => true,
        _ => false,
    };

    [GeneratedRegex(@"^([A-HY]\d{2}[A-Z]?)(?:(\d{1,4})/(\d{2,8}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Ipc();

    [GeneratedRegex(@"^\d{2}(-\d{2})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Locarno();
}
