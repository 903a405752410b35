using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>When the term of a right ends, and what is left of it.</summary>
/// <param name="End">The last day.</param>
/// <param name="Computed">Whether the day is counted by law and not told by the source.</param>
/// <param name="Left">What is left, in words; null when nothing is.</param>
internal sealed record TermLeft(DateOnly End, bool Computed, string? Left)
{
    /// <summary>The term of a right that is in force, or whose status nobody knows; null when it was not granted, has ended, or the day is not known.</summary>
    public static TermLeft? Of(IpRecord record, DateOnly today)
    {
        if (record.Status is LegalStatus.Ended or LegalStatus.Pending || !IsGranted(record))
            return null;
        var computed = record.ExpiryDate is null;
        if ((record.ExpiryDate ?? TermRules.EndOf(record)?.End) is not { } end)
            return null;
        return new(end, computed, end < today ? null : computed ? Lang.T($"推算剩余 {Span(today, end)}") : Lang.T($"剩余 {Span(today, end)}"));
    }

    /// <summary>Whole years and months between two days; days when it is less than a month.</summary>
    public static string Span(DateOnly from, DateOnly to)
    {
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month - (to.Day < from.Day ? 1 : 0);
        return (months / 12, months % 12) switch
        {
            (0, 0) => Lang.T($"{to.DayNumber - from.DayNumber} 天"),
            (0, var rest) => Lang.T($"{rest} 个月"),
            (var years, 0) => Lang.T($"{years} 年"),
            var (years, rest) => Lang.T($"{years} 年 {rest} 个月"),
        };
    }

    private static bool IsGranted(IpRecord record) =>
        record.Status == LegalStatus.InForce || record.GrantDate is not null || record.Publications.Any(publication => publication.Grant);
}
