using System.Text;

namespace Zhishu.Records;

/// <summary>Tables as text: parted by commas, semicolons or tabs; UTF-8, UTF-16, GB18030 or Big5.</summary>
internal sealed class TableFormat(TableReader tables, TableWords words) : IRecordFormat
{
    private const int HeadSize = 64 << 10;
    private static readonly char[] Separators = [',', '\t', ';'];

    public string Name => "csv";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head) => Guess(head) is not null;

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        var head = new byte[HeadSize];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var (encoding, separator) = Guess(head.AsSpan(0, read)) ?? (TextEncodings.Detect(head.AsSpan(0, read)), ',');
        using var reader = new StreamReader(new HeadStream(head, read, stream), encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        foreach (var item in tables.Read([new(null, new DelimitedReader(reader, separator).Rows())], sourceName))
            yield return item;
    }

    /// <summary>
    /// How the text is to be read so that a header is found, that which names most columns; null when none is. Bytes of Big5 are good GB18030 too, but mean nothing
    /// there: the header decides.
    /// </summary>
    private (Encoding Encoding, char Separator)? Guess(ReadOnlySpan<byte> head)
    {
        var likely = TextEncodings.Detect(head);
        foreach (var encoding in likely == TextEncodings.Gb18030 ? [likely, TextEncodings.Big5] : new[] { likely })
        {
            var text = encoding.GetString(head).TrimStart('\uFEFF');
            var best = Separators.Select(separator => (Separator: separator, Known: Known(text, separator))).MaxBy(guess => guess.Known);
            if (best.Known > 0)
                return (encoding, best.Separator);
        }

        return null;
    }

    private int Known(string text, char separator) => new DelimitedReader(new StringReader(text), separator).Rows().Take(TableHeader.DeepestRow).Where(row => row.Fault is null)
        .Select(row => TableHeader.Find(row.Fields, words)).FirstOrDefault(found => found is not null)?.Known ?? 0;
}
