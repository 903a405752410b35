using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Desk;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>Files of a thread, for who asked and for who handles it; the list of the desk to take away.</summary>
internal static class EnquiryRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/enquiries/{code:length(12)}/files/{file:guid}", FileAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/enquiries/desk.{format}", List).RequireAuthorization().ExcludeFromDescription();
    }

    private static IResult List(string format, string? find, string? state, string? whose, string? from, string? to, string? region, string? channel, string? subject,
        AppDb db, NetworkRegister register, Regions regions, Desks desks, Visitors visitors, TimeProvider clock)
    {
        var asked = new QueueModel(db, register, regions, desks, visitors, clock).Ask(new()
        {
            Find = find,
            State = state,
            Whose = whose,
            From = from,
            To = to,
            Region = region,
            Channel = channel,
            Subject = subject,
        });
        var (messages, organisations, subjects) = (db.Messages, register.All(), Questions.Subjects.ToDictionary(pair => pair.Code, pair => pair.Label));
        var rows = asked.OrderBy(row => row.AskedAt).Select(row => new
        {
            It = row,
            Member = organisations.Where(member => member.Id == row.OrganisationId).Select(member => member.Name).FirstOrDefault(),
            Answer = messages.Where(message => message.EnquiryId == row.Id && message.Kind == MessageKind.Answer).OrderByDescending(message => message.At)
                .Select(message => message.Text).FirstOrDefault(),
        }).AsAsyncEnumerable();
        string[] head = [Lang.T("编号", "Code"), Lang.T("问题", "Question"), Lang.T("咨询人", "Asked by"), Lang.T("电话", "Telephone"), Lang.T("邮箱", "Mail"),
            Lang.T("地区", "Region"), Lang.T("类别", "Subject"), Lang.T("渠道", "Channel"), Lang.T("状态", "State"), Lang.T("现办机构", "At"), Lang.T("经办人", "Handled by"),
            Lang.T("提出", "Asked"), Lang.T("期限", "Due"), Lang.T("首次答复", "First answer"), Lang.T("曾逾期", "Was late"), Lang.T("答复", "Answer"), Lang.T("评价", "Rating")];
        return TableFile.Answer(format, "enquiries", head, rows.Select(row => (IReadOnlyList<string>)[row.It.Code, row.It.Title, row.It.Asker, row.It.Phone, row.It.Email,
            regions.PathOf(row.It.Region), subjects.GetValueOrDefault(row.It.Subject, row.It.Subject),
            ServiceCatalogue.Channels.TryGetValue(row.It.Channel, out var way) ? way.ToString() : row.It.Channel, EnquiryLifecycle.Table.Label(row.It.State).ToString(),
            row.Member ?? Desks.NameOfOffice(Desks.National, regions), row.It.Assignee ?? "", ChinaTime.Show(row.It.AskedAt), ChinaTime.Show(row.It.DueAt),
            row.It.FirstAnsweredAt is { } first ? ChinaTime.Show(first) : "", row.It.FirstLateAt is { } late ? ChinaTime.Show(late) : "", row.Answer ?? "",
            row.It.Rating?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? ""]));
    }

    private static async Task<IResult> FileAsync(string code, Guid file, string? key, AppDb db, EnquiryDesk desk, FileStore files, Visitors visitors, TimeProvider clock, CancellationToken ct)
    {
        var (enquiries, messages, proposals, read, person) = (db.Enquiries, db.Messages, db.Proposals, CaseCode.Read(code), visitors.Current);
        if (await enquiries.AsNoTracking().FirstOrDefaultAsync(row => row.Code == read, ct) is not { } enquiry)
            return Results.NotFound();
        var staff = person is not null && await db.EnquiriesOf(person, clock.Today()).AnyAsync(row => row.Id == enquiry.Id, ct);
        if (!staff && !(enquiry.AccountId is { } owner && person?.Id == owner) && !await desk.FitsAsync(enquiry, key, ct))
            return Results.NotFound();
        var shown = await messages.AsNoTracking().Where(row => row.EnquiryId == enquiry.Id && (staff || row.Kind != MessageKind.Note)).Select(row => row.Id).ToArrayAsync(ct);

        // Files of an answer that is not out yet are for staff alone.
        if (staff && await proposals.AsNoTracking().FirstOrDefaultAsync(row => row.EnquiryId == enquiry.Id && !row.Corrects, ct) is { } proposal)
            shown = [.. shown, proposal.AnswerId];
        return await files.ReadAsync(file, Message.Files, shown, ct) is { } found ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
    }
}
