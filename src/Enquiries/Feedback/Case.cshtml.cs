using Microsoft.AspNetCore.Authorization;
using Zhishu.Cases;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Feedback;

/// <summary>One opinion in the hands of who answers for it.</summary>
[Authorize]
internal sealed class CaseModel(OpinionKind kind, CaseDesk<Opinion, OpinionState, OpinionAct, OpinionParty> desk, AuditTrail trail, Regions regions, Visitors visitors)
    : CasePage<Opinion, OpinionState, OpinionAct, OpinionParty>(kind, desk, trail, visitors)
{
    /// <summary>Who handles it.</summary>
    public string Office => It.Office is { } office ? Desks.NameOfOffice(office, regions) : It.Member?.Name ?? "";

    public bool Handles => Party.HasFlag(OpinionParty.Handler);
}
