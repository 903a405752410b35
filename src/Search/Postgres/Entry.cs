using Zhishu.Records;
using Zhishu.Search.Similarity;
using Zhishu.Search.Text;
using Zhishu.Search.Words;

namespace Zhishu.Search.Postgres;

/// <summary>A row of <c>search.entry</c>: what the search needs to know of a record.</summary>
internal sealed class Entry
{
    public required Guid Id { get; init; }
    public required RecordKind Kind { get; init; }
    public required LegalStatus Status { get; init; }
    public DateOnly? Sorted { get; init; }
    public DateOnly? Filed { get; init; }
    public DateOnly? Published { get; init; }
    public DateOnly? Granted { get; init; }
    public string? Region { get; init; }
    public string? Type { get; init; }
    public required string[] Ipc { get; init; }
    public required string[] Nice { get; init; }
    public required string[] Applicants { get; init; }
    public required string[] Inventors { get; init; }
    public required string[] Groups { get; init; }
    public required string[] Keywords { get; init; }
    public required string Family { get; init; }
    public required string[] Symbols { get; init; }
    public required string[] Numbers { get; init; }
    public required string Title { get; init; }
    public required string Abstract { get; init; }
    public required string Claims { get; init; }
    public required string Applicant { get; init; }
    public required string Inventor { get; init; }
    public required string Agency { get; init; }
    public required string Agent { get; init; }
    public required string Office { get; init; }

    /// <summary>The day on which the right ends or ended: that of the source, or the end of its term by law.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>Its place among others by its number.</summary>
    public required long NumberKey { get; init; }

    /// <summary>Its place among others by its title, compared by code points; null when the title has neither letters nor figures.</summary>
    public string? TitleKey { get; init; }

    /// <summary>Its place among others by its first applicant; null without one.</summary>
    public string? ApplicantKey { get; init; }

    /// <summary>What stands in the table beside.</summary>
    public required EntryMore More { get; init; }
    public required string StatusText { get; init; }

    /// <summary>The description in normal form; it is asked by its own fields alone.</summary>
    public required string Description { get; init; }

    /// <summary>The name of a trademark as it is compared; null for other kinds.</summary>
    public (string Name, string[] Syllables)? Mark { get; init; }

    public int[] Grams(HashSet<int> scratch) => GramsOf(scratch, Title, Abstract, Claims, Applicant, Inventor, Agency, Agent);

    /// <summary>The keys of what stands in the table beside.</summary>
    public int[] MoreGrams(HashSet<int> scratch) => GramsOf(scratch, More.Examiner, More.Events);

    /// <summary>The keys of the description; null without one.</summary>
    public int[]? DescriptionGrams(HashSet<int> scratch) => Description.Length == 0 ? null : GramsOf(scratch, Description);

    private static int[] GramsOf(HashSet<int> scratch, params ReadOnlySpan<string> texts)
    {
        scratch.Clear();
        foreach (var text in texts)
            TextAnalysis.CollectGrams(text, scratch);
        var grams = scratch.ToArray();
        Array.Sort(grams);
        return grams;
    }

    /// <param name="id">Identity.</param>
    /// <param name="record">The record.</param>
    /// <param name="lexicon">Words.</param>
    /// <param name="authority">Name of an applicant → the name it is counted under.</param>
    public static Entry Of(Guid id, IpRecord record, Lexicon lexicon, IReadOnlyDictionary<string, string> authority)
    {
        var analysis = lexicon.Analysis;
        var applicants = Names(record, PartyRole.Applicant, PartyRole.Owner);
        return new()
        {
            Id = id,
            Kind = record.Kind,
            Status = record.Status,
            Filed = record.FilingDate,
            Published = record.PublicationDate,
            Granted = record.GrantDate,
            Sorted = record.FilingDate ?? record.PublicationDate ?? record.GrantDate,
            Region = record.Region,
            Type = record.Type,
            Ipc = [.. record.Classifications.Where(symbol => symbol.Scheme == "ipc" && symbol.Symbol.Length >= 4).Select(symbol => symbol.Symbol[..4]).Distinct()],
            Nice = [.. record.Classifications.Where(symbol => symbol.Scheme == "nice").Select(symbol => symbol.Symbol.TrimStart('0')).Distinct()],
            Applicants = [.. Names(record, PartyRole.Applicant).Where(name => name.Length > 0).Select(name => Cut(authority.GetValueOrDefault(name, name))).Distinct()],
            Inventors = [.. Names(record, PartyRole.Inventor).Where(name => name.Length > 0).Select(Cut).Distinct()],
            Groups = [.. record.Classifications.Where(symbol => symbol.Scheme == "ipc" && symbol.Symbol.Length > 4).Select(symbol => symbol.Symbol.Split('/')[0]).Distinct()],
            Keywords = [.. lexicon.Segmenter.Keywords(record.Title).Where(word => word.Length <= 40).Take(30)],
            Family = Cut(FamilyOf(record)),
            Symbols = [.. record.Classifications.Where(symbol => symbol.Scheme is "ipc" or "locarno").SelectMany(symbol => WithAbove(symbol.Symbol)).Distinct()],
            Numbers = [record.Number, .. record.PublicationNumbers()], // its own first
            Title = analysis.Normalise(Join(record.Title, record.TitleEn)),
            Abstract = analysis.Normalise(record.Abstract),
            Claims = analysis.Normalise(string.Join('\n', record.Claims.Select(claim => claim.Text))),
            Applicant = analysis.Normalise(string.Join('|', applicants)),
            Inventor = analysis.Normalise(string.Join('|', Names(record, PartyRole.Inventor, PartyRole.CurrentInventor))),
            Agency = analysis.Normalise(string.Join('|', Names(record, PartyRole.Agency, PartyRole.CurrentAgency, PartyRole.FormerAgency))),
            Agent = analysis.Normalise(string.Join('|', Names(record, PartyRole.Agent, PartyRole.CurrentAgent))),
            Office = record.Office,
            Expires = record.ExpiryDate ?? RecordTerm.EndOf(record),
            NumberKey = NumberOrder.KeyOf(record),
            TitleKey = lexicon.SoundOrder.KeyOf(record.Title),
            ApplicantKey = lexicon.SoundOrder.KeyOf(record.Parties.FirstOrDefault(party => party.Role == PartyRole.Applicant)?.Name),
            More = EntryMore.Of(record, analysis),
            StatusText = analysis.Normalise(record.StatusText),
            Description = record.Description.Count == 0 ? "" : analysis.Normalise(string.Join('\n', record.Description.Where(part => part.Kind != "image").Select(part => part.Text))),
            Mark = record.Kind == RecordKind.Trademark ? new MarkSimilarity(lexicon).Prepare(record.Title) : null,
        };
    }

    // Members of a family list each other: the first in alphabetical order names it. Without a list, the same priorities do.
    private static string FamilyOf(IpRecord record)
    {
        if (record.Family.Count > 0)
            return record.Family.Concat(record.Publications.Select(publication => publication.Number))
                .Select(number => RecordNumber.ParsePatent(number)?.Normal ?? number).Min(StringComparer.Ordinal)!;
        return RecordFamily.KeyOf(record) is { } key ? "family " + key : $"{record.Kind.Code()} {record.Office} {record.Number}";
    }

    private static string Join(string title, string? english) => english is null ? title : title + "|" + english;

    private static string Cut(string name) => name.Length <= 200 ? name : name[..200];

    private static IEnumerable<string> Names(IpRecord record, params PartyRole[] roles) =>
        record.Parties.Where(party => roles.Contains(party.Role)).Select(party => party.Name.Trim()).Distinct();

    // H01M10/0525 stands below H01M10, H01M, H01 and H; 14-03 below 14.
    public static IEnumerable<string> WithAbove(string symbol)
    {
        yield return symbol;
        var cut = symbol.IndexOfAny(['/', '-']);
        if (cut > 0)
            yield return symbol[..cut];
        if (!char.IsAsciiLetter(symbol[0]))
            yield break;
        foreach (var length in new[] { 4, 3, 1 })
        {
            if (symbol.Length > length)
                yield return symbol[..length];
        }
    }
}
