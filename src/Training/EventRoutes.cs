using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Training.Events;
using Zhishu.Training.Tickets;

namespace Zhishu.Training;

/// <summary>Calendars, materials, and lists to take away.</summary>
internal static class EventRoutes
{
    private const int MostInFeed = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/events.ics", async (string? form, string? region, string? subject, string? when, AppDb db, IOptions<HubOptions> options, TimeProvider clock, CancellationToken ct) =>
        {
            var events = db.Events;
            var rows = await EventQuestion.Read(form, region, subject, when).Apply(events.AsNoTracking(), clock.GetUtcNow()).OrderBy(row => row.StartsAt).Take(MostInFeed).ToListAsync(ct);
            return Results.Text(Calendar.Write(options.Value.HubName, rows, options.Value.Absolute, clock.GetUtcNow()), Calendar.MediaType);
        }).AllowAnonymous().WithSummary("活动日历 · Calendar of events (iCalendar)").WithTags("events");
        routes.MapGet("/events/{id:guid}.ics", async (Guid id, AppDb db, IOptions<HubOptions> options, TimeProvider clock, CancellationToken ct) =>
        {
            var events = db.Events;
            return await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.State != EventState.Draft, ct) is { } it
                ? Results.File(System.Text.Encoding.UTF8.GetBytes(Calendar.Write(it.Title, [it], options.Value.Absolute, clock.GetUtcNow())), Calendar.MediaType, "event.ics")
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
            var (events, registrations, attendances) = (db.Events, db.Registrations, db.Attendances);
            if (await events.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it || !visitors.Signed.ActsFor(it.OrganisationId))
                return Results.NotFound();
            var rows = registrations.AsNoTracking().Where(row => row.EventId == id).OrderBy(row => row.Position)
                .Select(row => new { row, There = attendances.Count(at => at.RegistrationId == row.Id) }).AsAsyncEnumerable();
            string[] head = ["#", Lang.T("编号", "Code"), Lang.T("姓名", "Name"), Lang.T("单位", "Employer"), Lang.T("电话", "Telephone"), Lang.T("邮箱", "Mail"),
                Lang.T("状态", "State"), Lang.T("报名时间", "Registered"), Lang.T("到场次数", "Sessions"), Lang.T("总体评价", "Stars"), Lang.T("意见", "Comment"), Lang.T("证书", "Certificate")];
            return TableFile.Answer(format, "registrations", head,
                rows.Select(pair => (IReadOnlyList<string>)[pair.row.Position.ToString(CultureInfo.InvariantCulture), pair.row.Code, pair.row.Name,
                pair.row.Employer, pair.row.Phone, pair.row.Email, EventLifecycle.Label(pair.row.State).ToString(), ChinaTime.Show(pair.row.RegisteredAt),
                pair.There.ToString(CultureInfo.InvariantCulture), pair.row.WholeStars?.ToString(CultureInfo.InvariantCulture) ?? "", pair.row.Comment ?? "", pair.row.Certificate ?? ""]));
        }).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/my/training.{format}", async (string format, AppDb db, Visitors visitors, CancellationToken ct) =>
            TableFile.Answer(format, "training", [Lang.T("时间", "Time"), Lang.T("活动", "Event"), Lang.T("状态", "State"), Lang.T("学时", "Hours"), Lang.T("证书", "Certificate")],
                (await RecordModel.ReadAsync(db, visitors.Signed.Id, ct))
                    .Select(row => (IReadOnlyList<string>)[ChinaTime.Show(row.Event.StartsAt), row.Event.Title, EventLifecycle.Label(row.Registration.State)
                    .ToString(), row.Hours.ToString("0.##", CultureInfo.InvariantCulture), row.Registration.Certificate ?? ""]))).RequireAuthorization().ExcludeFromDescription();
    }
}
