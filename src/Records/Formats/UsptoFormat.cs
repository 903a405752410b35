using System.Text;
using System.Xml;

namespace Zhishu.Records;

/// <summary>
/// Grants and applications of the United States, XML v4.x (Red Book), one document in a file or many one after another.
/// A damaged document costs itself alone.
/// </summary>
internal sealed class UsptoFormat : IRecordFormat
{
    // Documents with long sequence listings reach some ten million characters.
    private const long LongestDocument = 60_000_000;

    public string Name => "uspto-xml";

    public MergeRule Rule => MergeRule.Fill;

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith('<')
            && (text.Contains("<us-patent-grant", StringComparison.Ordinal) || text.Contains("<us-patent-application", StringComparison.Ordinal)
                || text.Contains("DOCTYPE us-patent-", StringComparison.Ordinal));
    }

    public IEnumerable<SourceItem> Read(Stream stream, string sourceName)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        var documents = new DocumentSlicer(reader);
        while (documents.MoveNext())
        {
            if (Parse(documents, sourceName) is { } item)
                yield return item;
            documents.SkipRest();
        }
    }

    private static SourceItem? Parse(DocumentSlicer document, string sourceName)
    {
        var start = document.StartLine;
        try
        {
            using var xml = XmlReader.Create(document, SafeXml.Settings(LongestDocument));
            xml.MoveToContent();
            if (xml.LocalName is "us-patent-grant" or "us-patent-application")
                return UsptoDocument.Read(xml, start, sourceName);

            // Bulk files carry sequence listings between the patents: they are no records.
            return xml.LocalName is "sequence-cwu"
                ? null
                : SourceItem.Refused(Problem.Of(start, null, xml.LocalName, "xml.root", new("不是美国专利授权或申请文件")));
        }
        catch (XmlException e)
        {
            var entity = e.Message.Contains("entity", StringComparison.OrdinalIgnoreCase);
            return SourceItem.Refused(Problem.Of(start + Math.Max(0, e.LineNumber - 1), null, null, entity ? "xml.entity" : "xml.syntax",
                entity ? new($"XML 使用了不允许的实体（第 {e.LineNumber} 行第 {e.LinePosition} 列）") : new($"XML 损坏（第 {e.LineNumber} 行第 {e.LinePosition} 列）")));
        }
        catch (InvalidDataException)
        {
            return SourceItem.Refused(Problem.Of(start, null, null, "xml.large", new("文献中的一段文本过长")));
        }
    }
}

/// <summary>Cuts a stream of documents, each with its own XML declaration, into one text after another, without holding any of them.</summary>
internal sealed class DocumentSlicer(TextReader source) : TextReader
{
    private const string Declaration = "<?xml ";
    private const int LongestPiece = 1 << 16;
    private string? _line;
    private int _at;
    private long _lineNumber;
    private bool _started;
    private bool _lineStart = true;

    public long StartLine { get; private set; }

    /// <summary>Goes to the next document; false at the end.</summary>
    public bool MoveNext()
    {
        while (_line is null || string.IsNullOrWhiteSpace(_line))
        {
            if (!Advance())
                return false;
        }

        _started = false;
        _at = 0;
        _line = _line.TrimStart('\uFEFF', ' ', '\t');
        StartLine = _lineNumber;
        return true;
    }

    public void SkipRest()
    {
        var buffer = new char[4096];
        while (Read(buffer, 0, buffer.Length) > 0)
        {
        }
    }

    public override int Peek() => Ready() ? _line![_at] : -1;

    public override int Read() => Ready() ? _line![_at++] : -1;

    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0 || !Ready())
            return 0;
        var part = Math.Min(count, _line!.Length - _at);
        _line.CopyTo(_at, buffer, index, part);
        _at += part;
        return part;
    }

    private bool Ready()
    {
        if (_line is null)
            return false;
        if (!_started)
        {
            _started = true;
            return _line.Length > 0;
        }

        while (_at >= _line.Length)
        {
            if (!Advance())
                return false;
            if (_lineStart && _line.StartsWith(Declaration, StringComparison.Ordinal))
            {
                // The next document begins here: this one ends.
                _at = _line.Length;
                var next = _line;
                _line = null;
                _pending = next;
                return false;
            }
        }

        return true;
    }

    private string? _pending;
    private bool _continues;
    private bool _begun;

    private static bool EndsInDeclaration(StringBuilder piece)
    {
        for (var i = 1; i <= Declaration.Length; i++)
        {
            if (piece[^i] != Declaration[^i])
                return false;
        }

        return true;
    }

    // Lines without an end come in pieces, so that a file without line breaks does not fill the memory.
    private bool Advance()
    {
        if (_pending is not null)
        {
            (_line, _pending, _at) = (_pending, null, 0);
            return true;
        }

        _lineStart = !_continues;
        var piece = new StringBuilder(_begun ? Declaration : "");
        var any = _begun;
        (_lineStart, _begun) = (_lineStart || _begun, false);
        for (int c; (c = source.Read()) >= 0;)
        {
            any = true;
            piece.Append((char)c);
            if (c == ' ' && piece.Length > Declaration.Length && EndsInDeclaration(piece))
            {
                // The document before does not end in a line break, or this one is indented: it begins here all the same.
                piece.Length -= Declaration.Length;
                _begun = true;
                break;
            }

            if (c == '\n' || (piece.Length >= LongestPiece && c == '>'))
                break;
            if (piece.Length >= 16 * LongestPiece)
                break;
        }

        if (_lineStart && any)
            _lineNumber++;
        _continues = any && !_begun && piece[^1] != '\n';
        _line = any ? piece.ToString() : null;
        _at = 0;
        return any;
    }
}
