using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>All formats, in the order in which a file is tried: the surest first.</summary>
internal static class SourceFormats
{
    /// <summary>Names for <see cref="ImportRequest.Format"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "csv", "xlsx", "cn-xml", "cn-prs", "cn-trademark", "cn-judgment", "uspto-xml", "uspto-pap", "uspto-patdoc", "uspto-aps", "ep-xml", "docdb-xml",
            "ops-fulltext", "ops-legal", "st36-xml", "tm-xml", "uspto-tm", "us-assignments", "st96-xml", "lens-json", "jsonl",
        "derwent", "ris", "bibtex",
    ];

    /// <param name="reference">Words of tables, regions.</param>
    /// <param name="asks">Whether a table whose important columns were not understood is refused.</param>
    /// <param name="mapping">What a person said of the columns of tables, or null.</param>
    public static IRecordFormat[] All(ReferenceData reference, bool asks, TableMapping? mapping = null)
    {
        var words = reference.Tables.With(mapping);
        var regions = new RegionFinder(reference.Regions);
        var tables = new TableReader(words, regions, asks && mapping is null);
        XmlSourceFormat Xml(string name, string[] roots, string[] entries, Func<XElement, long, string, IEnumerable<SourceItem>> read) =>
            new(name, roots, entries, (entry, line, source) => read(entry, line, source).Select(item => WithRegion(item, regions)));
        return
        [
            new WorkbookFormat(tables),
            Xml("cn-xml", ["PatentDocumentAndRelated", "PatentDocument"], ["PatentDocumentAndRelated", "PatentDocument"], St36Reader.Read),
            new XmlSourceFormat("cn-prs", ["PRS", "PRSRecord"], ["PRSRecord"], PrsReader.Read) { Rule = MergeRule.Amend },
            Xml("cn-trademark", ["TRADEMARK", "TRADEMARKS"], ["TRADEMARK"], MarkReaders.Chinese),
            new XmlSourceFormat("cn-judgment", ["CASE", "CASES"], ["CASE"], JudgmentReader.Read) { Rule = MergeRule.Amend },
            new XmlSourceFormat("cn-law", ["LAW_INFOR", "LAW_INFORS", "LAWS"], ["LAW_INFOR"], JudgmentReader.Law) { Rule = MergeRule.Amend },
            new UsptoFormat(),
            Xml("uspto-pap", ["patent-application-publication"], ["patent-application-publication"], UsptoEarlyApplication.Read),
            new XmlSourceFormat("uspto-patdoc", ["PATDOC"], ["PATDOC"], InidReader.Read) { Sgml = true },
            new GreenBookFormat(),
            Xml("ep-xml", ["ep-patent-document"], ["ep-patent-document"], InidReader.Read),
            new XmlSourceFormat("ops-fulltext", ["fulltext-documents", "fulltext-document"], ["fulltext-document"], OpsReader.FullText) { Rule = MergeRule.Amend, Wrapper = "world-patent-data" },
            new XmlSourceFormat("ops-legal", ["patent-family"], ["family-member"], OpsReader.Legal) { Rule = MergeRule.Amend, Wrapper = "world-patent-data", Telling = "legal=\"true\"" },
            Xml("docdb-xml", ["exchange-documents", "world-patent-data", "exchange-document"], ["exchange-document"], St36Reader.Read),
            Xml("st36-xml", ["cn-patent-document", "wo-patent-document", "patent-document", "jp-official-gazette", "kr-patent-document", "wo-published-application", "application-body"],
                ["cn-patent-document", "wo-patent-document", "patent-document", "jp-official-gazette", "kr-patent-document", "wo-published-application"], St36Reader.Read),
            new St96Format(),
            new XmlSourceFormat("tm-xml", ["TrademarkTransaction", "Transaction", "TrademarkBag", "Trademark", "TradeMark"], ["Trademark", "TradeMark"], MarkReaders.Foreign),
            new XmlSourceFormat("uspto-tm", ["trademark-applications-daily", "case-file"], ["case-file"], MarkReaders.American),
            new XmlSourceFormat("us-assignments", ["trademark-assignments", "us-patent-assignments", "patent-assignments"], ["assignment-entry", "patent-assignment"], AssignmentReader.Read)
            {
                Rule = MergeRule.Amend
            },
            new LensJsonFormat(),
            new JsonLinesFormat(),
            new DerwentFormat(),
            new RisFormat(reference.Tables),
            new BibTexFormat(),
            new TableFormat(tables, words),
        ];
    }

    // Where the first Chinese applicant lives, as its address tells it.
    private static SourceItem WithRegion(SourceItem item, RegionFinder regions) =>
        item.Record is { Region: null, Office: "CN" } record && record.Parties.FirstOrDefault(party => party.Role == PartyRole.Applicant) is { Address: { } address, Country: null or "CN" }
            ? item with { Record = record with { Region = regions.Find(null, address) } }
            : item;
}
