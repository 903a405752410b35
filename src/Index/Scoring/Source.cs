using Zhishu.Index.Matching;
using Zhishu.Index.Postings;
using Zhishu.Index.Segments;
using Zhishu.Index.Storage;
using Zhishu.Index.Terms;

namespace Zhishu.Index.Scoring;

/// <summary>How often one text of a clause stands in the documents of a segment, measured by the length of the field and weighted.</summary>
internal abstract unsafe class Source(Segment segment, int field, float[] factors)
{
    protected const int MostTimes = 255;
    protected readonly byte* Norms = segment.Norms(field);

    /// <summary>What one occurrence is worth for each coded length.</summary>
    protected readonly float[] Factors = factors;

    /// <summary>Documents, at most.</summary>
    public abstract int Count { get; }

    /// <summary>What no document from one to before another surpasses.</summary>
    public abstract float Bound(int from, int to);

    /// <summary>Adds to the sums of all documents from one to before another.</summary>
    public abstract void Add(int from, int to, float[] sums);

    /// <summary>Adds to the sums of the given documents only.</summary>
    public abstract void Add(ReadOnlySpan<int> documents, int from, float[] sums);

    /// <summary>The worth of one occurrence in a field, for each coded length.</summary>
    public static float[] FactorsOf(RankField field, double meanLength)
    {
        var factors = new float[256];
        for (var code = 0; code < factors.Length; code++)
            factors[code] = (float)(field.Weight / (1 - field.B + (field.B * FieldLength.Decode(code) / Math.Max(1, meanLength))));
        return factors;
    }

    /// <summary>Occurrences of a term, read as they are needed.</summary>
    public sealed class OfTerm(Segment segment, int field, TermEntry term, float[] factors) : Source(segment, field, factors)
    {
        private readonly PostingsReader _reader = new(segment, field, term);
        private float _greatest = -1; // of a term in few documents

        public override int Count => _reader.Count;

        public PostingsReader Reader => _reader;

        public float BoundOf(int block)
        {
            var impacts = _reader.ImpactsOf(block);
            if (impacts == null)
                return Greatest();
            var bound = 0f;
            for (var i = 0; i < PostingsWriter.Impacts * 2; i += 2)
                bound = Math.Max(bound, impacts[i] * Factors[impacts[i + 1]]);
            return bound;
        }

        public override float Bound(int from, int to)
        {
            var bound = 0f;
            for (var block = _reader.BlockOf(from); block < _reader.Blocks; block++)
            {
                bound = Math.Max(bound, BoundOf(block));
                if (_reader.LastOf(block) >= to)
                    break;
            }

            return bound;
        }

        public override void Add(int from, int to, float[] sums)
        {
            for (var block = _reader.BlockOf(from); block < _reader.Blocks; block++)
            {
                var documents = _reader.Load(block);
                var times = _reader.TimesOfBlock();
                for (var i = 0; i < documents.Length; i++)
                {
                    var document = documents[i];
                    if ((uint)(document - from) < (uint)(to - from))
                        sums[document - from] += Math.Min(times[i], MostTimes) * Factors[Norms[document]];
                }

                if (documents[^1] >= to - 1)
                    break;
            }
        }

        public override void Add(ReadOnlySpan<int> documents, int from, float[] sums)
        {
            foreach (var document in documents)
            {
                var found = _reader.Advance(document);
                if (found == document)
                    sums[document - from] += Math.Min(_reader.Times, MostTimes) * Factors[Norms[document]];
                else if (found == PostingsReader.End)
                    break;
            }
        }

        /// <summary>What the occurrences in each document of the loaded block are worth.</summary>
        public void Worths(ReadOnlySpan<int> documents, float[] worths)
        {
            var times = _reader.TimesOfBlock();
            for (var i = 0; i < documents.Length; i++)
                worths[i] = Math.Min(times[i], MostTimes) * Factors[Norms[documents[i]]];
        }

        private float Greatest()
        {
            if (_greatest >= 0)
                return _greatest;
            var documents = _reader.Load(0);
            var times = _reader.TimesOfBlock();
            for (var i = 0; i < documents.Length; i++)
                _greatest = Math.Max(_greatest, Math.Min(times[i], MostTimes) * Factors[Norms[documents[i]]]);
            return _greatest;
        }
    }

    /// <summary>Occurrences that had to be worked out.</summary>
    public sealed class OfList(Segment segment, int field, Occurrences occurrences, float[] factors) : Source(segment, field, factors)
    {
        private float _greatest = -1;
        private int _at;

        public override int Count => occurrences.Documents.Count;

        public override float Bound(int from, int to)
        {
            if (_greatest >= 0)
                return _greatest;
            _greatest = 0;
            var documents = occurrences.Documents.List;
            for (var i = 0; i < documents.Length; i++)
                _greatest = Math.Max(_greatest, Math.Min(occurrences.Times[i], MostTimes) * Factors[Norms[documents[i]]]);
            return _greatest;
        }

        public override void Add(int from, int to, float[] sums)
        {
            var documents = occurrences.Documents.List;
            if (_at > 0 && (_at >= documents.Length || documents[_at - 1] >= from))
                _at = 0;
            if (_at < documents.Length && documents[_at] < from)
            {
                var found = documents.BinarySearch(from);
                _at = found < 0 ? ~found : found;
            }

            for (; _at < documents.Length && documents[_at] < to; _at++)
                sums[documents[_at] - from] += Math.Min(occurrences.Times[_at], MostTimes) * Factors[Norms[documents[_at]]];
        }

        public override void Add(ReadOnlySpan<int> documents, int from, float[] sums)
        {
            var rest = occurrences.Documents.List;
            var passed = 0;
            foreach (var document in documents)
            {
                var at = rest[passed..].BinarySearch(document);
                passed += at < 0 ? ~at : at;
                if (at >= 0)
                    sums[document - from] += Math.Min(occurrences.Times[passed], MostTimes) * Factors[Norms[document]];
            }
        }
    }
}
