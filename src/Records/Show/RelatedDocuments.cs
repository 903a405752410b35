using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>A document of the family, cited or citing.</summary>
/// <param name="Number">Its number as it stands in the record, or as the hub shows it.</param>
/// <param name="Held">The record, when the hub has it.</param>
internal sealed record LinkedDocument(string Number, IpRecord? Held)
{
    /// <summary>Whether it is a patent; otherwise the number is a reference in words.</summary>
    public bool IsPatent { get; init; } = true;

    /// <summary>Who named it: 审查员引用, 申请人引用, or nothing.</summary>
    public string? By { get; init; }

    public string? Href => Held is null ? null : RecordLinks.To(Held);

    public string? Office => Held?.Office ?? (IsPatent && RecordNumber.ParsePatent(Number) is { Office.Length: 2 } parsed ? parsed.Office : null);

    /// <summary>The day of its first publication or, without one, of its application.</summary>
    public DateOnly? Day => Held?.PublicationDate ?? Held?.GrantDate ?? Held?.FilingDate;
}

/// <summary>Family and citations of a patent both ways, with what the hub knows of each.</summary>
/// <param name="Family">Its family: as the source lists it, and those with the same priorities; without the record itself.</param>
/// <param name="FamilyCount">How many they are, those not listed included.</param>
/// <param name="Cited">What it cites.</param>
/// <param name="Citing">Those that cite it, the newest first.</param>
/// <param name="CitingCount">How many they are; <see cref="RelatedRecords.Most"/> stands for that many or more.</param>
internal sealed record RelatedDocuments(
    IReadOnlyList<LinkedDocument> Family, long FamilyCount, IReadOnlyList<LinkedDocument> Cited, IReadOnlyList<LinkedDocument> Citing, long CitingCount)
{
    private const int AtOnce = 50;
    private const int MostLookedUp = 300;

    public static async Task<RelatedDocuments> ReadAsync(RecordStore store, StoredRecord stored, CancellationToken ct)
    {
        var record = stored.Record;
        var related = await store.RelatedAsync(stored.Id, record, AtOnce, ct);
        var named = record.Family.Concat(record.Citations.Where(citation => citation.Patent).Select(citation => citation.Text)).Take(MostLookedUp)
            .Select(text => (Text: text, RecordNumber.ParsePatent(text)?.Normal)).Where(pair => pair.Normal is not null).DistinctBy(pair => pair.Text).ToList();
        var ids = named.Count == 0 ? null : await store.LookUpAsync([.. named.Select(pair => pair.Normal!).Distinct()], ct);
        var held = ids is null ? [] : (await store.GetAsync([.. ids.Values.SelectMany(some => some).Distinct()], ct))
            .Where(other => other.Record.Kind == RecordKind.Patent).ToDictionary(other => other.Id);
        var byText = named.ToDictionary(pair => pair.Text, pair => ids!.GetValueOrDefault(pair.Normal!)?.Select(id => held.GetValueOrDefault(id)).FirstOrDefault(other => other is not null));

        // A document that stands there under several numbers is one; so is the record itself, which is left out.
        var seen = new HashSet<Guid> { stored.Id };
        var family = record.Family.Select(text => (Text: text, Held: byText.GetValueOrDefault(text))).Where(pair => pair.Held is null ? !IsOwn(record, pair.Text) : seen.Add(pair.Held.Id))
            .Select(pair => new LinkedDocument(pair.Text, pair.Held?.Record)).ToList();
        var others = related.Family.Where(other => !seen.Contains(other.Id)).Select(Of).ToList();
        return new(
            [.. family.Concat(others).OrderBy(document => document.Day ?? DateOnly.MaxValue)], family.Count + others.Count + Math.Max(0, related.FamilySize - related.Family.Count),
            [.. record.Citations.Select(citation => new LinkedDocument(citation.Text, byText.GetValueOrDefault(citation.Text)?.Record)
            {
                IsPatent = citation.Patent,
                By = citation.By switch { "examiner" => Lang.T("审查员引用"), "applicant" => Lang.T("申请人引用"), var other => other },
            })],
            [.. related.Citing.Select(Of)], related.CitedBy);
    }

    private static LinkedDocument Of(StoredRecord other) => new(RecordModel.NumberOf(other.Record), other.Record);

    private static bool IsOwn(IpRecord record, string text) =>
        RecordNumber.ParsePatent(text)?.Normal is { } normal && (normal == record.Number || record.PublicationNumbers().Contains(normal));
}
