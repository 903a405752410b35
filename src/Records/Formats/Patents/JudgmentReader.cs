using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>Judgments of the national packages (CASE): an event of the right that its number names, with the text as a document beside it.</summary>
internal static class JudgmentReader
{
    private static readonly string[] Days = ["C_JUDGE_DATE", "C_VERDICT_DATE", "C_VERDICTDATE", "C_DATE", "C_CLOSE_DATE", "C_PUBLISH_DATE"];

    private static readonly (string Element, string Name)[] Known =
    [
        ("C_LEGAL_NUM", "case"), ("C_COURT_NAME", "court"), ("C_TITLE", "title"), ("C_NAME", "title"), ("C_RESULT", "conclusion"), ("C_PLAINTIFF", "plaintiff"), ("C_DEFENDANT", "defendant"),
    ];

    public static IEnumerable<SourceItem> Read(XElement entry, long line, string source)
    {
        var shown = entry.TextOf("C_LEGAL_NUM") ?? entry.TextOf("C_ID");
        if (entry.TextOf("PN") is not { } number)
        {
            yield return SourceItem.Refused(Problem.Of(line, shown, "PN", "number.missing", new("裁判文书没有写明所涉权利的号码，无法关联")));
            yield break;
        }

        var types = string.Join('、', entry.Descendants("C_IP_TYPE").Select(element => element.Trimmed()).OfType<string>().Distinct());
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (element, name) in Known)
        {
            if (entry.TextOf(element) is { Length: <= 2000 } text)
                details.TryAdd(name, text);
        }

        // What has no part of its own keeps the name of its element.
        foreach (var leaf in entry.Descendants()
            .Where(element => !element.HasElements && element.Name.LocalName is not ("PN" or "C_IP_TYPE" or "C_VERDICTTYPE") && !Known.Any(known => known.Element == element.Name.LocalName)))
        {
            if (leaf.Trimmed() is { Length: <= 4000 } text)
                details.TryAdd(leaf.Name.LocalName, text);
        }

        if (types.Length > 0)
            details["matter"] = types;
        var day = Days.Select(name => PatentXml.Day(entry.TextOf(name))).FirstOrDefault(found => found is not null);
        var kind = types.Contains("商标", StringComparison.Ordinal) && !types.Contains("专利", StringComparison.Ordinal) ? RecordKind.Trademark : RecordKind.Patent;
        yield return new(line, new IpRecord
        {
            Kind = kind,
            Office = kind == RecordKind.Patent && RecordNumber.ParsePatent(number)?.Office is { Length: 2 } office ? office : "CN",
            Number = number,
            Title = "",
            Events = [new(day, EventCategory.Appeal, entry.TextOf("C_VERDICTTYPE") ?? "裁判文书") { Details = details }],
            Source = new Provenance(source),
        }, [])
        { Deletes = (string?)entry.Attribute("status") is "D" or "d" };
    }

    /// <summary>Laws are no rights: they are refused with the place where they belong.</summary>
    public static IEnumerable<SourceItem> Law(XElement entry, long line, string source)
    {
        yield return SourceItem.Refused(Problem.Of(line, entry.TextOf("LAW_NO"), null, "law.notRecord", new("法律法规不是知识产权记录，请在“信息公共服务资源”中登记"), entry.TextOf("LAW_TITLE_CN")));
    }
}
