using System.Globalization;

namespace Zhishu.Records.Standards;

/// <summary>
/// The event codes of WIPO ST.27 (patents), whose letters ST.61 (trademarks) shares: a category letter and two digits;
/// 00 stands for an event that is not classified, 10 for the key event of the category, from 11 on for detailed events.
/// </summary>
internal static class St27
{
    // The last detailed event of each category in ST.96 V6.0.
    private static readonly Dictionary<char, int> Last = new()
    {
        ['A'] = 22,
        ['B'] = 17,
        ['C'] = 14,
        ['D'] = 24,
        ['E'] = 15,
        ['F'] = 17,
        ['G'] = 20,
        ['H'] = 15,
        ['K'] = 14,
        ['L'] = 19,
        ['M'] = 14,
        ['N'] = 12,
        ['P'] = 24,
        ['Q'] = 17,
        ['R'] = 19,
        ['S'] = 39,
        ['T'] = 16,
        ['U'] = 15,
        ['V'] = 15,
        ['W'] = 10,
        ['Y'] = 10,
    };

    /// <summary>Whether a code is one of the standard's: A00, A10, A11 …</summary>
    public static bool IsCode(string? code) => Number(code) is { } number && (number is 0 or 10 || (number > 10 && number <= Last[code![0]]));

    /// <summary>Whether a code is that of a detailed event.</summary>
    public static bool IsDetailed(string? code) => IsCode(code) && Number(code) > 10;

    /// <summary>The category of a code; other when it is none.</summary>
    public static EventCategory CategoryOf(string? code)
    {
        foreach (var category in Enum.GetValues<EventCategory>())
        {
            if (code?.Length > 0 && category.Letter() == code[0])
                return category;
        }

        return EventCategory.Other;
    }

    private static int? Number(string? code) => code?.Length == 3 && Last.ContainsKey(code[0])
        && int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
