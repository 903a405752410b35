using System.Globalization;
using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>What a member of a record said in one version and in the next, for people.</summary>
/// <param name="Name">The member.</param>
/// <param name="Before">As it was, or null.</param>
/// <param name="After">As it became, or null.</param>
internal sealed record ChangedMember(string Name, string? Before, string? After);

/// <summary>Versions of a record as people read them: what changed, before and after.</summary>
internal static class VersionText
{
    private const int Longest = 600;

    /// <summary>What changed between two versions; of lists what went and what came.</summary>
    public static IEnumerable<ChangedMember> Between(IpRecord before, IpRecord after, IEnumerable<string> members)
    {
        foreach (var member in members)
        {
            var (was, now) = (Of(before, member).ToList(), Of(after, member).ToList());
            var (gone, come) = (was.Except(now).ToList(), now.Except(was).ToList());

            // Where the order alone is another, both are shown whole; where what is shown is the same, it is said that what is not shown changed.
            if (gone.Count + come.Count == 0)
                (gone, come) = (was, now);
            yield return new(RecordLabels.FieldName(member), Join(gone), gone.SequenceEqual(come) ? Lang.T("内容有变") : Join(come));
        }
    }

    private static IEnumerable<string> Of(IpRecord record, string member) => member switch
    {
        "title" => [record.Title],
        "titleEn" => One(record.TitleEn),
        "type" => One(record.Type is { } type ? RecordTypes.LabelOf(type).ToString() : null),
        "filingDate" => One(Day(record.FilingDate)),
        "publicationDate" => One(Day(record.PublicationDate)),
        "grantDate" => One(Day(record.GrantDate)),
        "expiryDate" => One(Day(record.ExpiryDate)),
        "status" => [record.Status.Label().ToString()],
        "statusText" => One(record.StatusText),
        "region" => One(record.Region),
        "industries" => record.Industries,
        "parties" => record.Parties.Select(party => Words(party.Name, party.Type is { } kind ? $"（{kind}）" : null, party.CreditCode, party.Address)),
        "classifications" => record.Classifications.Select(symbol => symbol.Symbol),
        "publications" => record.Publications.Select(publication => Words(publication.Number, Day(publication.Date))),
        "priorities" => record.Priorities.Select(priority => Words(priority.Country, priority.Number, Day(priority.Date))),
        "events" => record.Events.Select(legal => Words(Day(legal.Date), legal.Text)),
        "citations" => record.Citations.Select(citation => citation.Text),
        "family" => record.Family,
        "related" => record.Related.Select(related => related.Number),
        "abstract" => One(record.Abstract),
        "claims" => record.Claims.Select(claim => $"{claim.Number}. {claim.Text}"),
        "translations" => record.Translations.Select(translation => Words(translation.Language, translation.Title)),
        "descriptionKey" => One(record.DescriptionKey is null ? null : Lang.T("有说明书")),
        "media" => One(record.Media.Count == 0 ? null : Lang.T($"{record.Media.Count} 幅")),
        "extra" => record.Extra.Select(pair => $"{pair.Key}：{pair.Value}"),
        "synthetic" => One(record.Synthetic ? Lang.T("demo data|示例数据") : null),
        _ => [],
    };

    private static IEnumerable<string> One(string? text) => text is null ? [] : [text];

    private static string Words(params string?[] words) => string.Join(' ', words.Where(word => !string.IsNullOrEmpty(word)));

    private static string? Join(IReadOnlyList<string> parts) => parts.Count == 0 ? null : Cut(string.Join("；", parts));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length > Longest ? string.Concat(text.AsSpan(0, Longest), "…") : text;
}
