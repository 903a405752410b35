using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>Legal status of the national packages (PRS): one event of one application each; what the record itself says is left as it is.</summary>
internal static partial class PrsReader
{
    // Names of the parts in the one line that an announcement is; the value of each ends where the next begins.
    private static readonly (string Name, string Key)[] Parts =
    [
        ("IPC(主分类)", ""), ("IPC（主分类）", ""), ("主分类号", ""), ("登记生效日", "effective"), ("生效日期", "effective"), ("生效日", "effective"), ("变更事项", "matter"), ("变更前权利人", "from"),
        ("变更后权利人", "to"), ("变更前", "from"), ("变更后", "to"), ("合同备案号", "contract"), ("备案号", "contract"), ("让与人", "from"), ("受让人", "to"), ("许可人", "from"), ("被许可人", "to"),
        ("许可种类", "licence"), ("备案日期", "effective"), ("备案日", "effective"), ("登记号", "contract"), ("出质人", "pledgor"), ("质权人", "pledgee"), ("登记日", "effective"),
        ("解除日", "effective"), ("注销日", "effective"), ("终止日期", "effective"), ("专利号", ""), ("申请号", ""), ("申请日", ""), ("申请公布日", ""), ("公开日", ""), ("授权公告日", ""), ("发明名称", ""),
        ("实用新型名称", ""), ("外观设计名称", ""), ("委内编号", "decision"), ("决定号", "decision"), ("决定日", "effective"), ("无效宣告决定号", "decision"), ("无效宣告决定日", "effective"),
        ("审查结论", "conclusion"), ("收件人", ""), ("文件名称", ""), ("登记生效日期", "effective"), ("放弃生效日", "effective"),
    ];

    private static readonly Regex Labels = new($"(?:{string.Join('|', Parts.Select(part => Regex.Escape(part.Name)).OrderByDescending(name => name.Length))})\\s*[:：]",
        RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));

    public static IEnumerable<SourceItem> Read(XElement entry, long line, string source)
    {
        St36Names.Rename(entry);
        var ids = entry.Descendants("document-id").Where(id => id.TextOf("doc-number") is not null).ToList();
        var id = ids.Find(one => ((string?)one.Parent!.Attribute("data-format"))?.Equals("original", StringComparison.OrdinalIgnoreCase) == true) ?? ids.FirstOrDefault();
        var prs = (string?)entry.Attribute("PRSID");
        if (id.TextOf("doc-number") is not { } number)
        {
            yield return SourceItem.Refused(Problem.Of(line, prs, "ApplicationReference", "number.missing", new("The application number|缺少申请号")));
            yield break;
        }

        var day = PatentXml.Day(entry.Below("PRSPublicationDate")?.TextOf("date")) ?? PatentXml.Day(entry.TextOf("PRSPublicationDate"));
        if (day is null)
        {
            yield return SourceItem.Refused(Problem.Of(line, number, "PRSPublicationDate", "date.wrong", new("法律状态公告日缺失或无法识别"),
                entry.TextOf("PRSPublicationDate")));
            yield break;
        }

        var value = entry.TextOf("PRSValue") ?? entry.TextOf("PRSCode") ?? "";
        var information = entry.TextOf("PRSInformation");
        yield return new(line, new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = id.TextOf("country") is { Length: 2 } country ? country.ToUpperInvariant() : "CN",
            Number = number,
            Title = "",
            Events = [new(day, CnStatus.EventOf(value), value) { Code = entry.TextOf("PRSCode"), Details = Details(information) }],
            Source = new Provenance(source),
        }, [])
        { Deletes = (string?)entry.Attribute("status") is "D" or "d" };
    }

    /// <summary>The parts of an announcement, by what they are (effective, from, to, matter, licence, contract, pledgor, pledgee, decision, conclusion); the whole stands under text.</summary>
    internal static IReadOnlyDictionary<string, string> Details(string? information)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (information is not { Length: > 0 })
            return parts;
        var text = DocumentTree.Tidy(information);
        parts["text"] = text.Length > 4000 ? text[..4000] : text;
        var labels = Labels.Matches(text);
        foreach (var (label, i) in labels.Select((label, i) => (label, i)))
        {
            var key = Parts.First(part => part.Name == label.Value.TrimEnd(':', '：', ' ')).Key;
            var end = i + 1 < labels.Count ? labels[i + 1].Index : text.Length;
            var value = text[(label.Index + label.Length)..end].Trim(' ', ';', '；', ',', '，', '。');
            if (key.Length == 0 || value.Length == 0)
                continue;
            if (key == "effective")
                value = PatentXml.Day(value)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? value;
            parts[key] = parts.TryGetValue(key, out var before) && before != value ? $"{before}; {value}" : value;
        }

        return parts;
    }
}
