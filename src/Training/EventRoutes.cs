using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Training.Events;
using Zhishu.Training.Talent;
using Zhishu.Training.Tickets;

namespace Zhishu.Training;

/// <summary>Calendars, materials, and lists to take away.</summary>
internal static class EventRoutes
{
    private const int MostInFeed = 1000;

    private static async Task<ILookup<Guid, Session>> SessionsAsync(AppDb db, IReadOnlyCollection<Guid> events, CancellationToken ct)
    {
        var sessions = db.Sessions;
        return (await sessions.AsNoTracking().Where(row => events.Contains(row.EventId)).ToListAsync(ct)).ToLookup(row => row.EventId);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/events.ics", async (string? form, string? region, string? subject, string? when, AppDb db, IOptions<HubOptions> options, TimeProvider clock, CancellationToken ct) =>
        {
            var events = db.Events;
            var rows = await EventQuestion.Read(form, region, subject, when).Apply(events.AsNoTracking(), clock.GetUtcNow())
                .Where(row => row.Form != EventForm.Publication).OrderBy(row => row.StartsAt).Take(MostInFeed).ToListAsync(ct);
            var sessions = await SessionsAsync(db, [.. rows.Select(row => row.Id)], ct);
            return Results.Text(Calendar.Write(options.Value.HubName, rows, options.Value.Absolute, clock.GetUtcNow(), sessions), Calendar.MediaType);
        }).AllowAnonymous().WithName("EventCalendar").WithSummary("活动日历 · Calendar of events (iCalendar)").WithTags("events")
            .WithDescription("可订阅的活动日历。 A calendar to subscribe to.")
            .Takes([
                new("form", "活动形式 · Form") { Values = [.. Enum.GetNames<EventForm>()] },
                new("region", "地区代码 · Code of a region", "44"),
                new("subject", "主题 · Subject") { Values = [.. EventForms.Subjects.Select(row => row.Code)] },
                new("when", "past 已结束，all 全部；默认未结束 · past, all; coming ones by default") { Values = ["past", "all"] },
            ])
            .Produces(StatusCodes.Status200OK, contentType: "text/calendar");
        routes.MapGet("/events/{id:guid}.ics", async (Guid id, AppDb db, IOptions<HubOptions> options, TimeProvider clock, CancellationToken ct) =>
        {
            var events = db.Events;
            return await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.State != EventState.Draft, ct) is { } it
                ? Results.File(System.Text.Encoding.UTF8.GetBytes(Calendar.Write(it.Title, [it], options.Value.Absolute, clock.GetUtcNow(), await SessionsAsync(db, [id], ct))),
                    Calendar.MediaType, "event.ics")
                : Results.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/events/{id:guid}/materials/{file:guid}", async (Guid id, Guid file, AppDb db, FileStore files, Visitors visitors, CancellationToken ct) =>
        {
            var events = db.Events;
            return await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } it
                && (it.State != EventState.Draft || visitors.Current?.ActsFor(it.OrganisationId) == true) && await files.ReadAsync(file, Event.Materials, id, ct) is { } found
                ? Results.File(found.Content, found.File.MediaType, found.File.Name)
                : Results.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/events/desk/{id:guid}/people.{format}", async (Guid id, string format, AppDb db, Visitors visitors, CancellationToken ct) =>
        {
            var (events, registrations, attendances, sessions) = (db.Events, db.Registrations, db.Attendances, db.Sessions);
            if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it || !visitors.Signed.ActsFor(it.OrganisationId))
                return Results.NotFound();
            var held = await sessions.AsNoTracking().Where(row => row.EventId == id).ToDictionaryAsync(row => row.Id, ct);
            var there = (await (from attendance in attendances.AsNoTracking()
                                join registration in registrations on attendance.RegistrationId equals registration.Id
                                where registration.EventId == id
                                select attendance).ToListAsync(ct)).ToLookup(row => row.RegistrationId, row => held[row.SessionId]);
            string[] head = ["#", Lang.T("编号"), Lang.T("姓名"), Lang.T("单位"), Lang.T("电话"), Lang.T("Mail|邮箱"),
                Lang.T("状态"), Lang.T("报名时间"), Lang.T("到场次数"), Lang.T($"学时（{LearningHours.Rule}）"),
                Lang.T("总体评价"), Lang.T("Comment|意见"), Lang.T("证书")];
            return TableFile.Answer(format, "registrations", head, registrations.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.Position).AsAsyncEnumerable()
                .Select(row => (IReadOnlyList<string>)[row.Position.ToString(CultureInfo.InvariantCulture), row.Code, row.Name,
                    row.Employer, row.Phone, row.Email, EventWords.Label(it, row, there[row.Id].Count(), held.Count).ToString(), ChinaTime.Show(row.RegisteredAt),
                    there[row.Id].Count().ToString(CultureInfo.InvariantCulture), LearningHours.Show(LearningHours.Of(it, there[row.Id])),
                    row.WholeStars?.ToString(CultureInfo.InvariantCulture) ?? "", row.Comment ?? "", row.HeldCertificate ?? ""]));
        }).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/my/training.{format}", async (string format, AppDb db, Visitors visitors, CancellationToken ct) =>
            TableFile.Answer(format, "training", [Lang.T("时间"), Lang.T("Event|活动"), Lang.T("状态"),
                Lang.T($"学时（{LearningHours.Rule}）"), Lang.T("证书")],
                (await RecordModel.ReadAsync(db, visitors.Signed.Id, ct))
                    .Select(row => (IReadOnlyList<string>)[ChinaTime.Show(row.Event.StartsAt), row.Event.Title, row.State.ToString(),
                        LearningHours.Show(row.Hours), row.Registration.HeldCertificate ?? ""]))).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/events/talent.{format}", async (string format, Guid? member, TalentRecord talent, NetworkRegister register, Visitors visitors, CancellationToken ct) =>
        {
            if ((await TalentModel.ManagedAsync(register, visitors.Signed, ct)).FirstOrDefault(row => row.Id == member) is not { } found || format is not ("csv" or "xlsx"))
                return Results.NotFound();
            var (rows, _) = await talent.ReadAsync(found.Id, ct);
            await talent.NoteExportAsync(found, visitors.Actor, ct);
            return TableFile.Answer(format, "talent", TalentModel.Head, rows.Select(TalentModel.Cells));
        }).RequireAuthorization().ExcludeFromDescription();
    }
}
