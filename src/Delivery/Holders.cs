using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using static Zhishu.Delivery.OrderState;

namespace Zhishu.Delivery;

/// <summary>Who holds a document: the nearest member that does and has least to do gets the order; when none is known, the whole network is asked.</summary>
internal sealed class Holders(AppDb db, NetworkRegister register, AccountDesk accounts, WorkCalendar calendar)
{
    /// <summary>Working days for an answer: the time limit of the standard list of service items.</summary>
    public const int Workdays = 3;

    /// <summary>Members that are told when the network is asked: the nearest of those that hold anything; the others find it in their list.</summary>
    private const int Told = 50;

    /// <summary>By when whoever gets an order now must answer.</summary>
    public DateTimeOffset Due(DateTimeOffset now) => calendar.Due(now, Workdays);

    /// <summary>The members that a person may offer for, by name.</summary>
    public IReadOnlyDictionary<string, Bilingual> MembersOf(Person person, Guid except) => register.All()
        .Where(row => person.Organisations.Contains(row.Id) && row.Id != except && row.VerifiedAt != null).OrderBy(row => row.Name).Take(50)
        .Select(row => new { row.Id, row.Name }).AsEnumerable().ToDictionary(row => row.Id.ToString(), row => Bilingual.Of(row.Name, row.Name));

    /// <summary>Gives an order to the next member that holds the document; without one the network is asked, unless it was.</summary>
    /// <param name="it">The order.</param>
    /// <param name="work">The act.</param>
    /// <param name="anew">Whether the network may be asked a second time.</param>
    public async Task<Refusal?> GiveToNextAsync(Order it, CaseWork<OrderState> work, bool anew = false)
    {
        var ct = work.Cancelled;
        var (people, requester) = (await accounts.OrganisationsWithPeopleAsync(ct), (await register.FindAsync(it.RequesterId, ct))!);
        var held = await db.HeldDocuments.AsNoTracking().Where(row => row.OrganisationId != it.RequesterId && row.Kind == it.Kind
            && (it.Year == null || ((row.FromYear == null || row.FromYear <= it.Year) && (row.ToYear == null || row.ToYear >= it.Year)))).ToListAsync(ct);
        var busy = await db.Orders
            .Where(row => row.SupplierId != null && (row.State == RequestReceived || row.State == ExpectToSupply || row.State == WillSupply))
            .GroupBy(row => row.SupplierId!.Value).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var able = held.Where(row => Covers(row, it)).Select(row => row.OrganisationId).Where(id => people.Contains(id) && !it.Tried.Contains(id));
        var next = (await NearAsync(able, requester.Region, ct))
            .OrderByDescending(row => row.Near).ThenBy(row => busy.GetValueOrDefault(row.Id)).ThenBy(row => row.Id).Select(row => (Guid?)row.Id).FirstOrDefault();
        if (next is { } supplier)
        {
            it.GiveTo(supplier, Due(work.Now));
            work.Tell($"organisation:{supplier}", new($"文献传递请求：{it.Code}"));
            work.MoveTo(RequestReceived);
        }
        else if (it.CirculatedAt is null || anew)
        {
            await AskAllAsync(it, work, people, requester.Region);
        }
        else
        {
            it.GiveUp();
            work.Tell($"organisation:{it.RequesterId}", new($"网络内没有机构能提供：{it.Code}"));
            work.MoveTo(Unfilled);
        }

        return null;
    }

    private async Task AskAllAsync(Order it, CaseWork<OrderState> work, IReadOnlyCollection<Guid> people, string region)
    {
        it.Circulate(work.Now, Due(work.Now));
        var holding = await db.HeldDocuments.Where(row => row.OrganisationId != it.RequesterId).Select(row => row.OrganisationId).Distinct().ToListAsync(work.Cancelled);
        var near = await NearAsync(holding.Where(id => people.Contains(id) && !it.Tried.Contains(id)), region, work.Cancelled);
        foreach (var (id, _) in near.OrderByDescending(row => row.Near).ThenBy(row => row.Id).Take(Told))
            work.Tell($"organisation:{id}", new($"全网征询文献：{it.Code}"));
        work.Tell($"organisation:{it.RequesterId}", new($"没有已知的收藏机构，已向全网征询：{it.Code}"));
        work.MoveTo(Circulated);
    }

    private async Task<List<(Guid Id, int Near)>> NearAsync(IEnumerable<Guid> members, string region, CancellationToken ct)
    {
        var ids = members.Distinct().ToList();
        var rows = await register.All().Where(row => ids.Contains(row.Id) && row.VerifiedAt != null).Select(row => new { row.Id, row.Region }).ToListAsync(ct);
        return [.. rows.Select(row => (row.Id, Regions.Nearness(row.Region, region)))];
    }

    /// <summary>Whether a holding has the document: nothing said covers all; a title given is looked for in the citation.</summary>
    private static bool Covers(Holding row, Order it) => row.Cover.Length == 0 ? it.Kind is "patent" or "standard"
        || it.Citation.Contains(row.Title, StringComparison.OrdinalIgnoreCase) : row.Cover == it.Cover || it.Citation.Contains(row.Cover, StringComparison.OrdinalIgnoreCase);
}
