using Zhishu.Foundation;

namespace Zhishu.Identity.Places;

/// <summary>Finds regions by what people call them: 小店区, 太原小店, 山西省太原市小店区, Pudong, 310115.</summary>
internal sealed class RegionNames
{
    /// <summary>Most characters that are looked at.</summary>
    public const int Longest = 60;

    private static readonly string[] Ends = ["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "新区", "省", "市", "区", "县", "旗", "盟"];

    private static readonly string[] EnglishEnds = ["autonomousprefecture", "autonomouscounty", "autonomousregion", "newdistrict", "district", "prefecture", "county", "city", "league"];

    // Names of peoples in those of autonomous regions; the longer first.
    private static readonly string[] Peoples =
    [
        "柯尔克孜族", "达斡尔族", "鄂温克族", "鄂伦春族", "塔吉克族", "哈萨克族", "维吾尔族", "布朗族", "朝鲜族", "土家族", "仡佬族", "仫佬族", "毛南族", "拉祜族", "景颇族",
        "独龙族", "普米族", "纳西族", "傈僳族", "哈尼族", "裕固族", "保安族", "东乡族", "撒拉族", "锡伯族", "布依族", "蒙古族", "柯尔克孜", "维吾尔", "哈萨克", "塔吉克", "蒙古",
        "满族", "回族", "壮族", "苗族", "彝族", "侗族", "瑶族", "白族", "傣族", "佤族", "羌族", "藏族", "黎族", "土族", "水族", "畲族", "怒族", "各族",
    ];

    private readonly List<Entry> _entries;
    private readonly Dictionary<string, Region> _codes;

    /// <summary>Reads the names of regions whose parts are places of their own.</summary>
    /// <param name="regions">All regions.</param>
    /// <param name="around">The regions around one and itself, the widest first.</param>
    public RegionNames(IReadOnlyCollection<Region> regions, Func<string, IEnumerable<Region>> around)
    {
        _codes = regions.ToDictionary(region => region.Code);
        _entries = [.. regions.Select(region => (region, Path: around(region.Code).ToList())).Where(row => row.Path.Count > 0 && row.Path[^1] == row.region)
            .OrderBy(row => row.region.Code.Length).ThenBy(row => row.region.Code, StringComparer.Ordinal)
            .Select(row => new Entry(row.region, [.. row.Path.Select(FormsOf)]))];
    }

    /// <summary>All regions that a text names, whole names before short ones; none when it names no region.</summary>
    public IReadOnlyList<Region> Match(string text)
    {
        var typed = Fold(text);
        if (typed.Length is 0 or > Longest)
            return [];
        if (_codes.TryGetValue(typed, out var coded))
            return [coded];
        var found = _entries.Select(entry => (entry.Region, Form: entry.FormOf(typed))).Where(row => row.Form >= 0).ToList();
        return [.. (found.Any(row => row.Form == 0) ? found.Where(row => row.Form == 0) : found).Select(row => row.Region)];
    }

    /// <summary>Regions that a text may become while it is typed: those it names, those whose names go on from it, those within it, those that contain it.</summary>
    public IEnumerable<Region> Begun(string text, Func<Region, int> nearness)
    {
        var typed = Fold(text);
        if (typed.Length is 0 or > Longest)
            return [];
        return _entries.Select(entry => (entry.Region, Rank: entry.Region.Code == typed ? 0 : entry.RankOf(typed))).Where(row => row.Rank < Entry.None)
            .OrderBy(row => row.Rank).ThenByDescending(row => nearness(row.Region)).ThenBy(row => row.Region.Code.Length).ThenBy(row => row.Region.Code, StringComparer.Ordinal)
            .Select(row => row.Region);
    }

    /// <summary>A text without blanks, signs and the difference of letters.</summary>
    public static string Fold(string text) =>
        new([.. SafeText.Narrow(text.Length > 4 * Longest ? text[..(4 * Longest)] : text).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    // What a region is called: its whole name, the short one, and those in English.
    private static string[] FormsOf(Region region)
    {
        var (whole, english) = (Fold(region.Name.Zh), Fold(region.Name.En));
        var shortEnglish = EnglishEnds.FirstOrDefault(end => english.Length > end.Length + 1 && english.EndsWith(end, StringComparison.Ordinal)) is { } last ? english[..^last.Length] : english;
        return [.. new[] { whole, Short(whole), english, shortEnglish }.Where(form => form.Length > 1).Distinct()];
    }

    private static string Short(string whole)
    {
        if (Ends.FirstOrDefault(end => whole.Length > end.Length + 1 && whole.EndsWith(end, StringComparison.Ordinal)) is not { } last)
            return whole;
        var rest = whole[..^last.Length];
        while (last.StartsWith("自治", StringComparison.Ordinal)
            && Peoples.FirstOrDefault(people => rest.Length > people.Length + 1 && rest.EndsWith(people, StringComparison.Ordinal)) is { } people)
            rest = rest[..^people.Length];
        return rest;
    }

    // The names of a region and of those around it, each in its forms, the widest region first.
    private sealed record Entry(Region Region, string[][] Names)
    {
        public const int None = 9;

        private readonly string _path = string.Concat(Names.Select(forms => forms[0]));

        /// <summary>By which form of its own name a text names it: 0 is the whole name; -1 when it does not.</summary>
        public int FormOf(string typed)
        {
            for (var form = 0; form < Names[^1].Length; form++)
            {
                var own = Names[^1][form];
                if (typed.EndsWith(own, StringComparison.Ordinal) && IsAround(typed.AsSpan(0, typed.Length - own.Length), Names.Length - 2))
                    return form;
            }

            return -1;
        }

        /// <summary>How near a text that goes on comes to it: 0 named, 1 its name goes on, 2 within a region named, 3 contained in its name; <see cref="None"/> not at all.</summary>
        public int RankOf(string typed)
        {
            if (FormOf(typed) >= 0)
                return 0;
            foreach (var own in Names[^1])
            {
                for (var length = Math.Min(own.Length, typed.Length); length > 0; length--)
                {
                    if (typed.EndsWith(own[..length], StringComparison.Ordinal) && IsAround(typed.AsSpan(0, typed.Length - length), Names.Length - 2))
                        return 1;
                }
            }

            return Within(typed) ? 2 : Names[^1][0].Contains(typed, StringComparison.Ordinal) ? 3 : None;
        }

        private bool Within(string typed)
        {
            for (var last = Names.Length - 2; last >= 0; last--)
            {
                foreach (var own in Names[last])
                {
                    if (typed.EndsWith(own, StringComparison.Ordinal) && IsAround(typed.AsSpan(0, typed.Length - own.Length), last - 1))
                        return true;
                }
            }

            return _path.StartsWith(typed, StringComparison.Ordinal);
        }

        // Whether a text is made of names of the regions around, in their order; any of them may be left out.
        private bool IsAround(ReadOnlySpan<char> rest, int last)
        {
            if (rest.IsEmpty)
                return true;
            for (; last >= 0; last--)
            {
                foreach (var form in Names[last])
                {
                    if (rest.EndsWith(form, StringComparison.Ordinal) && IsAround(rest[..^form.Length], last - 1))
                        return true;
                }
            }

            return false;
        }
    }
}
