using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Find;

/// <summary>
/// A hit. <c>fullNumber</c> is the number as its office writes it, with the office; <c>publicationNumber</c> names the first published document, <c>grantNumber</c> the one that
/// publishes the grant; <c>highlight</c> is escaped HTML with what was found in <c>em</c>. What is not known is left out; lists are empty then.
/// </summary>
internal sealed record HitAnswer(
    Guid Id, string Kind, string Office, string Number, string FullNumber, string Title, string? TitleEn, string? Highlight, string? Type, string Status,
    DateOnly? FilingDate, DateOnly? PublicationDate, DateOnly? GrantDate, DateOnly? ExpiryDate,
    string? PublicationNumber, string? GrantNumber, IReadOnlyList<string> PublicationNumbers,
    string? IpcMain, IReadOnlyList<string> Ipc, IReadOnlyList<string> Cpc, IReadOnlyList<string> Nice, IReadOnlyList<string> Locarno, IReadOnlyList<string> Vienna,
    IReadOnlyList<string> Applicants, IReadOnlyList<string> Owners, IReadOnlyList<string> Inventors, IReadOnlyList<string> Agencies, IReadOnlyList<string> Agents,
    string? Region, bool Synthetic, string Url)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    public static HitAnswer Of(SearchHit hit) =>
        Of(hit.Stored) with { Highlight = Html(hit.Title) + (hit.Snippet.Count > 0 ? " … " + Html(hit.Snippet) : "") };

    public static HitAnswer Of(StoredRecord stored)
    {
        var record = stored.Record;
        IReadOnlyList<string> Symbols(string scheme) => [.. record.Classifications.Where(one => one.Scheme == scheme).Select(one => one.Symbol).Distinct()];
        IReadOnlyList<string> Names(params PartyRole[] roles) => [.. record.Parties.Where(party => roles.Contains(party.Role)).Select(party => party.Name).Distinct()];
        var main = record.Classifications.FirstOrDefault(one => one is { Scheme: "ipc", Main: true }) ?? record.Classifications.FirstOrDefault(one => one.Scheme == "ipc");
        return new(stored.Id, record.Kind.Code(), record.Office, record.Number, WithOffice(record), record.Title, record.TitleEn, null, record.Type, record.Status.Code(),
            record.FilingDate, record.PublicationDate, record.GrantDate, record.ExpiryDate,
            record.Publications.FirstOrDefault()?.Number, record.Publications.LastOrDefault(one => one.Grant)?.Number, [.. record.Publications.Select(one => one.Number).Distinct()],
            main?.Symbol, Symbols("ipc"), Symbols("cpc"), Symbols("nice"), Symbols("locarno"), Symbols("vienna"),
            Names(PartyRole.Applicant), Names(PartyRole.Owner), Names(PartyRole.Inventor), Names(PartyRole.Agency), Names(PartyRole.Agent),
            record.Region, record.Synthetic, RecordLinks.To(record));
    }

    // Numbers that begin with letters are known by them: publications by their office, layout designs by BS. Those of marks are figures alone.
    private static string WithOffice(IpRecord record)
    {
        var shown = RecordNumber.Show(record.Kind, record.Office, record.Number);
        return shown.Length > 0 && char.IsAsciiDigit(shown[0]) ? record.Office + shown : shown;
    }

    private static string Html(IReadOnlyList<TextPart> parts)
    {
        var html = new StringBuilder();
        foreach (var part in parts)
        {
            var text = Encoder.Encode(part.Text);
            html.Append(part.Hit ? $"<em>{text}</em>" : text);
        }

        return html.ToString();
    }
}

/// <summary>The members of a hit, to choose from.</summary>
internal static class HitFields
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IReadOnlyList<string> All { get; } = [.. typeof(HitAnswer).GetProperties().Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name))];

    /// <summary>Reads a choice, separated by commas; all when it is empty.</summary>
    public static (IReadOnlyList<string> Fields, ParameterFault? Fault) Read(IEnumerable<string?> given)
    {
        var fields = given.SelectMany(part => (part ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct().ToList();
        return fields.Find(field => !All.Contains(field)) is { } unknown
            ? ([], new("fields", new(0, 0, new($"没有字段 {SafeText.Line(unknown)}；可用：{Bilingual.List(All)}"))))
            : (fields.Count > 0 ? fields : All, null);
    }

    /// <summary>A hit with the members that were chosen, in their order.</summary>
    public static JsonObject Pick(HitAnswer hit, IReadOnlyList<string> fields)
    {
        var whole = JsonSerializer.SerializeToNode(hit, Json)!.AsObject();
        if (fields.Count == All.Count)
            return whole;
        var picked = new JsonObject();
        foreach (var field in fields)
        {
            if (whole[field] is not { } value)
                continue;
            whole.Remove(field);
            picked[field] = value;
        }

        return picked;
    }

    /// <summary>An answer with hits in it, as JSON, with the members that were chosen.</summary>
    public static JsonNode Narrow<T>(T answer, IReadOnlyList<string> fields)
    {
        var node = JsonSerializer.SerializeToNode(answer, Json)!;
        if (fields.Count < All.Count)
            Narrow(node, fields.ToHashSet());
        return node;
    }

    private static void Narrow(JsonNode? node, IReadOnlySet<string> fields)
    {
        if (node is JsonArray list)
        {
            foreach (var one in list)
                Narrow(one, fields);
        }
        else if (node is JsonObject whole)
        {
            // A hit is known by its full number; whatever holds hits is looked through.
            var hit = whole.ContainsKey("fullNumber");
            foreach (var (name, value) in whole.ToList())
            {
                if (!hit)
                    Narrow(value, fields);
                else if (!fields.Contains(name))
                    whole.Remove(name);
            }
        }
    }
}
