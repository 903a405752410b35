using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>
/// Grants of the United States of 1976 to 2001 as text (Green Book, APS): sections of four letters, fields of three, values from the sixth place;
/// a line that begins with blanks goes on with the one before.
/// </summary>
internal sealed partial class GreenBookFormat : IRecordFormat
{
    private const int LongestLine = 1 << 20;
    private const int MostLines = 2_000_000;
    private const long LongestDocument = 40_000_000;

    public string Name => "uspto-aps";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 4096)]).Split('\n').Select(line => line.TrimEnd()).ToList();
        var begin = lines.FindIndex(line => line == "PATN");
        return begin is >= 0 and < 10 && lines.Skip(begin + 1).Take(3).Any(line => line.StartsWith("WKU  ", StringComparison.Ordinal));
    }

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        var fields = new List<(string Section, string Tag, StringBuilder Text)>();
        var (line, start, length, section) = (0L, 0L, 0L, "");
        var tooLong = false;
        while (BoundedLine.Read(reader, LongestLine, out var cut) is { } text)
        {
            line++;
            var whole = text.TrimEnd();
            if (whole == "PATN")
            {
                if (start > 0)
                    yield return tooLong ? Large(start) : Map(fields, start, sourceName);
                fields.Clear();
                (start, length, section, tooLong) = (line, 0, "PATN", false);
                continue;
            }

            length += text.Length;
            tooLong |= cut || length > LongestDocument || fields.Count > MostLines;
            if (start == 0 || tooLong)
                continue;
            if (whole.Length == 4 && whole.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)))
            {
                section = whole;
                fields.Add((section, "", new StringBuilder()));
            }
            else if (Field().IsMatch(whole))
            {
                fields.Add((section, whole[..3], new StringBuilder(whole.Length > 5 ? whole[5..] : "")));
            }
            else if (fields.Count > 0 && whole.Trim().Length > 0)
            {
                fields[^1].Text.Append(' ').Append(whole.Trim());
            }
        }

        if (start > 0)
            yield return tooLong ? Large(start) : Map(fields, start, sourceName);
    }

    private static SourceItem Large(long line) => SourceItem.Refused(Problem.Of(line, null, null, "xml.large", new("文献过大，无法读取")));

    private static SourceItem Map(List<(string Section, string Tag, StringBuilder Text)> fields, long line, string source)
    {
        string? First(string section, string tag) => fields.Find(field => field.Section == section && field.Tag == tag).Text?.ToString().Trim() is { Length: > 0 } text ? text : null;
        if (First("PATN", "WKU") is not { Length: >= 8 } known)
            return SourceItem.Refused(Problem.Of(line, null, "WKU", "number.missing", new("缺少专利号")));

        // Eight places for the number, the ninth is a check character.
        var number = "US" + Leading().Replace(known[..8].Trim(), "$1");
        var type = First("PATN", "APT");
        var draft = new PatentDraft { Office = "US", Language = "en", Type = type switch { "4" => "design", "1" or "2" => "invention", _ => null }, Filed = PatentXml.Day(First("PATN", "APD")) };
        if (type is "2" or "5" or "6" or "7")
            draft.Extra["appl-type"] = type switch { "2" => "reissue", "6" => "plant", "5" => "defensive publication", _ => "SIR" };
        if (First("PATN", "APN") is { Length: >= 6 } application && First("PATN", "SRC") is { } series)
            draft.Application = application[..6].All(char.IsAsciiDigit) && series.Length <= 2 ? (series == "D" ? "29" : series.PadLeft(2, '0')) + application[..6] : null;
        draft.AddPublication(RecordNumber.ParsePatent(number)?.Normal ?? number, PatentXml.Day(First("PATN", "ISD")), grant: true);
        draft.AddTitle("en", First("PATN", "TTL"));
        draft.AddAbstract("en", Joined("ABST"));
        People(fields, draft);
        Symbols(fields, draft);
        Others(fields, draft);
        Claims(fields, draft);
        Description(fields, draft);
        draft.AddEventsOfDates(chinese: false);
        return draft.Build(line, source, "US Government work, public domain");

        string? Joined(string section) =>
            string.Join(' ', fields.Where(field => field.Section == section && field.Tag.Length > 0)
            .Select(field => field.Text.ToString().Trim())) is { Length: > 0 } text ? DocumentTree.Tidy(text) : null;
    }

    private static IEnumerable<Dictionary<string, string>> Groups(List<(string Section, string Tag, StringBuilder Text)> fields, string section)
    {
        Dictionary<string, string>? group = null;
        foreach (var field in fields.Where(field => field.Section == section))
        {
            if (field.Tag.Length == 0)
            {
                if (group is not null)
                    yield return group;
                group = new(StringComparer.Ordinal);
            }
            else
            {
                group?.TryAdd(field.Tag, field.Text.ToString().Trim());
            }
        }

        if (group is not null)
            yield return group;
    }

    private static void People(List<(string Section, string Tag, StringBuilder Text)> fields, PatentDraft draft)
    {
        foreach (var (section, role) in new[] { ("INVT", PartyRole.Inventor), ("ASSG", PartyRole.Owner) })
        {
            foreach (var group in Groups(fields, section))
            {
                var address = string.Join(", ", new[] { "CTY", "STA" }.Select(tag => group.GetValueOrDefault(tag)).Where(text => text is { Length: > 0 }));
                draft.AddParty(role, Western(group.GetValueOrDefault("NAM")), group.GetValueOrDefault("CNT") is { Length: >= 2 } country ? country[..2] : null, address);
            }
        }

        foreach (var group in Groups(fields, "LREP"))
        {
            draft.AddParty(PartyRole.Agency, group.GetValueOrDefault("FRM"));
            draft.AddParty(PartyRole.Agent, Western(group.GetValueOrDefault("FR2")));
        }

        foreach (var tag in new[] { "EXP", "EXA" })
        {
            if (fields.Find(field => field.Section == "PATN" && field.Tag == tag).Text is { } examiner)
                draft.AddParty(PartyRole.Examiner, Western(examiner.ToString()));
        }
    }

    // Doe; John A.; Jr. is John A. Doe Jr.
    private static string? Western(string? name)
    {
        if (name is null)
            return null;
        var parts = name.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length switch { 0 => null, 1 => parts[0], _ => string.Join(' ', [parts[1], parts[0], .. parts[2..]]) };
    }

    private static void Symbols(List<(string Section, string Tag, StringBuilder Text)> fields, PatentDraft draft)
    {
        foreach (var (_, tag, text) in fields.Where(field => field.Section == "CLAS"))
        {
            var value = text.ToString();
            if (tag is "OCL" or "XCL" && value.Trim().Length > 0)
                draft.AddSymbol("uspc", UsptoSymbols.Read("uspc", value.Length > 3 && value[3] == ' ' ? value[..3] + value[3..].Trim().PadLeft(3) : value));
            else if (tag == "ICL")
                draft.AddSymbol(draft.Type == "design" ? "locarno" : "ipc", draft.Type == "design"
                    ? Locarno(value.Trim()) : UsptoSymbols.FixedIpc(value), !draft.Classifications.Exists(symbol => symbol.Scheme is "ipc" or "locarno"));
        }

        static string? Locarno(string text) => text.Length >= 3 && text.All(char.IsAsciiDigit) ? $"{text[..^2].PadLeft(2, '0')}-{text[^2..]}" : PatentXml.Locarno(text);
    }

    private static void Others(List<(string Section, string Tag, StringBuilder Text)> fields, PatentDraft draft)
    {
        foreach (var group in Groups(fields, "PRIR"))
        {
            if (group.GetValueOrDefault("APN") is { Length: > 0 } number)
                draft.Priorities.Add(new(group.GetValueOrDefault("CNT") is { Length: >= 2 } country ? country[..2] : null, number, PatentXml.Day(group.GetValueOrDefault("APD"))));
        }

        foreach (var group in Groups(fields, "RLAP"))
        {
            if (group.GetValueOrDefault("APN") is not { Length: >= 6 } number)
                continue;
            var kind = group.GetValueOrDefault("COD") switch { "71" => "continuation", "72" => "continuationInPart", "74" => "division", "79" or "80" => "provisional", var code => code ?? "related" };
            draft.Related.Add(new(kind, $"US{(group.GetValueOrDefault("SRC") ?? "").PadLeft(2, '0')}/{number[..3]},{number[3..6]}", PatentXml.Day(group.GetValueOrDefault("APD"))));
        }

        foreach (var (section, office) in new[] { ("UREF", "US"), ("FREF", null) })
        {
            foreach (var group in Groups(fields, section))
            {
                var country = office ?? (group.GetValueOrDefault("CNT") is { Length: >= 2 } code ? code[..2] : null);
                if (PatentXml.Number(country, group.GetValueOrDefault("PNO"), null) is { } cited)
                    draft.Citations.Add(new(cited, true));
            }
        }

        foreach (var field in fields.Where(field => field is { Section: "OREF", Tag: "PAL" }))
            draft.Citations.Add(new(DocumentTree.Tidy(field.Text.ToString()), false));
    }

    private static void Claims(List<(string Section, string Tag, StringBuilder Text)> fields, PatentDraft draft)
    {
        var (number, text) = (0, new StringBuilder());
        foreach (var field in fields.Where(field => field.Section is "CLMS" or "DCLM" && field.Tag is not ("" or "STM")))
        {
            if (field.Tag == "NUM")
            {
                Close();
                _ = int.TryParse(field.Text.ToString().Trim().TrimEnd('.'), NumberStyles.None, CultureInfo.InvariantCulture, out number);
                continue;
            }

            text.Append(' ').Append(field.Text);
        }

        Close();

        void Close()
        {
            if (DocumentTree.Tidy(text.ToString()) is { Length: > 0 } tidy)
                draft.Claims.Add(PatentXml.Claim(number > 0 ? number : draft.Claims.Count + 1, tidy));
            text.Clear();
        }
    }

    private static void Description(List<(string Section, string Tag, StringBuilder Text)> fields, PatentDraft draft)
    {
        foreach (var field in fields.Where(field => field.Section is "GOVT" or "BSUM" or "DRWD" or "DETD" or "PARN" && field.Tag.Length > 0))
        {
            if (DocumentTree.Tidy(field.Text.ToString()) is { Length: > 0 } text)
                draft.Description.Add(new(field.Tag == "PAC" ? "heading" : field.Tag == "TBL" ? "table" : "paragraph", text));
        }
    }

    [GeneratedRegex(@"^[A-Z][A-Z0-9]{2}(?:  |$)", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    // Zeros before the number, behind the letters of its kind if there are any.
    [GeneratedRegex(@"^([A-Z]*)0+", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();
}
