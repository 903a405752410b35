using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Delivery;

/// <summary>An order as its requester fills it in.</summary>
internal sealed class OrderInput
{
    public string? Kind { get; set; }

    public string? Citation { get; set; }

    public string? Cover { get; set; }

    public int? Year { get; set; }

    public string? Purpose { get; set; }

    public Guid? Record { get; set; }

    public bool Copyright { get; set; }
}

/// <summary>Finds who holds a document, and does every act on an order.</summary>
internal sealed class OrderDesk(AppDb db, NetworkRegister register, AccountDesk accounts, FileStore files, SecretLinks links, Sendings sendings,
    ServiceBook book, WorkCalendar calendar, ProcessLog log, TimeProvider clock)
{
    /// <summary>Working days for an answer: the time limit of the standard list of service items.</summary>
    public const int Workdays = 3;

    /// <summary>How often a copy can be fetched by its link.</summary>
    public const int MostDownloads = 5;

    private static readonly TimeSpan LinkLasts = TimeSpan.FromDays(7);

    public Dictionary<string, Bilingual> Check(OrderInput it)
    {
        (it.Citation, it.Purpose, it.Cover) = (SafeText.Lines(it.Citation), SafeText.Line(it.Purpose), SafeText.Narrow(it.Cover ?? "").Trim().ToUpperInvariant());
        var faults = new Dictionary<string, Bilingual>();
        if (it.Kind is null || !OrderLifecycle.Kinds.ContainsKey(it.Kind))
            faults["Kind"] = new("请选择文献类型", "Choose the kind");
        if (it.Citation.Length is < 4 or > 1000)
            faults["Citation"] = new("请写明文献（题名、作者、刊名卷期页、号码等），4 到 1000 字", "Cite the document in 4 to 1000 characters");
        if (it.Cover.Length > 30)
            faults["Cover"] = new("国别代码、ISSN 或 ISBN 不超过 30 字", "A country code, ISSN or ISBN has at most 30 characters");
        if (it.Year is { } year && (year < 1500 || year > clock.Today().Year + 1))
            faults["Year"] = new("年份不对", "The year is wrong");
        if (it.Purpose.Length is < 2 or > 200)
            faults["Purpose"] = new("请写明用途，不超过 200 字", "Give the purpose, at most 200 characters");
        if (!it.Copyright)
            faults["Copyright"] = new("须先同意版权声明", "Agree to the copyright notice first");
        return faults;
    }

    /// <summary>Takes an order in and gives it to the member nearest to the requester that holds the document; without one it is unfilled at once.</summary>
    public async Task<(Order? Order, Refusal? Refusal)> AskAsync(OrderInput input, Organisation requester, Actor actor, string session, CancellationToken ct)
    {
        Order? made = null;
        var sending = Sending.Of(session, "order", new { requester.Id, input });
        var refusal = await db.ActAsync(requester.Id, async () =>
        {
            var (orders, now, transaction) = (db.Orders, clock.GetUtcNow(), db.Database.CurrentTransaction!.GetDbTransaction());
            if (await sendings.FindAsync(transaction, sending, ct) is { } same && (made = await orders.FirstOrDefaultAsync(row => row.Id == same, ct)) is not null)
                return null;
            made = new()
            {
                Id = Guid.CreateVersion7(now),
                Code = CaseCode.New("CD"),
                RequesterId = requester.Id,
                AccountId = actor.Account,
                ByName = actor.Name,
                Kind = input.Kind!,
                Citation = input.Citation!,
                Cover = input.Cover!,
                Year = input.Year,
                RecordId = input.Record,
                Purpose = input.Purpose!,
                AskedAt = now,
                Revision = 1,
            };
            var notices = new List<ProcessNotice>();
            await RouteAsync(made, notices, ct);
            orders.Add(made);
            await sendings.NoteAsync(transaction, sending, made.Id, ct);
            log.Record("order.ask", actor, made.AsSubject(), after: new { made.Kind, made.SupplierId, made.State }, notices: notices);
            return null;
        }, ct);
        return refusal is null ? (made, null) : (null, refusal);
    }

    /// <summary>Does something with an order.</summary>
    /// <param name="id">The order.</param>
    /// <param name="act">What is done.</param>
    /// <param name="party">Who does it.</param>
    /// <param name="reason">Why it is not supplied; a code of the standard.</param>
    /// <param name="rating">Stars.</param>
    /// <param name="copy">The copy that is supplied.</param>
    /// <param name="actor">Who does it, for the trail.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> DoAsync(Guid id, OrderAct act, OrderParty party, string? reason, int? rating, IFormFile? copy, Actor actor, CancellationToken ct)
    {
        if (act == OrderAct.Supply && copy is null)
            return new("order.copy", new("请选择文件", "Choose the file"));

        // Read and scanned before the act, kept inside it.
        var (ready, fault) = act == OrderAct.Supply ? await files.TakeAsync(copy!, ct) : (null, null);
        if (fault is { } wrong)
            return new("order.copy", wrong);
        return await db.ActAsync(id, async () =>
        {
            var orders = db.Orders;
            if (await orders.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
                return new("order.gone", new("没有这个请求", "There is no such order"));
            if (OrderLifecycle.Table.Find(it.State, act, party) is not { } row)
                return OrderLifecycle.Table.NotAllowed(it.State, act);
            var (now, notices, before) = (clock.GetUtcNow(), new List<ProcessNotice>(), it.State);
            it.State = row.To;
            switch (act)
            {
                case OrderAct.Supply:
                    if ((await files.KeepAsync(db.Database.CurrentTransaction!.GetDbTransaction(), ready!, Order.Copies, id, actor, 5, ct)).Fault is { } refused)
                        return new("order.copy", refused);
                    (it.SuppliedAt, it.ExpiresAt, it.Downloads) = (now, now + LinkLasts, 0);
                    await book.EnterAsync(new(it.SupplierId!.Value, "delivery", id, "basic.delivery", "web", actor.Name, it.AskedAt, now,
                        "supplied")
                    { Account = it.AccountId, Region = (await register.FindAsync(it.RequesterId, ct))!.Region }, ct);
                    notices.Add(new($"organisation:{it.RequesterId}", $"文献已提供：{it.Code}", $"Supplied: {it.Code}", $"/delivery/{id}"));
                    break;
                case OrderAct.Refuse or OrderAct.Later:
                    if (party != OrderParty.Clock && (reason is null || !OrderLifecycle.Reasons.ContainsKey(reason)))
                        return new("order.reason", new("请选择原因", "Choose the reason"));
                    it.Reason = reason ?? "Other";
                    if (act == OrderAct.Later)
                    {
                        notices.Add(new($"organisation:{it.RequesterId}", $"文献可稍后重试：{it.Code}", $"Retry possible: {it.Code}", $"/delivery/{id}"));
                        break;
                    }

                    it.Tried = [.. it.Tried, it.SupplierId!.Value];
                    await RouteAsync(it, notices, ct);
                    break;
                case OrderAct.Retry:
                    it.Tried = [];
                    await RouteAsync(it, notices, ct);
                    break;
                case OrderAct.Renew:
                    (it.ExpiresAt, it.Downloads) = (now + LinkLasts, 0);
                    break;
                case OrderAct.Rate:
                    if (rating is not (>= 1 and <= 5))
                        return new("order.rating", new("请选择 1 到 5 星", "Choose 1 to 5 stars"));
                    it.Rating = rating;
                    await book.RateAsync("delivery", id, rating.Value, ct);
                    break;
                default:
                    notices.Add(act == OrderAct.Cancel
                        ? new($"organisation:{it.SupplierId}", $"文献请求已取消：{it.Code}", $"Cancelled: {it.Code}", $"/delivery/{id}")
                        : new($"organisation:{it.RequesterId}", $"文献请求有进展：{it.Code}", $"Progress: {it.Code}", $"/delivery/{id}"));
                    break;
            }

            it.Revision++;
            log.Record($"order.{act.ToString().ToLowerInvariant()}", actor, it.AsSubject(), act is OrderAct.Refuse or OrderAct.Later
                ? it.Reason : null, new { state = before }, new { state = it.State, it.SupplierId }, notices);
            return null;
        }, ct);
    }

    /// <summary>The address of a copy, good until it expires.</summary>
    public async Task<string> LinkAsync(Order order, CancellationToken ct)
    {
        var expires = order.ExpiresAt!.Value.ToUnixTimeSeconds();
        return $"/delivery/copies/{order.Id}/{expires}/{await links.KeyAsync($"copy:{expires}", order.Id, ct)}";
    }

    /// <summary>Gives the copy for a link, once more; null when the key is wrong, the time is over or it was fetched too often.</summary>
    public async Task<(StoredFile File, byte[] Content)?> FetchAsync(Guid id, long expires, string key, CancellationToken ct)
    {
        var (orders, now) = (db.Orders, clock.GetUtcNow());
        if (!await links.FitsAsync($"copy:{expires}", id, key, ct) || now.ToUnixTimeSeconds() >= expires)
            return null;
        var at = DateTimeOffset.FromUnixTimeSeconds(expires);
        var (from, to) = (at, at.AddSeconds(1));

        // One statement counts and checks, so that a rush of fetches does not get more than there are.
        var counted = await orders.Where(row => row.Id == id && row.State == OrderState.CopyCompleted && row.ExpiresAt >= from && row.ExpiresAt < to && row.Downloads < MostDownloads)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Downloads, row => row.Downloads + 1), ct);
        if (counted == 0)
            return null;
        var latest = (await files.ListAsync(Order.Copies, id, ct))[^1];
        return await files.ReadAsync(latest.Id, Order.Copies, id, ct);
    }

    /// <summary>Gives the order to the next member that holds the document; unfilled when none is left.</summary>
    private async Task RouteAsync(Order it, List<ProcessNotice> notices, CancellationToken ct)
    {
        var (held, people, requester) = (db.HeldDocuments, await accounts.OrganisationsWithPeopleAsync(ct), (await register.FindAsync(it.RequesterId, ct))!);
        var rows = await held.AsNoTracking()
            .Where(row => row.Kind == it.Kind && row.OrganisationId != it.RequesterId
            && (it.Year == null || ((row.FromYear == null || row.FromYear <= it.Year) && (row.ToYear == null || row.ToYear >= it.Year)))).ToListAsync(ct);
        var ids = rows.Where(row => Covers(row, it)).Select(row => row.OrganisationId).Where(id => people.Contains(id) && !it.Tried.Contains(id)).Distinct().ToList();
        var regions = await register.All().Where(row => ids.Contains(row.Id) && row.VerifiedAt != null).Select(row => new { row.Id, row.Region }).ToListAsync(ct);
        var orders = db.Orders;
        var busy = await orders.Where(row => row.SupplierId != null
            && (row.State == OrderState.RequestReceived || row.State == OrderState.ExpectToSupply || row.State == OrderState.WillSupply))
            .GroupBy(row => row.SupplierId!.Value).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var next = regions.OrderByDescending(row => Near(row.Region, requester.Region)).ThenBy(row => busy.GetValueOrDefault(row.Id)).ThenBy(row => row.Id).FirstOrDefault();
        (it.SupplierId, it.LateAt, it.DueAt) = (next?.Id, null, calendar.Due(clock.GetUtcNow(), Workdays));
        it.State = next is null ? OrderState.Unfilled : OrderState.RequestReceived;
        it.Reason = next is null ? it.Reason ?? "NotHeld" : null;
        notices.Add(next is null
            ? new($"organisation:{it.RequesterId}", $"网络内没有机构能提供：{it.Code}", $"No member can supply it: {it.Code}", $"/delivery/{it.Id}")
            : new($"organisation:{next.Id}", $"文献传递请求：{it.Code}", $"Document order: {it.Code}", $"/delivery/{it.Id}"));
    }

    /// <summary>Whether a holding has the document: nothing said covers all; a title given is looked for in the citation.</summary>
    private static bool Covers(Holding row, Order it) => row.Cover.Length == 0 ? it.Kind is "patent" or "standard"
        || it.Citation.Contains(row.Title, StringComparison.OrdinalIgnoreCase) : row.Cover == it.Cover || it.Citation.Contains(row.Cover, StringComparison.OrdinalIgnoreCase);

    private static int Near(string a, string b) => a[..2] != b[..2] ? 0 : a.Length >= 4 && b.Length >= 4 && a[..4] == b[..4] ? 2 : 1;
}

/// <summary>Who does not answer in time is reminded, and two working days later the order goes to the next.</summary>
internal sealed class OrderClock(AppDb db, OrderDesk desk, WorkCalendar calendar, ProcessLog log, TimeProvider clock) : IClockwork
{
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (orders, now, gone, done) = (db.Orders, clock.GetUtcNow(), WorkCalendar.CloseOf(calendar.Add(clock.Today(), -2)), 0);
        foreach (var id in await orders.Where(row => (row.State == OrderState.RequestReceived || row.State == OrderState.ExpectToSupply
            || row.State == OrderState.WillSupply) && row.DueAt <= gone && row.LateAt != null).Take(200).Select(row => row.Id).ToListAsync(ct))
            done += await desk.DoAsync(id, OrderAct.Refuse, OrderParty.Clock, null, null, null, Actor.Clock, ct) is null ? 1 : 0;
        foreach (var id in await orders.Where(row => (row.State == OrderState.RequestReceived || row.State == OrderState.ExpectToSupply
            || row.State == OrderState.WillSupply) && row.DueAt <= now && row.LateAt == null).Take(200).Select(row => row.Id).ToListAsync(ct))
        {
            await db.ActAsync(id, async () =>
            {
                var all = db.Orders;
                if (await all.FirstOrDefaultAsync(row => row.Id == id && row.LateAt == null, ct) is not { SupplierId: { } supplier } it)
                    return null;
                (it.LateAt, it.Revision, done) = (now, it.Revision + 1, done + 1);
                log.Record("order.late", Actor.Clock, it.AsSubject(), notices: [new($"organisation:{supplier}", $"文献传递逾期：{it.Code}", $"Document order late: {it.Code}", $"/delivery/{id}")]);
                return null;
            }, ct);
        }

        return done;
    }
}
