using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Zhishu.Records;

/// <summary>Patents as JSON of The Lens: one after another, one a line, in a list, or in the answer of its interface (<c>data</c>).</summary>
internal sealed class LensJsonFormat : IRecordFormat
{
    private const int LongestRecord = 40_000_000;

    public string Name => "lens-json";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        return text.Length > 0 && text[0] is '{' or '[' && text.Contains("\"lens_id\"", StringComparison.Ordinal)
            && (text.Contains("\"biblio\"", StringComparison.Ordinal) || text.Contains("\"jurisdiction\"", StringComparison.Ordinal));
    }

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = TextEncodings.Open(stream);
        foreach (var (line, json) in Objects(reader))
            yield return json is null ? SourceItem.Refused(Problem.Of(line, null, null, "row.long", new("记录过长，已跳过"))) : Parse(line, json, sourceName);
    }

    /// <summary>The objects that have a lens_id of their own: those at the outermost depth that is not the answer around them.</summary>
    private static IEnumerable<(long Line, string? Json)> Objects(TextReader reader)
    {
        var text = new StringBuilder();
        var (line, start, braces, wrapped, inString, escaped, tooLong) = (1L, 1L, 0, false, false, false, false);
        for (int c; (c = reader.Read()) >= 0;)
        {
            if (c == '\n')
                line++;
            if (inString)
            {
                (inString, escaped) = (escaped || c != '"', !escaped && c == '\\');
            }
            else if (c == '"')
            {
                inString = true;
            }
            else if (c == '{')
            {
                if (braces == 0)
                {
                    text.Clear();
                    (start, tooLong) = (line, false);
                }

                braces++;
            }
            else if (c == '[' && braces == 1 && !wrapped && IsAnswer(text))
            {
                // What follows is the list in the answer: its objects are the records.
                (wrapped, braces) = (true, 0);
                text.Clear();
                continue;
            }
            else if (c == '}' && braces > 0 && --braces == 0)
            {
                yield return (start, tooLong ? null : text.Append('}').ToString());
                text.Clear();
                continue;
            }
            else if (c == '}' && wrapped)
            {
                wrapped = false;
            }

            if (braces == 0)
                continue;
            if (text.Length >= LongestRecord)
                tooLong = true;
            else
                text.Append((char)c);
        }

        if (braces > 0)
            yield return (start, text.ToString());
    }

    private static bool IsAnswer(StringBuilder text)
    {
        if (text.Length > 4000)
            return false;
        var before = text.ToString().TrimEnd(' ', ':', '\r', '\n', '\t');
        return before.EndsWith("\"data\"", StringComparison.Ordinal) && !before.Contains("\"lens_id\"", StringComparison.Ordinal);
    }

    private static SourceItem Parse(long line, string json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100 });
            return Map(line, document.RootElement, source);
        }
        catch (JsonException)
        {
            return SourceItem.Refused(Problem.Of(line, null, null, "json.syntax", new("JSON 有误，该记录无法读取")));
        }
        catch (InvalidOperationException)
        {
            return SourceItem.Refused(Problem.Of(line, null, null, "json.shape", new("JSON 的结构与 Lens 的不同，该记录无法读取")));
        }
    }

    private static SourceItem Map(long line, JsonElement root, string source)
    {
        var id = Text(root, "lens_id");
        if (Text(root, "jurisdiction") is not { Length: 2 } office || Text(root, "doc_number") is not { } number)
            return SourceItem.Refused(Problem.Of(line, id, "doc_number", "number.missing", new("缺少公布号")));
        var biblio = root.TryGetProperty("biblio", out var part) ? part : root;
        var kind = Text(root, "kind");
        var draft = new PatentDraft { Office = office, Language = Text(root, "lang") };
        draft.AddPublication(PatentXml.Number(office, number, kind), PatentXml.Day(Text(root, "date_published")), PatentXml.IsGrant(office, kind));
        if (Child(biblio, "application_reference") is { } application)
        {
            draft.Application = Text(application, "jurisdiction") is { } country && country != office ? null : PatentXml.Application(office, Text(application, "doc_number"));
            draft.Filed = PatentXml.Day(Text(application, "date"));
        }

        foreach (var title in List(biblio, "invention_title"))
            draft.AddTitle(Text(title, "lang"), Text(title, "text"));
        foreach (var summary in List(root, "abstract"))
            draft.AddAbstract(Text(summary, "lang"), Text(summary, "text"));
        if (Child(biblio, "parties") is { } parties)
            People(parties, draft);
        foreach (var (member, scheme) in new[] { ("classifications_ipcr", "ipc"), ("classifications_cpc", "cpc"), ("classifications_national", "uspc") })
        {
            foreach (var (symbol, i) in List(Child(biblio, member), "classifications").Select((symbol, i) => (Text(symbol, "symbol"), i)))
                draft.AddSymbol(scheme, scheme == "uspc" ? symbol : PatentXml.Symbol(symbol), i == 0 && scheme == "ipc");
        }

        foreach (var priority in List(Child(biblio, "priority_claims"), "claims"))
        {
            if (Text(priority, "doc_number") is { } claimed)
                draft.Priorities.Add(new(Text(priority, "jurisdiction"), claimed, PatentXml.Day(Text(priority, "date"))));
        }

        foreach (var citation in List(Child(biblio, "references_cited"), "citations"))
        {
            if (Child(Child(citation, "patcit"), "document_id") is { } cited && PatentXml.Number(Text(cited, "jurisdiction"), Text(cited, "doc_number"), Text(cited, "kind")) is { } whole)
                draft.Citations.Add(new(whole, true));
            else if (Text(Child(citation, "nplcit"), "text") is { } reference)
                draft.Citations.Add(new(reference.Length > 4000 ? reference[..4000] : reference, false));
        }

        foreach (var member in List(Child(Child(root, "families"), "simple_family"), "members"))
        {
            if (Child(member, "document_id") is { } document && PatentXml.Number(Text(document, "jurisdiction"), Text(document, "doc_number"), Text(document, "kind")) is { } whole)
                draft.Family.Add(whole);
        }

        Status(root, draft);
        Claims(root, draft);
        foreach (var paragraph in (Text(Child(root, "description"), "text") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            draft.Description.Add(new("paragraph", paragraph));
        if (id is not null)
            draft.Extra["lens_id"] = id;
        draft.AddEventsOfDates(office == "CN");
        return draft.Build(line, source);
    }

    private static void People(JsonElement parties, PatentDraft draft)
    {
        foreach (var (member, role) in new[] { ("applicants", PartyRole.Applicant), ("inventors", PartyRole.Inventor), ("agents", PartyRole.Agent), ("owners_all", PartyRole.Owner) })
        {
            foreach (var person in List(parties, member))
                draft.AddParty(role, Text(Child(person, "extracted_name"), "value") ?? Text(person, "name"), Text(person, "residence")
                    ?? Text(person, "extracted_country"), Text(person, "extracted_address"));
        }

        foreach (var group in List(parties, "examiners").Concat(List(parties, "primary_examiner")))
            draft.AddParty(PartyRole.Examiner, Text(Child(group, "extracted_name"), "value"));
    }

    // What the provider computed is marked as its words; it counts where it says plainly that a right stands or has ended.
    private static void Status(JsonElement root, PatentDraft draft)
    {
        if (Text(Child(root, "legal_status"), "patent_status") is not { } status)
            return;
        draft.StatusText = status;
        draft.Status = CnStatus.Of(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(status.ToLowerInvariant()));
    }

    private static void Claims(JsonElement root, PatentDraft draft)
    {
        var sets = List(root, "claims").ToList();
        var at = Math.Max(0, sets.FindIndex(one => Text(one, "lang") == (draft.Language ?? "en")));
        foreach (var claim in sets.Count == 0 ? [] : sets[at].TryGetProperty("claims", out _) ? List(sets[at], "claims") : sets)
        {
            var text = DocumentTree.Tidy(claim.ValueKind == JsonValueKind.Object && claim.TryGetProperty("claim_text", out var parts)
                ? parts.ValueKind == JsonValueKind.Array ? string.Join(' ', parts.EnumerateArray().Select(one => one.ToString())) : parts.ToString()
                : claim.ToString());
            if (text.Length > 0)
                draft.Claims.Add(PatentXml.Claim(draft.Claims.Count + 1, text));
        }
    }

    private static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static IEnumerable<JsonElement> List(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    private static string? Text(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            && value.ToString().Trim() is { Length: > 0 } text ? text : null;
}
