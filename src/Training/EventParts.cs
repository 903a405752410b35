using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Training.Tickets;

namespace Zhishu.Training;

/// <summary>The days of events to come, on the workbench.</summary>
internal sealed class EventDays(AppDb db, TimeProvider clock) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (person.Organisations.Count == 0)
            return new([], [], [], []);
        var (own, now) = (person.Organisations, clock.GetUtcNow());
        var rows = await db.Events.AsNoTracking().Where(row => own.Contains(row.OrganisationId) && row.State == EventState.Published && row.StartsAt >= now
            && row.Form != EventForm.Publication).OrderBy(row => row.StartsAt).Take(100).ToListAsync(ct);
        return new([], [.. rows.Select(row => new WorkDeadline(ChinaTime.DayOf(row.StartsAt), new("举办活动"), row.Title, $"/events/desk/{row.Id}"))],
            [], []);
    }
}

/// <summary>A person's registrations in 我的.</summary>
internal sealed class MyEvents(AppDb db, Visitors visitors) : IMyPart
{
    public async Task<MyContent?> ReadAsync(HttpContext context, CancellationToken ct) => visitors.Current is not { } person ? null : new(20, new("活动和培训"),
        [.. (await RecordModel.ReadAsync(db, person.Id, ct)).Take(50)
            .Select(row => new MyItem($"{row.Event.Title}（{row.Event.When}）", $"/events/tickets/{row.Registration.Code}",
            row.State, row.Registration.RegisteredAt))],
        new(0, "/my/training", new("我的培训档案")));
}

/// <summary>What is kept about who takes part: given out whole; forgotten, the counts stay without the person.</summary>
internal sealed class EventPersons(AppDb db) : IPersonalData
{
    public string Name => "training";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        var consents = db.TalentConsents;
        return new
        {
            Registrations = await RegistrationsAsync(account, ct),
            ShownTo = await consents.AsNoTracking().Where(row => row.AccountId == account).Select(row => new { row.OrganisationId, row.GivenAt }).ToListAsync(ct),
        };
    }

    private async Task<object> RegistrationsAsync(Guid account, CancellationToken ct) => (await RecordModel.ReadAsync(db, account, ct)).Select(row => new
    {
        row.Event.Title,
        row.Event.StartsAt,
        row.Hours,
        row.Registration.Code,
        row.Registration.State,
        row.Registration.Name,
        row.Registration.Email,
        row.Registration.Phone,
        row.Registration.Employer,
        row.Registration.RegisteredAt,
        row.Registration.WholeStars,
        row.Registration.Comment,
        row.Registration.HeldCertificate,
        row.Registration.DropReason,
    }).ToList();

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        """
        update training.registration set account_id = null, name = '', email = '', phone = '', employer = '', comment = null, drop_reason = null where account_id = @account;
        delete from training.talent_consent where account_id = @account
        """, new { account }, transaction, cancellationToken: ct));
}
