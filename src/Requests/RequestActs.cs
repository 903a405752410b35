using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Requests.Ask;
using Zhishu.ServiceDirectory;
using static Zhishu.Requests.RequestParty;
using static Zhishu.Requests.RequestState;
using Work = Zhishu.Cases.CaseWork<Zhishu.Requests.RequestState>;

namespace Zhishu.Requests;

/// <summary>What follows from the acts on a professional request.</summary>
internal sealed class RequestActs(
    AppDb db, Providers providers, NetworkRegister register, AccountDesk accounts, ServiceBook book, FileStore files, WorkCalendar calendar, TimeProvider clock)
{
    private const int MostFiles = 10;
    private const int MostOpen = 20;

    /// <summary>Working days that a member has to quote.</summary>
    private const int QuoteWorkdays = 5;

    /// <summary>Days that a quote holds, and that a client has to choose another member.</summary>
    private const int HoldDays = 30;

    // The states that count for how many requests of one client are open.
    private static readonly RequestState[] Open =
        [Submitted, Returned, Quoted, InWork, HandingOver, Ending, Delivered];

    /// <summary>Whom a notice to a side goes to.</summary>
    public static IEnumerable<string> AudiencesOf(Request it, RequestParty party)
    {
        if (party.HasFlag(Client) && it.AccountId is { } client)
            yield return $"account:{client}";
        if (party.HasFlag(Handler))
            yield return $"organisation:{it.OrganisationId}";
    }

    /// <summary>The office of the region hears the code and what happened, and nothing of what the request says.</summary>
    public static ProcessNotice OfficeNotice(Request it, Bilingual what) =>
        new($"recommender:region:{it.Region[..2]}", new($"本地区专业化服务申请{what}：{it.Code}"),
            $"/requests/desk?find={it.Code}");

    /// <summary>What an act needs, with what there is to choose from and what was there before.</summary>
    public async Task<Fields> NeedsOfAsync(RequestAct act, Request it, Fields needs, CancellationToken ct)
    {
        switch (act)
        {
            case RequestAct.Quote:
                return new(
                    RequestForms.Amount with { Value = it.Quote?.ToString("0.##", null) },
                    RequestForms.Days with { Value = it.QuoteDays?.ToString("D", null) },
                    RequestForms.Includes with { Value = it.QuoteText });
            case RequestAct.Deliver:
                var kept = await VersionsOf(it).OrderByDescending(row => row.Number).Select(row => row.Files).FirstOrDefaultAsync(ct) ?? [];
                var names = (await files.ListAsync(Request.Results, it.Id, ct)).Where(file => kept.Contains(file.Id));
                return new(
                [
                    RequestForms.Result with { Value = it.Result },
                    .. names.Select(file => Field.Tick(Kept(file.Id), new($"沿用上一版的文件：{file.Name}")) with
                    {
                        Optional = true,
                        Value = "true",
                    }),
                ]);
            case RequestAct.Detach:
                var handed = (await VersionsOf(it).Select(row => row.Files).ToListAsync(ct)).SelectMany(file => file).ToHashSet();
                return new(RequestForms.Draft with
                {
                    Options = (await files.ListAsync(Request.Results, it.Id, ct)).Where(file => !handed.Contains(file.Id))
                        .ToDictionary(file => file.Id.ToString(), file => Bilingual.Of(file.Name, file.Name)),
                });
            case RequestAct.Assign:
                var people = (await accounts.PeopleOfAsync(it.OrganisationId, ct)).DistinctBy(person => person.Account);
                return new(RequestForms.Worker with
                {
                    Options = people.ToDictionary(person => person.Account.ToString(), person => Bilingual.Of(person.Name, person.Name)),
                    Value = it.AssigneeId?.ToString(),
                });
            case RequestAct.Transfer or RequestAct.HandOver or RequestAct.Choose:
                var others = (await providers.OfferingAsync(it.ItemCode, ct)).Select(row => row.Id).Where(id => id != it.OrganisationId);
                return new([RequestForms.Member with { Options = await providers.NamesOfAsync([.. others], ct) }, .. needs.Skip(1)]);
            default:
                return needs;
        }
    }

    /// <summary>
    /// Takes a request in and finds the member that works on it: of the client's region when one offers the service, otherwise of another.
    /// The same sent twice from one session is one.
    /// </summary>
    public Task<(Request? Request, Refusal? Refusal)> AskAsync(RequestDesk desk, RequestType type, FormInput input, IReadOnlyList<ReadyFile> given,
        Person client, Actor actor, string session, CancellationToken ct) =>
        desk.OpenAsync(client.Id, Sending.Of(session, "request", new { type.Code, input.Texts }, given), () => Request.Of(type, input, client, clock.GetUtcNow()),
        async (it, work) =>
        {
            if (await db.ServiceRequests.CountAsync(row => row.AccountId == client.Id && Open.Contains(row.State), ct) >= MostOpen)
                return new("request.many", new($"同时在办的申请最多 {MostOpen} 件，可先取消或撤回不再需要的"));
            Guid? wanted = Guid.TryParse(input.Text("To"), out var to) ? to : null;
            if ((wanted ?? await NextAsync(it, ct)) is not { } member)
                return new("request.nobody", new("目前没有机构可以网上受理这项服务，请先咨询"));
            it.Begin(member, wanted is not null, Due(work));
            Tell(it, work, Handler, new("新的专业化服务申请"));
            foreach (var file in given)
            {
                if ((await files.KeepAsync(work.Transaction, file, Request.Given, it.Id, actor, MostFiles, ct)).Fault is { } refused)
                    return new("request.files", refused);
            }

            return null;
        }, input, actor, ct);

    public void Quote(Request it, Work work)
    {
        var (days, text) = (work.Input.Number("Days")!.Value, work.Input.Text("Text"));
        it.Price(Yuan.Read(work.Input.Text("Amount"))!.Value, days, text, work.Now, work.Now.AddDays(HoldDays));
        Enter(it, work, $"{it.Quote:0.##} 元，{days} 天。{text}", EntryKind.Quote);
    }

    public void Decline(Request it, Work work)
    {
        it.Close(work.Now);
        Enter(it, work, Why(work));
    }

    public void Lapse(Request it, Work work)
    {
        it.Close(work.Now);
        Enter(it, work, $"{HoldDays} 天没有答复，申请自动取消");
    }

    public async Task<Refusal?> TransferAsync(Request it, Work work)
    {
        await GoToAsync(it, work, To(work), chosen: false, "：" + Why(work));
        return null;
    }

    public async Task<Refusal?> ChooseAsync(Request it, Work work)
    {
        await GoToAsync(it, work, To(work), chosen: true);
        return null;
    }

    public async Task<Refusal?> ConsentAsync(Request it, Work work)
    {
        if ((await providers.OfferingAsync(it.ItemCode, work.Cancelled)).All(row => row.Id != it.ProposedTo))
            return new("request.to", new("该机构现在不能网上受理，请选择继续办理，由服务机构另行提议"));
        await GoToAsync(it, work, it.ProposedTo!.Value, chosen: true);
        return null;
    }

    /// <summary>
    /// Not quoted in time: it goes to another member, or back to its client. What a client confided to a member of its choice is shown to no other without
    /// being asked.
    /// </summary>
    public async Task<Refusal?> PassOnAsync(Request it, Work work)
    {
        if ((it.Chosen ? null : await NextAsync(it, work.Cancelled)) is { } next)
        {
            Tell(it, work, Handler, new("申请逾期未报价，已转其他机构"));
            TellOffice(it, work, new("逾期未报价，已转其他机构"));
            await GoToAsync(it, work, next, chosen: false, "（逾期未报价）");
            work.MoveTo(Submitted);
            return null;
        }

        Tell(it, work, Handler, new("申请逾期未报价，已退回申请人"));
        Tell(it, work, Client, new("机构逾期未报价，请另选机构"));
        TellOffice(it, work, new("逾期未报价，已退回申请人"));
        it.GiveBack(work.Now.AddDays(HoldDays));
        work.MoveTo(Returned);
        Enter(it, work, $"{await NameAsync(it.OrganisationId, work.Cancelled)}逾期未报价，退回申请人另选机构");
        return null;
    }

    public async Task<Refusal?> AssignAsync(Request it, Work work)
    {
        var person = (await accounts.PeopleOfAsync(it.OrganisationId, work.Cancelled)).First(person => person.Account == To(work));
        it.Assign(person.Account, person.Name);
        work.Tell($"account:{person.Account}", new($"指定您承办：{it.Code} {it.Title}"));
        return null;
    }

    public void Log(Request it, Work work) => Enter(it, work, work.Input.Text("Text"), EntryKind.Work, work.Input.Number("Minutes"));

    public void Say(Request it, Work work) => Enter(it, work, work.Input.Text("Text"), EntryKind.Message);

    /// <summary>Keeps a result as it is handed over: the files that came since the one before, and those of it that still count.</summary>
    public async Task<Refusal?> DeliverAsync(Request it, Work work)
    {
        var earlier = await VersionsOf(it).ToListAsync(work.Cancelled);
        var known = earlier.SelectMany(row => row.Files).ToHashSet();
        db.ResultVersions.Add(new()
        {
            Id = Guid.CreateVersion7(work.Now),
            RequestId = it.Id,
            Number = earlier.Count + 1,
            Text = work.Input.Text("Text"),
            Files = [.. (await files.ListAsync(Request.Results, it.Id, work.Cancelled)).Select(file => file.Id)
                .Where(file => !known.Contains(file) || work.Input.Text(Kept(file)) == "true")],
            DeliveredAt = work.Now,
            ByName = work.Actor.Name,
            AccountId = work.Actor.Account,
        });
        it.Deliver(work.Input.Text("Text"), work.Now);
        Enter(it, work, "提交成果");
        return null;
    }

    public async Task<Refusal?> ReturnAsync(Request it, Work work)
    {
        if (await VersionsOf(it).OrderByDescending(row => row.Number).FirstOrDefaultAsync(work.Cancelled) is { } last)
            (last.Criticism, last.ReturnedAt) = (Why(work), work.Now);
        Enter(it, work, Why(work));
        return null;
    }

    public async Task<Refusal?> HandOverAsync(Request it, Work work)
    {
        it.Propose(Handler, Why(work), To(work));
        Enter(it, work, $"提议转给{await NameAsync(To(work), work.Cancelled)}：{Why(work)}{Done(work)}");
        return null;
    }

    public void End(Request it, Work work)
    {
        it.Propose(it.AccountId == work.Actor.Account ? Client : Handler, Why(work));
        Enter(it, work, $"提议终止：{Why(work)}");
    }

    public void Keep(Request it, Work work)
    {
        it.Settle();
        Enter(it, work, "继续办理");
    }

    public void AgreeEnd(Request it, Work work)
    {
        Tell(it, work, it.ProposedBy!.Value, new("双方同意终止"));
        Stop(it, work, $"双方同意终止。理由：{it.ProposedWhy}");
    }

    public void Withdraw(Request it, Work work) => Stop(it, work, $"申请人撤回委托：{Why(work)}");

    public void Stop(Request it, Work work) => Stop(it, work, $"机构停止办理：{Why(work)}{Done(work)}");

    public async Task<Refusal?> AcceptAsync(Request it, Work work)
    {
        it.Close(work.Now);
        var worked = db.RequestEntries.Where(row => row.RequestId == it.Id && row.Kind == EntryKind.Work);
        var minutes = await worked.SumAsync(row => row.Minutes ?? 0, work.Cancelled);
        var by = it.Assignee ?? work.Actor.Name;
        await book.EnterAsync(new(it.OrganisationId, "request", it.Id, it.ItemCode, "web", by, it.AskedAt, it.DeliveredAt ?? work.Now, "accepted")
        {
            Region = it.Region,
            Account = it.AccountId,
            Minutes = minutes > 0 ? minutes : null,
            Client = ServiceDirectory.ClientKinds.Read(it.ClientKind),
            Due = it.DueOn is { } due ? ChinaTime.StartOf(due.AddDays(1)) : null,
        }, work.Cancelled);
        return await RateAsync(it, work);
    }

    public async Task<Refusal?> RateAsync(Request it, Work work)
    {
        if (work.Input.Number("rating") is not { } stars)
            return null;
        it.Rate(stars);
        await book.RateAsync("request", it.Id, stars, work.Cancelled);
        return null;
    }

    /// <summary>Keeps a file of a kind of <see cref="Request.FileKinds"/>.</summary>
    public Func<Request, Work, Task<Refusal?>> KeepFile(string kind) => async (it, work) =>
        await work.KeepAsync("upload", Request.FileKinds[kind], it.Id, MostFiles) is { } fault ? new("request.upload", fault) : null;

    /// <summary>Takes a file of the result away that was in no result handed over; those stay as they were.</summary>
    public async Task<Refusal?> DetachAsync(Request it, Work work)
    {
        await files.RemoveAsync(work.Transaction, Guid.Parse(work.Input.Text("file")), Request.Results, it.Id, work.Cancelled);
        return null;
    }

    private IQueryable<ResultVersion> VersionsOf(Request it) => db.ResultVersions.Where(row => row.RequestId == it.Id);

    private DateTimeOffset Due(Work work) => calendar.Due(work.Now, QuoteWorkdays);

    private async Task<Guid?> NextAsync(Request it, CancellationToken ct)
    {
        var left = (await providers.OfferingAsync(it.ItemCode, ct)).Where(row => row.Id != it.OrganisationId && !it.Passed.Contains(row.Id)).ToList();
        return (ServiceRouting.Choose(it.Region, ServiceRouting.OtherSubject, it.ItemCode, left)
            ?? left.OrderBy(row => row.Open).ThenBy(row => row.Id).FirstOrDefault())?.Id;
    }

    private async Task GoToAsync(Request it, Work work, Guid to, bool chosen, string words = "")
    {
        var after = await NameAsync(to, work.Cancelled);
        Enter(it, work, $"{await NameAsync(it.OrganisationId, work.Cancelled)} → {after}{words}");
        it.GoTo(to, chosen, Due(work));
        Tell(it, work, Handler, new("转来的专业化服务申请"));
        if (!chosen)
            Tell(it, work, Client, new($"申请转由{after}办理"));
    }

    private void Stop(Request it, Work work, string words)
    {
        it.Settle();
        it.Close(work.Now);
        Enter(it, work, words);
    }

    private async Task<string> NameAsync(Guid organisation, CancellationToken ct) => (await register.FindAsync(organisation, ct))!.Name;

    private void Enter(Request it, Work work, string words, EntryKind kind = EntryKind.Course, int? minutes = null)
    {
        db.RequestEntries.Add(new()
        {
            Id = Guid.CreateVersion7(work.Now),
            RequestId = it.Id,
            At = work.Now,
            Kind = kind,
            Author = work.Actor.Name,
            AccountId = work.Actor.Account,
            Minutes = minutes,
            Text = words,
        });
    }

    private static void Tell(Request it, Work work, RequestParty party, Bilingual what)
    {
        foreach (var audience in AudiencesOf(it, party))
            work.Tell(audience, new($"{what}：{it.Code} {it.Title}"));
    }

    private static void TellOffice(Request it, Work work, Bilingual what)
    {
        var notice = OfficeNotice(it, what);
        work.Tell(notice.Audience, Bilingual.Of(notice.Zh, notice.En), notice.Url);
    }

    private static Guid To(Work work) => Guid.Parse(work.Input.Text("To"));

    // The reason stands in the history too.
    private static string Why(Work work) => work.Reason = work.Input.Text("Text");

    private static string Done(Work work) => work.Input.Text("Handover") is { Length: > 0 } done ? $"\n已完成的工作：{done}" : "";

    private static string Kept(Guid file) => $"keep-{file}";
}
