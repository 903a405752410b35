using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Zhishu.Foundation.Web;

/// <summary>HEAD is answered wherever GET is; what an address does not take is 405 and says what it takes.</summary>
internal static class Methods
{
    /// <summary>Lets the routes see GET for HEAD: the server itself sends no body then.</summary>
    public static Task HeadAsGet(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    /// <summary>After routing: turns away a method that the page or route found has no answer for.</summary>
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not { } endpoint || (HttpMethods.IsGet(context.Request.Method) && !IsWrongGet(context, endpoint)))
            return next(context);
        var taken = Of(context, endpoint);
        if (taken.Contains(context.Request.Method) && IsLast(endpoint) && HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/api"))
        {
            // The address and the method are right; what is sent is of another type than the route accepts.
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        if (taken.Count == 0 || taken.Contains(context.Request.Method))
            return next(context);
        context.Response.Headers.Allow = string.Join(", ", taken.Append(HttpMethods.Options));
        context.Response.StatusCode = HttpMethods.IsOptions(context.Request.Method) ? StatusCodes.Status204NoContent : StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    private static bool IsLast(Endpoint endpoint) => endpoint is RouteEndpoint { RoutePattern.RawText: "{**path}" };

    // Programs that ask by GET what is to be sent are told so; among pages there is nothing that only takes POST.
    private static bool IsWrongGet(HttpContext context, Endpoint endpoint) => context.Request.Path.StartsWithSegments("/api") && IsLast(endpoint);

    private static IReadOnlyCollection<string> Of(HttpContext context, Endpoint endpoint)
    {
        IEnumerable<string> named = endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>() is { } page
            ? page.HandlerMethods.Select(handler => handler.HttpMethod).Append(HttpMethods.Get)
            : IsLast(endpoint) ? OfPath(context) : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var methods = named.Select(method => method.ToUpperInvariant()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (methods.Contains(HttpMethods.Get))
            methods.Add(HttpMethods.Head);
        return methods.Order(StringComparer.Ordinal).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    // The route that takes what no other does is found for a wrong method too. POST to an address that nothing has stays 404.
    private static IEnumerable<string> OfPath(HttpContext context)
    {
        var found = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText != "{**path}" && new TemplateMatcher(new RouteTemplate(route.RoutePattern), []).TryMatch(context.Request.Path, []))
            .SelectMany(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).ToList();
        return found.Count > 0 || HttpMethods.IsPost(context.Request.Method) ? found : [HttpMethods.Get];
    }
}
