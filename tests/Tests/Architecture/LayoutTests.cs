using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Razor.Hosting;

namespace Zhishu.Tests.Architecture;

/// <summary>The layout that docs/map.md promises.</summary>
public sealed partial class LayoutTests
{
    // Whatever stands beside the program: a module that comes is found by itself.
    private static readonly Assembly[] Assemblies = [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Select(path => Assembly.Load("Zhishu." + Path.GetFileNameWithoutExtension(path)))];

    [Fact]
    public void Every_project_references_what_the_map_allows_and_nothing_else()
    {
        var map = MapRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "map.md")))
            .ToDictionary(row => row.Groups[1].Value, row =>
            row.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(name => name != "–").Order().ToArray());
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(map.Keys.Order(), projects.Select(path => Path.GetFileNameWithoutExtension(path)).Order());
        foreach (var path in projects)
        {
            var references = XDocument.Load(path).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).Order();
            Assert.True(map[Path.GetFileNameWithoutExtension(path)].SequenceEqual(references), $"{path}: {string.Join(", ", references)}");
        }
    }

    [Fact]
    public void Public_types_stand_in_Contract_or_are_the_module()
    {
        var wrong = Sources("src")
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}Contract{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !path.EndsWith("Module.cs", StringComparison.Ordinal))
            .Where(path => PublicType().IsMatch(File.ReadAllText(path)))
            .ToList();
        Assert.Empty(wrong);
    }

    [Fact]
    public void Usings_stand_in_order_those_of_System_first()
    {
        var wrong = Sources("src").Concat(Sources("tests")).Concat(Sources("bench"))
            .Select(path => (Path: path, Usings: File.ReadLines(path).Where(line => Using().IsMatch(line)).Select(line => line["using ".Length..^1]).ToList()))
            .Where(file => !file.Usings.SequenceEqual(file.Usings.OrderBy(name => name is not "System"
            && !name.StartsWith("System.", StringComparison.Ordinal)).ThenBy(name => name.Replace('.', '\u0001'), StringComparer.OrdinalIgnoreCase)))
            .Select(file => file.Path);
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_file_has_over_400_lines()
    {
        var long_ = Sources("src").Concat(Sources("tests")).Concat(Sources("bench")).Where(path => File.ReadLines(path).Count() > 400).ToList();
        Assert.Empty(long_);
    }

    [Fact]
    public void No_line_has_over_200_characters()
    {
        var src = Path.Combine(Repository.Root, "src");
        var pages = new[] { "*.cshtml", "*.js", "*.css" }.SelectMany(kind => Directory.EnumerateFiles(src, kind, SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/lib/", StringComparison.Ordinal));
        var wide = Sources("src").Concat(Sources("tests")).Concat(Sources("bench")).Concat(pages)
            .SelectMany(path => File.ReadLines(path).Select((line, at) => (Line: line, Place: $"{path}:{at + 1}")))
            .Where(one => one.Line.Length > 200).Select(one => one.Place);
        Assert.Empty(wide);
    }

    [Fact]
    public void Page_paths_begin_with_their_project_and_are_unique()
    {
        var pages = Assemblies.SelectMany(assembly => assembly.GetCustomAttributes<RazorCompiledItemAttribute>().Select(page => (Assembly: assembly.GetName().Name!, page.Identifier))).ToList();
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.StartsWith("/" + page.Assembly["Zhishu.".Length..] + "/", page.Identifier));
        Assert.Equal(pages.Count, pages.Select(page => page.Identifier).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void No_lock_file_names_a_registry()
    {
        var named = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "package-lock.json", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).Contains("\"resolved\"", StringComparison.Ordinal));
        Assert.Empty(named);
    }

    [Fact]
    public void Folders_that_collect_odds_and_ends_do_not_exist()
    {
        var bad = Directory.GetDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is "Helpers" or "Utils" or "Common");
        Assert.Empty(bad);
    }

    private static IEnumerable<string> Sources(string folder)
    {
        var root = Path.Combine(Repository.Root, folder);
        return Directory.Exists(root)
            ? Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            : [];
    }

    [GeneratedRegex(@"^using [A-Z][\w.]*;$")]
    private static partial Regex Using();

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex MapRow();

    [GeneratedRegex(@"^(public\s+(static |sealed |abstract |readonly |partial )*(class|record|struct|enum|interface|delegate)\b)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
