using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.ServiceDirectory.Items;

namespace Zhishu.ServiceDirectory;

/// <summary>A service that was given (服务记录): who to whom, what, by which channel, when, how long, with what outcome, how it was rated. Written by the capability that gave it.</summary>
public sealed class ServiceRecord
{
    /// <summary>Identity.</summary>
    public Guid Id { get; init; }

    /// <summary>The member that gave it.</summary>
    public Guid OrganisationId { get; set; }

    /// <summary>What it was: <c>enquiry</c>, <c>event</c>, <c>delivery</c>, <c>request</c>, <c>introduction</c>, <c>lookup</c>.</summary>
    public required string SourceKind { get; init; }

    /// <summary>Identity of that; a source has one record.</summary>
    public Guid SourceId { get; init; }

    /// <summary>Service of the standard catalogue.</summary>
    public string ItemCode { get; set; } = "";

    /// <summary>Channel: phone, web, window.</summary>
    public string Channel { get; set; } = "";

    /// <summary>Region of whom it was given to, or null.</summary>
    public string? Region { get; set; }

    /// <summary>Account of whom it was given to, or null.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>Who gave it, by name.</summary>
    public string ServedBy { get; set; } = "";

    /// <summary>How many people it was given to.</summary>
    public int Persons { get; set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset BeganAt { get; set; }

    /// <summary>When it was given.</summary>
    public DateTimeOffset EndedAt { get; set; }

    /// <summary>Minutes of work, or null when nobody counted.</summary>
    public int? Minutes { get; set; }

    /// <summary>Outcome in a word, such as <c>answered</c>, <c>held</c>, <c>accepted</c>.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>Stars, 1 to 5, or null; of an event the mean.</summary>
    public decimal? Rating { get; set; }

    /// <summary>Kind of client, or null when nobody told.</summary>
    public ClientKind? ClientKind { get; set; }

    /// <summary>By when it was to be given, or null when there was no such time.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Whether staff typed it in, so that figures show it apart.</summary>
    public bool ByHand { get; set; }

    /// <summary>When it was struck out; it counts nowhere from then on. Null while it stands.</summary>
    public DateTimeOffset? StruckAt { get; set; }

    /// <summary>Rises with each correction.</summary>
    public int Revision { get; set; }
}

/// <summary>A service given, to be entered.</summary>
/// <param name="Organisation">The member that gave it.</param>
/// <param name="SourceKind">What it was.</param>
/// <param name="SourceId">Identity of that.</param>
/// <param name="ItemCode">Service of the standard catalogue.</param>
/// <param name="Channel">Channel: phone, web, window.</param>
/// <param name="ServedBy">Who gave it, by name.</param>
/// <param name="BeganAt">When it was asked for.</param>
/// <param name="EndedAt">When it was given.</param>
/// <param name="Outcome">Outcome in a word.</param>
public sealed record ServiceGiven(Guid Organisation, string SourceKind, Guid SourceId, string ItemCode, string Channel, string ServedBy, DateTimeOffset BeganAt, DateTimeOffset EndedAt, string Outcome)
{
    /// <summary>Region of whom it was given to, or null.</summary>
    public string? Region { get; init; }

    /// <summary>Account of whom it was given to, or null.</summary>
    public Guid? Account { get; init; }

    /// <summary>How many people.</summary>
    public int Persons { get; init; } = 1;

    /// <summary>Minutes of work, or null.</summary>
    public int? Minutes { get; init; }

    /// <summary>Kind of client, or null when nobody told.</summary>
    public ClientKind? Client { get; init; }

    /// <summary>By when it was to be given, as it stood when it was; the first entry of a source decides. Null when there is no such time.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Whether staff type it in.</summary>
    public bool ByHand { get; init; }
}

/// <summary>What the annual report of a year says of services, counted from the records (001·17).</summary>
/// <param name="Enquiries">Enquiries answered.</param>
/// <param name="Searches">Lookups and searches.</param>
/// <param name="Events">Events held.</param>
/// <param name="Attendants">People at them.</param>
/// <param name="Projects">Specialised services.</param>
public sealed record YearOfService(int Enquiries, int Searches, int Events, int Attendants, int Projects);

/// <summary>What a member gave in a time.</summary>
/// <param name="Count">Services.</param>
/// <param name="Persons">People.</param>
/// <param name="Stars">Mean rating, or null.</param>
public sealed record GivenByMember(int Count, int Persons, decimal? Stars);

/// <summary>The book of services given. Entries are saved with the changes of the caller.</summary>
public sealed class ServiceBook(AppDb db, TimeProvider clock)
{
    /// <summary>All records that stand, for figures.</summary>
    public IQueryable<ServiceRecord> All() => db.ServiceRecords.AsNoTracking().Where(row => row.StruckAt == null);

    /// <summary>Enters a service, or corrects the entry of the same source.</summary>
    public async Task EnterAsync(ServiceGiven given, CancellationToken ct)
    {
        var row = await FindAsync(given.SourceKind, given.SourceId, ct);
        if (row is null)
            db.ServiceRecords.Add(row = new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), SourceKind = given.SourceKind, SourceId = given.SourceId, DueAt = given.Due });
        (row.OrganisationId, row.ItemCode, row.Channel, row.Region, row.AccountId) = (given.Organisation, given.ItemCode, given.Channel, given.Region, given.Account);
        (row.ServedBy, row.Persons, row.BeganAt, row.EndedAt, row.Minutes, row.Outcome) = (given.ServedBy, given.Persons, given.BeganAt, given.EndedAt, given.Minutes, given.Outcome);
        (row.ClientKind, row.ByHand) = (given.Client ?? row.ClientKind, given.ByHand);
    }

    /// <summary>Whether a service is entered.</summary>
    public async Task<bool> HasAsync(string sourceKind, Guid sourceId, CancellationToken ct) => await FindAsync(sourceKind, sourceId, ct) is not null;

    /// <summary>Notes how a service was rated, or with null that nobody has rated it; nothing when it is not entered.</summary>
    public async Task RateAsync(string sourceKind, Guid sourceId, decimal? rating, CancellationToken ct)
    {
        if (await FindAsync(sourceKind, sourceId, ct) is { } row)
            row.Rating = rating;
    }

    /// <summary>Takes an entry out, because the service turned out to be none.</summary>
    public async Task RemoveAsync(string sourceKind, Guid sourceId, CancellationToken ct)
    {
        if (await FindAsync(sourceKind, sourceId, ct) is { } row)
            db.ServiceRecords.Remove(row);
    }

    /// <summary>What a member did in a year (China time).</summary>
    public async Task<YearOfService> YearAsync(Guid organisation, int year, CancellationToken ct)
    {
        var (records, from, to) = (db.ServiceRecords, ChinaTime.StartOf(new(year, 1, 1)), ChinaTime.StartOf(new(year + 1, 1, 1)));
        var rows = await records.Where(row => row.OrganisationId == organisation && row.StruckAt == null && row.EndedAt >= from && row.EndedAt < to)
            .GroupBy(row => new { row.SourceKind, Special = row.ItemCode.StartsWith("special.") })
            .Select(group => new { group.Key.SourceKind, group.Key.Special, Count = group.Count(), Persons = group.Sum(row => row.Persons) }).ToListAsync(ct);
        int Count(string kind) => rows.Where(row => row.SourceKind == kind).Sum(row => row.Count);
        return new(Count("enquiry"), Count("lookup"), Count("event"), rows.Where(row => row.SourceKind == "event").Sum(row => row.Persons),
            rows.Where(row => row.Special && row.SourceKind != "enquiry").Sum(row => row.Count));
    }

    /// <summary>What a member gave in the last 365 days, and how it was rated.</summary>
    public async Task<GivenByMember> LastYearAsync(Guid organisation, CancellationToken ct)
    {
        var (records, since) = (db.ServiceRecords, clock.GetUtcNow().AddDays(-365));
        return await records.Where(row => row.OrganisationId == organisation && row.StruckAt == null && row.EndedAt > since).GroupBy(row => 1)
            .Select(group => new GivenByMember(group.Count(), group.Sum(row => row.Persons), group.Average(row => row.Rating))).FirstOrDefaultAsync(ct) ?? new(0, 0, null);
    }

    private async Task<ServiceRecord?> FindAsync(string kind, Guid id, CancellationToken ct)
    {
        var records = db.ServiceRecords;
        return records.Local.FirstOrDefault(row => row.SourceKind == kind && row.SourceId == id) ?? await records.FirstOrDefaultAsync(row => row.SourceKind == kind && row.SourceId == id, ct);
    }
}
