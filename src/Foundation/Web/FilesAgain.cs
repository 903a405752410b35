using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Zhishu.Foundation.Web;

/// <summary>A form that is refused comes back without the files that were chosen, since no browser takes them back: the page says which ones have to be chosen again.</summary>
internal sealed class FilesAgain : IPageFilter
{
    public const string Key = "FilesAgain";
    private const int MostNamed = 10;

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
        var (request, status) = (context.HttpContext.Request, context.HttpContext.Response.StatusCode);
        if (context.Result is PageResult && HttpMethods.IsPost(request.Method) && status >= 400 && request.HasFormContentType && request.Form.Files.Any(file => file.Length > 0)
            && context.HandlerInstance is PageModel page)
            page.ViewData[Key] = request.Form.Files.Where(file => file.Length > 0).Select(file => Path.GetFileName(file.FileName)).Take(MostNamed).ToList();
    }
}
