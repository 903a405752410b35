using Zhishu.Foundation;

namespace Zhishu.Network.Register;

/// <summary>What the form of an organisation shows.</summary>
/// <param name="Id">Identity, or null for a new one.</param>
/// <param name="Data">What is in it.</param>
/// <param name="Faults">What is wrong, by field.</param>
/// <param name="Locked">Whether the facts of 001·10 are changed by a change report only.</param>
/// <param name="Confirmed">Whether name, credit code, region and sector are confirmed and the person is no officer.</param>
internal sealed record OrganisationForm(Guid? Id, OrganisationData Data, IReadOnlyDictionary<string, Bilingual> Faults, bool Locked, bool Confirmed = false);
