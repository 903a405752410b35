using Zhishu.Index.Matching;
using Zhishu.Index.Segments;

namespace Zhishu.Index.Scoring;

/// <summary>Finds the best hits of one segment after another; what cannot be among them is passed over, window by window, by the greatest impacts of the blocks.</summary>
internal sealed class Scorer
{
    private const int Window = 2048;
    private const int LookUpCost = 6;

    private readonly Snapshot _snapshot;
    private readonly RankingOrder _ranking;
    private readonly double[] _rarity;
    private readonly float[][][] _factors;
    [ThreadStatic]
    private static Buffers? _spare;

    private readonly Matcher[] _matchers;
    private readonly List<(DocSet Documents, float Score)> _constants = [];
    private readonly float[] _sums;
    private readonly float[] _scores;
    private readonly int[] _portion;

    public Scorer(Snapshot snapshot, RankingOrder ranking, Matcher[] matchers)
    {
        (_snapshot, _ranking, _matchers) = (snapshot, ranking, matchers);
        (_sums, _scores, _portion) = _spare ??= new(new float[Window], new float[Window], new int[Window]);
        _rarity = [.. ranking.Clauses.Select(RarityOf)];
        _factors = [.. ranking.Clauses.Select(clause => clause.Fields.Select(field => Source.FactorsOf(field, MeanLength(field.Text.Field))).ToArray())];
    }

    private sealed record Buffers(float[] Sums, float[] Scores, int[] Portion);

    /// <summary>Adds the best hits of a segment.</summary>
    /// <param name="view">Place of the segment.</param>
    /// <param name="hits">Its hits; null when they are all the documents of the only text that is ranked by.</param>
    /// <param name="best">Takes them.</param>
    public void Add(int view, DocSet? hits, TopHits best)
    {
        var matcher = _matchers[view];
        var segment = _snapshot.Views[view].Segment;
        var clauses = new List<(Source[] Sources, float Rarity)>();
        _constants.Clear();
        for (var i = 0; i < _ranking.Clauses.Count; i++)
        {
            if (_ranking.Clauses[i].Constant is { } constant)
                _constants.Add((matcher.Match(constant, hits), (float)_ranking.Clauses[i].Plus));
            var sources = _ranking.Clauses[i].Fields.Select((field, f) => SourceOf(segment, field, _factors[i][f], matcher, hits)).OfType<Source>().ToArray();
            if (sources.Length > 0)
                clauses.Add((sources, (float)_rarity[i]));
        }

        if (hits is null)
        {
            if (clauses.Count > 0)
                AddTerm(view, (Source.OfTerm)clauses[0].Sources[0], clauses[0].Rarity, best);
            return;
        }

        // Of few hits, only the windows that have any are looked at.
        var rest = hits.Value.IsList ? hits.Value.List : [];
        for (var from = 0; from < segment.Documents; from += Window)
        {
            if (hits.Value.IsList)
            {
                if (rest.IsEmpty)
                    break;
                from = rest[0] / Window * Window;
                var end = rest.BinarySearch(from + Window);
                rest = rest[(end < 0 ? ~end : end)..];
            }

            AddWindow(view, from, Math.Min(segment.Documents, from + Window), hits.Value, clauses, best);
        }
    }

    private double RarityOf(RankClause clause)
    {
        var documents = Math.Max(1, _snapshot.Views.Sum(view => (long)view.Documents));
        var with = Math.Min(documents, clause.Fields.Count == 0 ? 0 : clause.Fields.Take(clause.Telling ?? clause.Fields.Count).Max(field => _matchers.Sum(matcher => matcher.Estimate(field.Text))));
        return clause.Plus + Math.Log(1 + ((documents - with + 0.5) / (with + 0.5)));
    }

    private double MeanLength(int field)
    {
        var (total, documents) = (_snapshot.Views.Sum(view => view.Segment.Field(field).TotalLength), _snapshot.Views.Sum(view => view.Segment.Field(field).Filled));
        return documents == 0 ? 1 : total / (double)documents;
    }

    private static Source? SourceOf(Segment segment, RankField field, float[] factors, Matcher matcher, DocSet? hits)
    {
        if (segment.Terms(field.Text.Field) is null)
            return null;
        if (field.Text is Query.Phrase { Terms.Count: 1 } phrase)
            return matcher.Expand(phrase) is [var entry] ? new Source.OfTerm(segment, phrase.Field, entry, factors) : null;
        var found = matcher.OccurrencesOf(field.Text, hits);
        return found.Documents.Count == 0 ? null : new Source.OfList(segment, field.Text.Field, found, factors);
    }

    /// <summary>All documents of one term are hits: block by block.</summary>
    private void AddTerm(int view, Source.OfTerm source, float rarity, TopHits best)
    {
        var k1 = (float)_ranking.K1;
        var reader = source.Reader;
        for (var block = 0; block < reader.Blocks; block++)
        {
            if (best.IsFull && IsHopeless(Saturated(source.BoundOf(block), rarity, k1), view, best))
                continue;
            var documents = reader.Load(block);
            source.Worths(documents, _sums);
            for (var i = 0; i < documents.Length; i++)
            {
                var score = Saturated(_sums[i], rarity, k1);
                if (!best.IsFull || !IsHopeless(score, view, best))
                    Offer(view, documents[i], score, best);
            }
        }
    }

    private void AddWindow(int view, int from, int to, DocSet hits, List<(Source[] Sources, float Rarity)> clauses, TopHits best)
    {
        var read = hits.ReadFrom(from);
        var segment = _snapshot.Views[view].Segment;
        var k1 = (float)_ranking.K1;
        if (best.IsFull)
        {
            var bound = 0f;
            foreach (var (sources, rarity) in clauses)
            {
                var sum = 0f;
                foreach (var source in sources)
                    sum += source.Bound(from, to);
                bound += Saturated(sum, rarity, k1);
            }

            foreach (var (_, score) in _constants)
                bound += score;

            // Sums may be rounded otherwise than the scores.
            if (bound * 1.00001f < best.Least)
                return;
        }

        var count = read.Next(_portion, to);
        if (count == 0)
            return;
        var documents = _portion.AsSpan(0, count);
        _scores.AsSpan(0, to - from).Clear();
        foreach (var (sources, rarity) in clauses)
        {
            _sums.AsSpan(0, to - from).Clear();
            foreach (var source in sources)
            {
                if ((long)count * LookUpCost < (long)source.Count * (to - from) / segment.Documents)
                    source.Add(documents, from, _sums);
                else
                    source.Add(from, to, _sums);
            }

            foreach (var document in documents)
            {
                if (_sums[document - from] is > 0 and var sum)
                    _scores[document - from] += Saturated(sum, rarity, k1);
            }
        }

        foreach (var (having, score) in _constants)
        {
            foreach (var document in documents)
            {
                if (having.Contains(document))
                    _scores[document - from] += score;
            }
        }

        foreach (var document in documents)
        {
            var score = _scores[document - from];
            if (!best.IsFull || !IsHopeless(score, view, best))
                Offer(view, document, score, best);
        }
    }

    private static float Saturated(float sum, float rarity, float k1) => rarity * (sum / (sum + k1));

    // Documents are in the order that decides between equal scores.
    private static bool IsHopeless(float score, int view, TopHits best) => score < best.Least || (score == best.Least && view == best.LeastView);

    private void Offer(int view, int document, float score, TopHits best)
    {
        if (!_snapshot.Views[view].IsDeleted(document))
            best.Add(new(score, view, document));
    }
}
