using System.Buffers;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;

namespace Zhishu.Index.Building;

/// <summary>Documents gathered in memory, in the order they came; they are put into the order of the schema when they are written.</summary>
internal sealed class MemorySegment(IndexSchema schema)
{
    private readonly MemoryField[] _fields = [.. schema.Fields.Select(field => new MemoryField(field.Kind))];
    private readonly List<UInt128> _keys = [];
    private readonly HashSet<int> _gone = [];
    private readonly Dictionary<UInt128, int> _places = [];

    /// <summary>Documents gathered, replaced ones too.</summary>
    public int Count => _keys.Count;

    /// <summary>Memory in use, and about to be used when the documents are written.</summary>
    public long Bytes => _fields.Sum(each => each.Bytes) + (_keys.Count * 64L);

    public void Begin(UInt128 key)
    {
        Remove(key);
        _places[key] = _keys.Count;
        _keys.Add(key);
    }

    public void AddToken(int field, ReadOnlySpan<char> term, int position) => _fields[field].AddToken(term, position);

    public void AddKeyword(int field, ReadOnlySpan<char> value) => _fields[field].AddKeyword(value, _keys.Count - 1);

    public void SetNumber(int field, long value)
    {
        var numbers = _fields[field].Numbers;
        numbers.Resize(_keys.Count);
        numbers[_keys.Count - 1] = value;
    }

    public void AddStored(int field, ReadOnlySpan<byte> value) => _fields[field].Stored.AddRange(value);

    public void End()
    {
        foreach (var field in _fields)
            field.EndDocument(_keys.Count - 1);
    }

    public void Remove(UInt128 key)
    {
        if (_places.Remove(key, out var place))
            _gone.Add(place);
    }

    public void Clear()
    {
        foreach (var field in _fields)
            field.Clear();
        _keys.Clear();
        _gone.Clear();
        _places.Clear();
    }

    /// <summary>Writes the documents as a segment; null when none is left.</summary>
    public SegmentMark? Write(string folder, long id)
    {
        var order = Ordered();
        if (order.Length == 0)
            return null;
        using var builder = new SegmentBuilder(folder, id, schema, order.Length);
        builder.WriteKeys([.. order.Select(document => _keys[document])]);
        for (var i = 0; i < _fields.Length; i++)
        {
            var field = _fields[i];
            switch (field.Kind)
            {
                case FieldKind.Text:
                    WriteText(builder, i, field, order);
                    break;
                case FieldKind.Keyword or FieldKind.Facet:
                    WriteKeywords(builder, i, field, order);
                    break;
                case FieldKind.Stored:
                    WriteStored(builder, i, field, order);
                    break;
                default:
                    builder.WriteNumbers(i, [.. order.Select(document => field.Numbers[document])], sorted: field.Kind == FieldKind.Number && i != schema.Order);
                    break;
            }
        }

        return builder.Finish();
    }

    /// <summary>The documents that are left, greatest number first, those without one last, equal ones by key.</summary>
    private int[] Ordered()
    {
        var numbers = _fields[schema.Order].Numbers;
        var order = Enumerable.Range(0, _keys.Count).Where(document => !_gone.Contains(document)).ToArray();
        Array.Sort(order, (a, b) => numbers[b].CompareTo(numbers[a]) is var byNumber and not 0 ? byNumber : _keys[a].CompareTo(_keys[b]));
        return order;
    }

    private static void WriteText(SegmentBuilder builder, int place, MemoryField field, int[] order)
    {
        var norms = new byte[order.Length];
        var (total, filled) = (0L, 0L);
        for (var i = 0; i < order.Length; i++)
        {
            var length = field.Ends[order[i]] - StartOf(field, order[i]);
            norms[i] = FieldLength.Encode(length);
            total += length;
            filled += length > 0 ? 1 : 0;
        }

        builder.WriteNorms(place, norms, total, filled);
        var (starts, ends, documents, positions) = Scatter(field, order, withPositions: true);
        var (terms, numbers) = field.Terms.Sorted();
        var dictionary = builder.BeginTerms();
        foreach (var number in numbers)
        {
            builder.Postings.Begin(withTimes: true);
            for (var at = starts[number]; at < ends[number];)
            {
                var first = at;
                var document = documents[at];
                while (at < ends[number] && documents[at] == document)
                    at++;
                builder.Postings.Add(document, norms[document], positions.AsSpan(first, at - first));
            }

            End(builder, dictionary, terms[number]);
        }

        ArrayPool<int>.Shared.Return(documents);
        ArrayPool<int>.Shared.Return(positions);
        builder.EndTerms(place, dictionary);
    }

    private static void WriteKeywords(SegmentBuilder builder, int place, MemoryField field, int[] order)
    {
        var (firsts, ends, documents, _) = Scatter(field, order, withPositions: false);
        var (terms, numbers) = field.Terms.Sorted();
        var dictionary = builder.BeginTerms();
        var ordinals = new int[numbers.Length];
        var counts = new List<uint>(numbers.Length);
        foreach (var number in numbers)
        {
            builder.Postings.Begin(withTimes: false);
            for (var at = firsts[number]; at < ends[number]; at++)
                builder.Postings.Add(documents[at], 0, []);
            ordinals[number] = dictionary.Count;
            if (End(builder, dictionary, terms[number]) is > 0 and var count)
                counts.Add((uint)count);
        }

        ArrayPool<int>.Shared.Return(documents);
        builder.EndTerms(place, dictionary);
        if (field.Kind != FieldKind.Facet)
            return;
        var starts = new int[order.Length + 1];
        var values = new List<int>(field.Tokens.Count);
        for (var i = 0; i < order.Length; i++)
        {
            for (var at = StartOf(field, order[i]); at < field.Ends[order[i]]; at++)
                values.Add(ordinals[field.Tokens[at]]);
            starts[i + 1] = values.Count;
        }

        builder.WriteFacet(place, starts, [.. values], [.. counts]);
    }

    private static void WriteStored(SegmentBuilder builder, int place, MemoryField field, int[] order)
    {
        var ends = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + field.Ends[order[i]] - StartOf(field, order[i]);
        builder.WriteStored(place, ends, file =>
        {
            foreach (var document in order)
                file.Write(field.Stored.Items[StartOf(field, document)..field.Ends[document]]);
        });
    }

    private static int End(SegmentBuilder builder, Terms.TermDictionaryWriter dictionary, ReadOnlySpan<byte> term)
    {
        var (count, postings, positions) = builder.Postings.End();
        if (count > 0)
            dictionary.Add(term, count, postings, positions);
        return count;
    }

    private static int StartOf(MemoryField field, int document) => document == 0 ? 0 : field.Ends[document - 1];

    /// <summary>Sorts the tokens by term, and for each term by document: they are dealt out in the order of the documents, so that nothing has to be compared.</summary>
    /// <returns>Where each term's part begins and ends, and, in memory to be given back, for each token its document and position.</returns>
    private static (int[] Starts, int[] Ends, int[] Documents, int[] Positions) Scatter(MemoryField field, int[] order, bool withPositions)
    {
        var starts = new int[field.Terms.Count];
        for (var term = 1; term < starts.Length; term++)
            starts[term] = starts[term - 1] + field.Times[term - 1];
        var next = starts.ToArray();
        var documents = ArrayPool<int>.Shared.Rent(field.Tokens.Count);
        var positions = ArrayPool<int>.Shared.Rent(withPositions ? field.Tokens.Count : 0);
        for (var document = 0; document < order.Length; document++)
        {
            for (var at = StartOf(field, order[document]); at < field.Ends[order[document]]; at++)
            {
                var slot = next[field.Tokens[at]]++;
                documents[slot] = document;
                if (withPositions)
                    positions[slot] = field.Positions[at];
            }
        }

        return (starts, next, documents, positions);
    }
}
