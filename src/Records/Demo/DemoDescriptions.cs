namespace Zhishu.Records.Demo;

/// <summary>Descriptions of generated patents, from what they say of themselves in abstract and claims.</summary>
internal static class DemoDescriptions
{
    /// <summary>Every how-manieth patent has one: those that are opened should show what a page is for, and the set should load in seconds.</summary>
    private const int Every = 8;

    /// <summary>The record with its description, where it has one.</summary>
    public static IpRecord With(IpRecord record, int serial) => record is { Kind: RecordKind.Patent, Claims.Count: > 0 } && serial % Every == 0
        ? record with { Description = [.. Of(record)] } : record;

    // What the first claim is made of, 包括甲、乙、丙和丁，所述…, has the numbers of the drawing from 1.
    private static List<string> Parts(IpRecord record) =>
        record.Claims[0].Text.Split("其特征在于，包括") is [_, var rest] && rest.IndexOf("，所述", StringComparison.Ordinal) is > 0 and var end
            ? [.. rest[..end].Split('、', '和')] : [];

    private static string Numbered(List<string> parts, string text) =>
        parts.Index().Aggregate(text, (now, part) => now.Replace(part.Item, $"{part.Item}{part.Index + 1}", StringComparison.Ordinal));

    private static IEnumerable<DescriptionPart> Of(IpRecord record)
    {
        var own = record.Type == "invention" ? "本发明" : "本实用新型";
        var number = 0;
        DescriptionPart Heading(string text) => new("heading", text);
        DescriptionPart Paragraph(string text) => new("paragraph", text) { Number = $"{++number:D4}" };
        var sentences = (record.Abstract ?? "").Split('。', StringSplitOptions.RemoveEmptyEntries);
        yield return Heading("技术领域");
        yield return Paragraph($"{own}涉及{record.Title}，{(sentences.FirstOrDefault(text => text.Contains("属于", StringComparison.Ordinal)) is { } field
            ? field[(field.IndexOf("属于", StringComparison.Ordinal))..].Split('，')[0] : "属于相关技术领域")}。");
        yield return Heading("背景技术");
        yield return Paragraph($"{(sentences.FirstOrDefault(text => text.Contains("以解决", StringComparison.Ordinal)) is { } problem
            ? problem[(problem.IndexOf("以解决", StringComparison.Ordinal) + 3)..] : "现有技术尚有不足")}。因此，有必要加以改进。");
        yield return Heading(record.Type == "invention" ? "发明内容" : "实用新型内容");
        yield return Paragraph($"为解决上述问题，{own}采用如下技术方案：{record.Claims[0].Text}");
        foreach (var claim in record.Claims.Skip(1))
            yield return Paragraph($"进一步地，{claim.Text[(claim.Text.IndexOf("其特征在于，", StringComparison.Ordinal) is >= 0 and var at ? at + 6 : 0)..]}");
        yield return Paragraph($"与现有技术相比，{(sentences.Length > 0 ? sentences[^1] : own + "结构简单")}。");
        yield return Heading("附图说明");
        yield return Paragraph($"图1为{record.Title}的结构示意图；图2为图1中一处的放大图。");
        var parts = Parts(record);
        if (parts.Count > 0)
            yield return Paragraph($"附图标记说明：{string.Join("；", parts.Select((part, i) => $"{i + 1}-{part}"))}。");
        yield return Heading("具体实施方式");
        yield return Paragraph($"下面结合附图对{own}作进一步说明。如图1所示，{Numbered(parts, sentences.FirstOrDefault(text => text.StartsWith("所述", StringComparison.Ordinal)
            || text.StartsWith("该方法", StringComparison.Ordinal)) ?? record.Claims[0].Text.TrimEnd('。'))}。");
        if (parts.Count > 0)
            yield return new("table", "附图标记\t部件\n" + string.Join('\n', parts.Select((part, i) => $"{i + 1}\t{part}")));
        yield return Paragraph($"以上仅为{own}的较佳实施例（示例数据，由程序生成），工作温度为25 ℃，空隙率约为10⁶个/cm²，不用于限制保护范围。");
    }
}
