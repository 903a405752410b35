using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using System.Xml.XPath;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>
/// Reads real documents of a folder and compares each field with what stands in the file, found by paths of its own that share nothing with the readers. What is compared
/// are letters and digits: blanks and punctuation between parts are the readers' to set.
/// </summary>
internal static partial class Fidelity
{
    /// <summary>Where the fields of a kind of document stand: paths of local names, parted by |.</summary>
    private sealed record Source(string Kind, string Entry, string Title, string Publication, string Day, string Inventors, string Claims, string Cited, string Description)
    {
        /// <summary>Where its legal events stand; empty where it tells none.</summary>
        public string Events { get; init; } = "";

        /// <summary>Whether it only adds to a record: what adds to one that is not here is passed over.</summary>
        public bool Adds { get; init; }
    }

    private static readonly Dictionary<string, Source> Sources = new(StringComparer.Ordinal)
    {
        ["us-patent-grant"] = new("US grants since 2005", "/", "//invention-title", "//us-bibliographic-data-grant/publication-reference//doc-number",
            "//us-bibliographic-data-grant/publication-reference//date",
            "//inventors/inventor//last-name|//applicants/applicant[@app-type='applicant-inventor']//last-name", "//claims/claim",
                "//us-references-cited//patcit//doc-number|//references-cited//patcit//doc-number", "/*/description"),
        ["us-patent-application"] = new("US applications since 2005", "/", "//invention-title", "//publication-reference//doc-number", "//publication-reference//date",
            "//inventors/inventor//last-name|//applicants/applicant[@app-type='applicant-inventor']//last-name", "//claims/claim", "", "/*/description"),
        ["patent-application-publication"] = new("US applications 2001–2004", "/", "//title-of-invention", "//document-id[1]/doc-number",
            "//document-id[1]/document-date", "//first-named-inventor//family-name|//inventors/inventor//family-name", "//subdoc-claims//claim", "", "//subdoc-description"),
        ["PATDOC"] = new("US grants 2001–2004", "/", "//B540", "//B110", "//B140", "//B721//SNM", "//CL/CLM", "//B561//DNUM", "//SDODE"),
        ["exchange-document"] = new("DOCDB and OPS", "//exchange-document", ".//invention-title", "@doc-number",
            ".//publication-reference[@data-format='docdb']//date|.//publication-reference/document-id[@document-id-type='docdb']/date",
            ".//inventor[@data-format='epodoc']//name", "", ".//patcit/document-id[@document-id-type='docdb']/doc-number", ""),
        ["GREENBOOK"] = new("US grants 1976–2001 (Green Book)", "/", "//PATN/TTL", "//PATN/WKU", "//PATN/ISD", "//INVT/NAM", "//CLMS/NUM", "//UREF/PNO", "//DESCRIBED"),
        ["fulltext-document"] = new("OPS full text", "//fulltext-document", "", ".//publication-reference//doc-number|@doc-number", "", "", ".//claims[1]//claim-text", "", ".//description")
        {
            Adds = true
        },
        ["family-member"] = new("OPS legal events", "//family-member", "", ".//publication-reference/document-id[@document-id-type='docdb']/doc-number", "", "", "", "", "")
        {
            Events = "./legal",
            Adds = true
        },
        ["ep-patent-document"] = new("EP full text", "/", "//B540/B542", "//B110", "//B140/date", "//B721/snm", "//claims[1]/claim", "//ref-cited//doc-number", "/*/description"),
        ["PatentDocumentAndRelated"] = new("national packages", "/", "//InventionTitle|//DesignTitle", "@docNumber", "@datePublication",
            "//Inventor//Name|//Designer//Name", "//Claims/Claim", "", "//Description"),
        ["cn-patent-document"] = new("Chinese ST.36", "/", "//cn-bibliographic-data/invention-title", "//cn-publication-reference//doc-number",
            "//cn-publication-reference//date", "//inventor//name", "//claims/claim", "", "//description"),
    };

    private static readonly string[] Fields = ["title", "publication", "day", "inventors", "claims", "cited", "description", "events"];

    public static async Task<int> RunAsync(ReferenceData reference, string folder)
    {
        var scratch = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        File.SetUnixFileMode(scratch, (UnixFileMode)0b111_101_101);
        try
        {
            var tallies = new SortedDictionary<string, (int Documents, int[] Same, int[] Told)>(StringComparer.Ordinal);
            await ImportBench.Run(scratch, "search", "x");
            var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToList();
            var records = await RecordsAsync(reference, files, scratch);
            foreach (var file in files)
                await ReadAsync(records, file, tallies);
            Console.WriteLine($"| documents | number | {string.Join(" | ", Fields)} |");
            foreach (var (kind, (documents, same, told)) in tallies)
                Console.WriteLine($"| {kind} | {documents} | {string.Join(" | ", same.Zip(told, (a, b) => b == 0 ? "–" : $"{a} of {b}"))} |");
            Console.WriteLine($"{tallies.Values.Sum(tally => tally.Documents)} documents of {tallies.Count} kinds");
            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task ReadAsync(List<IpRecord> records, string file, SortedDictionary<string, (int Documents, int[] Same, int[] Told)> tallies)
    {
        var content = await File.ReadAllTextAsync(file);
        if ((GreenBook(content) ?? Parse(content)) is not { } document || document.Root is not { } root)
        {
            Console.WriteLine($"{Path.GetFileName(file)}: passed over, it is no XML that can be read whole");
            return;
        }

        var entries = root.DescendantsAndSelf().Where(element => Sources.ContainsKey(element.Name.LocalName)).Select(element => (element, Sources[element.Name.LocalName])).Take(200).ToList();
        if (entries.Count == 0)
            return;
        foreach (var (entry, source) in entries)
        {
            var number = Values(entry, source.Publication).FirstOrDefault() ?? "";
            var record = records.FirstOrDefault(one => one.Publications.Select(publication => publication.Number).Append(one.Number)
                .Any(have => Digits(number).Length > 3 && Digits(have).Contains(Tail(number), StringComparison.Ordinal)));
            if (record is null && source.Adds)
                continue;
            var tally = tallies.GetValueOrDefault(source.Kind, (0, new int[Fields.Length], new int[Fields.Length]));
            foreach (var (same, told, i, found, wanted) in Compare(entry, source, record))
            {
                tally.Item2[i] += same && told ? 1 : 0;
                tally.Item3[i] += told ? 1 : 0;
                if (told && !same)
                    Console.WriteLine($"{Path.GetFileName(file)} {number} {Fields[i]}: {Cut(wanted)} there, {Cut(found)} here");
            }

            tallies[source.Kind] = (tally.Item1 + 1, tally.Item2, tally.Item3);
        }
    }

    private static IEnumerable<(bool Same, bool Told, int Field, string Found, string Wanted)> Compare(XElement entry, Source source, IpRecord? record)
    {
        yield return Text(0, Values(entry, source.Title), record is null ? [] : [record.Title, record.TitleEn ?? "", .. record.Translations.Select(translation => translation.Title ?? "")]);
        yield return Text(1, Values(entry, source.Publication).Take(1).Select(Tail),
            record?.Publications.Select(publication => RecordNumber.ParsePatent(publication.Number)).OfType<RecordNumber>()
            .Select(number => Tail(number.Normal[..^(number.KindCode?.Length ?? 0)])) ?? []);
        yield return Text(2, Values(entry, source.Day).Take(1).Select(Digits),
            record?.Publications.Select(publication => publication.Date?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "") ?? []);
        var names = Squeeze(string.Concat(record?.Parties.Where(party => party.Role == PartyRole.Inventor).Select(party => party.Name) ?? []));
        var wanted = Values(entry, source.Inventors).Select(name => Squeeze(Country().Replace(name, ""))).Where(name => name.Length > 0).Distinct().ToList();
        yield return (wanted.TrueForAll(name => names.Contains(name, StringComparison.Ordinal)), wanted.Count > 0, 3, names, string.Join(' ', wanted));
        var claims = source.Claims.Length == 0 ? 0 : entry.XPathSelectElements(Local(source.Claims)).Count();
        yield return (claims == record?.Claims.Count, claims > 0, 4, $"{record?.Claims.Count}", $"{claims}");
        var cited = Values(entry, source.Cited).Select(Digits).Where(digits => digits.Length > 3).Select(digits => digits.TrimStart('0')).Distinct().ToList();
        var have = string.Join(' ', record?.Citations.Select(citation => Digits(citation.Text)) ?? []);
        yield return (cited.TrueForAll(number => have.Contains(Tail(number), StringComparison.Ordinal)), cited.Count > 0, 5, have,
            string.Join(' ', cited.Where(number => !have.Contains(Tail(number), StringComparison.Ordinal))));
        var description = source.Description.Length == 0 ? "" : Letters(string.Concat(entry.XPathSelectElements(Local(source.Description)).Take(1).Select(element => element.Value)));
        var kept = Letters(string.Concat(record?.Description.Where(part => part.Kind != "image").Select(part => part.Text) ?? []));
        yield return (kept.Length >= description.Length * 0.99, description.Length > 0, 6, $"{kept.Length} letters", $"{description.Length} letters");
        var events = source.Events.Length == 0 ? 0 : entry.XPathSelectElements(source.Events).Count();
        yield return (record?.Events.Count >= events, events > 0, 7, $"{record?.Events.Count}", $"{events}");
    }

    private static (bool, bool, int, string, string) Text(int field, IEnumerable<string> wanted, IEnumerable<string> found)
    {
        var (want, have) = (wanted.Select(Squeeze).Where(text => text.Length > 0).ToList(), found.Select(Squeeze).ToHashSet());
        return (want.TrueForAll(have.Contains), want.Count > 0, field, string.Join(" / ", have), string.Join(" / ", want.Where(text => !have.Contains(text))));
    }

    private static IEnumerable<string> Values(XElement entry, string path)
    {
        if (path.Length == 0)
            yield break;
        foreach (var one in path.Split('|').GroupBy(one => one[0] == '@').OrderByDescending(group => group.Key))
        {
            foreach (var value in one.Key
                ? one.Select(name => (string?)entry.Attribute(name[1..])).OfType<string>()
                : entry.XPathSelectElements(Local(string.Join('|', one))).Select(element => element.Value))
                yield return value;
        }
    }

    // The trees have no namespaces; a path begins at the entry.
    private static string Local(string path) => string.Join('|', path.Split('|')
        .Select(one => one.StartsWith("/*", StringComparison.Ordinal) ? "./" + one[3..] : one.StartsWith("//", StringComparison.Ordinal) ? "." + one : one));

    private static async Task<List<IpRecord>> RecordsAsync(ReferenceData reference, IReadOnlyList<string> files, string scratch)
    {
        await using var database = await HubDatabase.OpenAsync(new HubOptions { DataFolder = scratch }, null, HubRole.Command, Hub.Schemas, CancellationToken.None);
        var store = new RecordStore(database);
        var importer = new RecordImporter(database, reference, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<RecordImporter>.Instance);
        foreach (var file in files)
        {
            try
            {
                var report = await importer.RunAsync(new([file]) { Again = true, KeepUnknown = true }, null, CancellationToken.None);
                if (report.Refused > 0)
                    Console.WriteLine($"{Path.GetFileName(file)}: {report.Refused} refused");
            }
            catch (HubFaultException e)
            {
                Console.WriteLine($"{Path.GetFileName(file)}: {e.Text.En}");
            }
        }

        var all = await store.PageAsync([], Guid.Empty, 100_000, CancellationToken.None);
        return [.. (await store.Texts.WholeAsync(all, CancellationToken.None)).Select(stored => stored.Record)];
    }

    private static XDocument? Parse(string text)
    {
        try
        {
            // Entities that only the document type knows become a sign, so that the tree is whole.
            text = DocType().Replace(text, "", 1);
            text = Entity().Replace(text, "·");
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF', ' ', '\n', '\r')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, CheckCharacters = false });
            var document = XDocument.Load(reader);
            foreach (var element in document.Descendants())
                element.Name = element.Name.LocalName;
            return document;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // Offices and databases pad numbers and years each in their way; the last six figures tell one document of a list from another.
    private static string Tail(string number) => Digits(number).TrimStart('0') is { Length: > 6 } digits ? digits[^6..] : Digits(number).TrimStart('0');

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetter));

    private static string Squeeze(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static string Cut(string text) => text.Length <= 120 ? text : text[..120] + "…";

    [GeneratedRegex(@"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", RegexOptions.Singleline)]
    private static partial Regex DocType();

    [GeneratedRegex("&(?!amp;|lt;|gt;|quot;|apos;|#)[A-Za-z][A-Za-z0-9.]*;")]
    private static partial Regex Entity();

    [GeneratedRegex(@"\s*\[[A-Z]{2}\]\s*$")]
    private static partial Regex Country();
}
