using System.Text.Json;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.ServiceDirectory;

/// <summary>A service of the standard catalogue (基础性服务、专业化服务, 004·四).</summary>
/// <param name="Code">Code, such as <c>basic.enquiry</c>.</param>
/// <param name="Specialised">Specialised and perhaps at low cost, or basic and free.</param>
/// <param name="Zh">Name in Chinese.</param>
/// <param name="En">Name in English.</param>
/// <param name="Source">Where the documents name it.</param>
/// <param name="Channels">Channels that are usual: phone, web, window.</param>
/// <param name="Standard">Whether a new list starts with it.</param>
public sealed record CatalogueService(string Code, bool Specialised, string Zh, string En, string Source, IReadOnlyList<string> Channels, bool Standard)
{
    /// <summary>Name in the language of the page.</summary>
    public string Name => Lang.T(Zh, En);
}

/// <summary>The standard catalogue, shipped with the product.</summary>
public sealed class ServiceCatalogue
{
    /// <summary>Reads <c>service-catalogue.json</c> of the reference data.</summary>
    public ServiceCatalogue(IOptions<HubOptions> options)
    {
        var folder = options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data");
        All = JsonSerializer.Deserialize<List<CatalogueService>>(File.ReadAllText(Path.Combine(folder, "service-catalogue.json")), JsonColumn.Options)!;
    }

    /// <summary>All services in order.</summary>
    public IReadOnlyList<CatalogueService> All { get; }

    /// <summary>Channels: code and label (001·12: 电话、网络、窗口).</summary>
    public static IReadOnlyDictionary<string, Bilingual> Channels { get; } = new Dictionary<string, Bilingual>
    {
        ["phone"] = new("phone|电话"),
        ["web"] = new("网络"),
        ["window"] = new("窗口"),
    };

    /// <summary>The service of a code, or null.</summary>
    public CatalogueService? Find(string? code) => All.FirstOrDefault(service => service.Code == code);
}
