using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation;

/// <summary>What is wrong with the fields of the present page: noted by the fields, listed above them by the layout, which is written last.</summary>
public static class FormFaults
{
    private static readonly object Key = new();

    /// <summary>A fault of a field.</summary>
    /// <param name="Id">Identity of the field on the page.</param>
    /// <param name="Label">What the field is called.</param>
    /// <param name="Text">What is wrong.</param>
    public sealed record Fault(string Id, string Label, string Text);

    /// <summary>The faults noted so far, in the order of the fields.</summary>
    public static IReadOnlyList<Fault> Of(HttpContext context) => context.Items.TryGetValue(Key, out var found) ? (List<Fault>)found! : [];

    /// <summary>Notes a fault.</summary>
    public static void Note(HttpContext context, string id, string label, string text)
    {
        if (!context.Items.TryGetValue(Key, out var found))
            context.Items[Key] = found = new List<Fault>();
        ((List<Fault>)found!).Add(new(id, label, text));
    }
}
