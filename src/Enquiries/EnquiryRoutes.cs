using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Desk;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries;

/// <summary>Files of a thread, for who asked and for who handles it; the list of the desk to take away.</summary>
internal static class EnquiryRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/enquiries/{code:length(12)}/files/{file:guid}", FileAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/enquiries/desk.{format}", (string format, string? find, string? state, string? whose, AppDb db, NetworkRegister register,
            Regions regions, Visitors visitors, TimeProvider clock) =>
        {
            var rows = new QueueModel(db, register, regions, visitors, clock).Ask(find, state, whose).OrderBy(row => row.AskedAt).AsAsyncEnumerable();
            string[] head = [Lang.T("编号", "Code"), Lang.T("问题", "Question"), Lang.T("咨询人", "Asked by"), Lang.T("电话", "Telephone"), Lang.T("邮箱", "Mail"),
                Lang.T("地区", "Region"), Lang.T("类别", "Subject"), Lang.T("渠道", "Channel"), Lang.T("状态", "State"), Lang.T("提出", "Asked"), Lang.T("期限", "Due"),
                Lang.T("答复", "Answered"), Lang.T("评价", "Rating")];
            return TableFile.Answer(format, "enquiries", head,
                rows.Select(row => (IReadOnlyList<string>)[row.Code, row.Title, row.Asker, row.Phone, row.Email, regions.PathOf(row.Region), row.Subject,
                row.Channel, EnquiryLifecycle.Table.Label(row.State).ToString(), ChinaTime.Show(row.AskedAt), ChinaTime.Show(row.DueAt),
                row.AnsweredAt is { } at ? ChinaTime.Show(at) : "", row.Rating?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? ""]));
        }).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> FileAsync(string code, Guid file, string? key, AppDb db, EnquiryDesk desk, FileStore files, Visitors visitors, CancellationToken ct)
    {
        var (enquiries, messages, read, person) = (db.Enquiries, db.Messages, CaseCode.Read(code), visitors.Current);
        if (await enquiries.AsNoTracking().FirstOrDefaultAsync(row => row.Code == read, ct) is not { } enquiry)
            return Results.NotFound();
        var staff = person is not null && await enquiries.VisibleTo(person).AnyAsync(row => row.Id == enquiry.Id, ct);
        if (!staff && !(enquiry.AccountId is { } owner && person?.Id == owner) && !await desk.FitsAsync(enquiry, key, ct))
            return Results.NotFound();
        var shown = await messages.AsNoTracking().Where(row => row.EnquiryId == enquiry.Id && (staff || row.Kind != MessageKind.Note)).Select(row => row.Id).ToArrayAsync(ct);
        return await files.ReadAsync(file, Message.Files, shown, ct) is { } found ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
    }
}
