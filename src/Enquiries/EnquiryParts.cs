using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Feedback;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries;

/// <summary>What enquiries put on the workbench.</summary>
internal sealed class EnquiryWork(AppDb db) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (person.Organisations.Count == 0 && person.Offices.Count == 0)
            return new([], [], [], []);
        var (enquiries, own, national) = (db.Enquiries, person.Organisations, person.Has(Duty.National));
        var waiting = await enquiries.AsNoTracking()
            .Where(row => row.State == EnquiryState.Open && (row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value))).OrderBy(row => row.DueAt).Take(200).ToListAsync(ct);
        var open = await enquiries.VisibleTo(person).CountAsync(row => row.State == EnquiryState.Open, ct);
        return new(
            [.. (await ListModel.WaitingAsync(db, person, ct))
                .Select(row => new WorkItem(new("意见待回复", "Feedback to reply to"), row.Code, $"/feedback/desk/{row.Id}", ChinaTime.DayOf(row.PostedAt),
                null)), .. waiting.Select(row => new WorkItem(new("咨询待答复", "Enquiry to answer"), $"{row.Code} {row.Title}", $"/enquiries/desk/{row.Id}",
                ChinaTime.DayOf(row.AskedAt), ChinaTime.DayOf(row.DueAt)))],
            [], [new(new("待答复咨询", "Enquiries open"), open, "/enquiries/desk?state=Open")], [new(5, "/enquiries/desk", new("咨询办理", "Enquiry desk"))]);
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
            [.. rows.Select(row => new MyItem($"{row.Code} {row.Title}", $"/enquiries/{row.Code}", EnquiryLifecycle.Table.Label(row.State), row.AskedAt))
            .Concat(said.Select(row => new MyItem($"{row.Code} {Opinion.Kinds[row.Kind]}", $"/feedback/{row.Code}", Opinion.Table.Label(row.State),
            row.PostedAt))).OrderByDescending(item => item.At)], new(0, "/enquiries/ask", new("提问", "Ask")));
    }
}

/// <summary>What is kept about who asks: given out whole; forgotten, the thread stays without the person.</summary>
internal sealed class EnquiryPersons(AppDb db) : IPersonalData
{
    public string Name => "enquiries";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        var (enquiries, messages) = (db.Enquiries, db.Messages);
        var rows = await enquiries.AsNoTracking().Where(row => row.AccountId == account).OrderBy(row => row.AskedAt).ToListAsync(ct);
        var ids = rows.Select(row => row.Id).ToList();
        var threads = (await messages.AsNoTracking().Where(row => ids.Contains(row.EnquiryId) && row.Kind != MessageKind.Note).OrderBy(row => row.Id).ToListAsync(ct)).ToLookup(row => row.EnquiryId);
        return rows.Select(row => new
        {
            row.Code,
            row.Title,
            row.State,
            row.Channel,
            row.Asker,
            row.Phone,
            row.Email,
            row.Region,
            row.Subject,
            row.AskedAt,
            row.AnsweredAt,
            row.Rating,
            Thread = threads[row.Id].Select(message => new { message.At, message.Kind, message.Author, message.Text })
        }).ToList();
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition("""
        update enquiries.message set author = '', account_id = null where account_id = @account and kind = 'Asker';
        update enquiries.enquiry set account_id = null, asker = '', phone = '', email = '' where account_id = @account
        """, new { account }, transaction, cancellationToken: ct));
}
