using Dapper;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Network;
using Zhishu.Resources.Plans;

namespace Zhishu.Resources;

/// <summary>Something like what is planned.</summary>
/// <param name="Id">Identity of the resource; null for what is kept elsewhere, such as a thematic database.</param>
/// <param name="Title">Title.</param>
/// <param name="Url">Where everybody can read it, or null while it is under review.</param>
/// <param name="Member">The member that provides it, or null for an office.</param>
/// <param name="Region">Region of the member or office.</param>
/// <param name="Stands">How it stands: planned, built, running; under review, in consultation.</param>
/// <param name="Score">How alike, 0 to 1.</param>
internal sealed record SimilarOne(Guid? Id, string Title, string? Url, Guid? Member, string Region, string Stands, double Score);

/// <summary>Compares a plan with what is published, what is under review and what is planned, so that nobody builds twice (000·8).</summary>
internal sealed class SimilarPlans(HubDatabase database, NetworkRegister register, IEnumerable<IFinder> finders, TimeProvider clock)
{
    private const int Most = 12;
    private const int MostThemes = 5;

    /// <summary>The most alike of its kind first. A wording is compared as published or, while others look at it, as it is looked at; drafts are nobody's business.</summary>
    public async Task<IReadOnlyList<SimilarOne>> FindAsync(ResourceKind kind, Guid? self, string title, string summary, IReadOnlyDictionary<string, string> answers, CancellationToken ct)
    {
        var scope = answers.GetValueOrDefault("scope") ?? "";
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition("""
            select id, state, organisation_id as Organisation, region, content is not null as Public, consult_from is not null as Asked,
              said->>'title' as Title, coalesce(said->>'summary', '') as Summary, coalesce(said->'fields'->>'scope', '') as Scope, coalesce(said->'fields'->>'stage', '') as Stage
            from (select *, case when state in ('Submitted', 'Forwarded', 'Consulting', 'Consulted') then draft else content end as said
              from resources.resource where kind = @kind and (content is not null or state in ('Submitted', 'Forwarded', 'Consulting', 'Consulted'))) shown
            where id <> @self
            """, new { kind = kind.Code, self = self ?? Guid.Empty }, cancellationToken: ct));
        return
        [
            .. rows.Select(row => (Row: row, Score: Likeness.Of(title, $"{title} {summary} {scope}", row.Title, $"{row.Title} {row.Summary} {row.Scope}")))
                .Where(pair => pair.Score >= Likeness.Alike).OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Row.Id).Take(Most).Select(pair => One(pair.Row, pair.Score)),
        ];
    }

    /// <summary>Public thematic databases of this hub with such words.</summary>
    public async Task<IReadOnlyList<FoundItem>> ThemesAsync(string title, CancellationToken ct) =>
        (await finders.First(finder => finder.Code == "themes").FindAsync(title, MostThemes, ct)).Items;

    /// <summary>The national nodes in force.</summary>
    public async Task<IReadOnlyList<Guid>> NationalNodesAsync(CancellationToken ct)
    {
        var (memberships, today) = (register.AllMemberships(), clock.Today());
        return await memberships.Where(row => row.Kind == MemberKind.NationalNode && row.FromDay <= today
            && (row.UntilDay == null || row.UntilDay >= today) && (row.EndedOn == null || row.EndedOn > today)).Select(row => row.OrganisationId).Distinct().ToListAsync(ct);
    }

    private static SimilarOne One(Row row, double score)
    {
        var state = Enum.Parse<ResourceState>(row.State);
        var consulted = state is ResourceState.Consulting or ResourceState.Consulted;
        return new(row.Id, row.Title, consulted && row.Asked ? $"/resources/plans/{row.Id}" : row.Public ? $"/resources/{row.Id}" : null, row.Organisation, row.Region,
            state is ResourceState.Submitted or ResourceState.Forwarded || consulted ? ResourceWords.Label(state).ToString() : row.Stage, score);
    }

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string State { get; init; } = "";

        public Guid? Organisation { get; init; }

        public string Region { get; init; } = "";

        public bool Public { get; init; }

        public bool Asked { get; init; }

        public string Title { get; init; } = "";

        public string Summary { get; init; } = "";

        public string Scope { get; init; } = "";

        public string Stage { get; init; } = "";
    }
}
