using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Figures;

/// <summary>What is asked for, as it comes in an address.</summary>
internal sealed class FigureForm
{
    public string? By { get; set; }

    public string? Cross { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public string? Region { get; set; }

    public string? Item { get; set; }

    public string? Channel { get; set; }

    public string? Client { get; set; }
}

/// <summary>Which figures are asked for. Empty texts ask for everything.</summary>
/// <param name="By">Dimension.</param>
/// <param name="Cross">Second dimension, or empty.</param>
/// <param name="From">First month, its first day.</param>
/// <param name="To">Last month, its first day.</param>
/// <param name="Region">Region code of the client.</param>
/// <param name="Item">Service of the catalogue.</param>
/// <param name="Channel">Channel.</param>
/// <param name="Client">Kind of client.</param>
internal sealed record FigureQuestion(string By, string Cross, DateOnly From, DateOnly To, string Region, string Item, string Channel, string Client)
{
    /// <summary>Dimensions in the order of the columns of the query.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Dimensions { get; } = new Dictionary<string, Bilingual>
    {
        ["month"] = new("月份"),
        ["quarter"] = new("季度"),
        ["year"] = new("年份"),
        ["region"] = new("服务对象地区"),
        ["item"] = new("服务事项"),
        ["channel"] = new("渠道"),
        ["kind"] = new("服务方式"),
        ["client"] = new("服务对象"),
        ["member"] = new("Member|机构"),
    };

    public bool HasMember => By == "member" || Cross == "member";

    /// <summary>The same question as an address.</summary>
    public string Query
    {
        get
        {
            static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            var query = new QueryBuilder { { "by", By }, { "from", Month(From) }, { "to", Month(To) } };
            foreach (var (name, value) in new[] { ("cross", Cross), ("region", Region), ("item", Item), ("channel", Channel), ("client", Client) }.Where(pair => pair.Item2.Length > 0))
                query.Add(name, value);
            return query.ToString();
        }
    }

    /// <summary>Reads a question; what makes no sense asks for everything, of the last twelve months by month, and is named.</summary>
    /// <param name="form">What was sent.</param>
    /// <param name="today">The day.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="catalogue">The services.</param>
    /// <param name="wrong">Names of what makes no sense.</param>
    public static FigureQuestion Read(FigureForm form, DateOnly today, Regions regions, ServiceCatalogue catalogue, out IReadOnlyList<string> wrong)
    {
        var faults = new List<string>();
        string One(string name, string? text, bool known)
        {
            if (!string.IsNullOrEmpty(text) && !known)
                faults.Add(name);
            return known ? text! : "";
        }

        DateOnly? Month(string name, string? text)
        {
            DateOnly? month = DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", out var day) && day.Year is > 2000 and < 2200 ? day : null;
            if (month is null && !string.IsNullOrEmpty(text))
                faults.Add(name);
            return month;
        }

        var last = Month("to", form.To) ?? new DateOnly(today.Year, today.Month, 1);
        var first = Month("from", form.From) ?? last.AddMonths(-11);
        if (first > last)
            faults.Add("from");
        var by = One("by", form.By, form.By is not null && Dimensions.ContainsKey(form.By)) is { Length: > 0 } known ? known : "month";
        var question = new FigureQuestion(by, One("cross", form.Cross, form.Cross is not null && form.Cross != by && Dimensions.ContainsKey(form.Cross)), first <= last ? first : last, last,
            One("region", form.Region, regions.Find(form.Region) is not null), One("item", form.Item, catalogue.Find(form.Item) is not null),
            One("channel", form.Channel, form.Channel is not null && ServiceCatalogue.Channels.ContainsKey(form.Channel)),
            One("client", form.Client, ClientKinds.Read(form.Client) is not null));
        wrong = faults;
        return question;
    }
}
