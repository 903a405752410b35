using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Tests.Texts;

/// <summary>Writes <c>Texts/LANGUAGE.po</c> of the modules anew from the sources; what is translated stays, what nobody says any more goes.</summary>
internal static class PoWriter
{
    /// <summary>Module of the texts that several say.</summary>
    public const string Shared = "Foundation";

    /// <summary>Where a text is translated: in the module that says it, or with those that several say.</summary>
    public static ILookup<string, (string Key, string Files)> Places(IEnumerable<SaidText> said) => said.GroupBy(text => text.Key)
        .Select(same => (Module: same.Select(text => text.Module).Distinct().Count() > 1 ? Shared : same.First().Module, same.Key,
            Files: string.Join(' ', same.Select(text => $"src/{text.Module}/{text.File}").Distinct().Take(3))))
        .ToLookup(text => text.Module, text => (text.Key, text.Files));

    /// <summary>All entries of a language, with the module each stands in.</summary>
    public static IReadOnlyList<(string Module, PoEntry Entry)> Read(string language) => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
        .Select(folder => (Module: Path.GetFileName(folder), File: Path.Combine(folder, "Texts", language + ".po"))).Where(one => File.Exists(one.File))
        .SelectMany(one => PoFile.Read(File.ReadLines(one.File)).Select(entry => (one.Module, entry)))];

    public static async Task WriteAsync(string language, IEnumerable<SaidText> said)
    {
        var known = Read(language).GroupBy(one => one.Entry.Key).ToDictionary(same => same.Key, same => same.First().Entry.Text);
        foreach (var module in Places(said))
        {
            var text = new StringBuilder($"msgid \"\"\nmsgstr \"\"\n\"Language: {language}\\n\"\n\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                + "\"Content-Transfer-Encoding: 8bit\\n\"\n");
            foreach (var (key, files) in module)
            {
                var plain = Zhishu.Foundation.Texts.Plain(key);
                text.Append($"\n#: {files}\n");
                if (key.Contains('{'))
                    text.Append("#, csharp-format\n");
                if (plain.Length < key.Length)
                    text.Append($"msgctxt {Quoted(key[..^(plain.Length + 1)])}\n");
                text.Append($"msgid {Quoted(plain)}\nmsgstr {Quoted(known.GetValueOrDefault(key, ""))}\n");
            }

            var file = Path.Combine(Repository.Root, "src", module.Key, "Texts", language + ".po");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text.ToString());
        }
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t")}\"";
}
