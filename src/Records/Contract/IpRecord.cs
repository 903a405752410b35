using System.Text.Json.Serialization;

namespace Zhishu.Records;

/// <summary>
/// One intellectual-property record as the register knows it. Dates are legal days of the office, null when unknown;
/// lists are empty, never null, when nothing is known.
/// </summary>
public sealed record IpRecord
{
    /// <summary>Kind of the record.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>Office in WIPO ST.3 codes: CN, US, EP, WO …</summary>
    public required string Office { get; init; }

    /// <summary>
    /// The number that identifies the record within office and kind, normalised by <see cref="RecordNumber"/>:
    /// the application number of a patent, the registration or application number of the others;
    /// a publication number when a source gives no other.
    /// </summary>
    public required string Number { get; init; }

    /// <summary>Title of a patent, name of a mark, of a product or of a layout design, in the original language.</summary>
    public required string Title { get; init; }

    /// <summary>The title in English, or null.</summary>
    public string? TitleEn { get; init; }

    /// <summary>
    /// Type within the kind. Patent: invention, utility, design. Trademark: word, figurative, combined, threeDimensional, sound, collective, certification.
    /// Geographical indication: product, mark, agricultural. Null when unknown.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>Application date (申请日).</summary>
    public DateOnly? FilingDate { get; init; }

    /// <summary>Date of first publication (公开日).</summary>
    public DateOnly? PublicationDate { get; init; }

    /// <summary>Date of grant or registration (授权公告日、注册日).</summary>
    public DateOnly? GrantDate { get; init; }

    /// <summary>Date on which the right ends or ended (失效日、专用期限止).</summary>
    public DateOnly? ExpiryDate { get; init; }

    /// <summary>Where the right stands.</summary>
    public LegalStatus Status { get; init; }

    /// <summary>The office's own words for the status, such as 有权-审定授权; null when unknown.</summary>
    public string? StatusText { get; init; }

    /// <summary>Region of the first applicant in GB/T 2260 codes of 2, 4 or 6 digits; null abroad or unknown.</summary>
    public string? Region { get; init; }

    /// <summary>Industries in GB/T 4754-2017 codes.</summary>
    public IReadOnlyList<string> Industries { get; init; } = [];

    /// <summary>Applicants, inventors, agents and the rest, in the order of the source.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    /// <summary>Classification symbols, the main one first within each scheme.</summary>
    public IReadOnlyList<Classification> Classifications { get; init; } = [];

    /// <summary>Published documents, oldest first.</summary>
    public IReadOnlyList<Publication> Publications { get; init; } = [];

    /// <summary>Priorities claimed.</summary>
    public IReadOnlyList<Priority> Priorities { get; init; } = [];

    /// <summary>Legal events, oldest first.</summary>
    public IReadOnlyList<LegalEvent> Events { get; init; } = [];

    /// <summary>Documents that this one cites.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];

    /// <summary>Publication numbers of the same family.</summary>
    public IReadOnlyList<string> Family { get; init; } = [];

    /// <summary>Documents of other procedures from which this one comes or to which it leads: what it continues, divides or reissues.</summary>
    public IReadOnlyList<RelatedDocument> Related { get; init; } = [];

    /// <summary>Abstract; for a mark the goods and services, for a geographical indication its description; null when unknown.</summary>
    public string? Abstract { get; init; }

    /// <summary>Claims in order; the first is the main one.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Title and abstract in other languages than those of <see cref="Title"/>, <see cref="TitleEn"/> and <see cref="Abstract"/>.</summary>
    public IReadOnlyList<Translation> Translations { get; init; } = [];

    /// <summary>
    /// The description (说明书) in its parts, in order; empty when the source has none. In the store it stands apart from the record, under <see cref="DescriptionKey"/>:
    /// who reads a record gets it only where it is asked for.
    /// </summary>
    public IReadOnlyList<DescriptionPart> Description { get; init; } = [];

    /// <summary>Checksum under which the store keeps the description: SHA-256 in hexadecimal; null without one.</summary>
    public string? DescriptionKey { get; init; }

    /// <summary>Drawings, views, the picture of a mark, pages; the files themselves are kept apart by their keys.</summary>
    public IReadOnlyList<MediaItem> Media { get; init; } = [];

    /// <summary>What the source says beyond these members, by the source's own names.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where this content came from; null until a source gave it.</summary>
    public Provenance? Source { get; init; }

    /// <summary>True for generated demo data (示例数据), which is marked on every page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Synthetic { get; init; }
}

/// <summary>Where a right stands, the same words for all kinds.</summary>
public enum LegalStatus : short
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>Applied for, not decided (审中).</summary>
    Pending = 1,

    /// <summary>In force (有权).</summary>
    InForce = 2,

    /// <summary>Ended, refused, withdrawn or declared invalid (失效).</summary>
    Ended = 3,
}

/// <summary>A person or organisation with a part in the record.</summary>
/// <param name="Role">What part.</param>
/// <param name="Name">Name in the original language.</param>
public sealed record Party(PartyRole Role, string Name)
{
    /// <summary>Kind of applicant in the source's words (企业、大专院校、科研机构、机关团体、个人), or null.</summary>
    public string? Type { get; init; }

    /// <summary>Country in ST.3 codes, or null.</summary>
    public string? Country { get; init; }

    /// <summary>Address in one line, or null.</summary>
    public string? Address { get; init; }

    /// <summary>Unified social credit code (统一社会信用代码, GB 32100), or null.</summary>
    public string? CreditCode { get; init; }
}

/// <summary>The part a party has, with the INID code of WIPO ST.9 where there is one.</summary>
public enum PartyRole
{
    /// <summary>Applicant or owner at filing (71), holder of a mark (730).</summary>
    Applicant,

    /// <summary>Present owner (73).</summary>
    Owner,

    /// <summary>Inventor, designer or creator (72).</summary>
    Inventor,

    /// <summary>Present inventor, where the source tells them apart.</summary>
    CurrentInventor,

    /// <summary>Agent, a person (74).</summary>
    Agent,

    /// <summary>Agency (74).</summary>
    Agency,

    /// <summary>Present agent.</summary>
    CurrentAgent,

    /// <summary>Present agency.</summary>
    CurrentAgency,

    /// <summary>Agency before the change.</summary>
    FormerAgency,

    /// <summary>Examiner.</summary>
    Examiner,
}

/// <summary>A classification symbol.</summary>
/// <param name="Scheme">ipc, cpc, fi, uspc, nice, vienna or locarno.</param>
/// <param name="Symbol">Symbol in its usual form: H01M10/0525, 9, 14-03.</param>
/// <param name="Main">Whether it is the main one.</param>
public sealed record Classification(string Scheme, string Symbol, bool Main = false);

/// <summary>A published document.</summary>
/// <param name="Number">Publication number with office and kind code: CN114639058A.</param>
/// <param name="Date">Date of publication, or null.</param>
/// <param name="Grant">Whether it publishes a grant or registration.</param>
public sealed record Publication(string Number, DateOnly? Date, bool Grant = false);

/// <summary>A priority claimed (30).</summary>
/// <param name="Country">Office of first filing, ST.3; null when the source does not say.</param>
/// <param name="Number">Number as given.</param>
/// <param name="Date">Date of first filing, or null.</param>
public sealed record Priority(string? Country, string Number, DateOnly? Date);

/// <summary>A document of another procedure to which this one belongs (60).</summary>
/// <param name="Kind">continuation, continuationInPart, division, reissue, reexamination, substitution, provisional, earlierPublication, or the source's own word.</param>
/// <param name="Number">Number with its office as given; of an application or of a publication.</param>
/// <param name="Date">Date that the source gives with it, or null.</param>
public sealed record RelatedDocument(string Kind, string Number, DateOnly? Date);

/// <summary>A cited document.</summary>
/// <param name="Text">Publication number, or the reference of a non-patent document.</param>
/// <param name="Patent">Whether it is a patent document.</param>
/// <param name="By">applicant, examiner, or null.</param>
public sealed record Citation(string Text, bool Patent, string? By = null);

/// <summary>A claim.</summary>
/// <param name="Number">Number from 1.</param>
/// <param name="Text">Text without the leading number.</param>
/// <param name="DependsOn">Claims it refers to, empty when independent.</param>
public sealed record Claim(int Number, string Text, IReadOnlyList<int> DependsOn)
{
    /// <summary>Claims it refers to; the JSON form leaves an empty list out.</summary>
    public IReadOnlyList<int> DependsOn { get; init; } = DependsOn ?? [];
}

/// <summary>Title and abstract in one language.</summary>
/// <param name="Language">ISO 639-1: de, fr, ja …</param>
public sealed record Translation(string Language)
{
    /// <summary>The title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The abstract, or null.</summary>
    public string? Abstract { get; init; }
}

/// <summary>A part of a description.</summary>
/// <param name="Kind">heading, paragraph, table (a row a line, cells parted by tabs), image (the text is the name of its file).</param>
/// <param name="Text">The text; what stands high or low is written so (10⁶, H₂O), or as ^{…} and _{…}.</param>
public sealed record DescriptionPart(string Kind, string Text)
{
    /// <summary>Number of the paragraph as the document gives it ([0001]), or null.</summary>
    public string? Number { get; init; }
}

/// <summary>A picture or page document of a record.</summary>
/// <param name="Kind">abstract (摘要附图), drawing, inline (in description or claims), view (of a design), mark, page, document (a judgment, a decision).</param>
/// <param name="Name">Name of its file as the source has it.</param>
/// <param name="Key">Checksum of the content, under which the file is kept: SHA-256 in hexadecimal.</param>
public sealed record MediaItem(string Kind, string Name, string Key)
{
    /// <summary>What the document calls it (图1, 主视图), or null.</summary>
    public string? Label { get; init; }

    /// <summary>Media type: image/jpeg, image/png, image/gif, image/tiff, application/pdf.</summary>
    public string? Type { get; init; }

    /// <summary>Width in pixels, or null.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, or null.</summary>
    public int? Height { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public long Bytes { get; init; }
}

/// <summary>Where a version of a record came from.</summary>
/// <param name="Name">Name of the source: a file name or a data provider.</param>
/// <param name="Licence">Licence or terms, or null when the source states none.</param>
public sealed record Provenance(string Name, string? Licence = null);
