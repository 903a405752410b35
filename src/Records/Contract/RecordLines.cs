using System.Text;
using System.Text.Json;

namespace Zhishu.Records;

/// <summary>A line of a JSON Lines file: a record, the word that one is gone, or neither and why.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Record">The record, or null.</param>
/// <param name="Gone">Which record is gone, or null.</param>
/// <param name="Refusal">Why the line was not taken, or null.</param>
public readonly record struct RecordLine(long Line, IpRecord? Record, RecordKey? Gone, IntakeRefusal? Refusal);

/// <summary>Reads the JSON Lines that hubs publish, bounded in memory; a record that is gone stands as <c>{"deleted":true,"kind":…,"office":…,"number":…}</c>.</summary>
public static class RecordLines
{
    /// <summary>Reads lines one after another.</summary>
    /// <param name="stream">The file, packed or not.</param>
    /// <param name="packedBytes">Bytes of the packed file, by which bombs are told; null when it is not packed.</param>
    /// <exception cref="IOException">The file is damaged or unpacks to far more than it should.</exception>
    /// <exception cref="InvalidDataException">The packed file is damaged.</exception>
    public static IEnumerable<RecordLine> Read(Stream stream, long? packedBytes)
    {
        using var open = packedBytes is { } bytes ? ArchiveLimits.OpenGzip(stream, bytes) : stream;
        using var reader = new StreamReader(open, new UTF8Encoding(false, true), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        for (var line = 1L; ; line++)
        {
            string? text;
            bool cut;
            try
            {
                text = BoundedLine.Read(reader, JsonLinesFormat.LongestLine, out cut);
            }
            catch (DecoderFallbackException e)
            {
                throw new InvalidDataException("The file is not UTF-8.", e);
            }

            if (text is null)
                yield break;
            if (cut)
                yield return new(line, null, null, new(null, "row.long", new("该行过长，已跳过")));
            else if (!string.IsNullOrWhiteSpace(text))
                yield return Parse(line, text);
        }
    }

    /// <summary>Reads one record from its JSON, or tells why not.</summary>
    public static (IpRecord? Record, IntakeRefusal? Refusal) ReadOne(string json)
    {
        var line = Parse(1, json);
        return (line.Record, line.Record is null ? line.Refusal ?? new(null, "json.member", new("不是记录")) : null);
    }

    private static RecordLine Parse(long line, string text)
    {
        if (text.Contains("\"deleted\":true", StringComparison.Ordinal) && Gone(text) is { } key)
            return new(line, null, key, null);
        var item = JsonLinesFormat.Parse(line, text, "");
        return item.Record is { } record
            ? new(line, record.Source is { Name: "" } ? record with { Source = null } : record, null, null)
            : new(line, null, null, new(item.Problems[0].Number, item.Problems[0].Code, item.Problems[0].Reason));
    }

    private static RecordKey? Gone(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return root.TryGetProperty("kind", out var kind) && root.TryGetProperty("office", out var office) && root.TryGetProperty("number", out var number) && root.TryGetProperty("deleted", out _)
                ? RecordKey.Parse($"{kind.GetString()}/{office.GetString()}/{number.GetString()}")
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
