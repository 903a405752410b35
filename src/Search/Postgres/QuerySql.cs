using Npgsql;
using Zhishu.Records;
using Zhishu.Search.Query;
using Zhishu.Search.Text;

namespace Zhishu.Search.Postgres;

/// <summary>Writes a query as a condition over <c>search.entry</c>; every value is a parameter.</summary>
internal sealed class QuerySql(TextAnalysis analysis)
{
    private static readonly string[] FreeColumns = ["title", "abstract", "claims", "applicant", "inventor", "agency", "agent"];

    /// <summary>Ranges of so many years are selected by their years; wider ones are compared.</summary>
    private const int MostYears = 60;

    /// <summary>Values in the order of $1, $2 …</summary>
    public List<object> Parameters { get; } = [];

    public NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in Parameters)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    public string Condition(SearchRequest request, Facet? except = null)
    {
        var parts = new List<string> { Write(request.Query) };
        parts.AddRange(request.Filters.Where(filter => filter.Key != except && filter.Value.Count > 0).Select(filter => Filter(filter.Key, filter.Value)));
        parts.AddRange(request.Excluded.Where(filter => filter.Key != except && filter.Value.Count > 0).Select(filter => $"not coalesce({Filter(filter.Key, filter.Value)}, false)"));
        return string.Join(" and ", parts);
    }

    /// <summary>The texts that a hit should show: those not under a NOT.</summary>
    public static IEnumerable<QueryNode.Text> Asked(QueryNode node) => node switch
    {
        QueryNode.Text text => [text],
        QueryNode.Near near => NearGroups.Words(near),
        QueryNode.Records { For: { } found } => Asked(found),
        QueryNode.And and => and.Parts.SelectMany(Asked),
        QueryNode.Or or => or.Parts.SelectMany(Asked),
        QueryNode.AtLeast some => some.Parts.SelectMany(Asked),
        _ => [],
    };

    public string Add(object value)
    {
        Parameters.Add(value);
        return $"${Parameters.Count}";
    }

    private string Write(QueryNode node) => node switch
    {
        QueryNode.All => "true",
        QueryNode.And and => "(" + string.Join(" and ", and.Parts.Select(Write)) + ")",
        QueryNode.Or or => "(" + string.Join(" or ", or.Parts.Select(Write)) + ")",
        QueryNode.Not not => $"not coalesce({Write(not.Part)}, false)",
        QueryNode.Text { Wild: true } text => In(text.Field, WritePattern(Pattern.OfWild(analysis, text.Value), Columns(text.Field))),
        QueryNode.Text text => In(text.Field, WriteText(text)),
        QueryNode.Near near => In(near.Field, WriteNear(near, Columns(near.Field))),
        QueryNode.Number { Field: QueryField.Priority or QueryField.Citing or QueryField.Family } number => WriteKeys(KeyOf(number.Field), number.Normals, number.Prefix),
        QueryNode.Number number => WriteNumber(number),
        QueryNode.Date { Field: QueryField.Priority } date => WriteDays("priorities", "d:", date),
        QueryNode.Date { Field: QueryField.EventDate } date => WriteDays("event_days", "e:", date),
        QueryNode.Date date => $"{DateColumn(date.Field)} between {Add(date.From)} and {Add(date.To)}",
        QueryNode.Symbol { Field: QueryField.Cpc or QueryField.MainClass } symbol => WriteKeys(KeyOf(symbol.Field), [symbol.Value, .. symbol.Below], symbol.Prefix),
        QueryNode.Symbol { Prefix: true } symbol => WriteSymbolPrefix(symbol.Value),
        QueryNode.Symbol { Below.Count: > 0 } symbol => $"symbols && {Add(symbol.Below.Prepend(symbol.Value).ToArray())}",
        QueryNode.Symbol symbol => $"symbols @> {Add(new[] { symbol.Value })}",
        QueryNode.Office office => $"office = any({Add(office.Codes.ToArray())})",
        QueryNode.NiceClass nice => $"nice @> {Add(new[] { nice.Value })}",
        QueryNode.Region region => $"region like any({Add(region.Codes.Select(code => code + "%").ToArray())})",
        QueryNode.Status status => $"status = {Add((short)status.Value)}",
        QueryNode.StatusText status => "(" + string.Join(" and ", analysis.Pieces(status.Value).Select(piece => $"status_text like {Add($"%{piece.Needle}%")}").DefaultIfEmpty("false")) + ")",
        QueryNode.Type type => $"type = {Add(type.Code)}",
        QueryNode.AtLeast some => WriteAtLeast(some),
        QueryNode.Applicants names => $"applicants && {Add(names.Names.ToArray())}",
        QueryNode.Chosen chosen => Filter(chosen.Facet, chosen.Values),
        QueryNode.Records picked => $"id = any({Add(picked.Ids.ToArray())})",
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    // Each part selects by its index; the records that enough of them select are kept. Testing every part on every row would unpack the keys of the row each time.
    private string WriteAtLeast(QueryNode.AtLeast some) =>
        $"id in (select part.id from ({string.Join(" union all ", some.Parts.Select(part => $"select id from search.entry "
        + $"where {Write(part)}"))}) as part group by part.id having count(*) >= {some.Count})";

    private static string[] Columns(QueryField field) => field switch
    {
        QueryField.Title => ["title"],
        QueryField.Abstract => ["abstract"],
        QueryField.Claims => ["claims"],
        QueryField.Applicant => ["applicant"],
        QueryField.Inventor => ["inventor"],
        QueryField.Agency => ["agency"],
        QueryField.Agent => ["agent"],
        QueryField.Examiner => ["examiner"],
        QueryField.Event => ["events"],
        QueryField.Description => ["description"],
        QueryField.FullText => ["title", "abstract", "claims", "description"],
        QueryField.TitleAbstract => ["title", "abstract"],
        QueryField.TitleAbstractClaims => ["title", "abstract", "claims"],
        _ => FreeColumns,
    };

    private string WriteText(QueryNode.Text text)
    {
        var pieces = analysis.Pieces(text.Value).Select(piece => WritePiece(piece, Columns(text.Field))).ToList();
        return pieces.Count == 0 ? "false" : "(" + string.Join(" and ", pieces) + ")";
    }

    private string WritePattern(Pattern pattern, string[] columns)
    {
        var expression = Add(pattern.Expression);
        var matches = "(" + string.Join(" or ", columns.Select(column => $"{column} ~ {expression}")) + ")";
        return pattern.Grams.Length == 0 ? matches : $"({Selected(columns, pattern.Grams)} and {matches})";
    }

    private string WriteNear(QueryNode.Near near, string[] columns)
    {
        if (Pattern.OfSpan(analysis, near) is not { } expression)
            return "false";
        var written = Add(expression);
        var matches = "(" + string.Join(" or ", columns.Select(column => $"{column} ~ {written}")) + ")";
        return Selection(near, columns) is { } selected ? $"({selected} and {matches})" : matches;
    }

    /// <summary>The texts in which a nearness may hold, with the identities of their records before them.</summary>
    public string TextsOf(QueryNode.Near near, int most)
    {
        var columns = Columns(near.Field);
        return $"select id, {string.Join(", ", columns)} from {(IsBeside(near.Field) ? "search.more" : "search.entry")} where {Selection(near, columns) ?? "true"} limit {most}";
    }

    /// <summary>What a text must have for a nearness to hold, by its keys; null when these tell nothing.</summary>
    private string? Selection(QueryNode node, string[] columns)
    {
        switch (node)
        {
            case QueryNode.Text text:
                return Pattern.Of(analysis, text) is { Grams.Length: > 0 } pattern ? Selected(columns, pattern.Grams) : null;
            case QueryNode.Or or:
                var any = or.Parts.Select(part => Selection(part, columns)).ToList();
                return any.Contains(null) ? null : $"({string.Join(" or ", any)})";
            case QueryNode.Near near:
                var both = new[] { Selection(near.Left, columns), Selection(near.Right, columns) }.OfType<string>().ToList();
                return both.Count == 0 ? null : string.Join(" and ", both);
            default:
                return null;
        }
    }

    // The subclass selects by index entry_symbols; the rest is compared.
    private string WriteSymbolPrefix(string prefix)
    {
        var like = $"exists (select 1 from unnest(symbols) as s where s like {Add(prefix + "%")})";
        return prefix.Length >= 4 && char.IsAsciiLetter(prefix[0]) ? $"(symbols @> {Add(new[] { prefix[..4] })} and {like})" : like;
    }

    // The keys select by index entry_grams; what they cannot tell (field, order, hashed words) is compared in the normal forms.
    private string WritePiece(Piece piece, string[] columns)
    {
        var grams = TextAnalysis.GramsOf(piece);
        var parts = new List<string> { Selected(columns, grams) };
        var exact = columns.Length == FreeColumns.Length && grams.Length == 1 && Gram.IsExact(grams[0]);
        if (!exact)
        {
            var needle = Add($"%{piece.Needle}%");
            parts.Add("(" + string.Join(" or ", columns.Select(column => $"{column} like {needle}")) + ")");
        }

        return string.Join(" and ", parts);
    }

    // The description has keys of its own: the others are those of what is asked without a field.
    private string Selected(string[] columns, int[] grams)
    {
        var keys = Add(grams);
        var inDescription = columns.Contains("description");
        return inDescription && columns.Length == 1 ? $"description_grams @> {keys}" : inDescription ? $"(grams @> {keys} or description_grams @> {keys})" : $"grams @> {keys}";
    }

    // The first of numbers is the record's own, the others are its publications'.
    private string WriteNumber(QueryNode.Number number)
    {
        if (number.Prefix)
        {
            var like = Add(number.Normals.Select(normal => normal + "%").ToArray());
            var part = number.Field switch { QueryField.ApplicationNumber => "numbers[1:1]", QueryField.PublicationNumber => "numbers[2:]", _ => "numbers" };
            return $"exists (select 1 from unnest({part}) as n where n like any({like}))";
        }

        var values = Add(number.Normals.ToArray());
        return number.Field switch
        {
            QueryField.ApplicationNumber => $"(numbers && {values} and numbers[1] = any({values}))",
            QueryField.PublicationNumber => $"(numbers && {values} and numbers[2:] && {values})",
            _ => $"numbers && {values}",
        };
    }

    private static bool IsBeside(QueryField field) => field is QueryField.Examiner or QueryField.Event;

    // What stands in the table beside is selected there, by its own keys.
    private static string In(QueryField field, string condition) => IsBeside(field) ? Beside(condition) : condition;

    private static string Beside(string condition) => $"id in (select id from search.more where {condition})";

    private static string KeyOf(QueryField field) => field switch { QueryField.Cpc => "x:", QueryField.MainClass => "m:", QueryField.Priority => "p:", QueryField.Citing => "c:", _ => "f:" };

    // Served by index more_keys; of beginnings, the subclass or year above selects where there is one.
    private string WriteKeys(string kind, IReadOnlyList<string> values, bool prefix)
    {
        if (!prefix)
            return Beside($"keys && {Add(values.Select(value => kind + value).ToArray())}");
        var like = $"exists (select 1 from unnest(keys) as k where k like any({Add(values.Select(value => kind + value + "%").ToArray())}))";
        return Beside(kind is "x:" or "m:" && values.All(value => value.Length >= 4 && char.IsAsciiLetter(value[0]))
            ? $"keys && {Add(values.Select(value => kind + value[..4]).ToArray())} and {like}" : like);
    }

    private string WriteDays(string column, string kind, QueryNode.Date date)
    {
        var between = $"exists (select 1 from unnest({column}) as d where d between {Add(date.From)} and {Add(date.To)})";
        var years = date.To.Year - date.From.Year;
        return Beside(years > MostYears ? between : $"keys && {Add(Enumerable.Range(date.From.Year, Math.Max(0, years + 1)).Select(year => $"{kind}{year:0000}").ToArray())} and {between}");
    }

    private static string DateColumn(QueryField field) => field switch
    {
        QueryField.Expiry => "expires",
        QueryField.PublicationDate => "published",
        QueryField.GrantDate => "granted",
        _ => "filed",
    };

    private string Filter(Facet facet, IReadOnlyList<string> values)
    {
        var (value, isList) = TallySql.ValueOf(facet);
        if (isList)
            return $"{value} && {Add(values.ToArray())}";
        return facet switch
        {
            Facet.Kind => $"kind = any({Add(values.Select(RecordKinds.Parse).OfType<RecordKind>().Select(kind => (short)kind).ToArray())})",
            Facet.Status => $"status = any({Add(values.Select(FacetValues.Status).OfType<LegalStatus>().Select(status => (short)status).ToArray())})",
            Facet.Year or Facet.FilingYear or Facet.PublicationYear or Facet.GrantYear =>
                $"{value} = any({Add(values.Select(year => int.Parse(year, System.Globalization.CultureInfo.InvariantCulture)).ToArray())})",
            _ => $"{value} = any({Add(values.ToArray())})",
        };
    }
}
