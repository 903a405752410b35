using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Deadlines;

/// <summary>Acts on what is due, and ends the filing of outlets that were named TISC or university centre.</summary>
internal sealed class DeadlineRunner(IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeadlineRunner> log) : IClockwork
{
    /// <summary>Acts on everything that is due today; returns how many dossiers had something.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var due = await DueAsync(ct);
        foreach (var id in due)
        {
            try
            {
                await TouchAsync(id, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One broken dossier does not keep the others waiting.
                log.LogError(e, "The deadlines of dossier {Dossier} could not be acted on", id);
            }
        }

        return due.Count;
    }

    /// <summary>Lets the clock act on one dossier.</summary>
    public async Task TouchAsync(Guid dossier, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DossierDesk>().WorkAsync(dossier, Actor.Clock, (found, now) =>
        {
            found.Named(now);
            return ValueTask.FromResult<Refusal?>(null);
        }, ct);
    }

    private async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, register) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<NetworkRegister>());
        var (dossiers, registrations, today) = (db.Dossiers, db.Registrations, clock.Today());
        var due = await dossiers.Where(row => row.NextDue <= today).OrderBy(row => row.NextDue).Select(row => row.Id).ToListAsync(ct);
        foreach (var scheme in scope.ServiceProvider.GetRequiredService<SchemeStore>().All.Where(scheme => scheme.EndsWhenNamed.Count > 0))
        {
            var (id, kinds, memberships) = (scheme.Id, scheme.EndsWhenNamed.ToArray(), register.AllMemberships());
            due.AddRange(await dossiers.Where(row => row.Scheme == id
                && registrations.Any(registration => registration.DossierId == row.Id && (registration.State == RegistrationState.InForce || registration.State == RegistrationState.Rectifying))
                && memberships.Any(membership => membership.OrganisationId == row.OrganisationId && kinds.Contains(membership.Kind)
                && membership.FromDay <= today && (membership.UntilDay == null || membership.UntilDay >= today) && (membership.EndedOn == null || membership.EndedOn > today)))
                .Select(row => row.Id).ToListAsync(ct));
        }

        return [.. due.Distinct()];
    }
}

/// <summary>An outlet that is named TISC or university centre loses its filing at once (001·19), not at the next round.</summary>
internal sealed class NamingSubscriber(DeadlineRunner runner, SchemeStore schemes, IServiceScopeFactory scopes) : IProcessSubscriber
{
    private readonly string[] _kinds = [.. schemes.All.SelectMany(scheme => scheme.EndsWhenNamed).Distinct().Select(kind => $"\"kind\":\"{kind.Code()}\"")];

    public string Name => "filings.naming";

    public async Task HandleAsync(IReadOnlyList<AuditEntry> entries, System.Data.Common.DbTransaction transaction, CancellationToken ct)
    {
        var organisations = entries.Where(entry => entry is { Type: "membership.enter", About: not null, After: not null }
            && Array.Exists(_kinds, kind => entry.After.Contains(kind, StringComparison.Ordinal))).Select(entry => entry.About!.Value).Distinct().ToList();
        if (organisations.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var dossiers = scope.ServiceProvider.GetRequiredService<AppDb>().Dossiers;
        foreach (var id in await dossiers.Where(row => organisations.Contains(row.OrganisationId)).Select(row => row.Id).ToListAsync(ct))
            await runner.TouchAsync(id, ct);
    }
}
