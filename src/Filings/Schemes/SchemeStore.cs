using System.Text.Json;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Filings.Schemes;

/// <summary>The schemes that this hub runs: the files under <c>data/schemes</c>, and those that the operator puts under <c>schemes</c> in the data folder.</summary>
internal sealed class SchemeStore
{
    private readonly Dictionary<string, Scheme> _schemes;

    public SchemeStore(IOptions<HubOptions> options)
        : this(Folders(options.Value))
    {
    }

    internal SchemeStore(IEnumerable<string> folders)
    {
        _schemes = [];
        foreach (var file in folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)))
        {
            var scheme = Read(file);
            _schemes[scheme.Id] = scheme;
        }
    }

    public IReadOnlyList<Scheme> All => [.. _schemes.Values.OrderBy(scheme => scheme.Order)];

    public Scheme? Find(string? id) => id is not null && _schemes.TryGetValue(id, out var scheme) ? scheme : null;

    public Scheme this[string id] => _schemes[id];

    private static Scheme Read(string file)
    {
        try
        {
            var scheme = JsonSerializer.Deserialize<Scheme>(File.ReadAllText(file), JsonColumn.Options)!;
            return (scheme.Conditions.Count, scheme.ValidYears,
                scheme.PublicityDays > 0 == scheme.Steps.Contains(Step.Publicity),
                (scheme.Recommender != RecommenderKind.None) == scheme.Steps.Contains(Step.Recommendation)) is ( > 0, > 0, true, true)
                && scheme.Sections.All(section => section.About > 0 && section.Most >= section.About) && scheme.CasesTo >= scheme.CasesFrom
                && string.Format(System.Globalization.CultureInfo.InvariantCulture, scheme.Number, 2026, 1).Length > 0
                ? scheme
                : throw new JsonException("conditions, validYears, steps, publicityDays, recommender, sections or cases do not fit together");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new HubFaultException("scheme", new($"备案方案文件 {file} 有误：{e.Message}"), e);
        }
    }

    private static IEnumerable<string> Folders(HubOptions options) =>
        [Path.Combine(options.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"), "schemes"), Path.Combine(options.DataFolder, "schemes")];
}
