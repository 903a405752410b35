using Microsoft.AspNetCore.Authorization;

namespace Zhishu.Identity.Sessions;

/// <summary>One of several duties is needed, whatever its reach; what may be seen is told by the query.</summary>
internal sealed record DutyRequirement(IReadOnlyList<Duty> Duties) : IAuthorizationRequirement;

internal sealed class DutyHandler(Visitors visitors) : AuthorizationHandler<DutyRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, DutyRequirement requirement)
    {
        if (visitors.Current is { } person && requirement.Duties.Any(person.Has))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
