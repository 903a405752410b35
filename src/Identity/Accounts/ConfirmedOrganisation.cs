namespace Zhishu.Identity.Accounts;

/// <summary>An organisation that an officer has confirmed. The register writes it; here it tells whether its people can act.</summary>
internal sealed class ConfirmedOrganisation
{
    public Guid OrganisationId { get; init; }
}
