using Microsoft.AspNetCore.Authorization;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Ratings;

/// <summary>One bad rating: what was found, put right and heard.</summary>
[Authorize]
internal sealed class ShowModel(PoorRatingKind kind, CaseDesk<PoorRating, PoorRatingState, PoorRatingAct, PoorRatingParty> desk, AuditTrail trail, Visitors visitors)
    : CasePage<PoorRating, PoorRatingState, PoorRatingAct, PoorRatingParty>(kind, desk, trail, visitors);
