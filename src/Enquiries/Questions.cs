using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>What one may ask about, for the choices of forms.</summary>
internal sealed class Questions(ServiceCatalogue catalogue)
{
    public static IEnumerable<(string Code, string Label)> Subjects => Asking.Subjects.Select(pair => (pair.Key, pair.Value.ToString()));

    /// <summary>Services of the catalogue, those of the members' own left out.</summary>
    public IEnumerable<(string Code, string Label)> Items => catalogue.All.Where(service => !service.Code.EndsWith(".other", StringComparison.Ordinal)).Select(service => (service.Code, service.Name));
}
