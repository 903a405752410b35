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

    /// <summary>What changed between two versions.</summary>
    public static IEnumerable<ChangedMember> Between(IpRecord before, IpRecord after, IEnumerable<string> members) =>
        members.Select(member => new ChangedMember(RecordLabels.FieldName(member), Of(before, member), Of(after, member)));

    private static string? Of(IpRecord record, string member) => Cut(member switch
    {
        "title" => record.Title,
        "titleEn" => record.TitleEn,
        "type" => record.Type is { } type ? RecordTypes.LabelOf(type).ToString() : null,
        "filingDate" => Day(record.FilingDate),
        "publicationDate" => Day(record.PublicationDate),
        "grantDate" => Day(record.GrantDate),
        "expiryDate" => Day(record.ExpiryDate),
        "status" => record.Status.Label().ToString(),
        "statusText" => record.StatusText,
        "region" => record.Region,
        "industries" => Join(record.Industries),
        "parties" => Join(record.Parties.Select(party => party.Name)),
        "classifications" => Join(record.Classifications.Select(symbol => symbol.Symbol)),
        "publications" => Join(record.Publications.Select(publication => $"{publication.Number} {Day(publication.Date)}".TrimEnd())),
        "priorities" => Join(record.Priorities.Select(priority => $"{priority.Country} {priority.Number} {Day(priority.Date)}".Trim())),
        "events" => Join(record.Events.Select(legal => $"{Day(legal.Date)} {legal.Text}".TrimStart())),
        "citations" => Join(record.Citations.Select(citation => citation.Text)),
        "family" => Join(record.Family),
        "related" => Join(record.Related.Select(related => related.Number)),
        "abstract" => record.Abstract,
        "claims" => record.Claims.Count == 0 ? null : $"{record.Claims.Count}: {record.Claims[0].Text}",
        "translations" => Join(record.Translations.Select(translation => $"{translation.Language} {translation.Title}".TrimEnd())),
        "descriptionKey" => record.DescriptionKey is null ? null : Lang.T("有说明书"),
        "media" => record.Media.Count == 0 ? null : Lang.T($"{record.Media.Count} 幅"),
        "extra" => Join(record.Extra.Select(pair => $"{pair.Key}：{pair.Value}")),
        "synthetic" => record.Synthetic ? Lang.T("demo data|示例数据") : null,
        _ => null,
    });

    private static string? Join(IEnumerable<string> parts) => string.Join("；", parts) is { Length: > 0 } text ? text : null;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Cut(string? text) => text is { Length: > Longest } ? string.Concat(text.AsSpan(0, Longest), "…") : text;
}
