using System.Text.RegularExpressions;
using System.Xml.Linq;
using Zhishu.App.Commands;

namespace Zhishu.Tests.App;

/// <summary>What the product is made of is known: every project's packages are locked, and the list of components holds them.</summary>
public sealed partial class ComponentTests
{
    [Fact]
    public void The_list_holds_what_the_program_and_its_pages_are_made_of()
    {
        var list = ComponentsCommand.List();
        Assert.Equal(("CycloneDX", "1.6"), ((string?)list["bomFormat"], (string?)list["specVersion"]));
        var components = list["components"]!.AsArray().ToDictionary(component => (string)component!["name"]!, component => component!);
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(row => row.Attribute("Include")!.Value, row => row.Attribute("Version")!.Value);
        foreach (var name in new[] { "Npgsql", "Dapper", "Markdig", "SharpZipLib" })
        {
            Assert.Equal(versions[name], (string?)components[name]["version"]);
            Assert.Equal($"pkg:nuget/{name}@{versions[name]}", (string?)components[name]["purl"]);
        }

        Assert.StartsWith("pkg:npm/echarts@", (string?)components["echarts"]["purl"], StringComparison.Ordinal);
        Assert.DoesNotContain("@popperjs/core", components.Keys);
        Assert.All(components.Values, component => Assert.Matches(Sha512(), (string?)component["hashes"]![0]!["content"]));
        Assert.DoesNotContain(components.Keys, name => name.StartsWith("Zhishu.", StringComparison.Ordinal));
        Assert.Equal(list.ToJsonString(), ComponentsCommand.List().ToJsonString());
    }

    [Fact]
    public void Every_project_has_a_lock_file_that_names_no_registry()
    {
        var projects = new[] { "src", "tests", "bench" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories)).ToList();
        Assert.NotEmpty(projects);
        Assert.All(projects, project =>
        {
            var text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json"));
            Assert.DoesNotContain("://", text, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex("^[0-9a-f]{128}$")]
    private static partial Regex Sha512();
}
