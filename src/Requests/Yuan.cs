using System.Globalization;
using Zhishu.Cases;
using Zhishu.Foundation;

namespace Zhishu.Requests;

/// <summary>Money as people type it.</summary>
internal static class Yuan
{
    /// <summary>A field for yuan.</summary>
    public static Field Field(string name, Bilingual label, decimal most) => Cases.Field.Line(name, label, 1, 20) with
    {
        Clean = text => SafeText.Narrow(text).Trim(),
        Valid = text => Read(text) <= most,
        Fault = new($"金额应为 0 到 {most:0} 元，最多两位小数"),
    };

    /// <summary>Yuan as typed: not negative, not more than two decimals; nothing is rounded.</summary>
    public static decimal? Read(string typed) =>
        decimal.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan) && decimal.Round(yuan, 2) == yuan ? yuan : null;
}
