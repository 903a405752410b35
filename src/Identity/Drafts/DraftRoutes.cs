using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;

namespace Zhishu.Identity.Drafts;

/// <summary>Where the script of the pages keeps drafts. JSON alone is taken: a page of another site cannot send it unasked.</summary>
internal static class DraftRoutes
{
    private const int MostFields = 60;

    public static void MapDrafts(this IEndpointRouteBuilder routes)
    {
        var drafts = routes.MapGroup("/account/drafts").RequireAuthorization().ExcludeFromDescription();
        drafts.MapGet("", async (string? page, DraftStore store, Visitors visitors, CancellationToken ct) =>
            page is { Length: > 0 and <= 300 } ? Results.Json(await store.ReadAsync(visitors.Signed.Id, page, ct), JsonColumn.Options) : Results.BadRequest());
        drafts.MapPut("", async (HttpRequest request, DraftStore store, Visitors visitors, TimeProvider clock, CancellationToken ct) =>
        {
            if (!request.HasJsonContentType())
                return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            try
            {
                if (await request.ReadFromJsonAsync<Draft>(JsonColumn.Options, ct) is not { Page.Length: > 0 and <= 300, Form.Length: <= 100, Fields.Count: > 0 and <= MostFields } draft
                    || draft.Fields.Sum(field => field.Key.Length + (field.Value ?? "").Length) > DraftStore.Largest)
                    return Results.BadRequest();
                await store.KeepAsync(visitors.Signed.Id, draft, ct);
                return Results.Json(new { at = clock.GetUtcNow() }, JsonColumn.Options);
            }
            catch (JsonException)
            {
                return Results.BadRequest();
            }
        }).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(4 * DraftStore.Largest));
        drafts.MapDelete("", async (string? page, string? form, DraftStore store, Visitors visitors, CancellationToken ct) =>
        {
            await store.DropAsync(visitors.Signed.Id, page ?? "", form ?? "", ct);
            return Results.NoContent();
        });
    }
}
