using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Zhishu.Exchange.OpenData;

/// <summary>Answers that a client need not fetch again when it has them.</summary>
internal static class Conditional
{
    /// <summary>Sends bytes with <c>ETag</c> and <c>Last-Modified</c>, or 304 when the client has them.</summary>
    public static IResult Send(HttpContext context, byte[] bytes, string type, DateTimeOffset? changed)
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (changed is { } at)
            context.Response.Headers.LastModified = at.ToString("R", CultureInfo.InvariantCulture);
        return Has(context, tag, changed) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(bytes, type + "; charset=utf-8");
    }

    private static bool Has(HttpContext context, string tag, DateTimeOffset? changed)
    {
        var headers = context.Request.GetTypedHeaders();

        // RFC 9110, 13.2.2: the tag counts before the date.
        if (headers.IfNoneMatch is { Count: > 0 } known)
            return known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Tag == tag);
        return changed is { } at && headers.IfModifiedSince is { } since && at.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }
}
