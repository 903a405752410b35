using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>
/// Validates the demo set, written as WIPO ST.96, against the public schemas of version 6.0 in a folder of the machine (the flattened ones:
/// PatentPublication_V6_0.xsd, PatentLegalStatusData_V6_0.xsd, Trademark_V6_0.xsd, GeographicalIndication_V6_0.xsd). The schemas are WIPO's and not part of the product;
/// without the folder this says so and does nothing.
/// </summary>
internal static class SchemaCheck
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["PatentPublication"] = "PatentPublication_V6_0.xsd",
        ["PatentLegalStatusData"] = "PatentLegalStatusData_V6_0.xsd",
        ["Trademark"] = "Trademark_V6_0.xsd",
        ["GIData"] = "GeographicalIndication_V6_0.xsd",
    };

    public static int Run(ReferenceData reference, string folder)
    {
        if (Files.Values.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file))) is { } missing)
        {
            Console.WriteLine($"skipped: {Path.Combine(folder, missing)} is not there");
            return 0;
        }

        var schemas = Files.ToDictionary(pair => pair.Key, pair => Load(Path.Combine(folder, pair.Value)));
        var (checkedOf, faults) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        foreach (var element in DemoSet.Generate(reference, 20_000, 3_000, 500, 0).SelectMany(record => new[] { St96Xml.ToElement(record), St96Xml.ToStatus(record) }).OfType<XElement>())
        {
            var name = element.Name.LocalName;
            checkedOf[name] = checkedOf.GetValueOrDefault(name) + 1;
            new XDocument(element).Validate(schemas[name], (_, fault) => faults[$"{name}: {fault.Message}"] = faults.GetValueOrDefault($"{name}: {fault.Message}") + 1);
        }

        foreach (var (name, count) in checkedOf)
            Console.WriteLine($"{name,-24} {count,8:N0} checked");
        foreach (var (fault, count) in faults.OrderByDescending(pair => pair.Value).Take(20))
            Console.WriteLine($"{count,8:N0} × {fault}");
        Console.WriteLine(faults.Count == 0 ? "all valid" : $"{faults.Count} kinds of fault");
        return faults.Count == 0 ? 0 : 1;
    }

    private static XmlSchemaSet Load(string file)
    {
        var set = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        using var reader = XmlReader.Create(file, new() { DtdProcessing = DtdProcessing.Parse, XmlResolver = new XmlUrlResolver() });
        set.Add(null, reader);
        set.Compile();
        return set;
    }
}
