using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;
using static Zhishu.Delivery.OrderAct;
using static Zhishu.Delivery.OrderParty;
using static Zhishu.Delivery.OrderState;

namespace Zhishu.Delivery;

/// <summary>
/// Document delivery (文献传递, 004·四(一)3): what one member cannot supply goes to the next that holds it; when nobody is known to hold it, the whole network
/// is asked, once; what nobody offers is unfilled.
/// </summary>
internal sealed class OrderKind(Holders holders, NetworkRegister register, ServiceBook book, TimeProvider clock) : CaseKind<Order, OrderState, OrderAct, OrderParty>
{
    private static readonly OrderState[] Open = [RequestReceived, ExpectToSupply, WillSupply];
    private static readonly Field Copy = Field.File(
        "copy", new("文件（10 MB 以内；只提供合理使用范围内的复制件）"), ".pdf,.png,.jpg,.jpeg,.docx,.xlsx");
    private static readonly Bilingual By = new("提供机构");
    private static readonly Fields Why = new(Field.Choice("reason", new("原因"), OrderWords.Reasons));

    public override string Path => "/delivery";

    public override CaseTable<Order, OrderState, OrderAct, OrderParty> Table => field ??= new(
        "order", new("文献传递"), [RequestReceived, Circulated], OrderWords.Label, OrderWords.Label,
    [
        new([RequestReceived, ExpectToSupply, WillSupply], Supply, Supplier, [CopyCompleted]) { Tell = Requester, Needs = new(Copy), Then = SupplyAsync },
        new([RequestReceived, ExpectToSupply], Promise, Supplier, [WillSupply]) { Tell = Requester },
        new([RequestReceived], Expect, Supplier, [ExpectToSupply]) { Tell = Requester },
        new([RequestReceived, ExpectToSupply, WillSupply], Refuse, Supplier | Clock, [RequestReceived, Circulated, Unfilled]) { Needs = Why, Then = NextAsync },
        new([RequestReceived], Later, Supplier, [RetryPossible]) { Tell = Requester, Needs = Why, Does = (it, work) => it.Later(ReasonOf(work)) },
        new([Circulated], Offer, Others, [WillSupply])
        {
            // The choice holds only the person's own members: the desk has checked it.
            Tell = Requester,
            Needs = new(Field.Choice("by", By, new Dictionary<string, Bilingual>())),
            Does = (it, work) => it.GiveTo(Guid.Parse(work.Input.Text("by")), holders.Due(work.Now)),
        },
        new([Circulated], Close, Clock, [Unfilled]) { Tell = Requester, Does = (it, _) => it.GiveUp() },
        new([RetryPossible, Unfilled], Retry, Requester, [RequestReceived, Circulated]) { Then = AgainAsync },
        new([CopyCompleted], Renew, Supplier, [CopyCompleted]) { Tell = Requester, Does = (it, work) => it.RenewLink(work.Now) },
        new([CopyCompleted], OrderAct.Object, Requester, [WillSupply])
        {
            Tell = Supplier,
            Needs = new(Field.Area("wrong", new("哪里不对（缺页、不清、不是所要的文献）"), 2, 500)),
            Then = ObjectAsync,
        },
        new([CopyCompleted], Rate, Requester, [CopyCompleted]) { Needs = new(Field.Stars), Then = RateAsync },
        new([RequestReceived, ExpectToSupply, Circulated, RetryPossible], Cancel, Requester, [Cancelled]) { Tell = Supplier },
    ]);

    /// <summary>What a requester fills in.</summary>
    public Fields Form => field ??= new(
        Field.Choice("Kind", new("文献类型"), OrderWords.Kinds),
        Field.Area("Citation", new("文献（题名、作者、刊名卷期页、号码等）"), 4, 1000),
        Field.Line("Cover", new("国别代码、ISSN 或 ISBN（可不填）"), 0, 30) with { Clean = text => SafeText.Narrow(text).Trim().ToUpperInvariant() },
        Field.Number("Year", new("年份（可不填）"), 1500, clock.Today().Year + 1),
        Field.Line("Purpose", new("用途"), 2, 200),
        Field.Tick("Copyright", new("同意版权声明")));

    public override Listing<Order> List { get; } = new("delivery",
    [
        new("code", new("编号"), Place.Title, it => it.Code),
        new("state", new("状态"), Place.Badge, it => OrderWords.Label(it.State).ToString()),
        new("document", new("文献"), Place.Text, it => it.Citation),
        new("kind", new("类型"), Place.Meta, it => OrderWords.Kinds[it.Kind].ToString()),
        new("asked", new("Asked|提出"), Place.Meta, it => ChinaTime.ShowMinute(it.AskedAt)),
        new("due", new("期限"), Place.Meta, it => Open.Append(Circulated).Contains(it.State) ? ChinaTime.ShowMinute(it.DueAt) : ""),
        new("late", new("Late|逾期"), Place.Meta, it => it.LateAt is { } at && Open.Contains(it.State) ? ChinaTime.ShowMinute(at) : ""),
        new("purpose", new("用途"), Place.File, it => it.Purpose),
        new("reason", new("未能提供的原因"), Place.File, it => it.Reason is { } reason ? OrderWords.Reasons[reason].ToString() : ""),
        new("supplied", new("提供"), Place.Meta, it => it.SuppliedAt is { } at ? ChinaTime.ShowMinute(at) : ""),
        new("stars", new("评价"), Place.File, it => it.Rating is { } stars ? $"{stars}" : ""),
    ],
    [
        new("q", new("编号、文献"), (rows, text) => rows.Where(it => it.Code == text || it.Citation.Contains(text))),
        Filter<Order>.State(OrderWords.Label, it => it.State),
        new("kind", new("类型"), (rows, kind) => rows.Where(it => it.Kind == kind)) { Options = OrderWords.Kinds },
        Filter<Order>.Day("from", new("提出不早于"), it => it.AskedAt, from: true),
        Filter<Order>.Day("to", new("提出不晚于"), it => it.AskedAt, from: false),
    ], rows => rows.OrderByDescending(it => it.AskedAt).ThenBy(it => it.Id));

    public override IReadOnlyList<Waiting<Order>> Waits { get; } =
    [
        new(new("文献传递待提供"),
            person => it => it.SupplierId != null && person.Organisations.Contains(it.SupplierId.Value) && Open.Contains(it.State)),
        new(new("文献请求可重试"), person => it => person.Organisations.Contains(it.RequesterId) && it.State == RetryPossible),
    ];

    public override Deadline<OrderState, OrderAct, OrderParty> Deadline { get; } = new(Open, Supplier, Clock, Workdays: 2, Refuse)
    {
        OnTheDay = new Dictionary<OrderState, OrderAct> { [Circulated] = Close },
    };

    public override NavItem? LinkFor(Person person) => person.Organisations.Count > 0 ? new(9, Path, Table.Title) : null;

    public override PersonColumns Persons { get; } = new(nameof(Order.AccountId), nameof(Order.ByName));

    /// <summary>Orders of a person's members, both ways and those they could not supply; what is asked of the whole network; those of an officer's region.</summary>
    public override IQueryable<Order> VisibleTo(IQueryable<Order> cases, Person person)
    {
        var own = person.Organisations;
        var isMember = own.Count > 0;
        if (person.Offices.Count == 0)
            return cases.Where(it => own.Contains(it.RequesterId) || (it.SupplierId != null && own.Contains(it.SupplierId.Value)) || it.Tried.Any(member => own.Contains(member))
                || (isMember && it.State == Circulated));
        var office = register.VisibleTo(person).Select(row => row.Id);
        return cases.Where(it => own.Contains(it.RequesterId) || (it.SupplierId != null && own.Contains(it.SupplierId.Value)) || it.Tried.Any(member => own.Contains(member))
            || office.Contains(it.RequesterId) || (it.SupplierId != null && office.Contains(it.SupplierId.Value)) || (isMember && it.State == Circulated));
    }

    public override OrderParty PartyOf(Order it, Person person) => (person.ActsFor(it.RequesterId) ? Requester : None)
        | (it.SupplierId is { } supplier && person.ActsFor(supplier) ? Supplier : None) | (person.Organisations.Any(own => own != it.RequesterId) ? Others : None);

    public override IEnumerable<string> AudiencesOf(Order it, OrderParty party)
    {
        if (party.HasFlag(Requester))
            yield return $"organisation:{it.RequesterId}";
        if (party.HasFlag(Supplier) && it.SupplierId is { } supplier)
            yield return $"organisation:{supplier}";
    }

    public override Guid? About(Order it) => it.SupplierId ?? it.RequesterId;

    public override Fields NeedsOf(OrderAct act, Order it, Person? person) => act == Offer && person is not null
        ? new(Field.Choice("by", By, holders.MembersOf(person, it.RequesterId))) : Table.NeedsOf(act);

    private async Task<Refusal?> SupplyAsync(Order it, CaseWork<OrderState> work)
    {
        if (await work.KeepAsync("copy", Order.Copies, it.Id, most: 5) is { } fault)
            return new("order.copy", fault);
        it.Supplied(work.Now);
        await book.EnterAsync(new(it.SupplierId!.Value, "delivery", it.Id, "basic.delivery", "web", work.Actor.Name, it.AskedAt, work.Now, "supplied")
        {
            Account = it.AccountId,
            Region = (await register.FindAsync(it.RequesterId, work.Cancelled))!.Region,
            Due = it.DueAt,
        }, work.Cancelled);
        return null;
    }

    private Task<Refusal?> NextAsync(Order it, CaseWork<OrderState> work)
    {
        it.NotFrom(it.SupplierId!.Value, ReasonOf(work));
        return holders.GiveToNextAsync(it, work);
    }

    // The reason stands in the history too; the clock gives none.
    private static string ReasonOf(CaseWork<OrderState> work)
    {
        var reason = work.Input.Text("reason") is { Length: > 0 } chosen ? chosen : "Other";
        work.Reason = OrderWords.Reasons[reason].Zh;
        return reason;
    }

    private Task<Refusal?> AgainAsync(Order it, CaseWork<OrderState> work)
    {
        if (it.CirculatedAt is { } last && work.Now - last < TimeSpan.FromDays(1))
            return Task.FromResult<Refusal?>(new("order.retry.soon", new("一天之内已向全网征询过，请明天再试，或按更准确的著录重新填写请求。")));
        it.Again();
        return holders.GiveToNextAsync(it, work, anew: true);
    }

    private async Task<Refusal?> ObjectAsync(Order it, CaseWork<OrderState> work)
    {
        work.Reason = work.Input.Text("wrong");
        it.Wrong(holders.Due(work.Now));
        await book.RemoveAsync("delivery", it.Id, work.Cancelled);
        return null;
    }

    private async Task<Refusal?> RateAsync(Order it, CaseWork<OrderState> work)
    {
        it.Rate(work.Input.Number("rating")!.Value);
        await book.RateAsync("delivery", it.Id, it.Rating!.Value, work.Cancelled);
        return null;
    }
}
