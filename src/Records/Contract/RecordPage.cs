using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>A part of a text, found by a query or not.</summary>
public readonly record struct TextPart(string Text, bool Hit);

/// <summary>What another module offers to do with the record on its page: a link.</summary>
/// <param name="Order">Smaller stands first.</param>
/// <param name="Label">What it says.</param>
/// <param name="Url">The address for a record; null when it does not apply.</param>
public sealed record RecordAction(int Order, Bilingual Label, Func<StoredRecord, string?> Url);

/// <summary>Marks on the record page what a query found; the search provides it.</summary>
public interface IRecordMarker
{
    /// <summary>The function that cuts a text into parts, for a query as typed; null when the query cannot be read.</summary>
    Task<Func<string, IReadOnlyList<TextPart>>?> ForAsync(string query, CancellationToken ct);
}
