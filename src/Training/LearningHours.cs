using Zhishu.Foundation;

namespace Zhishu.Training;

/// <summary>Learning hours (学时): one is 45 minutes of sessions at which somebody was, to one decimal, half away from zero. Of an exhibition there are none.</summary>
internal static class LearningHours
{
    public const int Minutes = 45;

    /// <summary>The rule, as said beside every number.</summary>
    public static Bilingual Rule { get; } = new($"每 {Minutes} 分钟计 1 学时，保留一位小数");

    public static decimal Of(IEnumerable<(DateTimeOffset StartsAt, DateTimeOffset EndsAt)> sessions) =>
        Math.Round(sessions.Sum(row => (row.EndsAt - row.StartsAt).Ticks) / (decimal)(TimeSpan.TicksPerMinute * Minutes), 1, MidpointRounding.AwayFromZero);

    public static decimal Of(Event it, IEnumerable<Session> sessions) => it.IsMeeting ? Of(sessions.Select(row => (row.StartsAt, row.EndsAt))) : 0;

    /// <summary>As shown: always with its decimal.</summary>
    public static string Show(decimal hours) => hours.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
