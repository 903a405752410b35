using System.Xml.Linq;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Sru;

/// <summary>The ZeeRex record that tells a client what it may ask.</summary>
internal static class SruExplain
{
    private static readonly XNamespace Z = "http://explain.z3950.org/dtd/2.0/";

    public static XElement Write(HubOptions options, IReadOnlyList<SruSchema> schemas, string version)
    {
        var address = new Uri(options.Absolute("/sru"));
        return new(Z + "explain",
            new XElement(Z + "serverInfo", new XAttribute("protocol", "SRU"), new XAttribute("version", version), new XAttribute("transport", address.Scheme), new XAttribute("method", "GET"),
                new XElement(Z + "host", address.Host),
                new XElement(Z + "port", address.Port),
                new XElement(Z + "database", address.AbsolutePath.TrimStart('/'))),
            new XElement(Z + "databaseInfo",
                new XElement(Z + "title", new XAttribute("lang", "zh"), new XAttribute("primary", "true"), options.HubName),
                new XElement(Z + "description", new XAttribute("lang", "zh"), "专利、商标、地理标志、集成电路布图设计")),
            new XElement(Z + "indexInfo",
                SruIndexes.Sets.Select(set => new XElement(Z + "set", new XAttribute("name", set.Name), new XAttribute("identifier", set.Identifier))),
                SruIndexes.All.Select(index => new XElement(Z + "index",
                    new XAttribute("search", "true"), new XAttribute("scan", index.Facet is null ? "false" : "true"),
                        new XAttribute("sort", index is { Set: "dc", Name: "date" } or { Set: "zhishu", Name: "ad" } ? "true" : "false"),
                    new XElement(Z + "title", new XAttribute("lang", "zh"), index.Title.Zh),
                    new XElement(Z + "title", new XAttribute("lang", "en"), index.Title.En),
                    new XElement(Z + "map", new XElement(Z + "name", new XAttribute("set", index.Set), index.Name))))),
            new XElement(Z + "schemaInfo", schemas.Select(schema => new XElement(Z + "schema",
                new XAttribute("identifier", schema.Identifier), new XAttribute("name", schema.Name), new XAttribute("retrieve", "true"),
                new XElement(Z + "title", schema.Title)))),
            new XElement(Z + "configInfo",
                new XElement(Z + "default", new XAttribute("type", "numberOfRecords"), 10),
                new XElement(Z + "setting", new XAttribute("type", "maximumRecords"), SruRequest.MostRecords),
                new[] { "=", "==", "<>", "<", ">", "<=", ">=", "any", "all", "adj", "exact", "within" }.Select(relation => new XElement(Z + "supports", new XAttribute("type", "relation"), relation)),
                new XElement(Z + "supports", new XAttribute("type", "booleanModifier"), "prox"),
                new XElement(Z + "supports", new XAttribute("type", "maskingCharacter"), "*"),
                new XElement(Z + "supports", new XAttribute("type", "maskingCharacter"), "?")));
    }
}
