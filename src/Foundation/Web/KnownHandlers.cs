using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Zhishu.Foundation.Web;

/// <summary>
/// A page that is asked for something that it has no handler for (<c>?handler=nothing</c>, a form sent to a page without one) is not there: without this it would be shown
/// with nothing read.
/// </summary>
internal sealed class KnownHandlers : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var request = context.HttpContext.Request;

        // A page that reads nothing has no handler for being opened.
        var opened = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !request.Query.ContainsKey("handler")
            && !context.ActionDescriptor.HandlerMethods.Any(handler => handler is { HttpMethod: "Get" or "GET", Name: null });
        if (context.HandlerMethod is null && context.ActionDescriptor.HandlerMethods.Count > 0 && !opened)
            context.Result = new NotFoundResult();
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
