using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Zhishu.Foundation.Web;

/// <summary>What failed is answered in the visitor's form: problem details for programs, a page for people. Details stay in the log.</summary>
internal sealed class ErrorPages(RequestDelegate next, DatabaseAway away, Site site, IEnumerable<NavEntry> entries, ILogger<ErrorPages> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (TooCostlyException e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = e.RetryAfter is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = e.RetryAfter?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await AnswerAsync(context, context.Response.StatusCode, e.Text);
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var status = StatusOf(e);
            if (status == StatusCodes.Status503ServiceUnavailable)
                away.Note(context, e);
            else if (status >= 500)
                log.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            else
                log.LogWarning("{Method} {Path} was answered with {Status}: {Reason}", context.Request.Method, context.Request.Path, status, e.GetBaseException().Message.ReplaceLineEndings(" "));
            context.Response.Clear();
            context.Response.StatusCode = status;
            if (status == StatusCodes.Status503ServiceUnavailable)
                context.Response.Headers.RetryAfter = "10";
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            await AnswerAsync(context, context.Response.StatusCode);
    }

    /// <summary>What a failure means for the visitor: 503 while the database is away, busy or full, 400 for what no form can hold, otherwise 500.</summary>
    internal static int StatusOf(Exception e)
    {
        // EF Core, Dapper and aggregates wrap what the driver says.
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case BadHttpRequestException bad:
                    return bad.StatusCode;

                // Bytes that are no text, and numbers beyond what a column holds.
                case PostgresException { SqlState: "22021" or "22P05" or "22003" or "22008" }:
                case InvalidDataException:
                    return StatusCodes.Status400BadRequest;

                case var _ when HubDatabase.IsAway(cause):
                    return StatusCodes.Status503ServiceUnavailable;
                default:
                    continue;
            }
        }

        return StatusCodes.Status500InternalServerError;
    }

    private async Task AnswerAsync(HttpContext context, int status, Bilingual? words = null)
    {
        var (title, described) = Describe(status);
        var detail = words ?? described;
        var (path, prefix) = (context.Request.Path, context.Request.PathBase.Value);
        if (path.StartsWithSegments("/api") || path.StartsWithSegments("/openapi") || path == "/readyz" || !AcceptsHtml(context.Request))
        {
            await Results.Problem(new ProblemDetails { Status = status, Title = title.ToString(), Detail = detail.ToString() }).ExecuteAsync(context);
            return;
        }

        // It asks nothing of the database: that may be what is away.
        var name = Html(site.Known.Title is { Length: > 0 } own ? own : site.PlainTitle);
        var groups = string.Concat(entries.GroupBy(entry => entry.Group).OrderBy(group => group.Key)
            .Select(group => $"<a href=\"{prefix}{group.MinBy(entry => entry.Order)!.Url}\">{group.Key.Label()}</a>"));
        var accent = site.Known.Accent == SiteSettings.PlainAccent ? "" : $"<link rel=\"stylesheet\" href=\"{prefix}/site/accent.css?v={site.Known.Accent[1..]}\">";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="{Lang.Tag}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <title>{title} · {name}</title><link rel="stylesheet" href="{prefix}/site.css">{accent}</head>
            <body><header class="hub-head"><div class="top"><div class="container"><a class="brand" href="{prefix}/"><span><b>{name}</b></span></a>
            <nav class="groups always" aria-label="{Lang.T("主导航")}">{groups}</nav></div></div></header>
            <main class="container"><div class="narrow"><h1>{title}</h1><p>{Html(detail.ToString())}</p>
            <form action="{prefix}/search" role="search" class="search-row mx-0 mb-3"><label class="visually-hidden" for="q">{Lang.T("检索")}</label>
            <input class="form-control" type="search" id="q" name="q" maxlength="2000"><button class="btn btn-primary">{Lang.T("检索")}</button></form>
            <p>{SignIn(status, prefix)}<a class="btn btn-outline-secondary" href="{prefix}/">{Lang.T("返回首页")}</a></p></div></main></body></html>
            """, context.RequestAborted);
    }

    private static string Html(string text) => System.Net.WebUtility.HtmlEncode(text);

    private static string SignIn(int status, string? prefix) => status == StatusCodes.Status401Unauthorized
        ? $"<a class=\"btn btn-primary me-2\" href=\"{prefix}/account/sign-in\">{Lang.T("登录")}</a>"
        : "";

    private static bool AcceptsHtml(HttpRequest request) =>
        request.Headers.Accept.Count == 0 || request.Headers.Accept.ToString() is var accept
        && (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal));

    private static (Bilingual Title, Bilingual Detail) Describe(int status) => status switch
    {
        400 => (new("请求有误"), new("地址或参数不正确。")),
        401 => (new("请先登录"), new("此操作需要登录，登录可能已过期。")),
        403 => (new("没有权限"), new("您的账号没有这项职责。如有需要，请联系系统管理员。")),
        429 => (new("操作太频繁"), new("请一分钟后再试。")),
        422 => (new("计算量过大"), new("请缩小范围后再试。")),
        404 => (new("没有找到"), new("没有这个页面或记录，可能已被移除，或地址有误。")),
        405 => (new("不支持的操作"), new("此地址不支持这种请求方式。")),
        503 => (new("暂时无法服务"), new("数据库繁忙或正在恢复，请稍后重试；检索式过于宽泛时请缩小范围。")),
        >= 500 => (new("系统出错"), new("系统出现错误，已记录。请稍后重试。")),
        _ => (new("无法处理"), new("无法处理这个请求。")),
    };
}
