using System.Xml.Linq;
using static Zhishu.Records.Standards.St96Names;

namespace Zhishu.Records.Standards;

/// <summary>
/// The legal status of a patent as <c>pat:PatentLegalStatusData</c> of ST.96 V6.0, with the codes of ST.27: state, stages, key event and detailed event.
/// An event without a day has no place in the component and stays out.
/// </summary>
internal static class St96Status
{
    private static readonly Dictionary<EventCategory, string> DataNames = new()
    {
        [EventCategory.Filing] = "ApplicationFilingEventData",
        [EventCategory.Discontinuation] = "ApplicationDiscontinuationEventData",
        [EventCategory.Revival] = "ApplicationRevivalEventData",
        [EventCategory.Examination] = "SearchExaminationEventData",
        [EventCategory.PreGrantReview] = "PreGrantReviewRequestEventData",
        [EventCategory.Grant] = "IPRightGrantEventData",
        [EventCategory.Extension] = "ProtectionBeyondIPRightTermEventData",
        [EventCategory.Cessation] = "IPRightCessationEventData",
        [EventCategory.RightRevival] = "IPRightRevivalEventData",
        [EventCategory.RightReview] = "IPRightReviewRequestEventData",
        [EventCategory.Maintenance] = "IPRightMaintenanceEventData",
        [EventCategory.Publication] = "DocumentPublicationEventData",
        [EventCategory.PartyChange] = "PartyChangeEventData",
        [EventCategory.Licence] = "LicensingInformationEventData",
        [EventCategory.Procedure] = "AdministrativeProcedureAdjustmentEventData",
        [EventCategory.Payment] = "PaymentEventData",
        [EventCategory.Appeal] = "AppealEventData",
        [EventCategory.Other] = "OtherEventData",
    };

    /// <summary>Writes the events; null when there is none with a day.</summary>
    public static XElement? Write(IpRecord record)
    {
        var events = record.Events.Where(legal => legal.Date is not null).ToList();
        if (events.Count == 0)
            return null;
        var stage = '0';
        var state = 'U';
        var data = new List<XElement>();
        foreach (var legal in events)
        {
            var before = stage;
            (stage, state) = After(legal.Category, stage, state);
            data.Add(Event(legal, state, before, stage));
        }

        return new(Patent + "PatentLegalStatusData",
            new XAttribute(Common + "st96Version", Release),
            new XElement(Patent + "PatentLegalStatus",
                St96Patent.Application(record),
                record.Publications.Select(publication => publication.Grant
                    ? St96Patent.Identification("PatentGrantIdentification", "PatentNumber", Patent + "GrantDate", record.Office, publication.Number, publication.Date)
                    : St96Patent.Identification("PatentPublicationIdentification", "PublicationNumber", Common + "PublicationDate", record.Office, publication.Number, publication.Date)),
                record.Type switch
                {
                    "utility" => new XElement(Common + "IPRightKindCategory", "Utility model"),
                    "design" => new XElement(Common + "IPRightKindCategory", "Design patent"),
                    "invention" => new XElement(Common + "IPRightKindCategory", "Patent for invention"),
                    _ => null,
                },
                new XElement(Patent + "StatusEventDataBag", data)));
    }

    // ST.27: stage 1 filing, 2 examination, 3 review before grant, 4 grant; state A active, N not active.
    private static (char Stage, char State) After(EventCategory category, char stage, char state) => category switch
    {
        EventCategory.Filing => ('1', 'A'),
        EventCategory.Examination => (stage < '2' ? '2' : stage, 'A'),
        EventCategory.PreGrantReview => ('3', 'A'),
        EventCategory.Grant => ('4', 'A'),
        EventCategory.Discontinuation or EventCategory.Cessation => (stage, 'N'),
        EventCategory.Revival or EventCategory.RightRevival or EventCategory.Maintenance => (stage, 'A'),
        _ => (stage, state),
    };

    private static XElement Event(LegalEvent legal, char state, char before, char after)
    {
        var letter = legal.Category.Letter();
        var detailed = St27.IsDetailed(legal.Standard) ? legal.Standard! : $"{letter}00";
        return new(Patent + "StatusEventData",
            new XElement(Patent + "StatusEventCode",
                new XElement(Common + "StateCode", state),
                new XElement(Common + "PreviousStageCode", before),
                new XElement(Common + "CurrentStageCode", after),
                new XElement(Patent + "KeyEventCode", $"{detailed[0]}10"),
                new XElement(Patent + "DetailedEventCode", detailed)),
            Day(Common + "EventDate", legal.Date),
            new XElement(Patent + DataNames[legal.Category], Text(Common + "CommentText", legal.Text)));
    }
}
