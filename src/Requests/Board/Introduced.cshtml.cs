using Microsoft.AspNetCore.Authorization;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Board;

/// <summary>One introduction, for both owners, the member and the office.</summary>
[Authorize]
internal sealed class IntroducedModel(IntroductionKind kind, IntroductionDesk desk, Introductions introductions, AuditTrail trail, Visitors visitors)
    : CasePage<Introduction, IntroductionState, IntroductionAct, IntroductionParty>(kind, desk, trail, visitors)
{
    public string By { get; private set; } = "";

    protected override async Task LoadAsync(CancellationToken ct) => By = await introductions.ByAsync(It, ct);
}
