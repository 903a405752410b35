using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>Patents of BibTeX files: <c>@patent{…}</c>, and other entries whose type or number says that they are one. Other literature is told of and passed over.</summary>
internal sealed partial class BibTexFormat : IRecordFormat
{
    private const int LongestEntry = 2_000_000;

    private static readonly Dictionary<string, string> Accents = new(StringComparer.Ordinal)
    {
        ["\""] = "\u0308",
        ["'"] = "\u0301",
        ["`"] = "\u0300",
        ["^"] = "\u0302",
        ["~"] = "\u0303",
        ["c"] = "\u0327",
        ["v"] = "\u030C",
        ["u"] = "\u0306",
        ["H"] = "\u030B",
        ["k"] = "\u0328",
        ["="] = "\u0304",
        ["r"] = "\u030A",
        ["."] = "\u0307",
    };

    private static readonly Dictionary<string, string> Letters = new(StringComparer.Ordinal)
    {
        ["ss"] = "ß",
        ["o"] = "ø",
        ["O"] = "Ø",
        ["l"] = "ł",
        ["L"] = "Ł",
        ["ae"] = "æ",
        ["AE"] = "Æ",
        ["oe"] = "œ",
        ["OE"] = "Œ",
        ["aa"] = "å",
        ["AA"] = "Å",
        ["i"] = "i",
        ["j"] = "j",
        ["textasciitilde"] = "~",
        ["textasciicircum"] = "^",
        ["textbackslash"] = "\\",
        ["textendash"] = "–",
        ["textemdash"] = "—",
        ["alpha"] = "α",
        ["beta"] = "β",
        ["mu"] = "μ",
    };

    public string Name => "bibtex";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head) => Entry().IsMatch(TextEncodings.Detect(head).GetString(head));

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = TextEncodings.Open(stream);
        foreach (var (line, text, whole) in Entries(reader))
        {
            var type = text[1..Math.Max(1, text.IndexOf('{', StringComparison.Ordinal))].Trim().ToLowerInvariant();
            if (type is "comment" or "string" or "preamble")
                continue;
            yield return whole ? Map(line, type, Fields(text), sourceName)
                : SourceItem.Refused(Problem.Of(line, null, null, "bibtex.unended", new("条目没有结束（括号不成对）或过长")));
        }
    }

    // An entry begins with @name{ and ends with the brace that closes that one.
    private static IEnumerable<(long Line, string Text, bool Whole)> Entries(TextReader reader)
    {
        var text = new StringBuilder();
        var (line, start, depth, inside) = (1L, 1L, 0, false);
        var previous = '\n';
        for (int read; (read = reader.Read()) >= 0;)
        {
            var c = (char)read;
            if (c == '\n')
                line++;
            if (!inside)
            {
                if (c == '@' && char.IsWhiteSpace(previous))
                    (inside, start, depth) = (true, line, 0);
                else
                {
                    previous = c;
                    continue;
                }
            }

            if (text.Length < LongestEntry)
                text.Append(c);
            if (c == '{' && previous != '\\')
                depth++;
            var ends = c == '}' && previous != '\\' && --depth == 0;
            previous = c;
            if (!ends && !(depth == 0 && text.Length > 60))
                continue;
            if (ends)
                yield return (start, text.ToString(), text.Length < LongestEntry);
            text.Clear();
            inside = false;
        }

        if (inside && depth > 0)
            yield return (start, text.ToString(), false);
    }

    private static Dictionary<string, string> Fields(string entry)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var at = entry.IndexOf(',', StringComparison.Ordinal);
        while (at >= 0 && at < entry.Length)
        {
            var equals = entry.IndexOf('=', at);
            if (equals < 0)
                break;
            var name = entry[(at + 1)..equals].Trim().Trim(',').Trim();
            var (value, end) = Value(entry, equals + 1);
            if (name.Length is > 0 and < 60 && value.Length > 0)
                fields.TryAdd(name, value);
            at = end;
        }

        return fields;
    }

    private static (string Value, int End) Value(string entry, int from)
    {
        while (from < entry.Length && char.IsWhiteSpace(entry[from]))
            from++;
        if (from >= entry.Length)
            return ("", entry.Length);
        var (open, close) = entry[from] switch { '{' => ('{', '}'), '"' => ('"', '"'), _ => ('\0', '\0') };
        if (open == '\0')
        {
            var bare = entry.AsSpan(from).IndexOfAny(',', '}');
            return bare < 0 ? (entry[from..].Trim(), entry.Length) : (entry.Substring(from, bare).Trim(), from + bare);
        }

        var depth = 0;
        for (var i = from + 1; i < entry.Length; i++)
        {
            if (entry[i - 1] == '\\')
                continue;
            if (entry[i] == close && depth == 0)
                return (entry[(from + 1)..i], entry.IndexOf(',', i) is >= 0 and var next ? next : entry.Length);
            depth += entry[i] == '{' ? 1 : entry[i] == '}' ? -1 : 0;
        }

        return (entry[(from + 1)..], entry.Length);
    }

    private static SourceItem Map(long line, string type, Dictionary<string, string> fields, string source)
    {
        string? Field(params string[] names) => names.Select(name => fields.GetValueOrDefault(name)).Where(text => text is not null)
            .Select(text => Plain(text!)).FirstOrDefault(text => text.Length > 0);
        var title = Field("title");
        var country = Field("nationality", "country", "office") is { Length: 2 } office ? office.ToUpperInvariant() : null;
        var numbers = new[] { Field("number"), Field("note"), Field("publication_number"), Field("patent_number"), Field("howpublished") }.OfType<string>().ToList();
        var publication = numbers.Select(text => RecordNumber.ParsePatent(text) is { IsPublication: true }
            ? text : country is not null && RecordNumber.ParsePatent(country + text) is { IsPublication: true } ? country + text : null)
            .FirstOrDefault(text => text is not null);
        var application = Field("application_number", "applicationnumber") ?? numbers.FirstOrDefault(text => RecordNumber.ParsePatent(text) is { IsPublication: false, Form: not NumberForm.Other });
        if (type != "patent" && publication is null && !(Field("type")?.Contains("patent", StringComparison.OrdinalIgnoreCase) ?? false))
            return SourceItem.Refused(Problem.Of(line, title, "@" + type, "bibtex.type", new("不是专利条目"), type));
        var shown = application ?? publication ?? (country is not null && numbers.Count > 0 && numbers[0].Any(char.IsAsciiDigit) ? country + numbers[0] : null);
        var draft = new PatentDraft { Office = RecordNumber.ParsePatent(publication ?? shown)?.Office is { Length: 2 } told ? told : country ?? "CN", Application = application };
        if (publication is not null)
        {
            var normal = RecordNumber.ParsePatent(publication)!.Value;
            draft.AddPublication(normal.Normal, Day(fields), PatentXml.IsGrant(normal.Office, normal.KindCode));
        }
        else if (application is null && shown is not null)
        {
            draft.Application = shown;
        }

        draft.Filed = PatentXml.Day(Field("dayfiled", "filing_date", "application_date"));
        draft.AddTitle(null, title);
        draft.AddAbstract(null, Field("abstract"));
        foreach (var name in Names(fields.GetValueOrDefault("author") ?? fields.GetValueOrDefault("inventor")))
            draft.AddParty(PartyRole.Inventor, name);
        foreach (var name in Names(fields.GetValueOrDefault("holder") ?? fields.GetValueOrDefault("assignee") ?? fields.GetValueOrDefault("organization") ?? fields.GetValueOrDefault("publisher")))
            draft.AddParty(PartyRole.Applicant, name);
        foreach (var symbol in (Field("keywords", "ipc", "ipc_num") ?? "")
            .Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(PatentXml.Symbol).OfType<string>())
            draft.AddSymbol("ipc", symbol, draft.Classifications.Count == 0);
        return draft.Build(line, source);
    }

    // Names are parted by "and"; "Last, First" is as the source has it.
    private static IEnumerable<string> Names(string? text) =>
        text is null ? [] : And().Split(text).Select(Plain).Where(name => name.Length > 0 && !name.Equals("others", StringComparison.OrdinalIgnoreCase));

    private static DateOnly? Day(Dictionary<string, string> fields)
    {
        if (PatentXml.Day(fields.GetValueOrDefault("date")) is { } whole)
            return whole;
        if (!int.TryParse(fields.GetValueOrDefault("year"), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(fields.GetValueOrDefault("day"), NumberStyles.None, CultureInfo.InvariantCulture, out var day))
            return null;
        var written = fields.GetValueOrDefault("month")?.Trim('{', '}', '"') ?? "";
        var month = int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : written.Length >= 3 ? Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, name => name.Equals(written[..3], StringComparison.OrdinalIgnoreCase)) + 1 : 0;
        return year is > 1700 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new(year, month, day) : null;
    }

    /// <summary>The text without commands of LaTeX: accents become letters, escaped signs themselves, braces go.</summary>
    private static string Plain(string text)
    {
        text = AccentCommand().Replace(text, match => (match.Groups[2].Value + Accents.GetValueOrDefault(match.Groups[1].Value, "")).Normalize());
        text = LetterCommand().Replace(text, match => Letters.TryGetValue(match.Groups[1].Value, out var letter) ? letter : match.Value);
        text = Escape().Replace(text, match => match.Groups[1].Value switch { "{" => "\u0001", "}" => "\u0002", var sign => sign });
        return DocumentTree.Tidy(string.Concat(text.Where(c => c is not ('{' or '}'))).Replace("--", "–", StringComparison.Ordinal)).Replace('\u0001', '{').Replace('\u0002', '}');
    }

    [GeneratedRegex(@"(?:^|\n)\s*@(?:patent|misc|article|book|inproceedings|techreport|phdthesis|online)\s*\{[^,\s{}]*\s*,", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\s+and\s+(?![^{}]*\})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"\{?\\([""'`^~cvuHk=r.])\s*\{?\\?([A-Za-z])\}?\}?", RegexOptions.CultureInvariant)]
    private static partial Regex AccentCommand();

    [GeneratedRegex(@"\{?\\([A-Za-z]+)\s*(?:\{\})?\}?", RegexOptions.CultureInvariant)]
    private static partial Regex LetterCommand();

    [GeneratedRegex(@"\\([&%$#_{}])", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
