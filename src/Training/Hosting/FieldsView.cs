using Zhishu.Foundation;

namespace Zhishu.Training.Hosting;

/// <summary>The fields of an event with what is wrong in them.</summary>
/// <param name="Input">What is in them.</param>
/// <param name="Faults">What is wrong.</param>
/// <param name="Several">Whether the times are those of several sessions and not typed here.</param>
/// <param name="Kept">The form of an event that is there: meetings stay meetings.</param>
internal sealed record FieldsView(EventInput Input, IReadOnlyDictionary<string, Bilingual> Faults, bool Several = false, EventForm? Kept = null)
{
    /// <summary>Which fields are asked for: those of a meeting, an exhibition or a publication.</summary>
    public EventForm Form => Kept is { } kept && !(Event.IsMeetingForm(kept) && Event.IsMeetingForm(Input.Form)) ? kept : Input.Form;

    public bool IsMeeting => Event.IsMeetingForm(Form);

    public IEnumerable<(string, string)> Forms => Enum.GetValues<EventForm>().Where(form => form == Form || (IsMeeting && Event.IsMeetingForm(form)))
        .Select(form => (form.ToString(), EventLifecycle.Label(form).ToString()));
}
