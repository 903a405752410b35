using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;

namespace Zhishu.Identity.Sessions;

/// <summary>Finds out who sends a request. Whoever needs a second factor and has none gets no further than setting it up.</summary>
internal sealed class WhoIsIt(RequestDelegate next)
{
    private const string SetUp = "/account/second-factor";

    public async Task InvokeAsync(HttpContext context, SessionKeeper sessions, HeldForms held)
    {
        string? resumed = null;
        if (context.User.Identity is { IsAuthenticated: true })
        {
            var person = await sessions.FindAsync(context.User, context.RequestAborted);
            if (person is null)
            {
                var lost = context.User;
                await context.SignOutAsync(SessionKeeper.Scheme);
                context.User = new();
                if (HeldForms.IsForm(context.Request) && await held.HoldAsync(context, lost, context.RequestAborted) is { } key)
                {
                    context.Response.StatusCode = StatusCodes.Status303SeeOther;
                    context.Response.Headers.Location = $"{context.Request.PathBase}/account/held/{key}";
                    return;
                }
            }
            else
            {
                context.Items[Visitors.Key] = person;
                Origin.Note(context, person.Id);
                context.Response.OnStarting(static state =>
                {
                    var response = ((HttpContext)state).Response;
                    if (response.Headers.CacheControl.Count == 0)
                        response.Headers.CacheControl = "no-store";
                    return Task.CompletedTask;
                }, context);
                resumed = await held.ResumeAsync(context, person, context.RequestAborted);
                if (person is { NeedsSecondFactor: true, SecondFactor: false } && context.GetEndpoint() is RouteEndpoint && !context.Request.Path.StartsWithSegments("/account"))
                {
                    if (HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/api"))
                        context.Response.Redirect(SetUp);
                    else
                        context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return;
                }
            }
        }

        await next(context);

        // What the hub could not do just now can be sent on again.
        if (resumed is not null && context.Response.StatusCode < 500)
            await held.DropAsync(resumed, CancellationToken.None);
    }
}
