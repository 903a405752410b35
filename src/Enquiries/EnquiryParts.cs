using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Feedback;
using Zhishu.Enquiries.Ratings;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries;

/// <summary>What enquiries put on the workbench.</summary>
internal sealed class EnquiryWork(AppDb db, TimeProvider clock) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (person.Organisations.Count == 0 && person.Offices.Count == 0)
            return new([], [], [], []);
        var (enquiries, own, national) = (db.Enquiries, person.Organisations, person.Has(Duty.National));
        var waiting = await enquiries.AsNoTracking()
            .Where(row => row.State == EnquiryState.Open && (row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value))).OrderBy(row => row.DueAt).Take(200).ToListAsync(ct);
        var (proposals, ratings) = (db.Proposals, db.PoorRatings);
        var sign = await proposals.AsNoTracking().Where(row => row.Returned == null && row.AuthorId != person.Id)
            .Join(enquiries, row => row.EnquiryId, row => row.Id, (_, row) => row)
            .Where(row => row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value)).OrderBy(row => row.DueAt).Take(200).ToListAsync(ct);
        var bad = await ratings.AsNoTracking().Where(row => row.State != PoorRatingState.Closed && (row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value)))
            .Join(enquiries, row => row.EnquiryId, row => row.Id, (rating, row) => new { rating, row.Code, row.Title }).OrderBy(row => row.rating.DueAt).Take(200).ToListAsync(ct);
        var calls = await enquiries.CountAsync(row => row.CallSince != null && row.State != EnquiryState.Merged && row.State != EnquiryState.Spam
            && (row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value)), ct);
        var seen = db.EnquiriesOf(person, clock.Today());
        var open = await seen.CountAsync(row => row.State == EnquiryState.Open || row.State == EnquiryState.Proposed, ct);
        var poor = await ratings.CountAsync(row => row.State != PoorRatingState.Closed && seen.Any(enquiry => enquiry.Id == row.EnquiryId), ct);
        return new(
            [.. (await Feedback.ListModel.WaitingAsync(db, person, clock.GetUtcNow(), ct))
                .Select(row => new WorkItem(row.Office is null ? new("意见待回复", "Feedback to reply to") : new("投诉待办理", "Complaint to handle"), row.Code, $"/feedback/desk/{row.Id}",
                ChinaTime.DayOf(row.PostedAt), row.DueAt is { } due ? ChinaTime.DayOf(due) : null)),
            .. (await Feedback.ListModel.StatementsAsync(db, person, ct)).Select(row => new WorkItem(new("投诉待说明", "Statement on a complaint"), row.Code, $"/feedback/desk/{row.Id}",
                ChinaTime.DayOf(row.StatementAskedAt!.Value), null)),
            .. sign.Select(row => new WorkItem(new("答复待审签", "Answer to sign"), $"{row.Code} {row.Title}",
                $"/enquiries/desk/{row.Id}", ChinaTime.DayOf(row.AskedAt), ChinaTime.DayOf(row.DueAt))),
            .. bad.Select(row => new WorkItem(new("差评待办理", "Bad rating to follow up"), $"{row.Code} {row.Title}", $"/enquiries/ratings/{row.rating.Id}",
                ChinaTime.DayOf(row.rating.OpenedAt), ChinaTime.DayOf(row.rating.DueAt))),
            .. waiting.Select(row => new WorkItem(new("咨询待答复", "Enquiry to answer"), $"{row.Code} {row.Title}", $"/enquiries/desk/{row.Id}",
                ChinaTime.DayOf(row.AskedAt), ChinaTime.DayOf(row.DueAt)))],
            [],
            [
                new(new("待答复咨询", "Enquiries open"), open, "/enquiries/desk?state=Open"),
                .. own.Count > 0 || national ? [new WorkFigure(new("待回电", "To be called"), calls, "/enquiries/calls")] : Array.Empty<WorkFigure>(),
                new(new("差评未办结", "Bad ratings open"), poor, "/enquiries/ratings"),
            ],
            [new(5, "/enquiries/desk", new("咨询办理", "Enquiry desk"))]);
    }
}

/// <summary>A person's enquiries in 我的.</summary>
internal sealed class MyEnquiries(AppDb db, Visitors visitors) : IMyPart
{
    public async Task<MyContent?> ReadAsync(HttpContext context, CancellationToken ct)
    {
        if (visitors.Current is not { } person)
            return null;
        var enquiries = db.Enquiries;
        var rows = await enquiries.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.AskedAt).Take(50).ToListAsync(ct);
        var opinions = db.Opinions;
        var said = await opinions.AsNoTracking().Where(row => row.AccountId == person.Id).OrderByDescending(row => row.PostedAt).Take(50).ToListAsync(ct);
        return new(10, new("咨询和意见", "Enquiries and feedback"),
            [.. rows.Select(row => new MyItem($"{row.Code} {row.Title}", $"/enquiries/{row.Code}", EnquiryLifecycle.LabelForAsker(row.State), row.AskedAt))
            .Concat(said.Select(row => new MyItem($"{row.Code} {Opinion.Kinds[row.Kind]}", $"/feedback/{row.Code}", Opinion.Table.Label(row.State),
            row.PostedAt))).OrderByDescending(item => item.At)], new(0, "/enquiries/ask", new("提问", "Ask")));
    }
}

/// <summary>What is kept about who asks: given out whole; forgotten, the thread stays without the person.</summary>
internal sealed class EnquiryPersons(AppDb db, NetworkRegister register) : IPersonalData
{
    public string Name => "enquiries";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        var (enquiries, messages) = (db.Enquiries, db.Messages);
        var rows = await enquiries.AsNoTracking().Where(row => row.AccountId == account).OrderBy(row => row.AskedAt).ToListAsync(ct);
        var ids = rows.Select(row => row.Id).ToList();
        var threads = (await messages.AsNoTracking().Where(row => ids.Contains(row.EnquiryId) && row.Kind != MessageKind.Note).OrderBy(row => row.Id).ToListAsync(ct)).ToLookup(row => row.EnquiryId);
        var (organisations, members) = (register.All(), threads.SelectMany(thread => thread).Select(row => row.OrganisationId).OfType<Guid>().Distinct().ToList());
        var names = await organisations.Where(row => members.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        return rows.Select(row => new
        {
            row.Code,
            row.Title,
            State = row.State == EnquiryState.Proposed ? EnquiryState.Open : row.State,
            row.Channel,
            row.Asker,
            row.Phone,
            row.Email,
            row.Region,
            row.Subject,
            row.AskedAt,
            row.AnsweredAt,
            row.Rating,
            Thread = threads[row.Id].Select(message => new
            {
                message.At,
                message.Kind,

                // The institution answers, not one of its people.
                Author = message.Kind == MessageKind.Asker ? message.Author
                    : message.OrganisationId is { } member ? names.GetValueOrDefault(member, "") : Lang.T("国家知识产权局公共服务司", "CNIPA, public service department"),
                message.CorrectedAt,
                message.Text
            })
        }).ToList();
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition("""
        update enquiries.message set author = '', account_id = null where account_id = @account and kind = 'Asker';
        update enquiries.enquiry set account_id = null, asker = '', phone = '', email = '', call_since = null where account_id = @account
        """, new { account }, transaction, cancellationToken: ct));
}
