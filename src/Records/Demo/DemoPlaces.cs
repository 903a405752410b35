namespace Zhishu.Records.Demo;

/// <summary>A place of a demo record.</summary>
internal sealed record DemoPlace(string Code, string ShortName, string ProvinceName, string Address);

/// <summary>Draws places: every province-level region appears, the large economies more often.</summary>
internal sealed class DemoPlaces
{
    // The order of the weights is that of patent filings in general: the first provinces own most of them.
    private static readonly string[] Busiest = ["44", "32", "33", "11", "31", "37", "51", "34", "42", "41", "43", "35", "61", "50", "21", "12", "13", "36"];
    private readonly List<(CodeNode Province, List<DemoPlace> Cities)> _provinces;
    private readonly double[] _upTo;

    public DemoPlaces(CodeTree regions)
    {
        _provinces = [.. regions.Below("").Select(province => (province, CitiesOf(regions, province)))];
        var sum = 0.0;
        _upTo = [.. _provinces.Select(row => sum += Array.IndexOf(Busiest, row.Province.Code) is >= 0 and var rank ? 12.0 / (rank + 2) : 0.35)];
    }

    public DemoPlace City(Random random)
    {
        var at = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        var cities = _provinces[Math.Min(at < 0 ? ~at : at, _provinces.Count - 1)].Cities;
        return cities[(int)(cities.Count * Math.Pow(random.NextDouble(), 1.8))];
    }

    /// <summary>One province after another, so that small sets reach all of them.</summary>
    public DemoPlace InTurn(int index, Random random)
    {
        var cities = _provinces[index % _provinces.Count].Cities;
        return cities[random.Next(cities.Count)];
    }

    private static List<DemoPlace> CitiesOf(CodeTree regions, CodeNode province)
    {
        var name = Short(province.Title.Zh);
        var cities = regions.Below(province.Code)
            .Where(city => city.Title.Zh.EndsWith('市'))
            .Select(city => new DemoPlace(city.Code, Short(city.Title.Zh), name, $"{province.Title.Zh}{city.Title.Zh}示例路{city.Code}号"))
            .ToList();
        return cities.Count > 0 ? cities : [new(province.Code, name, name, $"{province.Title.Zh}示例路{province.Code}号")];
    }

    public string ProvinceNameOf(string code) => Short(_provinces.First(row => code.StartsWith(row.Province.Code, StringComparison.Ordinal)).Province.Title.Zh);

    private static string Short(string name)
    {
        foreach (var ending in new[] { "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市" })
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
                return name[..^ending.Length];
        }

        return name;
    }
}
