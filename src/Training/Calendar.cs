using System.Globalization;
using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Training;

/// <summary>Events as a calendar (iCalendar, RFC 5545), to add to one's own or to subscribe to.</summary>
internal static class Calendar
{
    public const string MediaType = "text/calendar; charset=utf-8";

    /// <summary>The calendar; lines end as the standard asks and are folded at 75 octets.</summary>
    /// <param name="name">Name to show.</param>
    /// <param name="events">The events.</param>
    /// <param name="absolute">Absolute address of a path.</param>
    /// <param name="now">When it is written.</param>
    public static string Write(string name, IEnumerable<Event> events, Func<string, string> absolute, DateTimeOffset now)
    {
        var text = new StringBuilder();
        void Line(string line) => Fold(text, line);
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//Zhishu//Events//ZH");
        Line("CALSCALE:GREGORIAN");
        Line("METHOD:PUBLISH");
        Line($"X-WR-CALNAME:{Escape(name)}");
        foreach (var it in events)
        {
            Line("BEGIN:VEVENT");
            Line($"UID:{it.Id}@zhishu");
            Line($"DTSTAMP:{Time(now)}");
            Line($"DTSTART:{Time(it.StartsAt)}");
            Line($"DTEND:{Time(it.EndsAt)}");
            Line($"SEQUENCE:{it.Revision.ToString(CultureInfo.InvariantCulture)}");
            Line($"SUMMARY:{Escape(it.Title)}");
            if (it.Summary.Length > 0)
                Line($"DESCRIPTION:{Escape(it.Summary)}");
            if (it.Place.Length > 0)
                Line($"LOCATION:{Escape(it.Place)}");
            Line($"CATEGORIES:{Escape(EventLifecycle.Label(it.Form).ToString())}");
            Line($"STATUS:{(it.State == EventState.Cancelled ? "CANCELLED" : "CONFIRMED")}");
            Line($"URL:{absolute($"/events/{it.Id}")}");
            Line("END:VEVENT");
        }

        Line("END:VCALENDAR");
        return text.ToString();
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => SafeText.ForXml(text).Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).ReplaceLineEndings("\\n");

    private static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > 75)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
