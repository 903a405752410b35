using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Zhishu.Records;

/// <summary>
/// <c>/media/{key}</c>: a picture or page document of a record as the source gave it, in parts too; <c>?as=thumb</c> and <c>?as=png</c> give it as browsers show it.
/// What stands under a key never changes.
/// </summary>
internal static class MediaRoutes
{
    private const string Forever = "public, max-age=31536000, immutable";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/media/{key:length(64)}", [HttpMethods.Get, HttpMethods.Head], async (string key, HttpContext context, MediaStore media, CancellationToken ct) =>
    {
        var form = context.Request.Query["as"].ToString();
        if (form is not ("" or "thumb" or "png"))
            return Results.NotFound();
        var stream = form.Length == 0 ? media.Open(key) : await media.OpenPreviewAsync(key, form == "thumb", ct);
        if (stream is null)
            return Results.NotFound();
        var type = "image/png";
        if (form.Length == 0)
        {
            var head = new byte[16];
            var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
            stream.Position = 0;
            type = MediaType.Of(head.AsSpan(0, read)) ?? "application/octet-stream";
        }

        context.Response.Headers.CacheControl = Forever;
        return Results.Stream(stream, type, entityTag: new EntityTagHeaderValue($"\"{key[..16]}{form}\""), enableRangeProcessing: true);
    }).AllowAnonymous().ExcludeFromDescription();
}
