using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Published;

/// <summary>A filed outlet as published.</summary>
internal sealed class FiledRow
{
    public Guid Organisation { get; init; }

    public required string Number { get; init; }

    public required string Name { get; init; }

    public required string Region { get; init; }

    public OrganisationKind Kind { get; init; }

    public required string Recommender { get; init; }

    public DateOnly From { get; init; }

    public DateOnly Until { get; init; }

    public bool Demo { get; init; }
}

/// <summary>A filing of a batch as published.</summary>
internal sealed class BatchRow
{
    public Guid Filing { get; init; }

    public Guid Organisation { get; init; }

    public required string Name { get; init; }

    public required string Region { get; init; }

    public OrganisationKind Kind { get; init; }

    public required string Recommender { get; init; }

    public Purpose Purpose { get; init; }

    public FilingState State { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    public string? Number { get; init; }

    public bool Demo { get; init; }

    /// <summary>Whether objections are taken on a day.</summary>
    public bool IsOpen(DateOnly today) => State == FilingState.InPublicity && today <= Until;
}

/// <summary>A batch as listed.</summary>
internal sealed class BatchHead
{
    public Guid Id { get; init; }

    public required string Scheme { get; init; }

    public required string Office { get; init; }

    public int Year { get; init; }

    public int Place { get; init; }

    public DateOnly PublishedOn { get; init; }

    public int Count { get; init; }

    public DateOnly? Until { get; init; }
}

/// <summary>What the law publishes: filings in publicity, lists of those filed. Questions over days, so they are right when a job is late.</summary>
internal sealed class PublishedLists(AppDb db, NetworkRegister register)
{
    /// <summary>Members filed under a scheme that are in force on a day.</summary>
    public IQueryable<FiledRow> Filed(string scheme, DateOnly day)
    {
        var (dossiers, registrations, memberships, organisations) = (db.Dossiers, db.Registrations, register.AllMemberships(), register.All());
        return from registration in registrations.AsNoTracking()
               join dossier in dossiers on registration.DossierId equals dossier.Id
               join membership in memberships on registration.MembershipId equals membership.Id
               join organisation in organisations on dossier.OrganisationId equals organisation.Id
               where dossier.Scheme == scheme && membership.FromDay <= day && membership.UntilDay >= day && (membership.EndedOn == null || membership.EndedOn > day)
               orderby registration.Number
               select new FiledRow
               {
                   Organisation = organisation.Id,
                   Number = registration.Number,
                   Name = organisation.Name,
                   Region = organisation.Region,
                   Kind = organisation.Kind,
                   Recommender = dossier.Recommender,
                   From = membership.FromDay,
                   Until = membership.UntilDay!.Value,
                   Demo = organisation.Demo
               };
    }

    /// <summary>The batches, the newest first.</summary>
    public IQueryable<BatchHead> Batches()
    {
        var (batches, filings) = (db.Batches, db.Filings);
        return batches.AsNoTracking().Select(batch => new BatchHead
        {
            Id = batch.Id,
            Scheme = batch.Scheme,
            Office = batch.Office,
            Year = batch.Year,
            Place = batch.Place,
            PublishedOn = batch.PublishedOn,
            Count = filings.Count(filing => filing.BatchId == batch.Id),
            Until = filings.Where(filing => filing.BatchId == batch.Id).Max(filing => filing.PublicityUntil),
        }).OrderByDescending(batch => batch.PublishedOn).ThenByDescending(batch => batch.Place);
    }

    /// <summary>One batch with its filings, or null. What was returned, withdrawn or ended is no longer shown.</summary>
    public async Task<(BatchHead Head, IReadOnlyList<BatchRow> Rows)?> BatchAsync(Guid id, CancellationToken ct)
    {
        if (await Batches().FirstOrDefaultAsync(batch => batch.Id == id, ct) is not { } head)
            return null;
        var (dossiers, filings, organisations) = (db.Dossiers, db.Filings, register.All());
        var rows = await (from filing in filings.AsNoTracking()
                          join dossier in dossiers on filing.DossierId equals dossier.Id
                          join organisation in organisations on dossier.OrganisationId equals organisation.Id
                          where filing.BatchId == id && (filing.State == FilingState.InPublicity || filing.State == FilingState.AwaitingDecision
                          || filing.State == FilingState.Filed || filing.State == FilingState.Refused)
                          orderby filing.Number, organisation.Region, organisation.Name
                          select new BatchRow
                          {
                              Filing = filing.Id,
                              Organisation = organisation.Id,
                              Name = organisation.Name,
                              Region = organisation.Region,
                              Kind = organisation.Kind,
                              Recommender = dossier.Recommender,
                              Purpose = filing.Purpose,
                              State = filing.State,
                              From = filing.PublicityFrom,
                              Until = filing.PublicityUntil,
                              Number = filing.Number,
                              Demo = organisation.Demo
                          }).ToListAsync(ct);
        return (head, rows);
    }
}
