using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Text;

namespace Zhishu.Tests.Search;

/// <summary>Answers a query by looking at every record, straight from the meaning of the language: what engines are measured against.</summary>
internal sealed class Oracle(TextAnalysis analysis)
{
    private readonly Dictionary<string, string> _normal = [];

    public bool Holds(IpRecord record, QueryNode node) => node switch
    {
        QueryNode.All => true,
        QueryNode.And and => and.Parts.All(part => Holds(record, part)),
        QueryNode.Or or => or.Parts.Any(part => Holds(record, part)),
        QueryNode.Not not => !Holds(record, not.Part),
        QueryNode.Text text => analysis.Pieces(text.Value).ToList() is { Count: > 0 } pieces && pieces.All(piece => Texts(record, text.Field).Any(field => Normal(field).Contains(piece.Needle, StringComparison.Ordinal))),
        QueryNode.Number number => Numbers(record, number.Field).Intersect(number.Normals).Any(),
        QueryNode.Date date => DateOf(record, date.Field) is { } day && day >= date.From && day <= date.To,
        QueryNode.Symbol symbol => record.Classifications.Any(own => own.Scheme is "ipc" or "locarno" && IsBelow(own.Symbol, symbol.Value)),
        QueryNode.NiceClass nice => record.Classifications.Any(own => own.Scheme == "nice" && own.Symbol == nice.Value),
        QueryNode.Region region => record.Region is { } code && region.Codes.Any(wanted => code.StartsWith(wanted, StringComparison.Ordinal)),
        QueryNode.Status status => record.Status == status.Value,
        QueryNode.StatusText status => analysis.Pieces(status.Value).All(piece => Normal(record.StatusText ?? "").Contains(piece.Needle, StringComparison.Ordinal)),
        QueryNode.Type type => record.Type == type.Code,
        _ => throw new InvalidOperationException(),
    };

    private string Normal(string text)
    {
        if (!_normal.TryGetValue(text, out var normal))
            _normal[text] = normal = analysis.Normalise(text);
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
        _ => [.. Title(record), record.Abstract ?? "", .. record.Claims.Select(claim => claim.Text),
            .. record.Parties.Where(party => party.Role != PartyRole.Examiner).Select(party => party.Name)],
    };

    private static IEnumerable<string> Title(IpRecord record) => [record.Title, record.TitleEn ?? ""];

    private static IEnumerable<string> Names(IpRecord record, params PartyRole[] roles) => record.Parties.Where(party => roles.Contains(party.Role)).Select(party => party.Name);

    private static IEnumerable<string> Numbers(IpRecord record, QueryField field)
    {
        var publications = record.Publications.Select(publication => RecordNumber.ParsePatent(publication.Number)!.Value).SelectMany(number => new[] { number.Normal, number.Normal[..^(number.KindCode?.Length ?? 0)] });
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
