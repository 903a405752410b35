using System.Globalization;
using System.Text.RegularExpressions;
using Zhishu.Index;
using Zhishu.Records;
using Zhishu.Search.Postgres;
using Zhishu.Search.Query;
using Zhishu.Search.Text;
using IndexQuery = Zhishu.Index.Query;

namespace Zhishu.Search.Replica;

/// <summary>Writes a query as a question to the index. What stands in it twice becomes one and the same text, so that it is looked for once.</summary>
internal sealed class QueryPlan(TextAnalysis analysis)
{
    private const int MostThings = 16;
    private const double Fitting = 2;
    private const double EveryWord = 2; // see Postgres.Ranking

    private static readonly (int Field, double Weight, double B)[] Ranked =
        [(ReplicaFields.Title, 8, 0.5), (ReplicaFields.Applicant, 2, 0.5), (ReplicaFields.Abstract, 0.5, 0.75), (ReplicaFields.Claims, 0.25, 0.75), (ReplicaFields.Inventor, 2, 0.5)];

    private readonly Dictionary<(int Field, Piece Piece), IndexQuery.Text> _texts = [];

    /// <summary>The query with the chosen values of facets, but for those of one.</summary>
    public IndexQuery Condition(SearchRequest request, Facet? except = null)
    {
        var parts = new List<IndexQuery> { Write(request.Query) };
        parts.AddRange(request.Filters.Where(filter => filter.Key != except && filter.Value.Count > 0).Select(filter => Chosen(filter.Key, filter.Value)));
        parts.AddRange(request.Excluded.Where(filter => filter.Key != except && filter.Value.Count > 0).Select(filter => new IndexQuery.Not(Chosen(filter.Key, filter.Value))));
        return parts.Count == 1 ? parts[0] : new IndexQuery.And(parts);
    }

    /// <summary>What the hits are ranked by; null when the query has no texts.</summary>
    public RankingOrder? Ranking(QueryNode query, IndexReader reader)
    {
        var things = RankedThing.Of(query, analysis);
        if (things.Count > MostThings)
            things = [.. things.OrderBy(thing => Ranked.Max(field => reader.CountAtMost(PieceIn(field.Field, thing.Ways[0].Piece)))).Take(MostThings)];
        if (things.Count == 0)
            return null;

        // Patterns, and what fits a sentence, count alike wherever they stand.
        var patterns = QuerySql.Asked(query).Where(text => text.Wild).Select(text => new RankClause([], EveryWord) { Constant = Write(text) });
        var fitting = RankedThing.Fitting(query, analysis).Select(node => new RankClause([], Fitting) { Constant = Write(node) });
        return new([.. things.Select(thing => new RankClause([.. thing.Ways.SelectMany(FieldsOf)], EveryWord) { Telling = Ranked.Length }), .. patterns, .. fitting]);
    }

    private IEnumerable<RankField> FieldsOf((Piece Piece, double Weight) way) =>
        Ranked.Select(field => new RankField(PieceIn(field.Field, way.Piece), field.Weight * way.Weight, field.B));

    private IndexQuery Write(QueryNode node) => node switch
    {
        QueryNode.All => new IndexQuery.All(),
        QueryNode.And and => new IndexQuery.And([.. and.Parts.Select(Write)]),
        QueryNode.Or or => new IndexQuery.Or([.. or.Parts.Select(Write)]),
        QueryNode.Not not => new IndexQuery.Not(Write(not.Part)),
        QueryNode.AtLeast some => new IndexQuery.AtLeast(some.Count, [.. some.Parts.Select(Write)]),
        QueryNode.Text { Wild: true } text => Anywhere(text.Field, field => Wild(field, text.Value) is { } wild ? Plain(wild) : null),
        QueryNode.Text text => Pieces(text.Value, ReplicaFields.Of(text.Field)),
        QueryNode.Near near => Anywhere(near.Field, field => Span(field, near)),
        QueryNode.Number number => new IndexQuery.Or([.. Fields(number.Field).SelectMany(field => Numbers(field, number))]),
        QueryNode.Date { Field: QueryField.Priority } date => Days(ReplicaFields.PriorityDay, date),
        QueryNode.Date { Field: QueryField.EventDate } date => Days(ReplicaFields.EventDay, date),
        QueryNode.Date date => new IndexQuery.Range(DateField(date.Field), date.From.DayNumber, date.To.DayNumber),
        QueryNode.Symbol { Prefix: true } symbol => new IndexQuery.ValuePrefix(SymbolField(symbol.Field), symbol.Value),
        QueryNode.Symbol symbol => new IndexQuery.Values(SymbolField(symbol.Field), [symbol.Value, .. symbol.Below]),
        QueryNode.Office office => new IndexQuery.Values(ReplicaFields.Office, office.Codes),
        QueryNode.NiceClass nice => Chosen(Facet.Nice, [nice.Value]),
        QueryNode.Region region => new IndexQuery.Or([.. region.Codes.Select(code => new IndexQuery.ValuePrefix(ReplicaFields.Region, code))]),
        QueryNode.Status status => Chosen(Facet.Status, [status.Value.Code()]),
        QueryNode.StatusText status => Pieces(status.Value, [ReplicaFields.StatusText]),
        QueryNode.Type type => Chosen(Facet.Type, [type.Code]),
        QueryNode.Applicants names => Chosen(Facet.Applicant, names.Names),
        QueryNode.Chosen chosen => Chosen(chosen.Facet, chosen.Values),
        QueryNode.Records picked => new IndexQuery.Keys(picked.Ids),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    /// <summary>What of a query is to be marked in a text, whatever its field.</summary>
    public IndexQuery Marks(QueryNode node) => node switch
    {
        QueryNode.And and => new IndexQuery.Or([.. and.Parts.Select(Marks)]),
        QueryNode.Or or => new IndexQuery.Or([.. or.Parts.Select(Marks)]),
        QueryNode.AtLeast some => new IndexQuery.Or([.. some.Parts.Select(Marks)]),
        QueryNode.Text { Wild: false } text => new IndexQuery.Or([.. analysis.Pieces(text.Value).Distinct().Select(piece => PieceIn(0, piece))]),
        QueryNode.Text text => Wild(0, text.Value) is { } pattern ? pattern : new IndexQuery.None(),
        QueryNode.Near near when Span(0, near) is { } span => span,
        _ => new IndexQuery.None(),
    };

    private static IndexQuery.Values Chosen(Facet facet, IReadOnlyList<string> values) => new(ReplicaFields.Of(facet), facet switch
    {
        Facet.Kind => [.. values.Select(RecordKinds.Parse).OfType<RecordKind>().Select(kind => kind.Code())],
        Facet.Status => [.. values.Select(FacetValues.Status).OfType<LegalStatus>().Select(status => status.Code())],
        Facet.Year or Facet.FilingYear or Facet.PublicationYear or Facet.GrantYear => [.. values.Select(year => int.Parse(year, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture))],
        _ => values,
    });

    private static int[] Fields(QueryField field) => field switch
    {
        QueryField.ApplicationNumber => [ReplicaFields.ApplicationNumber],
        QueryField.PublicationNumber => [ReplicaFields.PublicationNumber],
        QueryField.Priority => [ReplicaFields.Priority],
        QueryField.Citing => [ReplicaFields.Cited],
        QueryField.Family => [ReplicaFields.Kin],
        _ => [ReplicaFields.ApplicationNumber, ReplicaFields.PublicationNumber],
    };

    private static IEnumerable<IndexQuery> Numbers(int field, QueryNode.Number number) =>
        number.Prefix ? number.Normals.Select(normal => new IndexQuery.ValuePrefix(field, normal)) : [new IndexQuery.Values(field, number.Normals)];

    private static int SymbolField(QueryField field) => field switch
    {
        QueryField.Cpc => ReplicaFields.Cpc,
        QueryField.MainClass => ReplicaFields.MainSymbol,
        _ => ReplicaFields.Symbol,
    };

    private static IndexQuery.Or Days(int field, QueryNode.Date date) => new([.. DayKeys.Between(date.From, date.To).Select(start => new IndexQuery.ValuePrefix(field, start))]);

    private static int DateField(QueryField field) => field switch
    {
        QueryField.PublicationDate => ReplicaFields.Published,
        QueryField.GrantDate => ReplicaFields.Granted,
        QueryField.Expiry => ReplicaFields.Expires,
        _ => ReplicaFields.Filed,
    };

    // Characters with a gap before or behind that may be empty are found wherever the characters are.
    private static IndexQuery.Text Plain(IndexQuery.Text text) =>
        text is IndexQuery.Sequence { Parts: [var only], Gaps: [{ Least: 0 }, { Least: 0 }] } ? only : text;

    private static IndexQuery Anywhere(QueryField field, Func<int, IndexQuery?> write) =>
        ReplicaFields.Of(field).Select(write).OfType<IndexQuery>().ToList() switch { [] => new IndexQuery.None(), [var only] => only, var all => new IndexQuery.Or(all) };

    // Each piece may stand in another field.
    private IndexQuery Pieces(string value, int[] fields)
    {
        var pieces = analysis.Pieces(value).Distinct()
            .Select(piece => fields.Length == 1 ? PieceIn(fields[0], piece) : (IndexQuery)new IndexQuery.Or([.. fields.Select(field => PieceIn(field, piece))])).ToList();
        return pieces switch { [] => new IndexQuery.None(), [var only] => only, _ => new IndexQuery.And(pieces) };
    }

    private IndexQuery.Text PieceIn(int field, Piece piece)
    {
        if (_texts.TryGetValue((field, piece), out var known))
            return known;
        if (piece.IsSingleCharacter)
            return _texts[(field, piece)] = new IndexQuery.Prefix(field, piece.Text);
        var (terms, width) = EntryTerms.Of(piece);
        return _texts[(field, piece)] = new IndexQuery.Phrase(field, terms, width);
    }

    /// <summary>Words, groups of them and nearness in one field; null when nothing of it can stand anywhere.</summary>
    private IndexQuery.Text? Span(int field, QueryNode node) => node switch
    {
        QueryNode.Text text => One(field, text),
        QueryNode.Or or => or.Parts.Select(part => Span(field, part)).OfType<IndexQuery.Text>().ToList() switch { [] => null, [var only] => only, var all => new IndexQuery.AnyOf(field, all) },
        QueryNode.Near near => Span(field, near.Left) is { } left && Span(field, near.Right) is { } right ? new IndexQuery.Near(field, left, right, near.Distance, near.Ordered) : null,
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private IndexQuery.Text? One(int field, QueryNode.Text text)
    {
        if (text.Wild)
            return Wild(field, text.Value);
        var pieces = analysis.Pieces(text.Value).ToList();
        return pieces.Count == 1 ? PieceIn(field, pieces[0]) : null;
    }

    /// <summary>A word or CJK run with gaps, read as <see cref="Pattern"/> reads it; null when it can stand nowhere.</summary>
    private IndexQuery.Text? Wild(int field, string value)
    {
        var parts = new List<Piece>();
        var gaps = new List<Gap> { default };
        foreach (var token in Regex.Split(value, @"([*?])", RegexOptions.CultureInvariant).Where(token => token.Length > 0))
        {
            if (token is "*" or "?")
            {
                gaps[^1] = token == "*" ? gaps[^1] with { Open = true } : gaps[^1] with { Least = gaps[^1].Least + 1 };
                continue;
            }

            var pieces = analysis.Pieces(token).ToList();
            if (pieces.Count == 0)
                continue;
            parts.Add(new(string.Concat(pieces.Select(piece => piece.Text)), pieces.TrueForAll(piece => piece.Cjk)));
            gaps.Add(default);
        }

        if (parts.Count == 0)
            return null;
        if (parts.TrueForAll(part => part.Cjk))
            return new IndexQuery.Sequence(field, [.. parts.Select(part => PieceIn(field, part))], gaps);
        if (parts.Exists(part => part.Cjk))
            return null; // characters and letters never stand in one run
        var expression = new Regex("^"
            + string.Concat(gaps.Select((gap, i) => (i == 0 ? "" : Regex.Escape(parts[i - 1].Text)) + new string('.', gap.Least) + (gap.Open ? ".*" : "")))
            + "$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return new IndexQuery.Pattern(field, gaps[0] == default ? parts[0].Text : "", term => !TextAnalysis.IsCjk(term, 0) && expression.IsMatch(term));
    }
}
