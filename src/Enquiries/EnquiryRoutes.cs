using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries;

/// <summary>Files of a thread, for who asked and for who handles it.</summary>
internal static class EnquiryRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/enquiries/{code:length(12)}/files/{file:guid}", FileAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> FileAsync(string code, Guid file, string? key, AppDb db, EnquiryTeller teller, FileStore files, Visitors visitors, TimeProvider clock, CancellationToken ct)
    {
        var (enquiries, messages, read, person) = (db.Enquiries, db.Messages, CaseCode.Read(code), visitors.Current);
        if (await enquiries.AsNoTracking().FirstOrDefaultAsync(row => row.Code == read, ct) is not { } enquiry)
            return Results.NotFound();
        var staff = person is not null && await db.EnquiriesOf(person, clock.Today()).AnyAsync(row => row.Id == enquiry.Id, ct);
        if (!staff && !(enquiry.AccountId is { } owner && person?.Id == owner) && !await teller.FitsAsync(enquiry, key, ct))
            return Results.NotFound();
        var shown = await messages.AsNoTracking().Where(row => row.EnquiryId == enquiry.Id && (staff || row.Kind != MessageKind.Note)).Select(row => row.Id).ToArrayAsync(ct);

        // Files of an answer that is not out yet are for staff alone.
        if (staff && enquiry.Proposal is { Corrects: false } proposal)
            shown = [.. shown, proposal.AnswerId];
        return await files.ReadAsync(file, Message.Files, shown, ct) is { } found ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
    }
}
