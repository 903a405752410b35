using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Identity;

/// <summary>A duty as given to a person.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Duty">The duty.</param>
/// <param name="Region">Region code (GB/T 2260) it reaches, or null.</param>
/// <param name="Sector">Sector it reaches, or null.</param>
/// <param name="Organisation">Organisation it reaches, or null.</param>
public sealed record PersonGrant(Guid Id, Duty Duty, string? Region, string? Sector, Guid? Organisation);

/// <summary>Who is signed in.</summary>
/// <param name="Id">Account.</param>
/// <param name="Name">Name to show.</param>
/// <param name="Email">Address.</param>
/// <param name="SecondFactor">Whether a second factor is set up.</param>
/// <param name="PasswordDays">Days since the password was set.</param>
/// <param name="Session">The session.</param>
/// <param name="Grants">Duties in force: those by which the person can act. An organisation that no officer has confirmed is not among them.</param>
public sealed record Person(Guid Id, string Name, string Email, bool SecondFactor, int PasswordDays, Guid Session, IReadOnlyList<PersonGrant> Grants)
{
    /// <summary>Organisations that the person says to belong to and for which nobody can act yet: not confirmed, or the person's address is not proved.</summary>
    public IReadOnlyList<Guid> Claims { get; init; } = [];

    /// <summary>Whether the account came with the demo network.</summary>
    public bool Demo { get; init; }

    /// <summary>Whether the person has a duty, whatever its reach.</summary>
    public bool Has(Duty duty) => Grants.Any(grant => grant.Duty == duty);

    /// <summary>Whether the person can act for an organisation, as its manager or staff.</summary>
    public bool ActsFor(Guid organisation) => Grants.Any(grant => grant.Organisation == organisation);

    /// <summary>
    /// Whether the person belongs to an organisation or says so. Enough to keep its data and to apply for filing, which an office examines;
    /// and reason enough never to decide on it as an officer.
    /// </summary>
    public bool BelongsTo(Guid organisation) => ActsFor(organisation) || Claims.Contains(organisation);

    /// <summary>Whether the person manages an organisation.</summary>
    public bool Manages(Guid organisation) => Grants.Any(grant => grant.Duty == Duty.Manager && grant.Organisation == organisation);

    /// <summary>The organisations that the person belongs to or says so.</summary>
    public IReadOnlyList<Guid> OwnOrganisations => [.. Organisations, .. Claims];

    /// <summary>The organisations that the person can act for.</summary>
    public IReadOnlyList<Guid> Organisations => [.. Grants.Where(grant => grant.Organisation is not null).Select(grant => grant.Organisation!.Value).Distinct()];

    /// <summary>The regions that the person is recommending officer of.</summary>
    public IReadOnlyList<string> Regions => [.. Grants.Where(grant => grant is { Duty: Duty.Recommender, Region: not null }).Select(grant => grant.Region!)];

    /// <summary>The sectors that the person is recommending officer of.</summary>
    public IReadOnlyList<string> Sectors => [.. Grants.Where(grant => grant is { Duty: Duty.Recommender, Sector: not null }).Select(grant => grant.Sector!)];

    /// <summary>Whether the person is officer of exactly this region.</summary>
    public bool RecommendsFor(string region) => Regions.Contains(region);

    /// <summary>Whether a region lies in one that the person is officer of.</summary>
    public bool Covers(string region) => Regions.Any(own => region.StartsWith(own, StringComparison.Ordinal));

    /// <summary>The audiences of notices (<see cref="ProcessNotice.Audience"/>) that the person belongs to as an officer.</summary>
    public IReadOnlyList<string> Offices =>
    [
        .. Regions.Select(region => $"recommender:region:{region}"),
        .. Sectors.Select(sector => $"recommender:sector:{sector}"),
        .. Has(Duty.National) ? new[] { "national" } : [],
    ];

    /// <summary>Whether a second factor is needed: by everybody with a duty, but the demo network's people of organisations.</summary>
    public bool NeedsSecondFactor => Grants.Any(grant => !(Demo && grant.Duty.IsOfOrganisation()));
}

/// <summary>Knows who sends the present request.</summary>
public sealed class Visitors(IHttpContextAccessor http, IOptions<AntiforgeryOptions> antiforgery)
{
    internal static readonly object Key = new();

    /// <summary>The person signed in, or null.</summary>
    public Person? Current => http.HttpContext?.Items[Key] as Person;

    /// <summary>The person signed in, on pages that nobody else reaches.</summary>
    public Person Signed => Current ?? throw new InvalidOperationException("The page is open to visitors who are not signed in.");

    /// <summary>The actor for the process log.</summary>
    public Actor Actor => Current is { } person ? new(person.Id, person.Name, Address) : Actor.Visitor(Address);

    /// <summary>
    /// The session of who sends the present request: the one signed in, otherwise the browser, known by the cookie that guards forms.
    /// Two people behind one address have two. A browser without the cookie is like none before.
    /// </summary>
    public string Session => Current is { } person
        ? $"session:{person.Session}"
        : $"browser:{http.HttpContext?.Request.Cookies[antiforgery.Value.Cookie.Name!] ?? Guid.NewGuid().ToString()}";

    private string? Address => http.HttpContext?.Connection.RemoteIpAddress?.ToString();
}
