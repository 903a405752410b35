using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Federate;

/// <summary>The answer of the hubs in the form of the API.</summary>
internal sealed record FederatedResult(IReadOnlyList<FederatedResultHit> Hits, IReadOnlyList<FederatedResultSource> Sources, long TookMs);

/// <summary>A record with the hubs that have it.</summary>
internal sealed record FederatedResultHit(string Number, string Title, string? Kind, IReadOnlyList<string> Applicants, string? Date, IReadOnlyList<FederatedPlace> Places);

/// <summary>A hub that has a record.</summary>
internal sealed record FederatedPlace(string Hub, string? Url);

/// <summary>How a hub answered: hits, or the reason why there are none.</summary>
internal sealed record FederatedResultSource(string Hub, long? Total, long TookMs, string? Fault);

/// <summary><c>/api/v1/federated</c>: one question to all hubs.</summary>
internal static class FederatedApi
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/federated", async (string? q, int? page, FederatedSearch federation, CancellationToken ct) =>
    {
        var answer = await federation.FindAsync(SafeText.Line(q), page ?? 1, ct);
        if (answer.Fault is { } fault)
            return Results.Problem(fault.Message.ToString(), statusCode: StatusCodes.Status400BadRequest,
                extensions: new Dictionary<string, object?> { ["parameter"] = "q", ["position"] = fault.Position, ["length"] = fault.Length });
        return Results.Json(new FederatedResult(
            [.. answer.Hits.Select(hit => new FederatedResultHit(hit.Key, hit.Title, hit.Kind?.Code(), hit.Creators,
                hit.Date, [.. hit.Places.Select(place => new FederatedPlace(place.Hub, place.Url))]))],
            [.. answer.Sources.Select(source => new FederatedResultSource(source.Name, source.Total, source.Milliseconds, source.Fault?.ToString()))],
            answer.Milliseconds), Json);
    })
        .AllowAnonymous()
        .WithName("FindFederated")
        .WithTags("exchange")
        .WithSummary("跨枢纽检索 · Search all hubs")
        .WithDescription("q 与 /api/v1/records 相同；page 从 1 起。每个枢纽限时应答，失败逐一列出。 q as in /api/v1/records; each hub has a time limit, and those that fail are listed.")
        .Takes([
            new("q", "检索式，同 /api/v1/records · Query as in /api/v1/records", "电池"),
            new("page", "第几页，从 1 起 · Page from 1", "1") { Number = true, Least = 1 },
        ])
        .Produces<FederatedResult>()
        .ProducesProblem(StatusCodes.Status400BadRequest);
}
