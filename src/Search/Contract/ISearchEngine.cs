namespace Zhishu.Search;

/// <summary>Order of the hits; equal ones are ordered by identity, so that pages stay stable.</summary>
public enum SearchSort
{
    /// <summary>Best first, by BM25 over title, names, abstract and claims; equal ones newest first.</summary>
    Relevance,

    /// <summary>Oldest first, by application date or, without one, by the first date known; undated records last.</summary>
    DateAscending,

    /// <summary>Newest first; undated records last.</summary>
    DateDescending,

    /// <summary>By the day of first publication, oldest first; those without one last, equal ones newest first by <see cref="DateDescending"/>.</summary>
    PublishedAscending,

    /// <summary>By the day of first publication, newest first.</summary>
    PublishedDescending,

    /// <summary>By the day of grant or registration, oldest first.</summary>
    GrantedAscending,

    /// <summary>By the day of grant or registration, newest first.</summary>
    GrantedDescending,

    /// <summary>By the number: office, year of the application, then the figures of the number; equal ones newest first.</summary>
    NumberAscending,

    /// <summary>By the number, the last office and year first.</summary>
    NumberDescending,

    /// <summary>By the title: figures, Latin letters, then Chinese characters by their sound (拼音); the first forty characters decide, equal ones stand newest first.</summary>
    TitleAscending,

    /// <summary>By the title, backwards.</summary>
    TitleDescending,

    /// <summary>By the name of the first applicant or holder, as titles; those without one last.</summary>
    ApplicantAscending,

    /// <summary>By the name of the first applicant or holder, backwards; those without one last.</summary>
    ApplicantDescending,
}

/// <summary>What can be counted over a result and chosen from.</summary>
public enum Facet
{
    /// <summary>Kind of record: patent, trademark, gi, layout.</summary>
    Kind,

    /// <summary>Year of application, or of the first date known.</summary>
    Year,

    /// <summary>IPC subclass.</summary>
    Ipc,

    /// <summary>Applicant or holder, under the name that the authority table gives.</summary>
    Applicant,

    /// <summary>Province-level region, GB/T 2260 code of two digits.</summary>
    Region,

    /// <summary>Legal status: inForce, pending, ended, unknown.</summary>
    Status,

    /// <summary>Nice class.</summary>
    Nice,

    /// <summary>Type within the kind.</summary>
    Type,

    /// <summary>Year of application.</summary>
    FilingYear,

    /// <summary>Year of first publication.</summary>
    PublicationYear,

    /// <summary>Year of grant or registration.</summary>
    GrantYear,

    /// <summary>IPC main group, H01M10.</summary>
    IpcGroup,

    /// <summary>Prefecture, GB/T 2260 code of four digits.</summary>
    City,

    /// <summary>Inventor, designer or creator, by name.</summary>
    Inventor,

    /// <summary>Words of the title that say something.</summary>
    Keyword,
}

/// <summary>A question to an engine, complete and checked.</summary>
/// <param name="Query">The parsed query.</param>
/// <param name="Filters">Chosen values of facets: one of the values of each facet must hold.</param>
/// <param name="Sort">Order.</param>
/// <param name="From">Hits to leave out at the beginning, from 0.</param>
/// <param name="Size">Hits wanted, 0 to 100.</param>
/// <param name="Facets">Facets to count.</param>
public sealed record SearchRequest(
    QueryNode Query, IReadOnlyDictionary<Facet, IReadOnlyList<string>> Filters, SearchSort Sort, int From, int Size, IReadOnlyList<Facet> Facets)
{
    /// <summary>Values of facets that no hit may have.</summary>
    public IReadOnlyDictionary<Facet, IReadOnlyList<string>> Excluded { get; init; } = new Dictionary<Facet, IReadOnlyList<string>>();

    /// <summary>Whether of each family only the newest hit is shown; the total then counts families, the facets still count records.</summary>
    public bool OnePerFamily { get; init; }

    /// <summary>Most values of a facet to count.</summary>
    public int FacetSize { get; init; } = 20;

    /// <summary>Questions that are asked together, at least 1: they share what one may cost.</summary>
    public int Questions { get; init; } = 1;

    /// <summary>Everything that is found by a query, in no hurry to be shown.</summary>
    public static SearchRequest All(QueryNode query, params IReadOnlyList<Facet> facets) => new(query, new Dictionary<Facet, IReadOnlyList<string>>(), SearchSort.DateDescending, 0, 0, facets);
}

/// <summary>How many records have these values, in the order of the properties asked for.</summary>
public sealed record Tally(IReadOnlyList<string> Values, long Count);

/// <summary>A value of a facet with the number of records that have it.</summary>
public readonly record struct FacetCount(string Value, long Count);

/// <summary>The answer of an engine.</summary>
/// <param name="Total">Number of all hits, exact.</param>
/// <param name="Ids">Identities of the page's records, in order.</param>
/// <param name="Facets">
/// The counts of each facet that was asked for, most frequent first (years newest first), at most 20 (years 60). A facet's own choices do not narrow its counts,
/// so that further values can be chosen.
/// </param>
public sealed record SearchResult(long Total, IReadOnlyList<Guid> Ids, IReadOnlyDictionary<Facet, IReadOnlyList<FacetCount>> Facets);

/// <summary>A question that is worked out, to be counted in many ways: what it costs to find is spent once. One caller at a time.</summary>
public interface ISearchCounts : IAsyncDisposable
{
    /// <summary>Number of all hits.</summary>
    Task<long> TotalAsync(CancellationToken ct);

    /// <summary>As <see cref="ISearchEngine.TallyAsync"/>.</summary>
    Task<IReadOnlyList<Tally>> TallyAsync(IReadOnlyList<Facet> by, int size, CancellationToken ct);

    /// <summary>As <see cref="ISearchEngine.DistinctAsync"/>.</summary>
    Task<IReadOnlyList<Tally>> DistinctAsync(Facet by, Facet of, CancellationToken ct);
}

/// <summary>Answers questions over the records. Engines share one text analysis and agree hit for hit.</summary>
public interface ISearchEngine
{
    /// <summary>Finds.</summary>
    Task<SearchResult> FindAsync(SearchRequest request, CancellationToken ct);

    /// <summary>All hits of a request in its order, one after another, whatever its page; each is given once, from one state of the data.</summary>
    IAsyncEnumerable<Guid> StreamAsync(SearchRequest request, CancellationToken ct);

    /// <summary>Counts all hits of a request by one to three properties, most frequent first.</summary>
    /// <param name="request">The question; page and facets do not matter.</param>
    /// <param name="by">The properties. Twice the same counts pairs of different values, each pair once.</param>
    /// <param name="size">Most rows.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<Tally>> TallyAsync(SearchRequest request, IReadOnlyList<Facet> by, int size, CancellationToken ct);

    /// <summary>Works a question out once, to be counted in many ways; dispose it when done.</summary>
    Task<ISearchCounts> OpenAsync(SearchRequest request, CancellationToken ct);

    /// <summary>The last number of the change feed up to which everything can be found.</summary>
    Task<long> IndexedAsync(CancellationToken ct);

    /// <summary>How many different values of one property there are for each value of another, such as applicants in each year.</summary>
    Task<IReadOnlyList<Tally>> DistinctAsync(SearchRequest request, Facet by, Facet of, CancellationToken ct);
}
