using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;

namespace Zhishu.Identity.Audit;

/// <summary>The trail as CSV, as long as it is.</summary>
internal static class AuditExport
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/audit/export.csv", async (HttpContext context, AuditTrail trail, string? find, DateOnly? from, DateOnly? to, CancellationToken ct) =>
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=audit.csv";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteAsync(CsvText.Line(["seq", "at", "actor", "address", "type", "subjectKind", "subject", "subjectName", "reason", "before", "after", "hash"]));
        await foreach (var entry in trail.StreamAsync(new(find?.Length <= 100 ? find : null, from, to), ct))
        {
            await writer.WriteAsync(CsvText.Line([
                entry.Seq.ToString(CultureInfo.InvariantCulture), ChinaTime.Show(entry.At), entry.ActorName, entry.Address ?? "", entry.Type, entry.SubjectKind, entry.SubjectId,
                entry.SubjectName, entry.Reason ?? "", entry.Before ?? "", entry.After ?? "", Convert.ToHexStringLower(entry.Hash)]));
        }
    }).RequireAuthorization(Duties.Auditor).ExcludeFromDescription();
}
