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
        QueryNode.Number { Prefix: true } number => Numbers(record, number.Field).Any(own => number.Normals.Any(normal => own.StartsWith(normal, StringComparison.Ordinal))),
        QueryNode.Symbol { Prefix: true } symbol => record.Classifications.Any(own => own.Scheme is "ipc" or "locarno" && own.Symbol.StartsWith(symbol.Value, StringComparison.Ordinal)),
        QueryNode.Number number => Numbers(record, number.Field).Intersect(number.Normals).Any(),
        QueryNode.Date date => DateOf(record, date.Field) is { } day && day >= date.From && day <= date.To,
        QueryNode.Symbol symbol => record.Classifications.Any(own => own.Scheme is "ipc" or "locarno" && IsBelow(own.Symbol, symbol.Value)),
        QueryNode.NiceClass nice => record.Classifications.Any(own => own.Scheme == "nice" && own.Symbol == nice.Value),
        QueryNode.Region region => record.Region is { } code && region.Codes.Any(wanted => code.StartsWith(wanted, StringComparison.Ordinal)),
        QueryNode.Status status => record.Status == status.Value,
        QueryNode.StatusText status => _analysis.Pieces(status.Value).All(piece => Normal(record.StatusText ?? "").Contains(piece.Needle, StringComparison.Ordinal)),
        QueryNode.Type type => record.Type == type.Code,
        _ => throw new InvalidOperationException(),
    };

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
        var left = Spans(normal, near.Left).ToList();
        var right = Spans(normal, near.Right).ToList();
        bool After((int First, int Last) a, (int First, int Last) b) => b.First > a.Last && b.First - a.Last - 1 <= near.Distance;
        return left.Exists(a => right.Exists(b => After(a, b) || (!near.Ordered && After(b, a))));
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
        QueryField.Agency => Names(record, PartyRole.Agency, PartyRole.Agent, PartyRole.CurrentAgency, PartyRole.CurrentAgent, PartyRole.FormerAgency),
        QueryField.Description => record.Description.Where(part => part.Kind != "image").Select(part => part.Text),
        _ => [.. Title(record), record.Abstract ?? "", .. record.Claims.Select(claim => claim.Text),
            .. record.Parties.Where(party => party.Role != PartyRole.Examiner).Select(party => party.Name)],
    };

    /// <summary>The texts of a field as one: nearness counts across its parts.</summary>
    private static IEnumerable<string> Columns(IpRecord record, QueryField field) => field == QueryField.Any
        ? new[] { QueryField.Title, QueryField.Abstract, QueryField.Claims, QueryField.Applicant, QueryField.Inventor, QueryField.Agency }.SelectMany(each => Columns(record, each))
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
        _ => record.FilingDate,
    };

    private static bool IsBelow(string symbol, string wanted) => wanted.Length <= 4 && char.IsAsciiLetter(wanted[0])
        ? symbol.StartsWith(wanted, StringComparison.Ordinal)
        : symbol == wanted || symbol.StartsWith(wanted + "/", StringComparison.Ordinal) || symbol.StartsWith(wanted + "-", StringComparison.Ordinal);
}
