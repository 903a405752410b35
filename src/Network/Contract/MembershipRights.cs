using Zhishu.Identity;

namespace Zhishu.Network;

/// <summary>Who may confirm an organisation and enter its place in the network.</summary>
public static class MembershipRights
{
    /// <summary>
    /// Whether a person is officer of an organisation's region or sector, or of CNIPA, and not one of its own people: whoever decides is not of the
    /// organisation that is decided on.
    /// </summary>
    public static bool IsOfficerOf(this Person person, Organisation organisation) =>
        !person.BelongsTo(organisation.Id) && person.MayPlace(organisation.Region, organisation.Sector);

    /// <summary>Whether a person is officer of a region or sector, or of CNIPA.</summary>
    public static bool MayPlace(this Person person, string region, string? sector) =>
        person.Has(Duty.National) || person.Covers(region) || (sector is not null && person.Sectors.Contains(sector));

    /// <summary>
    /// Whether a membership is the person's office's to grant. Members of national standing are entered by CNIPA; provincial and regional nodes and provincial
    /// outlets by the office of the province (or CNIPA); nodes and outlets of a city or county by the office of the city or province (004·一). An industry
    /// authority enters training bases of its sector. National outlets come about by filing alone (001·7).
    /// </summary>
    /// <param name="person">The officer.</param>
    /// <param name="kind">What the organisation is to become.</param>
    /// <param name="region">Region of the organisation.</param>
    /// <param name="sector">Sector of the organisation, or null.</param>
    public static bool MayGrant(this Person person, MemberKind kind, string region, string? sector) => kind switch
    {
        MemberKind.NationalOutlet => false,
        _ when person.Has(Duty.National) => true,
        MemberKind.NationalNode or MemberKind.Tisc or MemberKind.UniversityCentre or MemberKind.ProtectionCentre => false,
        MemberKind.ProvincialNode or MemberKind.RegionalNode or MemberKind.ProvincialOutlet => region.Length >= 2 && person.RecommendsFor(region[..2]),
        MemberKind.TrainingBase => person.MayPlace(region, sector),
        _ => person.Covers(region),
    };
}
