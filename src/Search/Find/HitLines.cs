using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Zhishu.Foundation;

namespace Zhishu.Search.Find;

/// <summary>Form of an answer with hits.</summary>
internal enum HitForm
{
    Json,
    Lines,
    Csv,
}

/// <summary>Hits as JSON Lines or CSV, written as they come.</summary>
internal static class HitLines
{
    /// <summary>What <c>format</c> or else <c>Accept</c> asks for; null when <c>format</c> is none of the known ones.</summary>
    public static HitForm? FormOf(HttpRequest request) => request.Query["format"].ToString() switch
    {
        "json" => HitForm.Json,
        "ndjson" => HitForm.Lines,
        "csv" => HitForm.Csv,
        "" => request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1).Select(type => type.MediaType.Value switch
        {
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => HitForm.Lines,
            "text/csv" => HitForm.Csv,
            "application/json" or "application/*" or "*/*" or "text/html" => HitForm.Json,
            _ => (HitForm?)null,
        }).FirstOrDefault(form => form is not null) ?? HitForm.Json,
        _ => null,
    };

    public static async Task WriteAsync(HttpContext context, IAsyncEnumerable<HitAnswer> hits, IReadOnlyList<string> fields, bool csv, CancellationToken ct)
    {
        // There is nothing to mark in a file.
        fields = [.. fields.Where(field => field != "highlight")];
        context.Response.ContentType = csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson; charset=utf-8";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using var writer = new StreamWriter(context.Response.BodyWriter.AsStream(leaveOpen: true), new UTF8Encoding(false), 1 << 16);
        if (csv)
            await writer.WriteAsync(CsvText.Line(fields));
        await foreach (var hit in hits.WithCancellation(ct))
        {
            var picked = HitFields.Pick(hit, fields);
            await writer.WriteAsync(csv ? CsvText.Line(fields.Select(field => Cell(picked[field]))) : picked.ToJsonString(HitFields.Json) + "\n");
        }
    }

    private static string Cell(JsonNode? value) => value is JsonArray list ? string.Join("; ", list.Select(one => one!.ToString())) : value?.ToString() ?? "";
}
