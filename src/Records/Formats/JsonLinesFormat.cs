using System.Text.Json;

namespace Zhishu.Records;

/// <summary>Our own format: one record a line, all four kinds, as <c>docs/record.schema.json</c> describes it.</summary>
internal sealed class JsonLinesFormat : IRecordFormat
{
    internal const int LongestLine = 2 << 20;

    public string Name => "jsonl";

    public MergeRule Rule => MergeRule.Replace;

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8))
            head = head[3..];
        return head.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
    }

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = new StreamReader(stream, System.Text.Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        for (var line = 1L; BoundedLine.Read(reader, LongestLine, out var cut) is { } text; line++)
        {
            if (cut)
                yield return SourceItem.Refused(Problem.Of(line, null, null, "row.long", new("该行超过 8 MB，已跳过")));
            else if (!string.IsNullOrWhiteSpace(text))
                yield return Parse(line, text, sourceName);
        }
    }

    internal static SourceItem Parse(long line, string text, string sourceName)
    {
        try
        {
            var record = RecordJson.Read(text);
            return HasNull(record)
                ? SourceItem.Refused(Problem.Of(line, record.Number, null, "json.null", new("列表中含有 null")))
                : new(line, record with { Source = record.Source ?? new Provenance(sourceName) }, []);
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..] : null;
            return SourceItem.Refused(Problem.Of(line, null, field, field is null ? "json.syntax" : "json.member",
                field is null ? new($"不是有效的 JSON（第 {e.BytePositionInLine + 1} 字节附近）") : new($"成员 {field} 不是记录的成员，或其值不合要求（第 {e.BytePositionInLine + 1} 字节附近）"), text));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            return SourceItem.Refused(Problem.Of(line, null, null, "json.text", new("文本含有残缺的字符"), text));
        }
    }

    private static bool HasNull(IpRecord record) =>
        record.Parties.Any(item => item is null) || record.Classifications.Any(item => item is null) || record.Publications.Any(item => item is null)
        || record.Priorities.Any(item => item is null) || record.Events.Any(item => item is null) || record.Citations.Any(item => item is null)
        || record.Family.Any(item => item is null) || record.Related.Any(item => item is null) || record.Industries.Any(item => item is null) || record.Claims.Any(item => item?.DependsOn is null)
        || record.Translations.Any(item => item is null) || record.Description.Any(item => item?.Text is null) || record.Media.Any(item => item?.Key is null || item.Name is null)
        || record.Events.Any(item => item.Details.Values.Any(value => value is null)) || record.Extra.Values.Any(item => item is null);
}
