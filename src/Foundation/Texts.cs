using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Zhishu.Foundation;

/// <summary>The texts of other languages, from <c>texts/LANGUAGE/MODULE.po</c> beside the program.</summary>
internal static class Texts
{
    /// <summary>Between the mark of a sense and the text.</summary>
    public const char Bar = '|';

    private static readonly Dictionary<string, FrozenDictionary<string, string>> Languages = Read(Path.Combine(AppContext.BaseDirectory, "texts"));
    private static readonly ConcurrentDictionary<string, CompositeFormat> Formats = new();

    public static IReadOnlyList<string> Cultures { get; } = ["zh-CN", .. Languages.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The language, or null for one that there are no texts of.</summary>
    public static string? Has(string language) => Languages.ContainsKey(language) ? language : null;

    /// <summary>A text in a language.</summary>
    public static string In(string language, string key) => language == "zh" ? Plain(key)
        : Languages.TryGetValue(language, out var texts) && texts.TryGetValue(key, out var text) ? text
        : language == "en" ? Plain(key) : In("en", key);

    /// <summary>A text in a language with what is filled in.</summary>
    public static string Fill(string language, string key, object?[] filled)
    {
        // Texts are of the program alone, so there are only so many of them.
        var format = Formats.GetOrAdd(In(language, key), static text => CompositeFormat.Parse(text));
        return string.Format(CultureInfo.CurrentCulture, format, Array.ConvertAll(filled, one => one is Bilingual text ? text.In(language) : one));
    }

    /// <summary>The text without the mark of its sense.</summary>
    public static string Plain(string key)
    {
        var bar = key.IndexOf(Bar);
        return bar > 0 && IsMark(key.AsSpan(0, bar)) ? key[(bar + 1)..] : key;
    }

    private static bool IsMark(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    private static Dictionary<string, FrozenDictionary<string, string>> Read(string folder) => !Directory.Exists(folder) ? []
        : Directory.GetDirectories(folder).ToDictionary(language => Path.GetFileName(language), language =>
            Directory.GetFiles(language, "*.po").SelectMany(file => PoFile.Read(File.ReadLines(file))).Where(entry => entry.Text.Length > 0)
                .GroupBy(entry => entry.Key).ToFrozenDictionary(same => same.Key, same => same.First().Text));
}

/// <summary>An entry of a <c>.po</c> file.</summary>
/// <param name="Key">The Chinese, with the mark of its sense before a bar.</param>
/// <param name="Text">The translation; empty for none yet.</param>
internal sealed record PoEntry(string Key, string Text);

/// <summary>Files of translations in the format of GNU gettext; of it <c>msgctxt</c>, <c>msgid</c>, <c>msgstr</c> and strings over several lines are read.</summary>
internal static class PoFile
{
    /// <summary>The entries; the head, which has no Chinese, is left out.</summary>
    public static IEnumerable<PoEntry> Read(IEnumerable<string> lines)
    {
        var parts = new Dictionary<string, StringBuilder>();
        StringBuilder? open = null;
        foreach (var line in lines.Select(line => line.Trim()).Append(""))
        {
            if (line.StartsWith('"'))
            {
                open?.Append(Quoted(line));
            }
            else if (line.StartsWith("msg", StringComparison.Ordinal) && line.IndexOf(' ') is > 0 and var space)
            {
                if (line.StartsWith("msgctxt", StringComparison.Ordinal) || (line.StartsWith("msgid", StringComparison.Ordinal) && parts.ContainsKey("msgid")))
                {
                    if (Entry(parts) is { } ended)
                        yield return ended;
                    parts.Clear();
                }

                parts[line[..space]] = open = new StringBuilder(Quoted(line[space..].Trim()));
            }
            else if (line.Length == 0)
            {
                if (Entry(parts) is { } ended)
                    yield return ended;
                parts.Clear();
            }
        }
    }

    private static PoEntry? Entry(Dictionary<string, StringBuilder> parts) => parts.TryGetValue("msgid", out var id) && id.Length > 0
        ? new(parts.TryGetValue("msgctxt", out var mark) ? $"{mark}{Texts.Bar}{id}" : id.ToString(), parts.TryGetValue("msgstr", out var text) ? text.ToString() : "")
        : null;

    private static string Quoted(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 1; i < text.Length - 1; i++)
        {
            plain.Append(text[i] != '\\' ? text[i] : text[++i] switch
            {
                'n' => '\n',
                't' => '\t',
                var other => other,
            });
        }

        return plain.ToString();
    }
}
