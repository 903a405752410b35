using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Zhishu.Foundation;

namespace Zhishu.App.Commands;

/// <summary><c>components [FILE]</c>: what the program is made of, as CycloneDX 1.6. It reads what lies beside the program, so it works in a published folder too.</summary>
internal static class ComponentsCommand
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = Lang.T("写入的文件（缺省为标准输出）"), Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("components", Lang.T("列出所用组件（CycloneDX）")) { file };
        command.SetAction(async (arguments, ct) =>
        {
            var text = List().ToJsonString(Readable) + "\n";
            if (arguments.GetValue(file) is not { } path)
                Console.Write(text);
            else
                await File.WriteAllTextAsync(path, text, ct);
            return Terminal.Done;
        });
        return command;
    }

    /// <summary>The list. It holds nothing of the machine or the hour, so the same program gives the same list.</summary>
    public static JsonObject List() => new()
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["component"] = new JsonObject
            {
                ["type"] = "application",
                ["name"] = "zhishu",
                ["version"] =
            typeof(ComponentsCommand).Assembly.GetName().Version!.ToString(3)
            }
        },
        ["components"] = new JsonArray([.. Packages().Concat(FrontEnd())]),
    };

    private static IEnumerable<JsonNode> Packages()
    {
        var path = Path.ChangeExtension(typeof(ComponentsCommand).Assembly.Location, ".deps.json");
        if (!File.Exists(path))
            throw new HubFaultException("components.missing", new($"没有文件 {path}"));
        foreach (var (name, library) in JsonNode.Parse(File.ReadAllText(path))!["libraries"]!.AsObject().OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if ((string?)library!["type"] == "package" && name.Split('/') is [var id, var version])
                yield return Component(id, version, "nuget", (string?)library["sha512"], LicenceOf((string?)library["path"], id));
        }
    }

    private static IEnumerable<JsonNode> FrontEnd()
    {
        using var stream = typeof(ComponentsCommand).Assembly.GetManifestResourceStream("front-end.json")!;
        foreach (var (path, package) in JsonNode.Parse(stream)!["packages"]!.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            // What another package only asks its user to bring is not shipped.
            if (path.Length > 0 && package!["peer"] is null)
                yield return Component(path[(path.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..],
                    (string)package["version"]!, "npm", (string?)package["integrity"], (string?)package["license"]);
        }
    }

    private static JsonObject Component(string name, string version, string kind, string? hash, string? licence)
    {
        var component = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = $"pkg:{kind}/{name.Replace("@", "%40", StringComparison.Ordinal)}@{version}",
            ["name"] = name,
            ["version"] = version,
            ["purl"] = $"pkg:{kind}/{name.Replace("@", "%40", StringComparison.Ordinal)}@{version}",
        };
        if (hash?.Split('-') is ["sha512", var value])
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(value)) });
        if (licence is not null)
            component["licenses"] = new JsonArray(licence.Contains(' ', StringComparison.Ordinal)
                ? new JsonObject { ["expression"] = licence } : new JsonObject { ["license"] = new JsonObject { ["id"] = licence } });
        return component;
    }

    // A package tells its licence in its own description, which lies where packages are kept on a machine that builds.
    private static string? LicenceOf(string? path, string id)
    {
        var root = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var description = Path.Combine(root, path ?? "", id.ToLowerInvariant() + ".nuspec");
        var licence = path is null || !File.Exists(description) ? null : XDocument.Load(description).Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        return (string?)licence?.Attribute("type") == "expression" ? licence!.Value.Trim() : null;
    }
}
