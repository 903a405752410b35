namespace Zhishu.Records;

/// <summary>Finds the region of an address by the names of GB/T 2260, as deep as the address tells.</summary>
internal sealed class RegionFinder
{
    private readonly CodeTree _regions;
    private readonly List<(string Name, CodeNode Node)> _provinces;
    private readonly Dictionary<string, List<(string Name, CodeNode Node)>> _below = new(StringComparer.Ordinal);

    public RegionFinder(CodeTree regions)
    {
        _regions = regions;
        _provinces = Named(regions.Below(""));
    }

    /// <param name="province">Province code when the source gives one, or null.</param>
    /// <param name="address">Address, with or without a postal code in front, or null.</param>
    /// <returns>A code of 2, 4 or 6 digits, or null when nothing is found.</returns>
    public string? Find(string? province, string? address)
    {
        var rest = (address ?? "").TrimStart().TrimStart("0123456789 ".ToCharArray());
        var top = _regions.Find(province);
        if (Take(_provinces, ref rest, 12) is { } named && (top is null || top.Code == named.Code))
            top = named;
        if (top is null)
            return null;
        var city = Take(Below(top.Code), ref rest, 16);
        if (city is null)
            return Take(Districts(top.Code), ref rest, 16)?.Code ?? top.Code;
        return Take(Below(city.Code), ref rest, 16)?.Code ?? city.Code;
    }

    private List<(string, CodeNode)> Below(string code)
    {
        lock (_below)
        {
            if (!_below.TryGetValue(code, out var list))
                _below[code] = list = Named(_regions.Below(code));
            return list;
        }
    }

    // Addresses of the four municipalities name the district straight after the city.
    private List<(string, CodeNode)> Districts(string code) =>
        code is "11" or "12" or "31" or "50" ? [.. Below(code).SelectMany(city => Below(city.Item2.Code))] : [];

    private static CodeNode? Take(List<(string Name, CodeNode Node)> candidates, ref string text, int within)
    {
        foreach (var (name, node) in candidates)
        {
            var at = text.AsSpan(0, Math.Min(text.Length, within)).IndexOf(name, StringComparison.Ordinal);
            if (at < 0)
                continue;
            text = text[(at + name.Length)..];
            return node;
        }

        return null;
    }

    // Full names first, so that 吉林市 is not taken for 吉林省; provinces also by their short names.
    private static List<(string, CodeNode)> Named(IEnumerable<CodeNode> nodes)
    {
        var list = nodes.Where(node => node.Title.Zh.Length >= 2).Select(node => (node.Title.Zh, node)).ToList();
        foreach (var (name, node) in list.ToArray())
        {
            if (node.Parent is null)
                list.Add((name[..(name.StartsWith("内蒙古", StringComparison.Ordinal) || name.StartsWith("黑龙江", StringComparison.Ordinal) ? 3 : 2)], node));
        }

        return list;
    }
}
