using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>Where a right stands and whose it is, by the events that its office announced: the last that decides. What no event decides stays as it is.</summary>
internal static partial class StatusByEvents
{
    /// <summary>The record with the status, the end and the present owner that its events lead to.</summary>
    public static IpRecord Settle(IpRecord record)
    {
        var events = record.Events.Where(legal => legal.Date is not null).OrderBy(legal => legal.Date).ToList();
        var granted = record.GrantDate is not null || events.Exists(legal => legal.Category == EventCategory.Grant);
        (LegalEvent Event, LegalStatus Status)? last = null;
        foreach (var legal in events)
        {
            if (StatusOf(legal, granted) is { } status)
                last = (legal, status);
        }

        if (last is { } decided)
        {
            record = record with { Status = decided.Status, StatusText = decided.Event.Text };
            if (decided.Status == LegalStatus.Ended)
                record = record with { ExpiryDate = DayOf(decided.Event) };
            else if (record.ExpiryDate is { } end && events.Exists(legal => legal.Category == EventCategory.Cessation && DayOf(legal) == end))
                record = record with { ExpiryDate = null };
        }

        var owners = events.FindLast(IsNewOwner)?.Details.GetValueOrDefault("to");
        if (owners is null)
            return record;
        var names = Between().Split(owners).Select(name => name.Trim()).Where(name => name.Length > 0).Distinct().ToList();
        return record with { Parties = [.. record.Parties.Where(party => party.Role != PartyRole.Owner), .. names.Select(name => new Party(PartyRole.Owner, name))] };
    }

    private static LegalStatus? StatusOf(LegalEvent legal, bool granted) => legal.Category switch
    {
        // What was declared invalid in part stands in its rest; without the conclusion nothing is known.
        EventCategory.Cessation when legal.Text.Contains("无效", StringComparison.Ordinal) && !legal.Text.Contains("全部", StringComparison.Ordinal) =>
            legal.Details.GetValueOrDefault("conclusion") is { } conclusion && conclusion.Contains("全部", StringComparison.Ordinal) ? LegalStatus.Ended : null,
        EventCategory.Cessation or EventCategory.Discontinuation => LegalStatus.Ended,
        EventCategory.Grant => LegalStatus.InForce,
        EventCategory.RightRevival => granted ? LegalStatus.InForce : LegalStatus.Pending,
        EventCategory.Examination or EventCategory.Publication or EventCategory.Filing when !granted => LegalStatus.Pending,
        _ => null,
    };

    private static DateOnly? DayOf(LegalEvent legal) => PatentXml.Day(legal.Details.GetValueOrDefault("effective")) ?? legal.Date;

    private static bool IsNewOwner(LegalEvent legal) => legal.Category == EventCategory.PartyChange && legal.Details.ContainsKey("to")
        && (legal.Details.GetValueOrDefault("matter") is not { } matter
        || (matter.Contains('人') && !matter.Contains("发明人", StringComparison.Ordinal) && !matter.Contains("联系人", StringComparison.Ordinal) && !matter.Contains("代理人", StringComparison.Ordinal)));

    [GeneratedRegex(@"[;；、]|\s{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Between();
}
