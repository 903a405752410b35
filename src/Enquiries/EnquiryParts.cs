using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Feedback;
using Zhishu.Enquiries.Ratings;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries;

/// <summary>Figures of the desks on the workbench.</summary>
internal sealed class EnquiryFigures(AppDb db, TimeProvider clock) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (person is { Organisations.Count: 0, Offices.Count: 0 })
            return new([], [], [], []);
        var (seen, ratings) = (db.EnquiriesOf(person, clock.Today()), db.PoorRatings);
        var open = await seen.CountAsync(row => row.State == EnquiryState.Open || row.State == EnquiryState.Proposed, ct);
        var poor = await ratings.CountAsync(row => row.State != PoorRatingState.Closed && seen.Any(enquiry => enquiry.Id == row.EnquiryId), ct);
        return new([], [],
        [
            new(new("待答复咨询"), open, "/enquiries/desk?state=Open"),
            .. person.Organisations.Count > 0 || person.Has(Duty.National) ? [new WorkFigure(new("待回电"), await db.ToCall(person).CountAsync(ct), "/enquiries/calls")]
                : Array.Empty<WorkFigure>(),
            new(new("差评未办结"), poor, "/enquiries/ratings"),
        ], []);
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
        return new(10, new("咨询和意见"),
            [.. rows.Select(row => new MyItem($"{row.Code} {row.Title}", $"/enquiries/{row.Code}", EnquiryWords.LabelForAsker(row.State), row.AskedAt))
            .Concat(said.Select(row => new MyItem($"{row.Code} {Opinion.Kinds[row.Kind]}", $"/feedback/{row.Code}", Opinion.Label(row.State),
            row.PostedAt))).OrderByDescending(item => item.At)], new(0, "/enquiries/ask", new("提问")));
    }
}
