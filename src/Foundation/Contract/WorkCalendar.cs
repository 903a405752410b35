using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation;

/// <summary>
/// Working days in China: Monday to Friday, without the legal holidays and with the days worked in their stead
/// (国务院办公厅关于节假日安排的通知), as far as <c>work-calendar.json</c> of the reference data knows them.
/// </summary>
public sealed class WorkCalendar
{
    /// <summary>When offices open, China time.</summary>
    public static readonly TimeOnly Opens = new(9, 0);

    /// <summary>When offices close, China time.</summary>
    public static readonly TimeOnly Closes = new(17, 0);

    private readonly HashSet<DateOnly> _off;
    private readonly HashSet<DateOnly> _on;

    /// <summary>Reads the holidays shipped with the product.</summary>
    public WorkCalendar(IOptions<HubOptions> options)
    {
        var folder = options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data");
        var days = JsonSerializer.Deserialize<Days>(File.ReadAllText(Path.Combine(folder, "work-calendar.json")), JsonColumn.Options)!;
        (_off, _on) = ([.. days.Off], [.. days.On]);
    }

    /// <summary>Whether people work on a day.</summary>
    public bool IsWorkday(DateOnly day) => _on.Contains(day) || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_off.Contains(day));

    /// <summary>Whether offices are open at a moment.</summary>
    public bool IsOpen(DateTimeOffset at) => IsWorkday(ChinaTime.DayOf(at)) && TimeOfDay(at) is var time && time >= Opens && time < Closes;

    /// <summary>The closing time of the last of so many working days after a moment: what comes in after hours counts as come in on the next working day.</summary>
    /// <param name="at">When it came in.</param>
    /// <param name="workdays">Working days allowed, at least 1.</param>
    public DateTimeOffset Due(DateTimeOffset at, int workdays)
    {
        var day = ChinaTime.DayOf(at);
        if (IsWorkday(day) && TimeOfDay(at) >= Closes)
            day = day.AddDays(1);
        while (!IsWorkday(day))
            day = day.AddDays(1);
        return CloseOf(Add(day, workdays));
    }

    /// <summary>The day so many working days after another; before it when the number is negative.</summary>
    public DateOnly Add(DateOnly day, int workdays)
    {
        for (var left = Math.Abs(workdays); left > 0;)
        {
            day = day.AddDays(Math.Sign(workdays));
            if (IsWorkday(day))
                left--;
        }

        return day;
    }

    /// <summary>The moment at which offices close on a day, UTC.</summary>
    public static DateTimeOffset CloseOf(DateOnly day) => ChinaTime.StartOf(day) + Closes.ToTimeSpan();

    private static TimeOnly TimeOfDay(DateTimeOffset at) => TimeOnly.FromDateTime(at.ToOffset(TimeSpan.FromHours(8)).DateTime);

    private sealed record Days(DateOnly[] Off, DateOnly[] On);
}
