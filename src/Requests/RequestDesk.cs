using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Requests;

/// <summary>A request as its client fills it in.</summary>
internal sealed class RequestInput
{
    public string? Type { get; set; }

    public string? Title { get; set; }

    public string? Employer { get; set; }

    public string? Phone { get; set; }

    public string? Region { get; set; }

    public DateOnly? WantedBy { get; set; }

    public Guid? To { get; set; }

    public Dictionary<string, string?> Answers { get; set; } = [];
}

/// <summary>What an act needs besides its name.</summary>
internal sealed class RequestBody
{
    public string? Text { get; set; }

    public decimal? Amount { get; set; }

    public int? Days { get; set; }

    public Guid? To { get; set; }

    public int? Minutes { get; set; }

    public int? Rating { get; set; }
}

/// <summary>Every act on a professional request passes here.</summary>
internal sealed class RequestDesk(AppDb db, RequestTypes types, RoutingTable routing, NetworkRegister register, AccountDesk accounts, ServiceBook book,
    FileStore files, Sendings sendings, Regions regions, ProcessLog log, TimeProvider clock)
{
    public const int MostFiles = 10;
    private const int MostOpen = 20;
    private const int LongestResult = 50_000;
    private const decimal MostYuan = 10_000_000m;

    /// <summary>What is wrong with a request, by field; cleans its texts.</summary>
    public Dictionary<string, Bilingual> Check(RequestInput it)
    {
        (it.Title, it.Employer, it.Phone) = (SafeText.Line(it.Title), SafeText.Line(it.Employer), SafeText.Narrow(it.Phone ?? "").Trim());
        var faults = new Dictionary<string, Bilingual>();
        if (types.Find(it.Type) is not { } type)
            return new() { ["Type"] = new("请选择服务类型", "Choose the type") };
        if (it.Title.Length is < 4 or > 100)
            faults["Title"] = new("名称 4 到 100 字", "A title has 4 to 100 characters");
        if (it.Employer.Length > 100)
            faults["Employer"] = new("单位不超过 100 字", "An employer has at most 100 characters");
        if (!SafeText.IsPhone(it.Phone))
            faults["Phone"] = new("请填写联系电话", "Give a telephone number");
        if (regions.Find(it.Region) is null)
            faults["Region"] = new("请选择所在地区", "Choose your region");
        if (it.WantedBy is { } day && (day < clock.Today() || day > clock.Today().AddYears(3)))
            faults["WantedBy"] = new("希望完成日期应在今天以后三年内", "The day is within three years from today");
        foreach (var field in type.Fields)
        {
            var answer = SafeText.Lines(it.Answers.GetValueOrDefault(field.Name));
            it.Answers[field.Name] = answer;
            if (field.Required && answer.Length == 0)
                faults[field.Name] = new($"请填写{field.Zh}", $"Fill in: {field.En}");
            else if (answer.Length > field.Longest)
                faults[field.Name] = new($"不超过 {field.Longest} 字", $"At most {field.Longest} characters");
            else if (field.Options is { } options && answer.Length > 0 && !options.Contains(answer))
                faults[field.Name] = new("请从选项中选择", "Choose one of the options");
        }

        return faults;
    }

    /// <summary>
    /// Takes a request in and finds the member that works on it: of the client's region when one offers the service, otherwise of another.
    /// The same sent twice from one session is one.
    /// </summary>
    public async Task<(Request? Request, Refusal? Refusal)> AskAsync(RequestInput input, Person client, Actor actor, IReadOnlyList<IFormFile> attached, string session, CancellationToken ct)
    {
        var (ready, fault) = await files.TakeAsync(attached, ct);
        if (fault is { } wrong)
            return (null, new("request.files", wrong));
        var (type, now, sending) = (types.Find(input.Type)!, clock.GetUtcNow(), Sending.Of(session, "request", input, ready));
        Request? made = null;
        var refusal = await db.ActAsync(client.Id, async () =>
        {
            var (requests, transaction) = (db.ServiceRequests, db.Database.CurrentTransaction!.GetDbTransaction());
            if (await sendings.FindAsync(transaction, sending, ct) is { } same && await requests.FirstOrDefaultAsync(row => row.Id == same, ct) is { } known)
            {
                made = known;
                return null;
            }

            if (await requests.CountAsync(row => row.AccountId == client.Id
                && (row.State == RequestState.Submitted || row.State == RequestState.Quoted || row.State == RequestState.InWork || row.State == RequestState.Delivered), ct) >= MostOpen)
                return new("request.many", new($"同时在办的申请最多 {MostOpen} 件", $"At most {MostOpen} requests are open at a time"));
            var offering = await OfferingAsync(type.Item, ct);
            var chosen = input.To is { } wanted ? offering.FirstOrDefault(candidate => candidate.Id == wanted)
                : ServiceRouting.Choose(input.Region!, ServiceRouting.OtherSubject, type.Item, offering) ?? offering.OrderBy(candidate => candidate.Open)
                .ThenBy(candidate => candidate.Id).FirstOrDefault();
            if (chosen is null)
                return new("request.nobody", new("目前没有机构可以网上受理这项服务，请先咨询", "No member takes this on the web now: make an enquiry first"));
            made = new()
            {
                Id = Guid.CreateVersion7(now),
                Code = CaseCode.New("XM"),
                Type = type.Code,
                ItemCode = type.Item,
                AccountId = client.Id,
                Client = client.Name,
                Employer = input.Employer!,
                Phone = input.Phone!,
                Email = client.Email,
                Region = input.Region!,
                Title = input.Title!,
                Answers = type.Fields.ToDictionary(field => field.Name, field => input.Answers[field.Name] ?? ""),
                WantedBy = input.WantedBy,
                OrganisationId = chosen.Id,
                AskedAt = now,
                Revision = 1,
            };
            requests.Add(made);
            log.Record("request.ask", actor, made.AsSubject(), after: new { made.Type, made.Region, made.OrganisationId }, notices: [TellMember(made, "新的专业化服务申请", "New professional request")]);
            await sendings.NoteAsync(transaction, sending, made.Id, ct);
            foreach (var file in ready)
            {
                if ((await files.KeepAsync(transaction, file, Request.Given, made.Id, actor, MostFiles, ct)).Fault is { } refused)
                    return new("request.files", refused);
            }

            return null;
        }, ct);

        return refusal is null ? (made, null) : (null, refusal);
    }

    /// <summary>The members that offer a service and have people here.</summary>
    public async Task<IReadOnlyList<Candidate>> OfferingAsync(string item, CancellationToken ct)
    {
        var requests = db.ServiceRequests;
        var busy = await requests.Where(row => row.State == RequestState.Submitted || row.State == RequestState.InWork).GroupBy(row => row.OrganisationId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        return [.. (await routing.ReadAsync(busy, ct)).Where(candidate => candidate.Items.Contains(item))];
    }

    /// <summary>Does something with a request.</summary>
    public Task<Refusal?> DoAsync(Guid id, RequestAct act, RequestParty party, Actor actor, RequestBody body, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var requests = db.ServiceRequests;
        if (await requests.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } request)
            return new("request.gone", new("没有这件申请", "There is no such request"));
        if (RequestLifecycle.Table.Find(request.State, act, party) is not { } row)
            return RequestLifecycle.Table.NotAllowed(request.State, act);
        var (text, notices) = (SafeText.OrNull(body.Text)?.ReplaceLineEndings("\n"), new List<ProcessNotice>());
        if (text?.Length > (act == RequestAct.Deliver ? LongestResult : 4000))
            return new("request.long", new("文字太长", "The text is too long"));
        if (text is null && act is RequestAct.Quote or RequestAct.Decline or RequestAct.Transfer or RequestAct.Log or RequestAct.Say or RequestAct.Deliver or RequestAct.Return)
            return new("request.text", new("请填写内容或理由", "Write the text or the reason"));
        if (await ChangeAsync(request, act, party, actor, body, text, notices, ct) is { } refusal)
            return refusal;
        var before = request.State;
        (request.State, request.Revision) = (row.To, request.Revision + 1);
        log.Record($"request.{act.Code()}", actor, request.AsSubject(), act is RequestAct.Decline or RequestAct.Transfer or RequestAct.Return
            ? text : null, new { state = before }, new { state = row.To, request.Quote, request.Rating }, notices);
        return null;
    }, ct);

    private async Task<Refusal?> ChangeAsync(Request it, RequestAct act, RequestParty party, Actor actor, RequestBody body, string? text, List<ProcessNotice> notices, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        void Enter(EntryKind kind, string words, int? minutes = null) =>
            db.RequestEntries.Add(new() { Id = Guid.CreateVersion7(now), RequestId = it.Id, At = now, Kind = kind, Author = actor.Name, AccountId = actor.Account, Minutes = minutes, Text = words });
        void TellClient(string zh, string en)
        {
            if (it.AccountId is { } client)
                notices.Add(new($"account:{client}", $"{zh}：{it.Code} {it.Title}", $"{en}: {it.Code} {it.Title}", $"/requests/{it.Id}"));
        }

        switch (act)
        {
            case RequestAct.Quote:
                if (body.Amount is not (>= 0 and <= MostYuan) || body.Days is not (>= 1 and <= 1000))
                    return new("request.quote", new("请填写报价（元，免费填 0）和所需天数（1 到 1000）", "Give the price in yuan, 0 for free, and the days needed, 1 to 1000"));
                (it.Quote, it.QuoteText, it.QuoteDays, it.QuotedAt) = (decimal.Round(body.Amount.Value, 2), text, body.Days, now);
                Enter(EntryKind.Quote, $"{it.Quote:0.##} 元，{it.QuoteDays} 天。{text}");
                TellClient("申请已报价，请确认", "Quoted: please decide");
                break;
            case RequestAct.Transfer:
                if (body.To is not { } to || to == it.OrganisationId || (await OfferingAsync(it.ItemCode, ct)).All(candidate => candidate.Id != to))
                    return new("request.to", new("请选择另一个提供该服务的机构", "Choose another member that offers the service"));
                Enter(EntryKind.Course, $"{(await register.FindAsync(it.OrganisationId, ct))!.Name} → {(await register.FindAsync(to, ct))!.Name}");
                (it.Passed, it.OrganisationId, it.AssigneeId, it.Assignee) = ([.. it.Passed, it.OrganisationId], to, null, null);
                notices.Add(TellMember(it, "转来的专业化服务申请", "Request handed to you"));
                break;
            case RequestAct.Decline:
                Enter(EntryKind.Course, text!);
                it.ClosedAt = now;
                TellClient("申请未受理", "Declined");
                break;
            case RequestAct.Agree:
                (it.BegunAt, it.DueOn) = (now, ChinaTime.DayOf(now).AddDays(it.QuoteDays!.Value));
                notices.Add(TellMember(it, "客户同意报价，请开始办理", "Agreed: begin"));
                break;
            case RequestAct.Cancel:
                it.ClosedAt = now;
                notices.Add(TellMember(it, "申请已取消", "Cancelled"));
                break;
            case RequestAct.Assign:
                if ((await accounts.PeopleOfAsync(it.OrganisationId, ct)).FirstOrDefault(person => person.Account == body.To) is not { Name: not null } person)
                    return new("request.assignee", new("请选择本机构人员", "Choose somebody of your member"));
                (it.AssigneeId, it.Assignee) = (person.Account, person.Name);
                notices.Add(new($"account:{person.Account}", $"指定您承办：{it.Code} {it.Title}", $"Assigned to you: {it.Code} {it.Title}", $"/requests/{it.Id}"));
                break;
            case RequestAct.Log:
                if (body.Minutes is not (>= 1 and <= 6000))
                    return new("request.minutes", new("用时为 1 到 6000 分钟", "1 to 6000 minutes"));
                Enter(EntryKind.Work, text!, body.Minutes);
                break;
            case RequestAct.Say:
                Enter(EntryKind.Message, text!);
                if (party.HasFlag(RequestParty.Handler))
                    TellClient("申请有新留言", "A message");
                else
                    notices.Add(TellMember(it, "申请有新留言", "A message"));
                break;
            case RequestAct.Deliver:
                (it.Result, it.DeliveredAt) = (text, now);
                Enter(EntryKind.Course, "提交成果");
                TellClient("成果已提交，请验收", "Delivered: please accept");
                break;
            case RequestAct.Return:
                Enter(EntryKind.Course, text!);
                notices.Add(TellMember(it, "成果被退回修改", "Sent back"));
                break;
            case RequestAct.Accept:
                it.ClosedAt = now;
                var entries = db.RequestEntries;
                var minutes = await entries.Where(row => row.RequestId == it.Id && row.Kind == EntryKind.Work).SumAsync(row => row.Minutes ?? 0, ct);
                await book.EnterAsync(new(it.OrganisationId, "request", it.Id, it.ItemCode, "web", it.Assignee ?? actor.Name, it.AskedAt, it.DeliveredAt
                    ?? now, "accepted")
                { Region = it.Region, Account = it.AccountId, Minutes = minutes > 0 ? minutes : null }, ct);
                if (body.Rating is not null)
                    return await RateAsync(it, body.Rating, ct);
                break;
            default:
                return await RateAsync(it, body.Rating, ct);
        }

        return null;
    }

    private async Task<Refusal?> RateAsync(Request it, int? rating, CancellationToken ct)
    {
        if (rating is not (>= 1 and <= 5))
            return new("request.rating", new("请选择 1 到 5 星", "Choose 1 to 5 stars"));
        it.Rating = rating;
        await book.RateAsync("request", it.Id, rating.Value, ct);
        return null;
    }

    private static ProcessNotice TellMember(Request it, string zh, string en) =>
        new($"organisation:{it.OrganisationId}", $"{zh}：{it.Code} {it.Title}", $"{en}: {it.Code} {it.Title}", $"/requests/{it.Id}");
}

/// <summary>Results that nobody answers within fifteen days count as accepted; who works is reminded three days before the day agreed.</summary>
internal sealed class RequestClock(AppDb db, RequestDesk desk, ProcessLog log, TimeProvider clock) : IClockwork
{
    private static readonly TimeSpan Silence = TimeSpan.FromDays(15);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (requests, now, done) = (db.ServiceRequests, clock.GetUtcNow(), 0);
        var (silent, soon) = (now - Silence, clock.Today().AddDays(3));
        foreach (var id in await requests.Where(row => row.State == RequestState.Delivered && row.DeliveredAt < silent).Take(200).Select(row => row.Id).ToListAsync(ct))
            done += await desk.DoAsync(id, RequestAct.Accept, RequestParty.Clock, Actor.Clock, new(), ct) is null ? 1 : 0;
        foreach (var id in await requests.Where(row => row.State == RequestState.InWork && row.DueOn <= soon && row.RemindedAt == null).Take(200).Select(row => row.Id).ToListAsync(ct))
        {
            await db.ActAsync(id, async () =>
            {
                var all = db.ServiceRequests;
                if (await all.FirstOrDefaultAsync(row => row.Id == id && row.State == RequestState.InWork && row.RemindedAt == null, ct) is not { } it)
                    return null;
                (it.RemindedAt, it.Revision, done) = (now, it.Revision + 1, done + 1);
                log.Record("request.remind", Actor.Clock, it.AsSubject(),
                    notices: [new(it.AssigneeId is { } assignee ? $"account:{assignee}" : $"organisation:{it.OrganisationId}",
                    $"申请将到期（{it.DueOn:O}）：{it.Code} {it.Title}", $"Due on {it.DueOn:O}: {it.Code} {it.Title}", $"/requests/{id}")]);
                return null;
            }, ct);
        }

        return done;
    }
}
