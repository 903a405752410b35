using System.Text.RegularExpressions;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Query;

/// <summary>Numbers as people paste them into the box: with what they are called, as an address, as a file's name, several at once.</summary>
internal static partial class TypedNumbers
{
    private const int Most = 200;

    /// <summary>The number alone where that is all that was pasted; the text as it is otherwise.</summary>
    public static string Plain(string text)
    {
        var trimmed = text.Trim();
        if (Address().Match(trimmed) is { Success: true } address)
            return address.Groups[1].Value;
        if (trimmed.Length <= 60 && FileName().Match(trimmed) is { Success: true } file && IsNumber(file.Groups[1].Value))
            return file.Groups[1].Value;
        return trimmed.Length <= 80 && Called().Match(trimmed) is { Success: true } called && IsNumber(called.Groups[1].Value) ? called.Groups[1].Value : text;
    }

    /// <summary>The numbers, where a text is nothing but several of them; empty otherwise.</summary>
    public static IReadOnlyList<string> Several(string text)
    {
        var parts = SafeText.Narrow(text).Split([' ', '\u3000', ',', '，', '、', ';', '；', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length is > 1 and <= Most && parts.All(part => part.Count(char.IsAsciiDigit) >= 7 && IsNumber(part)) ? parts : [];
    }

    private static bool IsNumber(string text) => RecordNumber.ParsePatent(text) is { Form: not NumberForm.Other };

    [GeneratedRegex(@"^https?://[^\s/]+/(?:[^\s?#]*/)?(?:patent|publication|records/patent)/(?:[^\s/?#]*/)*?([A-Z]{2}[0-9][A-Z0-9]{5,})(?:[/?#][^\s]*)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"^([A-Z0-9.]+)\.(?:pdf|xml|docx?|txt|tiff?)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(@"^(?:专利(?:申请)?号|申请(?:专利)?号|公开号|公告号|授权公告号|公开[（(]公告[）)]号|专利)\s*[:：]?\s*([A-Za-z0-9][A-Za-z0-9.\-/ ,]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Called();
}
