namespace Zhishu.Filings.Dossiers;

/// <summary>
/// Legal periods by years and months (民法典第二百零一、二百零二条): the first day does not count, the period ends on the
/// corresponding day, and where there is none on the last day of the month.
/// </summary>
internal static class Periods
{
    /// <summary>Last day of a period of months that begins with a notice on a day.</summary>
    public static DateOnly After(DateOnly day, int months) => day.AddMonths(months);

    /// <summary>
    /// Last day of a validity that counts its first day: the day before the corresponding one; from 29 February, when there is no such
    /// day, the last of February. So one term follows another without gap or overlap.
    /// </summary>
    public static DateOnly LastDay(DateOnly first, int years)
    {
        var corresponding = first.AddYears(years);
        return corresponding.Day == first.Day ? corresponding.AddDays(-1) : corresponding;
    }
}
