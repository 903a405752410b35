using Zhishu.Foundation;

namespace Zhishu.Training.Hosting;

/// <summary>The fields of an event with what is wrong in them.</summary>
internal sealed record FieldsView(EventInput Input, IReadOnlyDictionary<string, Bilingual> Faults);
