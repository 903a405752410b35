using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>
/// Patents after WIPO ST.36, as their offices write them: Chinese full text (cn-patent-document), the national packages (by <see cref="St36Names"/>),
/// DOCDB and OPS of the EPO (exchange-document), and others with the same elements.
/// </summary>
internal static partial class St36Reader
{
    public static IEnumerable<SourceItem> Read(XElement entry, long line, string source)
    {
        St36Names.Rename(entry);
        var data = entry.DescendantsAndSelf().FirstOrDefault(element => element.Name.LocalName.EndsWith("bibliographic-data", StringComparison.Ordinal));
        if (data is null)
        {
            yield return SourceItem.Refused(Problem.Of(line, (string?)entry.Attribute("doc-number"), "bibliographic-data", "number.missing", new("缺少著录项目")));
            yield break;
        }

        var draft = new PatentDraft { Language = ((string?)entry.Attribute("lang"))?.ToLowerInvariant() is { Length: >= 2 } language ? language[..2] : null };
        Numbers(entry, data, draft);
        draft.Media.AddRange(MediaXml.Of(entry, draft.Type == "design"));
        Symbols(data, draft);
        foreach (var title in data.Elements("invention-title").Concat(data.Elements("technical-data").Elements("invention-title")))
            draft.AddTitle(LanguageOf(title, draft), title.Marked());
        St36Parties.Read(data, draft);
        Priorities(data, draft);
        Citations(data, draft);
        Related(data, draft);
        foreach (var summary in entry.Descendants("abstract").Where(element => element.Ancestors("description").FirstOrDefault() is null))
            draft.AddAbstract(LanguageOf(summary, draft), DesignsApart(summary));
        Claims(entry, draft);
        DescriptionXml.Read(entry.Descendants("description").FirstOrDefault(element => !element.Ancestors("references-cited").Any()), draft.Description, draft.Office is "CN");
        if (entry.Below("design-explanation") is { } explanation)
            draft.AddAbstract("zh", explanation.Marked());
        if ((string?)entry.Attribute("family-id") is { Length: > 0 } family)
            draft.Extra["family-id"] = family;
        draft.AddEventsOfDates(draft.Office == "CN");
        var item = draft.Build(line, source, deletes: (string?)entry.Attribute("status") is "D" or "d");

        // An answer of OPS to a question for the abstract alone has no title: it adds to the record.
        yield return item.Record is { Title.Length: 0 } && entry.Name.LocalName == "exchange-document" ? item with { Rule = MergeRule.Amend } : item;
    }

    private static string? LanguageOf(XElement element, PatentDraft draft) =>
        (string?)element.Attribute("lang") ?? (draft.Office is "CN" ? "zh" : draft.Language);

    // The picture of the abstract stands in it with a caption, which is no part of its text.
    private static string? DesignsApart(XElement summary)
    {
        var copy = new XElement(summary);
        copy.Descendants().Where(element => element.Name.LocalName is "abstract-figure" or "figure").Remove();
        return copy.Marked();
    }

    private static void Numbers(XElement entry, XElement data, PatentDraft draft)
    {
        var publications = References(data, "publication-reference", "cn-publication-reference", "granted-reference");
        var publication = Pick(publications, "docdb", "standard", "", "original", "epodoc");
        var (country, number, kind, date) = publication is null
            ? ((string?)entry.Attribute("country"), (string?)entry.Attribute("doc-number"), (string?)entry.Attribute("kind"), PatentXml.Day((string?)entry.Attribute("date-publ")))
            : Parts(publication);
        draft.Office = country ?? (string?)entry.Attribute("country") ?? (number is { Length: > 2 } && char.IsAsciiLetterUpper(number[0]) && char.IsAsciiLetterUpper(number[1]) ? number[..2] : "CN");
        kind ??= (string?)entry.Attribute("kind");
        if (PatentXml.Number(draft.Office, number, kind) is { } normal)
            draft.AddPublication(normal, date ?? PatentXml.Day((string?)entry.Attribute("date-publ")), PatentXml.IsGrant(draft.Office, kind));
        foreach (var earlier in publications.Where(id => id.Parent!.Name.LocalName == "granted-reference"))
            draft.AddPublication(PatentXml.Number(draft.Office, Parts(earlier).Number, Parts(earlier).Kind), Parts(earlier).Date, true);

        var applications = References(data, "application-reference");
        var application = draft.Office == "CN" ? Pick(applications, "original", "", "standard", "docdb", "epodoc") : Pick(applications, "docdb", "", "standard", "epodoc", "original");
        if (application is not null)
        {
            var parts = Parts(application);
            draft.Application = PatentXml.Application(parts.Country is { Length: 2 } own && own != draft.Office ? own : draft.Office, parts.Number);
            draft.Filed = parts.Date ?? applications.Select(id => Parts(id).Date).FirstOrDefault(day => day is not null);
            if (parts.Country is { Length: 2 } receiving && receiving != draft.Office && draft.Application is { } foreign && !foreign.StartsWith("PCT", StringComparison.Ordinal))
            {
                // An international application bears the number of the office that received it: the document is known by its publication.
                draft.Extra["application"] = foreign;
                draft.Application = null;
            }
        }

        var type = (string?)applications.FirstOrDefault()?.Parent!.Attribute("appl-type")
            ?? applications.Select(id => (string?)id.Parent!.Attribute("appl-type")).FirstOrDefault(text => text is not null);
        draft.Type = (type, draft.Office, kind is { Length: > 0 } ? kind[0] : ' ') switch
        {
            ("10" or "invention" or "1" or "8", _, _) => "invention",
            ("20" or "utility-model" or "2" or "9", _, _) => "utility",
            ("30" or "design" or "3", _, _) => "design",
            (_, "CN", 'U' or 'Y') => "utility",
            (_, _, 'S' or 'D') when draft.Office is "CN" or "US" => "design",
            (_, "CN", 'A' or 'B' or 'C') => "invention",
            (_, _, 'U') => "utility",
            (_, _, 'A' or 'B') => "invention",
            _ => null,
        };
        foreach (var (element, name) in new[] { ("pct-or-regional-filing-data", "pct-filing"), ("pct-or-regional-publishing-data", "pct-publication") })
        {
            if (data.Below(element) is { } pct && Parts(pct.Below("document-id") ?? pct) is { Number: { } text } parts)
                draft.Extra[name] = $"{text}{(parts.Date is { } day ? $" {day:yyyy-MM-dd}" : "")}";
        }
    }

    private static List<XElement> References(XElement data, params string[] names) =>
        [.. data.Elements().Where(element => names.Contains(element.Name.LocalName, StringComparer.Ordinal)).SelectMany(element => element.Elements("document-id"))];

    // The document-id of the likeliest form: the word for it stands with it, or with the reference around it.
    private static XElement? Pick(List<XElement> ids, params string[] forms)
    {
        foreach (var form in forms)
        {
            if (ids.Find(id => FormOf(id) == form && id.TextOf("doc-number") is not null) is { } found)
                return found;
        }

        return ids.Find(id => id.TextOf("doc-number") is not null);
    }

    private static string FormOf(XElement id) =>
        ((string?)id.Attribute("document-id-type") ?? (string?)id.Attribute("format") ?? (string?)id.Parent!.Attribute("data-format") ?? "").ToLowerInvariant();

    internal static (string? Country, string? Number, string? Kind, DateOnly? Date) Parts(XElement id) =>
        (id.TextOf("country")?.ToUpperInvariant(), id.TextOf("doc-number"), id.TextOf("kind"), PatentXml.Day(id.TextOf("date")));

    private static void Symbols(XElement data, PatentDraft draft)
    {
        var first = true;
        foreach (var element in data.Descendants("classification-ipcr").Where(IsOwn).OrderBy(Sequence))
        {
            var text = element.TextOf("text");
            if ((PatentXml.Symbol(text) ?? PatentXml.Symbol(element)) is { } symbol)
                draft.AddSymbol("ipc", symbol, first || element.TextOf("symbol-position") == "F" && !draft.Classifications.Exists(known => known is { Scheme: "ipc", Main: true }));
            first = false;
        }

        foreach (var element in data.Descendants("classification-ipc").Where(IsOwn).SelectMany(element => element.Descendants()).Where(IsClass))
            draft.AddSymbol("ipc", PatentXml.Symbol(element.Value), element.Name.LocalName == "main-classification" && first);
        foreach (var element in data.Descendants("classification-cpc").Where(IsOwn).OrderBy(Sequence))
            draft.AddSymbol("cpc", PatentXml.Symbol(element.TextOf("text") ?? element.TextOf("classification-symbol")) ?? PatentXml.Symbol(element), element.TextOf("symbol-position") == "F");
        foreach (var element in data.Descendants("patent-classification").Where(IsOwn).OrderBy(Sequence))
        {
            var scheme = (string?)element.Element("classification-scheme")?.Attribute("scheme");
            var symbol = PatentXml.Symbol(element.TextOf("classification-symbol")) ?? PatentXml.Symbol(element);
            if (scheme is null or "CPCI" or "CPCA" or "CPC" or "CPCNO" or "CPCC")
                draft.AddSymbol("cpc", symbol);
            else if (scheme is "IPC" or "IPCR")
                draft.AddSymbol("ipc", symbol);
            else if (scheme is "FI" or "UC" && element.TextOf("classification-symbol") is { Length: <= 40 } national)
                draft.AddSymbol(scheme == "FI" ? "fi" : "uspc", DocumentTree.Tidy(national));
        }

        foreach (var element in data.Descendants("classification-locarno").Where(IsOwn))
        {
            var symbols = element.Descendants().Where(IsClass).Select(part => part.Value).ToList();
            foreach (var (text, i) in (symbols.Count > 0 ? symbols : [element.Value]).Select((text, i) => (text, i)))
                draft.AddSymbol("locarno", PatentXml.Locarno(text), i == 0);
        }

        static bool IsOwn(XElement element) => !element.Ancestors().Any(above => above.Name.LocalName is "field-of-search" or "references-cited" or "search-report-data");
        static bool IsClass(XElement element) => element.Name.LocalName is "main-classification" or "further-classification" && !element.HasElements;
    }

    private static int Sequence(XElement element) =>
        int.TryParse((string?)element.Attribute("sequence"), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : int.MaxValue;

    private static void Priorities(XElement data, PatentDraft draft)
    {
        // The same priority stands there in several forms under one sequence.
        foreach (var claims in data.Descendants("priority-claim").GroupBy(claim => (string?)claim.Attribute("sequence") ?? claim.Value))
        {
            var ids = claims.SelectMany(claim => claim.Elements("document-id").Count() > 0 ? claim.Elements("document-id") : [claim]).ToList();
            if ((ids.Find(id => Form(id) == "docdb") ?? ids.Find(id => Form(id) is "" or "standard") ?? ids.Find(id => Form(id) == "original")
                ?? ids.FirstOrDefault()) is not { } id || Parts(id) is not { Number: { } number } parts)
                continue;
            var country = parts.Country ?? claims.Select(claim => claim.TextOf("country")).FirstOrDefault(text => text is { Length: 2 })
                ?? (OfficeBefore().Match(number) is { Success: true } match ? match.Value : null);
            draft.Priorities.Add(new(country, number, parts.Date ?? ids.Select(other => Parts(other).Date).FirstOrDefault(day => day is not null)));
        }

        static string Form(XElement id) => ((string?)id.Attribute("document-id-type") ?? (string?)id.Attribute("data-format") ?? (string?)id.Parent!.Attribute("data-format") ?? "").ToLowerInvariant();
    }

    private static void Citations(XElement data, PatentDraft draft)
    {
        foreach (var citation in data.Descendants("references-cited").SelectMany(element => element.Descendants("citation")))
        {
            var by = ((string?)citation.Attribute("cited-by"))?.ToLowerInvariant() switch { "examiner" => "examiner", "applicant" => "applicant", _ => null };
            if (citation.Below("nplcit") is { } other)
            {
                if ((other.Element("text") ?? other).Marked() is { } text)
                    draft.Citations.Add(new(text.Length > 4000 ? text[..4000] : text, false, by));
            }
            else if (citation.Descendants("document-id").OrderBy(id => FormOf(id) is "docdb" or "standard" ? 0 : 1).FirstOrDefault() is { } id
                && Parts(id) is { Number: { } number } parts && PatentXml.Number(parts.Country, number, parts.Kind) is { } whole)
            {
                draft.Citations.Add(new(whole, true, by));
            }
            else if (citation.Below("patcit")?.TextOf("text") is { } text)
            {
                draft.Citations.Add(new(RecordNumber.ParsePatent(text)?.Normal ?? text, true, by));
            }
        }
    }

    private static void Related(XElement data, PatentDraft draft)
    {
        foreach (var element in data.Descendants("related-documents").SelectMany(element => element.Elements()))
        {
            var kind = element.Name.LocalName switch
            {
                "division" or "divisional" => "division",
                "continuation" or "reissue" or "substitution" => element.Name.LocalName,
                "continuation-in-part" => "continuationInPart",
                "related-publication" or "document-corrected" => "earlierPublication",
                "provisional-application" or "us-provisional-application" => "provisional",
                var other => other,
            };
            var parents = element.Descendants("parent-doc").Concat(element.Descendants("parent-document")).ToList();
            foreach (var id in (parents.Count > 0 ? parents.SelectMany(parent => parent.Descendants("document-id")) : element.DescendantsAndSelf("document-id")).Take(50))
            {
                if (Parts(id) is { Number: { } number } parts)
                    draft.Related.Add(new(kind, kind == "earlierPublication" ? PatentXml.Number(parts.Country ?? draft.Office, number, parts.Kind)!
                        : $"{(number.StartsWith(parts.Country ?? draft.Office, StringComparison.Ordinal) ? "" : parts.Country ?? draft.Office)}{number}", parts.Date));
            }
        }
    }

    internal static void Claims(XElement entry, PatentDraft draft)
    {
        var sets = entry.Descendants("claims").Where(set => set.Descendants("claim").Any()).ToList();
        var set = sets.Find(one => ((string?)one.Attribute("lang"))?.ToLowerInvariant() == draft.Language) ?? sets.FirstOrDefault();
        foreach (var claim in set?.Descendants("claim") ?? [])
        {
            var number = int.TryParse(((string?)claim.Attribute("num"))?.TrimStart('0'), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : draft.Claims.Count + 1;
            var depends = claim.Descendants("claim-ref").Select(reference => FigureAtEnd().Match((string?)reference.Attribute("idref") ?? "")).Where(match => match.Success)
                .Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)).Where(other => other > 0 && other < number).Distinct().ToList();
            if (claim.Marked() is { } text)
                draft.Claims.Add(PatentXml.Claim(number, text, depends));
        }
    }

    [GeneratedRegex(@"^[A-Z]{2}(?=\d)", RegexOptions.CultureInvariant)]
    private static partial Regex OfficeBefore();

    [GeneratedRegex(@"\d{1,4}$", RegexOptions.CultureInvariant)]
    private static partial Regex FigureAtEnd();
}
