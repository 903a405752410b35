using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network.Register;

namespace Zhishu.Network;

/// <summary>An organisation with what it is in the network on a day.</summary>
/// <param name="Organisation">The organisation.</param>
/// <param name="Memberships">Its memberships, ended ones included.</param>
public sealed record Member(Organisation Organisation, IReadOnlyList<Membership> Memberships);

/// <summary>The register of what is true: organisations and their place in the network. Changes are saved with those of the caller.</summary>
public sealed class NetworkRegister(AppDb db, ProcessLog log, AccountDesk accounts, Regions regions, TimeProvider clock)
{
    /// <summary>The organisation, or null.</summary>
    public Task<Organisation?> FindAsync(Guid id, CancellationToken ct)
    {
        var organisations = db.Organisations;
        return organisations.FirstOrDefaultAsync(row => row.Id == id, ct);
    }

    /// <summary>The confirmed organisation of a credit code, or null.</summary>
    public Task<Organisation?> FindByCodeAsync(string creditCode, CancellationToken ct)
    {
        var organisations = db.Organisations;
        return organisations.FirstOrDefaultAsync(row => row.CreditCode == creditCode && row.VerifiedAt != null, ct);
    }

    /// <summary>Those who say to be the organisation of a credit code and are neither confirmed nor turned down, the oldest first.</summary>
    public Task<List<Organisation>> ClaimsAsync(string creditCode, CancellationToken ct)
    {
        var organisations = db.Organisations;
        return organisations.Where(row => row.CreditCode == creditCode && row.VerifiedAt == null && row.DeclinedAt == null).OrderBy(row => row.CreatedAt).ToListAsync(ct);
    }

    /// <summary>The organisation when the person may see its data in the register, or null.</summary>
    public Task<Organisation?> FindForAsync(Person person, Guid id, CancellationToken ct)
    {
        var organisations = db.Organisations;
        return organisations.VisibleTo(person).FirstOrDefaultAsync(row => row.Id == id, ct);
    }

    /// <summary>The confirmed organisations that a person acts for.</summary>
    public async Task<IReadOnlyList<Organisation>> ActedForByAsync(Person person, CancellationToken ct)
    {
        var (organisations, own) = (db.Organisations, person.Organisations);
        return await organisations.AsNoTracking().Where(row => own.Contains(row.Id) && row.VerifiedAt != null).ToListAsync(ct);
    }

    /// <summary>Organisations in the register that a person may see; to be narrowed by the caller.</summary>
    public IQueryable<Organisation> VisibleTo(Person person) => db.Organisations.VisibleTo(person);

    /// <summary>All organisations; for what is published.</summary>
    public IQueryable<Organisation> All() => db.Organisations.AsNoTracking();

    /// <summary>All memberships, ended ones included; for what is published.</summary>
    public IQueryable<Membership> AllMemberships() => db.Memberships.AsNoTracking();

    /// <summary>Memberships of an organisation, the newest first.</summary>
    public async Task<IReadOnlyList<Membership>> MembershipsAsync(Guid organisation, CancellationToken ct)
    {
        var memberships = db.Memberships;
        return await memberships.Where(row => row.OrganisationId == organisation).OrderByDescending(row => row.FromDay).ToListAsync(ct);
    }

    /// <summary>One membership, entered just now or before, or null.</summary>
    public async Task<Membership?> MembershipAsync(Guid id, CancellationToken ct) => await db.Memberships.FindAsync([id], ct);

    /// <summary>Those who work for an organisation now.</summary>
    public async Task<IReadOnlyList<StaffMember>> StaffAsync(Guid organisation, CancellationToken ct)
    {
        var (staff, today) = (db.Staff, clock.Today());
        return await staff.Where(row => row.OrganisationId == organisation && (row.LeftOn == null || row.LeftOn > today)).OrderByDescending(row => row.FullTime).ThenBy(row => row.Id).ToListAsync(ct);
    }

    /// <summary>Everybody who works in the network on a day: organisation and whether full time; for counts.</summary>
    public IQueryable<StaffMember> AllStaff() => db.Staff.AsNoTracking();

    /// <summary>
    /// Enters an organisation, or tells what is wrong; saved by the caller. Who claims a credit code that no office has confirmed stands beside the others who do.
    /// </summary>
    public async Task<(Organisation? Organisation, IReadOnlyDictionary<string, Bilingual> Faults)> AddAsync(OrganisationData data, Actor actor, bool verified, bool demo, CancellationToken ct)
    {
        var (clean, faults) = OrganisationRules.Check(data, regions);
        if (faults.Count > 0)
            return (null, faults);
        if (await FindByCodeAsync(clean.CreditCode, ct) is not null)
            return (null, new Dictionary<string, Bilingual> { ["CreditCode"] = new("这个机构已经登记") });
        var organisation = new Organisation(Guid.CreateVersion7(clock.GetUtcNow()), clean, demo, clock.GetUtcNow());
        if (verified)
            organisation.Verify(clock.GetUtcNow());
        db.Organisations.Add(organisation);
        log.Record("organisation.add", actor, organisation.AsSubject(), after: clean);
        return (organisation, faults);
    }

    /// <summary>What is wrong with a change of an organisation's data, field by field; what is left as it was is not asked again.</summary>
    public IReadOnlyDictionary<string, Bilingual> FaultsOf(Organisation organisation, OrganisationData data) => Check(organisation.Data, data).Faults;

    private (OrganisationData Data, IReadOnlyDictionary<string, Bilingual> Faults) Check(OrganisationData before, OrganisationData data)
    {
        var (clean, faults) = OrganisationRules.Check(data, regions);
        if (clean.CreditCode == before.CreditCode && before.CreditCodeConfirmed)
            (clean, data) = (clean with { CreditCodeConfirmed = true }, data with { CreditCode = before.CreditCode });
        var kept = faults.Keys.Where(field => typeof(OrganisationData).GetProperty(field) is { } property && Equals(property.GetValue(before), property.GetValue(data))).ToHashSet();
        return (kept.Contains(nameof(before.CreditCode)) ? clean with { CreditCode = before.CreditCode } : clean, faults.Where(fault => !kept.Contains(fault.Key)).ToDictionary());
    }

    /// <summary>Changes the data of an organisation, or tells what is wrong; saved by the caller. Before and after are recorded.</summary>
    public IReadOnlyDictionary<string, Bilingual> Change(Organisation organisation, OrganisationData data, Actor actor, string? reason = null)
    {
        var before = organisation.Data;
        var (clean, faults) = Check(before, data);
        if (faults.Count > 0)
            return faults;
        var changed = typeof(OrganisationData).GetProperties()
            .Where(property => property.GetValue(before) is var a && property.GetValue(clean) is var b
            && !(a is IEnumerable<string> x && b is IEnumerable<string> y ? x.SequenceEqual(y) : Equals(a, b)))
            .ToList();
        if (changed.Count == 0)
            return faults;
        organisation.Set(clean);
        log.Record("organisation.change", actor, organisation.AsSubject(), reason,
            changed.ToDictionary(property => property.Name, property => property.GetValue(before)),
            changed.ToDictionary(property => property.Name, property => property.GetValue(clean)));
        return faults;
    }

    /// <summary>
    /// An officer confirms the organisation, or is told why not; saved by the caller. Others who claim its credit code are turned down with it,
    /// and the officer vouches for the addresses of its people where no mail proves them.
    /// </summary>
    public async Task<Refusal?> VerifyAsync(Organisation organisation, Actor actor, CancellationToken ct)
    {
        if (organisation.VerifiedAt is not null)
            return null;
        if (await FindByCodeAsync(organisation.CreditCode, ct) is { } other)
            return new("network.confirmed", new($"这个信用代码的机构已经核实（{other.Name}），不能再核实另一个。请其人员申请加入"));
        organisation.Verify(clock.GetUtcNow());
        log.Record("organisation.verify", actor, organisation.AsSubject(),
            notices: [new($"organisation:{organisation.Id}", new($"{organisation.Name}已核实"), $"/organisations/{organisation.Id}")]);
        await accounts.VouchAsync([.. (await accounts.PeopleOfAsync(organisation.Id, ct)).Select(row => row.Account)], actor, ct);
        foreach (var claim in await ClaimsAsync(organisation.CreditCode, ct))
        {
            if (claim.Id != organisation.Id)
                await DeclineAsync(claim, "同一信用代码的另一登记已核实", actor, ct);
        }

        return null;
    }

    /// <summary>An officer turns down who says to be an organisation; saved by the caller. Its people lose their part in it and are told.</summary>
    public async Task DeclineAsync(Organisation organisation, string reason, Actor actor, CancellationToken ct)
    {
        if (organisation.VerifiedAt is not null || organisation.DeclinedAt is not null)
            return;
        organisation.Decline(clock.GetUtcNow());
        var people = await accounts.DismissAsync(organisation.Id, actor, ct);
        log.Record("organisation.decline", actor, organisation.AsSubject(), reason, notices: [.. people.Select(account => new ProcessNotice(
            $"account:{account}", new($"{organisation.Name}的登记未通过核实：{reason}"), $"/organisations/new"))]);
    }

    /// <summary>Enters a membership; saved by the caller.</summary>
    public Membership Enter(Organisation organisation, MemberKind kind, string? number, Guid? parent, DateOnly from, DateOnly? until, string source, Actor actor, Guid? id = null)
    {
        var membership = new Membership(id ?? Guid.CreateVersion7(clock.GetUtcNow()), organisation.Id, kind, number, parent, from, until, source);
        db.Memberships.Add(membership);
        log.Record("membership.enter", actor, new Subject("membership", membership.Id, $"{organisation.Name} · {kind.Label().Zh}", organisation.Id),
            after: new { kind, number, parent, from, until, source });
        return membership;
    }

    /// <summary>The provincial node that supports members of a region, or null.</summary>
    public Task<Guid?> SupporterAsync(string region, CancellationToken ct)
    {
        var (organisations, memberships, today, province) = (db.Organisations, db.Memberships, clock.Today(), region[..2]);
        return (from membership in memberships
                join organisation in organisations on membership.OrganisationId equals organisation.Id
                where membership.Kind == MemberKind.ProvincialNode && organisation.Region.StartsWith(province) && membership.FromDay <= today
                && (membership.UntilDay == null || membership.UntilDay >= today) && (membership.EndedOn == null || membership.EndedOn > today)
                orderby membership.FromDay
                select (Guid?)organisation.Id).FirstOrDefaultAsync(ct);
    }

    /// <summary>Ends a membership; saved by the caller.</summary>
    public void End(Membership membership, Organisation organisation, DateOnly on, string reason, Actor actor)
    {
        membership.End(on, reason);
        log.Record("membership.end", actor, new Subject("membership", membership.Id, $"{organisation.Name} · {membership.Kind.Label().Zh}", organisation.Id), reason, after: new { on });
    }

    /// <summary>Adds somebody to the staff; saved by the caller.</summary>
    public void AddStaff(StaffMember member) => db.Staff.Add(member);
}
