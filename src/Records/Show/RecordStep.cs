using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>A step in the life of a right: what happened and when; the end of the term that is still to come is <paramref name="Ahead"/>.</summary>
internal sealed record RecordStep(string Text, DateOnly? Day, bool Ahead = false)
{
    private const int Most = 8;
    private const int LongestText = 16;

    /// <summary>The steps in order, the end of the term last; where there are many, those that decide.</summary>
    public static IReadOnlyList<RecordStep> Of(IpRecord record, TermLeft? term)
    {
        var steps = record.Events.Where(legal => legal.Date is not null).Select(legal => (Step: new RecordStep(Short(legal.Text), legal.Date), legal.Category)).ToList();
        void Add(DateOnly? day, EventCategory category, Bilingual text)
        {
            if (day is { } known && !steps.Exists(step => step.Category == category))
                steps.Add((new(text.ToString(), known), category));
        }

        Add(record.FilingDate, EventCategory.Filing, new("step|申请"));
        Add(record.PublicationDate is { } published && published != record.GrantDate ? published : null, EventCategory.Publication, new("Publication|公布"));
        Add(record.GrantDate, EventCategory.Grant, record.Kind == RecordKind.Patent ? new("step|授权") : new("step|注册"));
        var ordered = steps.OrderBy(step => step.Step.Day).ToList();
        if (ordered.Count > Most)
        {
            var kept = ordered.OrderBy(step => Weight(step.Category)).ThenByDescending(step => step.Step.Day).Take(Most).ToHashSet();
            ordered = [.. ordered.Where(kept.Contains)];
        }

        IEnumerable<RecordStep> end = term is { Left: not null } ? [new(record.Kind == RecordKind.Trademark
            ? term.Computed ? Lang.T("专用权期满（推算）") : Lang.T("专用权期满") : term.Computed ? Lang.T("期限届满（推算）") : Lang.T("期限届满"), term.End, Ahead: true)] : [];
        return ordered.Count == 0 ? [] : [.. ordered.Select(step => step.Step), .. end];
    }

    private static int Weight(EventCategory category) => category switch
    {
        EventCategory.Filing or EventCategory.Grant or EventCategory.Cessation or EventCategory.Discontinuation => 0,
        EventCategory.Publication or EventCategory.RightReview or EventCategory.RightRevival or EventCategory.Revival or EventCategory.Extension => 1,
        EventCategory.PartyChange or EventCategory.Licence or EventCategory.Appeal => 2,
        _ => 3,
    };

    private static string Short(string text) => text.Length > LongestText ? string.Concat(text.AsSpan(0, LongestText - 1), "…") : text;
}
