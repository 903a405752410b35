using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhishu.Foundation;

/// <summary>A notice on the home page.</summary>
/// <param name="Kind">What it is, in two to four characters, such as 公告 or 政策.</param>
/// <param name="Title">Its words.</param>
/// <param name="Url">Where it leads: an address of this site that begins with <c>/</c>, or one of another site; empty for none.</param>
/// <param name="Date">Its day.</param>
/// <param name="Until">Last day on which it is shown, or null.</param>
public sealed record SiteNotice(string Kind, string Title, string Url, DateOnly Date, DateOnly? Until);

/// <summary>
/// What the operator of a hub says of the site and how the home page is arranged; entered on the web by administrators. Texts may be empty: what nobody entered is not shown.
/// What a site of a government body must tell (主办单位、联系方式、网站标识码、备案号): 国办发〔2019〕19 号《政府网站与政务新媒体检查指标》 and 国办发〔2017〕47 号《政府网站发展指引》.
/// </summary>
public sealed partial record SiteSettings
{
    /// <summary>Accent where none was chosen.</summary>
    public const string PlainAccent = "#123f77";

    /// <summary>Most notices.</summary>
    public const int MostNotices = 12;

    /// <summary>Name of the site in Chinese.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name in English; empty for as the Chinese.</summary>
    public string NameEn { get; init; } = "";

    /// <summary>主办单位.</summary>
    public string Operator { get; init; } = "";

    /// <summary>承办单位.</summary>
    public string Undertaker { get; init; } = "";

    /// <summary>Telephone for questions.</summary>
    public string Hotline { get; init; } = "";

    /// <summary>Telephone for complaints.</summary>
    public string Complaints { get; init; } = "";

    /// <summary>ICP备案号, as it is to be shown.</summary>
    public string Icp { get; init; } = "";

    /// <summary>公安备案号, as it is to be shown.</summary>
    public string Police { get; init; } = "";

    /// <summary>政府网站标识码, ten digits.</summary>
    public string SiteCode { get; init; } = "";

    /// <summary>Accent colour, <c>#rrggbb</c>; white text can be read on it.</summary>
    public string Accent { get; init; } = PlainAccent;

    /// <summary>Digest of the logo; empty for the sign of the program.</summary>
    public string Logo { get; init; } = "";

    /// <summary>Words above the search box of the home page; empty for those of the program.</summary>
    public string Headline { get; init; } = "";

    /// <summary>The same in English.</summary>
    public string HeadlineEn { get; init; } = "";

    /// <summary>Code (GB/T 2260) of the region that the hub serves; null for as in the settings of the program.</summary>
    public string? Region { get; init; }

    /// <summary>Name of that region in both languages, as it was when it was chosen; null when none was chosen.</summary>
    public Bilingual? RegionName { get; init; }

    /// <summary>Notices, in the order of their days.</summary>
    public IReadOnlyList<SiteNotice> Notices { get; init; } = [];

    /// <summary>Addresses of the doors of the home page, in order; empty for those of the program.</summary>
    public IReadOnlyList<string> Doors { get; init; } = [];

    /// <summary>隐私说明, in Markdown; empty for that of the program.</summary>
    public string Privacy { get; init; } = "";

    /// <summary>无障碍说明, in Markdown; empty for that of the program.</summary>
    public string Accessibility { get; init; } = "";

    /// <summary>Name in the current language.</summary>
    public string Title => Lang.T(Name, NameEn);

    /// <summary>The notices that are shown on a day, newest first.</summary>
    public IEnumerable<SiteNotice> NoticesOn(DateOnly day) => Notices.Where(notice => notice.Date <= day && (notice.Until is not { } last || last >= day)).OrderByDescending(notice => notice.Date);

    /// <summary>How well white can be read on a colour: 1 to 21 as in WCAG 2.2; null when it is no <c>#rrggbb</c>.</summary>
    public static double? ContrastToWhite(string colour) => Colour().IsMatch(colour) ? 1.05 / (Luminance(colour) + 0.05) : null;

    /// <summary>A colour mixed with another, from 0 (the first) to 1.</summary>
    public static string Mix(string one, string other, double share) =>
        "#" + string.Concat(Channels(one).Zip(Channels(other), (a, b) => ((int)Math.Round(a + ((b - a) * share))).ToString("x2", CultureInfo.InvariantCulture)));

    private static int[] Channels(string colour) => [.. Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    private static double Luminance(string colour)
    {
        var linear = Channels(colour).Select(value => value / 255.0).Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    [GeneratedRegex("^#[0-9a-f]{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
