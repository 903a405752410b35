using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Similarity;
using Zhishu.Search.Text;
using Zhishu.Search.Words;

namespace Zhishu.Tests.Search;

/// <summary>Answers a query by looking at every record, straight from the meaning of the language: what engines are measured against.</summary>
internal sealed class Oracle(Lexicon lexicon)
{
    private readonly TextAnalysis _analysis = lexicon.Analysis;
    private readonly MarkSimilarity _marks = new(lexicon);
    private readonly Dictionary<string, string> _normal = [];

    /// <summary>The same with what only an entry of the index tells: identity and values of facets.</summary>
    public bool Holds(Guid id, IpRecord record, QueryNode node, Zhishu.Search.Postgres.Entry entry) => node switch
    {
        QueryNode.And and => and.Parts.All(part => Holds(id, record, part, entry)),
        QueryNode.Or or => or.Parts.Any(part => Holds(id, record, part, entry)),
        QueryNode.Not not => !Holds(id, record, not.Part, entry),
        QueryNode.AtLeast some => some.Parts.Count(part => Holds(id, record, part, entry)) >= some.Count,
        QueryNode.Records picked => picked.Ids.Contains(id),
        QueryNode.Chosen chosen => NaiveFacets.ValuesOf(entry, chosen.Facet).Intersect(chosen.Values).Any(),
        _ => Holds(record, node),
    };

    public bool Holds(IpRecord record, QueryNode node) => node switch
    {
        QueryNode.All => true,
        QueryNode.And and => and.Parts.All(part => Holds(record, part)),
        QueryNode.Or or => or.Parts.Any(part => Holds(record, part)),
        QueryNode.Not not => !Holds(record, not.Part),
        QueryNode.AtLeast some => some.Parts.Count(part => Holds(record, part)) >= some.Count,
        QueryNode.Applicants names => names.Names.Any(name => record.Parties.Any(party => party.Role == PartyRole.Applicant && party.Name == name)),
        QueryNode.SimilarMark mark => record.Kind == RecordKind.Trademark && MarkSimilarity.Score(_marks.Prepare(mark.Name), _marks.Prepare(record.Title)) > MarkSimilarity.Threshold,
        QueryNode.Text { Wild: true } text => Texts(record, text.Field).Any(field => Spans(Normal(field), text).Any()),
        QueryNode.Near near => Columns(record, near.Field).Any(field => IsNear(Normal(field), near)),
        QueryNode.Text text => _analysis.Pieces(text.Value).ToList() is { Count: > 0 } pieces
            && pieces.All(piece => Texts(record, text.Field).Any(field => Normal(field).Contains(piece.Needle, StringComparison.Ordinal))),
        QueryNode.Number { Prefix: true, Field: not QueryField.Priority } number =>
            Numbers(record, number.Field).Any(own => number.Normals.Any(normal => own.StartsWith(normal, StringComparison.Ordinal))),
        QueryNode.Number { Field: QueryField.Priority } number => record.Priorities.Where(own => own.Number.Length > 0)
            .Any(own => number.Normals.Any(normal => number.Prefix ? RecordFamily.PriorityKey(own.Country, own.Number).StartsWith(normal, StringComparison.Ordinal)
                : RecordFamily.PriorityKey(own.Country, own.Number) == normal)),
        QueryNode.Date { Field: QueryField.Priority } date => record.Priorities.Any(own => own.Date >= date.From && own.Date <= date.To),
        QueryNode.Date { Field: QueryField.EventDate } date => record.Events.Any(own => own.Date >= date.From && own.Date <= date.To),
        QueryNode.Office office => office.Codes.Contains(record.Office),
        QueryNode.Symbol { Field: QueryField.Cpc } symbol => record.Classifications.Any(own => own.Scheme == "cpc" && IsSymbol(own.Symbol, symbol)),
        QueryNode.Symbol { Field: QueryField.MainClass } symbol => record.Classifications.Where(own => own.Scheme is "ipc" or "locarno").OrderByDescending(own => own.Main)
            .Take(1).Any(own => IsSymbol(own.Symbol, symbol)),
        QueryNode.Symbol { Prefix: true } symbol => record.Classifications.Any(own => own.Scheme is "ipc" or "locarno" && own.Symbol.StartsWith(symbol.Value, StringComparison.Ordinal)),
        QueryNode.Number number => Numbers(record, number.Field).Intersect(number.Normals).Any(),
        QueryNode.Date date => DateOf(record, date.Field) is { } day && day >= date.From && day <= date.To,
        QueryNode.Symbol symbol => record.Classifications.Any(own => own.Scheme is "ipc" or "locarno" && IsSymbol(own.Symbol, symbol)),
        QueryNode.NiceClass nice => record.Classifications.Any(own => own.Scheme == "nice" && own.Symbol == nice.Value),
        QueryNode.Region region => record.Region is { } code && region.Codes.Any(wanted => code.StartsWith(wanted, StringComparison.Ordinal)),
        QueryNode.Status status => record.Status == status.Value,
        QueryNode.StatusText status => _analysis.Pieces(status.Value).All(piece => Normal(record.StatusText ?? "").Contains(piece.Needle, StringComparison.Ordinal)),
        QueryNode.Type type => record.Type == type.Code,
        _ => throw new InvalidOperationException(),
    };

    private static bool IsSymbol(string own, QueryNode.Symbol symbol) =>
        symbol.Prefix ? own.StartsWith(symbol.Value, StringComparison.Ordinal) : IsBelow(own, symbol.Value) || symbol.Below.Contains(own);

    /// <summary>A unit of a text: a CJK character or a word, with the number of its run; punctuation parts runs and is no unit.</summary>
    private readonly record struct Unit(string Text, bool Cjk, int Run);

    private readonly Dictionary<string, List<Unit>> _units = [];

    private List<Unit> Units(string normal)
    {
        if (_units.TryGetValue(normal, out var known))
            return known;
        var units = new List<Unit>();
        var run = 0;
        foreach (var part in normal.Split(" | ", StringSplitOptions.RemoveEmptyEntries))
        {
            run++;
            if (TextAnalysis.IsCjk(part, 0))
                units.AddRange(part.Select(c => new Unit(c.ToString(), true, run)));
            else
                units.AddRange(part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new Unit(word, false, run)));
        }

        return _units[normal] = units;
    }

    /// <summary>Where a text stands: first and last unit. Found by trying every place, without regular expressions.</summary>
    private IEnumerable<(int First, int Last)> Spans(string normal, QueryNode.Text text)
    {
        if (!text.Wild && _analysis.Pieces(text.Value).Count() != 1)
            yield break;
        // What a pattern spells out must be there somewhere.
        if (text.Value.Split('*', '?').Any(part => part.Length > 0 && !_analysis.Pieces(part).All(piece => normal.Contains(piece.Text, StringComparison.Ordinal))))
            yield break;
        var units = Units(normal);
        var value = text.Wild ? text.Value : _analysis.Pieces(text.Value).Single().Text;
        var cjk = value.Any(c => Gram.IsCjk(c));
        string[] wanted = cjk ? [.. value.Select(c => c.ToString())] : value.Split(' ');
        for (var first = 0; first < units.Count; first++)
        {
            if (units[first].Cjk != cjk)
                continue;
            if (!cjk)
            {
                if (first + wanted.Length <= units.Count
                    && wanted.Select((word, i) => units[first + i].Run == units[first].Run
                    && (text.Wild ? IsLike(units[first + i].Text, word.ToLowerInvariant()) : units[first + i].Text == word)).All(same => same))
                    yield return (first, first + wanted.Length - 1);
                continue;
            }

            for (var last = first; last < units.Count && units[last].Run == units[first].Run; last++)
            {
                if (text.Wild ? IsLike(string.Concat(units.Skip(first).Take(last - first + 1).Select(unit => unit.Text)), value)
                    : last - first + 1 == wanted.Length && wanted.Select((c, i) => units[first + i].Text == c).All(same => same))
                    yield return (first, last);
            }
        }
    }

    private static bool IsLike(string word, string pattern)
    {
        if (pattern.Length == 0)
            return word.Length == 0;
        if (pattern[0] == '*')
            return Enumerable.Range(0, word.Length + 1).Any(skip => IsLike(word[skip..], pattern[1..]));
        return word.Length > 0 && (pattern[0] == '?' || pattern[0] == word[0]) && IsLike(word[1..], pattern[1..]);
    }

    private bool IsNear(string normal, QueryNode.Near near)
    {
        return NearSpans(normal, near).Any();
    }

    /// <summary>Where words, groups of them and nearness stand: each pair of places is held against each.</summary>
    private IEnumerable<(int First, int Last, bool Gapped)> SpansOf(string normal, QueryNode node) => node switch
    {
        QueryNode.Text text => Spans(normal, text).Select(span => (span.First, span.Last, false)),
        QueryNode.Or or => or.Parts.SelectMany(part => SpansOf(normal, part)),
        QueryNode.Near near => NearSpans(normal, near),
        _ => throw new InvalidOperationException(),
    };

    private IEnumerable<(int First, int Last, bool Gapped)> NearSpans(string normal, QueryNode.Near near)
    {
        var left = SpansOf(normal, near.Left).Distinct().ToList();
        var right = left.Count == 0 ? [] : SpansOf(normal, near.Right).Distinct().ToList();
        bool After((int First, int Last, bool) a, (int First, int Last, bool) b) => b.First > a.Last && b.First - a.Last - 1 <= near.Distance;

        // Between the two of an inner nearness, not in its words.
        bool Around((int First, int Last, bool Gapped) a, (int First, int Last, bool) b) => a.Gapped && a.First < b.First && b.Last < a.Last;
        return left.SelectMany(a => right.Where(b => After(a, b) || (!near.Ordered && (After(b, a) || Around(a, b) || Around(b, a))))
            .Select(b => (Math.Min(a.First, b.First), Math.Max(a.Last, b.Last), near.Distance > 0 || a.Gapped || b.Gapped)));
    }

    private string Normal(string text)
    {
        if (!_normal.TryGetValue(text, out var normal))
            _normal[text] = normal = _analysis.Normalise(text);
        return normal;
    }

    private static IEnumerable<string> Texts(IpRecord record, QueryField field) => field switch
    {
        QueryField.Title => Title(record),
        QueryField.Abstract => [record.Abstract ?? ""],
        QueryField.Claims => record.Claims.Select(claim => claim.Text),
        QueryField.Applicant => Names(record, PartyRole.Applicant, PartyRole.Owner),
        QueryField.Inventor => Names(record, PartyRole.Inventor, PartyRole.CurrentInventor),
        QueryField.Agency => Names(record, PartyRole.Agency, PartyRole.CurrentAgency, PartyRole.FormerAgency),
        QueryField.Agent => Names(record, PartyRole.Agent, PartyRole.CurrentAgent),
        QueryField.Examiner => Names(record, PartyRole.Examiner),
        QueryField.Event => record.Events.SelectMany(own => new[] { own.Text, own.Category.Label().Zh, own.Category.Label().En, own.Code ?? "" }.Concat(own.Details.Values)),
        QueryField.TitleAbstract => [.. Title(record), record.Abstract ?? ""],
        QueryField.TitleAbstractClaims => [.. Title(record), record.Abstract ?? "", .. record.Claims.Select(claim => claim.Text)],
        QueryField.FullText => [.. Texts(record, QueryField.TitleAbstractClaims), .. Texts(record, QueryField.Description)],
        QueryField.Description => record.Description.Where(part => part.Kind != "image").Select(part => part.Text),
        _ => [.. Title(record), record.Abstract ?? "", .. record.Claims.Select(claim => claim.Text),
            .. record.Parties.Where(party => party.Role != PartyRole.Examiner).Select(party => party.Name)],
    };

    /// <summary>The texts of a field as one: nearness counts across its parts.</summary>
    private static IEnumerable<string> Columns(IpRecord record, QueryField field) => (field switch
    {
        QueryField.Any => new[] { QueryField.Title, QueryField.Abstract, QueryField.Claims, QueryField.Applicant, QueryField.Inventor, QueryField.Agency, QueryField.Agent },
        QueryField.TitleAbstract => [QueryField.Title, QueryField.Abstract],
        QueryField.TitleAbstractClaims => [QueryField.Title, QueryField.Abstract, QueryField.Claims],
        QueryField.FullText => [QueryField.Title, QueryField.Abstract, QueryField.Claims, QueryField.Description],
        _ => [],
    }) is { Length: > 0 } several
        ? several.SelectMany(each => Columns(record, each))
        : [string.Join("\n|\n", Texts(record, field).Distinct())];

    private static IEnumerable<string> Title(IpRecord record) => [record.Title, record.TitleEn ?? ""];

    private static IEnumerable<string> Names(IpRecord record, params PartyRole[] roles) => record.Parties.Where(party => roles.Contains(party.Role)).Select(party => party.Name);

    private static IEnumerable<string> Numbers(IpRecord record, QueryField field)
    {
        var publications = record.Publications.Select(publication => RecordNumber.ParsePatent(publication.Number)!.Value)
            .SelectMany(number => new[] { number.Normal, number.Normal[..^(number.KindCode?.Length ?? 0)] });
        return field switch
        {
            QueryField.ApplicationNumber => [record.Number],
            QueryField.PublicationNumber => publications,
            _ => publications.Append(record.Number),
        };
    }

    private static DateOnly? DateOf(IpRecord record, QueryField field) => field switch
    {
        QueryField.PublicationDate => record.PublicationDate,
        QueryField.GrantDate => record.GrantDate,
        QueryField.Expiry => record.ExpiryDate ?? RecordTerm.EndOf(record),
        _ => record.FilingDate,
    };

    private static bool IsBelow(string symbol, string wanted) => wanted.Length <= 4 && char.IsAsciiLetter(wanted[0])
        ? symbol.StartsWith(wanted, StringComparison.Ordinal)
        : symbol == wanted || symbol.StartsWith(wanted + "/", StringComparison.Ordinal) || symbol.StartsWith(wanted + "-", StringComparison.Ordinal);
}
