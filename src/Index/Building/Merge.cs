using Zhishu.Index.Postings;
using Zhishu.Index.Segments;

namespace Zhishu.Index.Building;

/// <summary>Makes one segment of several, without the deleted documents and in the common order.</summary>
internal sealed class Merge
{
    private readonly IndexSchema _schema;
    private readonly int[][] _places; // new place of each document, or -1
    private readonly (byte Source, int Document)[] _order;
    private readonly CancellationToken _ct;

    public Merge(IndexSchema schema, IReadOnlyList<SegmentView> sources, CancellationToken ct)
    {
        (_schema, Sources, _ct) = (schema, sources, ct);
        _places = [.. sources.Select(source => new int[source.Documents])];
        _order = new (byte, int)[sources.Sum(source => source.Live)];
        Interleave();
    }

    /// <summary>What is merged, with the deletions of the moment it began.</summary>
    public IReadOnlyList<SegmentView> Sources { get; }

    /// <summary>The new place of a document of a source; -1 when it was deleted before.</summary>
    public int PlaceOf(int source, int document) => _places[source][document];

    /// <summary>Writes the segment; null when no document is left.</summary>
    public SegmentMark? Write(string folder, long id)
    {
        if (_order.Length == 0)
            return null;
        using var builder = new SegmentBuilder(folder, id, _schema, _order.Length);
        builder.WriteKeys([.. _order.Select(from => Sources[from.Source].Segment.Keys[from.Document])]);
        for (var field = 0; field < _schema.Fields.Count; field++)
        {
            switch (_schema.Fields[field].Kind)
            {
                case FieldKind.Text:
                    WriteText(builder, field);
                    break;
                case FieldKind.Keyword or FieldKind.Facet:
                    WriteKeywords(builder, field);
                    break;
                case FieldKind.Stored:
                    WriteStored(builder, field);
                    break;
                default:
                    var columns = Sources.Select(source => source.Segment.Numbers(field)).ToArray();
                    builder.WriteNumbers(field, [.. _order.Select(from => columns[from.Source][from.Document])], sorted: _schema.Fields[field].Kind == FieldKind.Number && field != _schema.Order);
                    break;
            }
        }

        return builder.Finish();
    }

    // Each source is in order: the least of their next documents comes next.
    private void Interleave()
    {
        var next = new int[Sources.Count];
        var heads = new (long Number, UInt128 Key)[Sources.Count];
        var numbers = Sources.Select(source => source.Segment.Numbers(_schema.Order)).ToArray();
        void Step(int source)
        {
            ref var document = ref next[source];
            for (; document < Sources[source].Documents && Sources[source].IsDeleted(document); document++)
                _places[source][document] = -1;
            if (document < Sources[source].Documents)
                heads[source] = (numbers[source][document], Sources[source].Segment.Keys[document]);
        }

        for (var source = 0; source < next.Length; source++)
            Step(source);
        for (var place = 0; place < _order.Length; place++)
        {
            var best = -1;
            for (var source = 0; source < next.Length; source++)
            {
                if (next[source] < Sources[source].Documents
                    && (best < 0 || heads[source].Number > heads[best].Number || (heads[source].Number == heads[best].Number && heads[source].Key < heads[best].Key)))
                    best = source;
            }

            _order[place] = ((byte)best, next[best]);
            _places[best][next[best]++] = place;
            Step(best);
        }
    }

    private void WriteText(SegmentBuilder builder, int field)
    {
        var norms = new byte[_order.Length];
        var filled = 0L;
        for (var i = 0; i < norms.Length; i++)
        {
            norms[i] = NormOf(_order[i].Source, _order[i].Document, field);
            filled += norms[i] > 0 ? 1 : 0;
        }

        // The deleted are taken off in proportion: the exact lengths are not kept.
        var total = Sources.Sum(source => source.Segment.Field(field).TotalLength * (long)source.Live / Math.Max(1, source.Documents));
        builder.WriteNorms(field, norms, total, filled);
        MergeTerms(builder, field, withTimes: true, (document, reader, buffer) =>
        {
            var at = buffer.Positions;
            var count = reader.Positions(ref at);
            buffer.Positions = at;
            builder.Postings.Add(document, norms[document], at.AsSpan(0, count));
        });
    }

    private unsafe byte NormOf(int source, int document, int field) => Sources[source].Segment.Norms(field)[document];

    private void WriteKeywords(SegmentBuilder builder, int field)
    {
        var counts = new List<uint>();
        var ordinals = Sources.Select(source => new int[source.Segment.Terms(field)?.Count ?? 0]).ToArray();
        MergeTerms(builder, field, withTimes: false, (document, _, _) => builder.Postings.Add(document, 0, []), (source, ordinal) => ordinals[source][ordinal] = counts.Count, counts);
        if (_schema.Fields[field].Kind != FieldKind.Facet)
            return;
        var columns = Sources.Select(source => source.Segment.Facets(field)).ToArray();
        var starts = new int[_order.Length + 1];
        var values = new GrowingList<int>();
        var own = new List<int>();
        for (var i = 0; i < _order.Length; i++)
        {
            own.Clear();
            columns[_order[i].Source].Read(_order[i].Document, own);
            foreach (var value in own)
                values.Add(ordinals[_order[i].Source][value]);
            starts[i + 1] = values.Count;
        }

        builder.WriteFacet(field, starts, values.Items.ToArray(), [.. counts]);
    }

    private void WriteStored(SegmentBuilder builder, int field)
    {
        var ends = new long[_order.Length];
        for (var i = 0; i < ends.Length; i++)
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + Sources[_order[i].Source].Segment.Stored(field, _order[i].Document).Length;
        builder.WriteStored(field, ends, file =>
        {
            foreach (var (source, document) in _order)
                file.Write(Sources[source].Segment.Stored(field, document));
        });
    }

    private sealed class Buffer
    {
        public int[] Positions = new int[64];
    }

    /// <summary>Goes through the terms of all sources in order and writes the postings of each.</summary>
    private void MergeTerms(SegmentBuilder builder, int field, bool withTimes, Action<int, PostingsReader, Buffer> add, Action<int, int>? seen = null, List<uint>? counts = null)
    {
        var dictionary = builder.BeginTerms();
        var walks = Sources.Select(source => source.Segment.Terms(field)?.All()).ToArray();
        for (var i = 0; i < walks.Length; i++)
        {
            if (walks[i]?.Next() != true)
                walks[i] = null;
        }

        var having = new List<int>();
        var readers = new PostingsReader?[walks.Length];
        var open = new List<(int Source, PostingsReader Reader)>();
        var buffer = new Buffer();
        while (true)
        {
            having.Clear();
            for (var i = 0; i < walks.Length; i++)
            {
                if (walks[i] is not { } walk)
                    continue;
                var order = having.Count == 0 ? 0 : walk.Term.SequenceCompareTo(walks[having[0]]!.Term);
                if (order < 0)
                    having.Clear();
                if (order <= 0)
                    having.Add(i);
            }

            if (having.Count == 0)
                break;
            _ct.ThrowIfCancellationRequested();
            builder.Postings.Begin(withTimes);
            open.Clear();
            foreach (var source in having)
            {
                (readers[source] ??= new(Sources[source].Segment, field, walks[source]!.Entry)).Open(Sources[source].Segment, field, walks[source]!.Entry);
                open.Add((source, readers[source]!));
            }

            MergePostings(open, add, buffer);
            var (count, postings, positions) = builder.Postings.End();
            foreach (var source in having)
                seen?.Invoke(source, walks[source]!.Entry.Ordinal);
            if (count > 0)
            {
                dictionary.Add(walks[having[0]]!.Term, count, postings, positions);
                counts?.Add((uint)count);
            }

            foreach (var source in having)
            {
                if (!walks[source]!.Next())
                    walks[source] = null;
            }
        }

        builder.EndTerms(field, dictionary);
    }

    private void MergePostings(List<(int Source, PostingsReader Reader)> readers, Action<int, PostingsReader, Buffer> add, Buffer buffer)
    {
        var heads = new int[readers.Count];
        for (var i = 0; i < heads.Length; i++)
            heads[i] = Next(readers[i], 0);
        while (true)
        {
            var best = 0;
            for (var i = 1; i < heads.Length; i++)
            {
                if (heads[i] < heads[best])
                    best = i;
            }

            if (heads[best] == PostingsReader.End)
                return;
            add(heads[best], readers[best].Reader, buffer);
            heads[best] = Next(readers[best], readers[best].Reader.Document + 1);
        }
    }

    private int Next((int Source, PostingsReader Reader) from, int document)
    {
        while (from.Reader.Advance(document) is not PostingsReader.End and var at)
        {
            if (_places[from.Source][at] is >= 0 and var place)
                return place;
            document = at + 1;
        }

        return PostingsReader.End;
    }
}
