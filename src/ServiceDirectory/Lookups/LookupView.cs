using Zhishu.Foundation;

namespace Zhishu.ServiceDirectory.Lookups;

/// <summary>What the fields of a noted service show.</summary>
internal sealed record LookupView(LookupInput Typed, IReadOnlyDictionary<string, Bilingual> Faults, ServiceCatalogue Catalogue);
