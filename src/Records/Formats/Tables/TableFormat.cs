using System.Text;

namespace Zhishu.Records;

/// <summary>Tables as text: parted by commas, semicolons or tabs; UTF-8, UTF-16, GB18030 or Big5.</summary>
internal sealed class TableFormat(TableReader tables, TableWords words) : IRecordFormat
{
    private const int HeadSize = 64 << 10;
    private static readonly char[] Separators = [',', '\t', ';'];

    public string Name => "csv";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head) => Guess(head, words) is not null;

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        var head = new byte[HeadSize];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var (encoding, separator) = Guess(head.AsSpan(0, read), words) ?? (TextEncodings.Detect(head.AsSpan(0, read)), ',');
        using var reader = new StreamReader(new HeadStream(head, read, stream), encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        foreach (var item in tables.Read([new(null, new DelimitedReader(reader, separator).Rows())], sourceName))
            yield return item;
    }

    /// <summary>The first rows of a text, cut where most columns come of it, for a person to look at; none when it is no table.</summary>
    public static List<DelimitedRow> FirstRows(Stream stream, TableWords words, int most)
    {
        var head = new byte[HeadSize];
        var bytes = head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        var (encoding, known) = Guess(bytes, words) is { } guess ? (guess.Encoding, guess.Separator) : (TextEncodings.Detect(bytes), '\0');
        var text = encoding.GetString(bytes).TrimStart('\uFEFF');
        if (known == '\0' && text.Contains('\0'))
            return [];
        List<DelimitedRow> Cut(char separator) => [.. new DelimitedReader(new StringReader(text), separator).Rows()
            .Where(row => row.Fault is null && row.Fields.Any(cell => cell.Trim().Length > 0)).Take(most)];
        return known != '\0' ? Cut(known) : Separators.Select(Cut).MaxBy(rows => rows.Sum(row => row.Fields.Length > 1 ? row.Fields.Length : 0)) is { } best
            && best.Exists(row => row.Fields.Length > 1) ? best : [];
    }

    /// <summary>
    /// How the text is to be read so that a header is found, that which names most columns; null when none is. Bytes of Big5 are good GB18030 too, but mean nothing
    /// there: the header decides.
    /// </summary>
    private static (Encoding Encoding, char Separator)? Guess(ReadOnlySpan<byte> head, TableWords words)
    {
        var likely = TextEncodings.Detect(head);
        foreach (var encoding in likely == TextEncodings.Gb18030 ? [likely, TextEncodings.Big5] : new[] { likely })
        {
            var text = encoding.GetString(head).TrimStart('\uFEFF');
            var best = Separators.Select(separator => (Separator: separator, Known: Known(text, separator, words))).MaxBy(guess => guess.Known);
            if (best.Known > 0)
                return (encoding, best.Separator);
        }

        return null;
    }

    private static int Known(string text, char separator, TableWords words) => new DelimitedReader(new StringReader(text), separator).Rows()
        .Take(TableHeader.DeepestRow).Where(row => row.Fault is null)
        .Select(row => TableHeader.Find(row.Fields, words)).FirstOrDefault(found => found is not null)?.Known ?? 0;
}
