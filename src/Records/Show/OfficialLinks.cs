using System.Text.Json;
using System.Text.RegularExpressions;
using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>A link to a register outside.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Url">Address.</param>
/// <param name="Copy">The number to look for there, where the address cannot carry it.</param>
internal sealed record OfficialLink(Bilingual Name, string Url, string? Copy);

/// <summary>The registers and databases of the offices, from <c>data/official-links.json</c>: an address is offered where everything that stands in it in braces is known.</summary>
internal sealed partial class OfficialLinks
{
    private readonly IReadOnlyList<Row> _rows;

    public OfficialLinks(string folder)
    {
        var path = Path.Combine(folder, "official-links.json");
        try
        {
            _rows = JsonSerializer.Deserialize<List<Row>>(File.ReadAllText(path), JsonSerializerOptions.Web) ?? [];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }

    /// <summary>The links for a record; none for demo records, which no register has.</summary>
    public IReadOnlyList<OfficialLink> Of(IpRecord record)
    {
        if (record.Synthetic)
            return [];
        var values = Values(record).Where(pair => pair.Value is not null).DistinctBy(pair => pair.Name).ToDictionary(pair => pair.Name, pair => pair.Value!);
        return [.. _rows.Where(row => RecordKinds.Parse(row.Kind) == record.Kind && (row.Offices is null || row.Offices.Contains(record.Office)))
            .Where(row => Holes().Matches(row.Url).All(hole => values.ContainsKey(hole.Groups[1].Value)))
            .Select(row => new OfficialLink(Bilingual.Of(row.Zh, row.En), Holes().Replace(row.Url, hole => Uri.EscapeDataString(values[hole.Groups[1].Value])),
                row.Copy is { } copy ? values.GetValueOrDefault(copy) : null))];
    }

    private static IEnumerable<(string Name, string? Value)> Values(IpRecord record)
    {
        yield return ("number", record.Number);
        if (record.Kind != RecordKind.Patent)
        {
            yield return ("number9", record.Number.All(char.IsAsciiDigit) && record.Number.Length <= 9 ? record.Number.PadLeft(9, '0') : null);
            yield break;
        }

        if (RecordNumber.ParsePatent(record.Number) is { IsPublication: false })
        {
            yield return ("application", RecordNumber.Show(record.Kind, record.Office, record.Number));
            yield return ("usApplication", record.Office == "US" && record.Number.Length == 8 && record.Number.All(char.IsAsciiDigit) ? record.Number : null);
        }

        // The grant before the publication of the application, the last before earlier ones.
        foreach (var publication in record.Publications.Reverse().OrderByDescending(publication => publication.Grant))
        {
            if (RecordNumber.ParsePatent(publication.Number) is not { IsPublication: true } number)
                continue;
            yield return ("publication", number.Normal);
            var bare = number.Normal[..^(number.KindCode?.Length ?? 0)];
            if (number.Form == NumberForm.WoPublication)
                yield return ("wo", bare);
            if (number.Form == NumberForm.UsPublication && bare.StartsWith("US", StringComparison.Ordinal))
                yield return ("us", bare[2..]);
        }
    }

    private sealed record Row(string Kind, string[]? Offices, string Zh, string En, string Url, string? Copy);

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Holes();
}
