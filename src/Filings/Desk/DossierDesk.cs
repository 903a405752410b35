using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Desk;

/// <summary>
/// Every act passes here: the dossier is locked and loaded, the act is done on it, the register is told, what has happened is recorded,
/// all in one transaction. A second act of the same kind finds the state changed and is refused.
/// </summary>
internal sealed class DossierDesk(AppDb db, SchemeStore schemes, NetworkRegister register, ProcessLog log, TimeProvider clock)
{
    public const string Rules = "filing-rules";
    public const string Sealed = "filing-sealed";
    public const string Other = "filing-other";

    /// <summary>The dossier of an organisation, made when there is none.</summary>
    public async Task<Guid> EnsureAsync(Organisation organisation, Scheme scheme, CancellationToken ct)
    {
        var (dossiers, id) = (db.Dossiers, Guid.CreateVersion7(clock.GetUtcNow()));
        await db.Database.ExecuteSqlAsync($"""
            insert into filings.dossier (id, organisation_id, scheme, recommender, decider, revision)
            values ({id}, {organisation.Id}, {scheme.Id}, {scheme.RecommenderOf(organisation.Region, organisation.Sector)}, {scheme.DeciderOf(organisation.Region)}, 1)
            on conflict (organisation_id, scheme) do nothing
            """, ct);
        return await dossiers.Where(row => row.OrganisationId == organisation.Id && row.Scheme == scheme.Id).Select(row => row.Id).SingleAsync(ct);
    }

    /// <summary>Does something with a dossier. A refusal leaves everything as it was.</summary>
    public async Task<Refusal?> WorkAsync(Guid id, Actor actor, Func<Dossier, Situation, ValueTask<Refusal?>> work, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        try
        {
            var dossiers = db.Dossiers;
            if (!await dossiers.FromSql($"select * from filings.dossier where id = {id} for update").AsNoTracking().Select(row => true).FirstOrDefaultAsync(ct))
                return new("filings.gone", new("这个卷宗已不存在。"));
            var (dossier, situation) = await LoadAsync(id, ct);
            var known = dossier.Bans.ToHashSet();
            dossier.Tick(situation);
            if (await work(dossier, situation) is { } refusal)
            {
                log.Forget();
                return refusal;
            }

            if (await KeepAsync(dossier, situation, actor, known, tell: true, ct) is { } unkept)
            {
                log.Forget();
                return unkept;
            }

            await transaction.CommitAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            log.Forget();
            return Conflict;
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: "23505" })
        {
            log.Forget();
            return Conflict;
        }
    }

    /// <summary>
    /// Tells the register, records what has happened, saves; inside the transaction of the caller. What the register refuses is not recorded as done:
    /// the caller gets the refusal and rolls back.
    /// </summary>
    public async Task<Refusal?> KeepAsync(Dossier dossier, Situation situation, Actor actor, IReadOnlySet<Ban> known, bool tell, CancellationToken ct)
    {
        if (await TellRegisterAsync(dossier, situation, actor, ct) is { } refusal)
            return refusal;
        foreach (var happened in dossier.Events)
            log.Record(happened.Type, actor, new Subject(happened.Kind, happened.Id, happened.Name, dossier.OrganisationId), happened.Reason,
                happened.Before, happened.After, tell ? happened.Notices : null);
        db.AddRange(dossier.Bans.Where(ban => !known.Contains(ban)));
        dossier.Plan(situation);
        dossier.Revision++;
        await db.SaveChangesAsync(ct);
        return null;
    }

    /// <summary>A dossier with everything in it, and the situation it is in.</summary>
    public async Task<(Dossier Dossier, Situation Situation)> LoadAsync(Guid id, CancellationToken ct)
    {
        var dossiers = db.Dossiers;
        var dossier = await dossiers
            .Include(row => row.Filings).ThenInclude(row => row.Objections)
            .Include(row => row.Registrations).ThenInclude(row => row.Terms)
            .Include(row => row.Registrations).ThenInclude(row => row.Rectifications)
            .Include(row => row.Reports).Include(row => row.Changes).Include(row => row.Fired)
            .AsSplitQuery().SingleAsync(row => row.Id == id, ct);
        var organisation = (await register.FindAsync(dossier.OrganisationId, ct))!;
        return (dossier, await SituateAsync(dossier, organisation, schemes[dossier.Scheme], ct));
    }

    /// <summary>How an organisation stands under a scheme; one that never had to do with it has an empty dossier, which is not kept.</summary>
    public async Task<(Dossier Dossier, Situation Situation)> StandingAsync(Organisation organisation, Scheme scheme, CancellationToken ct)
    {
        var (dossiers, owner) = (db.Dossiers, organisation.Id);
        if (await dossiers.Where(row => row.OrganisationId == owner && row.Scheme == scheme.Id).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(ct) is { } id)
            return await LoadAsync(id, ct);
        var empty = new Dossier { OrganisationId = owner, Scheme = scheme.Id, Recommender = "", Decider = "" };
        return (empty, await SituateAsync(empty, organisation, scheme, ct));
    }

    private async Task<Situation> SituateAsync(Dossier dossier, Organisation organisation, Scheme scheme, CancellationToken ct)
    {
        var (bans, id) = (db.Bans, dossier.Id);
        dossier.Bans.AddRange(await bans.Where(ban => (ban.CreditCode == organisation.CreditCode && ban.Scheme == scheme.Id) || ban.DossierId == id).ToListAsync(ct));
        (dossier.Recommender, dossier.Decider) = (scheme.RecommenderOf(organisation.Region, organisation.Sector), scheme.DeciderOf(organisation.Region));
        var today = clock.Today();
        var memberships = (await register.MembershipsAsync(organisation.Id, ct)).Where(row => row.IsInForce(today)).Select(row => row.Kind).Distinct().ToList();
        var facts = new ApplicantFacts(organisation.Id, organisation.Name, organisation.CreditCode, organisation.Region, organisation.Sector, organisation.LegalPerson, memberships);
        return new(scheme, facts, await PapersAsync(dossier, ct), today, clock.GetUtcNow());
    }

    /// <summary>The next number of a scheme, for the transaction in which it is given.</summary>
    public async Task<string> NextNumberAsync(Scheme scheme, int year, CancellationToken ct)
    {
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        var place = await transaction.Connection!.ExecuteScalarAsync<int>(new CommandDefinition(
            "insert into filings.number_counter (scheme, year, last) values (@Id, @year, 1) on conflict (scheme, year) do update set last = filings.number_counter.last + 1 returning last",
            new { scheme.Id, year }, transaction, cancellationToken: ct));
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, scheme.Number, year, place);
    }

    /// <summary>Begins a batch of filings made public together.</summary>
    public async Task<Batch> NextBatchAsync(Scheme scheme, string office, CancellationToken ct)
    {
        var (batches, today) = (db.Batches, clock.Today());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({"batch:" + scheme.Id + office}))", ct);
        var last = await batches.Where(row => row.Scheme == scheme.Id && row.Office == office && row.Year == today.Year).MaxAsync(row => (int?)row.Place, ct) ?? 0;
        var batch = new Batch { Id = Guid.CreateVersion7(clock.GetUtcNow()), Scheme = scheme.Id, Office = office, Year = today.Year, Place = last + 1, PublishedOn = today };
        batches.Add(batch);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return batch;
    }

    /// <summary>Removes a batch that nothing came into.</summary>
    public Task DropBatchAsync(Guid id, CancellationToken ct)
    {
        var batches = db.Batches;
        return batches.Where(row => row.Id == id).ExecuteDeleteAsync(ct);
    }

    public static Refusal Conflict { get; } = new("filings.conflict",
        new("其他人刚刚办理或修改过，您的操作没有生效。请刷新查看后再办理。"));

    private async Task<Papers> PapersAsync(Dossier dossier, CancellationToken ct)
    {
        if (dossier.LiveFiling?.Id is not { } filing)
            return new(0, null);
        var connection = db.Database.GetDbConnection();
        var row = await connection.QuerySingleAsync<(int Rules, DateTime? Sealed)>(new CommandDefinition("""
            select count(*) filter (where owner_kind = 'filing-rules')::int, max(added_at) filter (where owner_kind = 'filing-sealed')
            from foundation.file where owner_id = @filing and owner_kind in ('filing-rules', 'filing-sealed')
            """, new { filing }, db.Database.CurrentTransaction?.GetDbTransaction(), cancellationToken: ct));
        return new(row.Rules, row.Sealed is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null);
    }

    private async Task<Refusal?> TellRegisterAsync(Dossier dossier, Situation situation, Actor actor, CancellationToken ct)
    {
        if (dossier.Effects.Count == 0)
            return null;
        var organisation = (await register.FindAsync(dossier.OrganisationId, ct))!;
        foreach (var effect in dossier.Effects)
        {
            switch (effect)
            {
                case RegisterEffect.Enter enter:
                    register.Enter(organisation, enter.Kind, enter.Number, await register.SupporterAsync(organisation.Region, ct), enter.From, enter.Until,
                        situation.Scheme.Law, actor, enter.Membership);
                    break;
                case RegisterEffect.Extend extend:
                    (await register.MembershipAsync(extend.Membership, ct))!.Extend(extend.Until);
                    break;
                case RegisterEffect.End end:
                    register.End((await register.MembershipAsync(end.Membership, ct))!, organisation, end.On, end.Reason, actor);
                    break;
                case RegisterEffect.Change change:
                    var faults = register.Change(organisation, ChangedFacts.Apply(organisation.Data, change.Fields), actor, "变更报备");
                    if (faults.Count > 0)
                        return ChangedFacts.Refuse(faults);
                    (dossier.Recommender, dossier.Decider) = (situation.Scheme.RecommenderOf(organisation.Region, organisation.Sector), situation.Scheme.DeciderOf(organisation.Region));
                    break;
                default:
                    if (await register.VerifyAsync(organisation, actor, ct) is { } refusal)
                        return refusal;
                    break;
            }
        }

        return null;
    }
}
