namespace Zhishu.Foundation;

/// <summary>Legal days are days in China (Asia/Shanghai, UTC+8 without daylight saving since 1992).</summary>
public static class ChinaTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The legal day at this moment.</summary>
    public static DateOnly Today(this TimeProvider clock) => DayOf(clock.GetUtcNow());

    /// <summary>The legal day of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>The hour of an instant in China, 0 to 23.</summary>
    public static int HourOf(DateTimeOffset instant) => instant.ToOffset(Offset).Hour;

    /// <summary>The instant at which a legal day begins, UTC.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), Offset).ToUniversalTime();

    /// <summary>An instant that a form gives as China time, such as <c>2026-11-21T14:30</c>; null when it is none.</summary>
    public static DateTimeOffset? Read(string? local) =>
        DateTime.TryParseExact(local, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], System.Globalization.CultureInfo.InvariantCulture,
        System.Globalization.DateTimeStyles.None, out var time) && time.Year is > 1900 and < 2200
            ? new DateTimeOffset(time, Offset).ToUniversalTime() : null;

    /// <summary>An instant for a form, China time.</summary>
    public static string Form(DateTimeOffset instant) => instant.ToOffset(Offset).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An instant as shown to people: China time, to the minute.</summary>
    public static string ShowMinute(DateTimeOffset instant) => instant.ToOffset(Offset).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An instant as shown to people: China time, to the second.</summary>
    public static string Show(DateTimeOffset instant) =>
        instant.ToOffset(Offset).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An instant in UTC as shown to people: China time, to the second.</summary>
    public static string Show(DateTime utc) => Show(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)));
}
