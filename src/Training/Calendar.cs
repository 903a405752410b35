using System.Globalization;
using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Training;

/// <summary>Events as a calendar (iCalendar, RFC 5545), to add to one's own or to subscribe to.</summary>
internal static class Calendar
{
    public const string MediaType = "text/calendar; charset=utf-8";

    /// <summary>The calendar; lines end as the standard asks and are folded at 75 octets. Each session of a course is an entry, an exhibition takes its days.</summary>
    /// <param name="name">Name to show.</param>
    /// <param name="events">The events.</param>
    /// <param name="absolute">Absolute address of a path.</param>
    /// <param name="now">When it is written.</param>
    /// <param name="sessions">The sessions by event; an event with none or one is an entry by itself.</param>
    public static string Write(string name, IEnumerable<Event> events, Func<string, string> absolute, DateTimeOffset now, ILookup<Guid, Session>? sessions = null)
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
            List<Session?> held = [.. sessions?[it.Id].OrderBy(row => row.StartsAt) ?? Enumerable.Empty<Session>()];
            foreach (var session in it.IsMeeting && held.Count > 1 ? held : [null])
                Entry(it, session);
        }

        Line("END:VCALENDAR");
        return text.ToString();

        void Entry(Event it, Session? session)
        {
            Line("BEGIN:VEVENT");
            Line(session is null ? $"UID:{it.Id}@zhishu" : $"UID:{it.Id}-{session.Id}@zhishu");
            Line($"DTSTAMP:{Time(now)}");
            if (it.IsMeeting)
            {
                Line($"DTSTART:{Time(session?.StartsAt ?? it.StartsAt)}");
                Line($"DTEND:{Time(session?.EndsAt ?? it.EndsAt)}");
            }
            else
            {
                Line($"DTSTART;VALUE=DATE:{Day(ChinaTime.DayOf(it.StartsAt))}");
                Line($"DTEND;VALUE=DATE:{Day(ChinaTime.DayOf(it.EndsAt).AddDays(1))}");
            }

            Line($"SEQUENCE:{it.Revision.ToString(CultureInfo.InvariantCulture)}");
            Line($"SUMMARY:{Escape(session is null || session.Title == it.Title ? it.Title : $"{it.Title} {session.Title}")}");
            if (it.Summary.Length > 0)
                Line($"DESCRIPTION:{Escape(it.Summary)}");
            if ((session is { Room.Length: > 0 } ? session.Room : it.Place) is { Length: > 0 } place)
                Line($"LOCATION:{Escape(place)}");
            Line($"CATEGORIES:{Escape(EventWords.Label(it.Form).ToString())}");
            Line($"STATUS:{(it.State == EventState.Cancelled ? "CANCELLED" : "CONFIRMED")}");
            Line($"URL:{absolute($"/events/{it.Id}")}");
            Line("END:VEVENT");
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

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
