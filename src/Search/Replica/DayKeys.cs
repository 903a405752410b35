using System.Globalization;

namespace Zhishu.Search.Replica;

/// <summary>Days of which a record has several, as values of eight figures: a range of them is told by the beginnings that they have in common.</summary>
internal static class DayKeys
{
    private const int Figures = 8;

    public static string Of(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The beginnings of all days between two, both included, and of no others: at most some dozens.</summary>
    public static List<string> Between(DateOnly from, DateOnly to)
    {
        var found = new List<string>();
        if (from <= to)
            Cover("", Of(from), Of(to), found);
        return found;
    }

    private static void Cover(string start, string from, string to, List<string> found)
    {
        var (least, most) = (start.PadRight(Figures, '0'), start.PadRight(Figures, '9'));
        if (string.CompareOrdinal(most, from) < 0 || string.CompareOrdinal(least, to) > 0)
            return;
        if (start.Length == Figures || (string.CompareOrdinal(least, from) >= 0 && string.CompareOrdinal(most, to) <= 0))
        {
            found.Add(start);
            return;
        }

        for (var figure = '0'; figure <= '9'; figure++)
            Cover(start + figure, from, to, found);
    }
}
