using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;

namespace Zhishu.Filings.Form;

/// <summary>Downloads of a case: the form as DOCX and PDF, the files handed in. Whoever may not see the case gets 404.</summary>
internal static class PaperRoutes
{
    public const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/filings/{id:guid}/document.docx", async (Guid id, CaseReader cases, CancellationToken ct) => await cases.FilingAsync(id, ct) is { Filing: { } filing } found
            ? Results.File(DocxPaper.Write(FormPaper.Write(filing, found.Now.Scheme)), Word, Name(filing, found, "docx"))
            : Results.NotFound()).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/filings/{id:guid}/document.pdf", async (Guid id, CaseReader cases, PdfPaper pdf, CancellationToken ct) => await cases.FilingAsync(id, ct) is { Filing: { } filing } found
            ? Results.File(pdf.Write(FormPaper.Write(filing, found.Now.Scheme), found.Now.Scheme.FormTitle), "application/pdf", Name(filing, found, "pdf"))
            : Results.NotFound()).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/filings/{id:guid}/files/{kind}/{file:guid}", async (Guid id, string kind, Guid file, CaseReader cases, FileStore files, CancellationToken ct) =>
            kind is DossierDesk.Rules or DossierDesk.Sealed or DossierDesk.Other && await cases.FilingAsync(id, ct) is not null && await files.ReadAsync(file, kind, id, ct) is { } stored
                ? Results.File(stored.Content, stored.File.MediaType, stored.File.Name)
                : Results.NotFound()).RequireAuthorization().ExcludeFromDescription();
    }

    private static string Name(Filing filing, Case found, string ending) => $"{found.Now.Scheme.FormTitle}-{filing.Form.Facts.Name}.{ending}";
}
