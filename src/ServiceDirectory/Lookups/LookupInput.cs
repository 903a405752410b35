using System.Globalization;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Lookups;

/// <summary>A service as staff note it, every value as it was typed.</summary>
internal sealed class LookupInput
{
    public const int MostPersons = 2000;

    /// <summary>A day: one entry is of one day.</summary>
    public const int MostMinutes = 1440;

    public string? Item { get; set; }

    public string? Channel { get; set; }

    public string? Day { get; set; }

    public string? Persons { get; set; }

    public string? Minutes { get; set; }

    public string? Region { get; set; }

    public string? Client { get; set; }

    /// <summary>Labels of the fields.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Labels { get; } = new Dictionary<string, Bilingual>
    {
        [nameof(Item)] = new("事项"),
        [nameof(Channel)] = new("渠道"),
        [nameof(Day)] = new("日期"),
        [nameof(Persons)] = new("人数"),
        [nameof(Minutes)] = new("用时（分钟）"),
        [nameof(Region)] = new("服务对象地区"),
        [nameof(Client)] = new("服务对象"),
    };

    /// <summary>The first day that can still be entered or corrected: annual reports of the year before are due by 31 January (001·17).</summary>
    public static DateOnly Earliest(DateOnly today) => new(today.Month == 1 ? today.Year - 1 : today.Year, 1, 1);

    /// <summary>What a record says, as it would be typed.</summary>
    public static LookupInput Of(ServiceRecord record) => new()
    {
        Item = record.ItemCode,
        Channel = record.Channel,
        Day = ChinaTime.DayOf(record.EndedAt).ToString("O", CultureInfo.InvariantCulture),
        Persons = record.Persons.ToString(CultureInfo.InvariantCulture),
        Minutes = record.Minutes?.ToString(CultureInfo.InvariantCulture) ?? "",
        Region = record.Region ?? "",
        Client = record.ClientKind?.ToString() ?? "",
    };

    /// <summary>Tells what is wrong, by field; otherwise writes it into the record.</summary>
    /// <param name="record">The record; untouched when something is wrong.</param>
    /// <param name="catalogue">The services.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="now">The moment.</param>
    public Dictionary<string, Bilingual> Write(ServiceRecord record, ServiceCatalogue catalogue, Regions regions, DateTimeOffset now)
    {
        var (faults, today) = (new Dictionary<string, Bilingual>(), ChinaTime.DayOf(now));
        int? Number(string name, string? text, int most)
        {
            int? number = int.TryParse(SafeText.Narrow(text ?? "").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read >= 1 && read <= most ? read : null;
            if (number is null)
                faults[name] = new($"请写 1 到 {most} 的整数");
            return number;
        }

        var (persons, minutes) = (Number(nameof(Persons), Persons, MostPersons), Number(nameof(Minutes), Minutes, MostMinutes));
        if (catalogue.Find(Item) is null)
            faults[nameof(Item)] = new("请选择服务事项");
        if (Channel is null || !ServiceCatalogue.Channels.ContainsKey(Channel))
            faults[nameof(Channel)] = new("请选择渠道");
        if (!DateOnly.TryParseExact(Day, "yyyy-MM-dd", out var day))
            faults[nameof(Day)] = new("请写日期，如 2026-03-05");
        else if (day > today)
            faults[nameof(Day)] = new("日期不能晚于今天");
        else if (day < Earliest(today))
            faults[nameof(Day)] = new($"日期不能早于 {Earliest(today):O}：更早的年度报告已经到期");
        if (!string.IsNullOrEmpty(Region) && regions.Find(Region) is null)
            faults[nameof(Region)] = new("没有这个地区");
        if (!string.IsNullOrEmpty(Client) && ClientKinds.Read(Client) is null)
            faults[nameof(Client)] = new("请选择服务对象");
        if (faults.Count > 0)
            return faults;

        // What was done at an hour that nobody noted is entered at noon; a correction of the day alone moves it.
        var ended = record.EndedAt != default && ChinaTime.DayOf(record.EndedAt) == day ? record.EndedAt : day == today ? now : ChinaTime.StartOf(day).AddHours(12);
        (record.ItemCode, record.Channel, record.Persons, record.Minutes) = (Item!, Channel!, persons!.Value, minutes);
        (record.EndedAt, record.BeganAt) = (ended, ended.AddMinutes(-minutes!.Value));
        (record.Region, record.ClientKind) = (string.IsNullOrEmpty(Region) ? null : Region, ClientKinds.Read(Client));
        return faults;
    }
}
