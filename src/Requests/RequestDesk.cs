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

    /// <summary>Code of <see cref="Request.ClientKinds"/>.</summary>
    public string? ClientKind { get; set; }

    public string? Phone { get; set; }

    public string? Region { get; set; }

    public DateOnly? WantedBy { get; set; }

    public Guid? To { get; set; }

    public Dictionary<string, string?> Answers { get; set; } = [];
}

/// <summary>What an act needs besides its name; numbers as they were typed, so that a refused form gives them back.</summary>
internal sealed class RequestBody
{
    public string? Text { get; set; }

    /// <summary>Yuan, at most two decimals.</summary>
    public string? Amount { get; set; }

    public string? Days { get; set; }

    public Guid? To { get; set; }

    public string? Minutes { get; set; }

    public int? Rating { get; set; }

    /// <summary>What was done so far, told to the client when the work stops or goes to another member.</summary>
    public string? Handover { get; set; }

    /// <summary>Files of the version before that belong to the new one too.</summary>
    public Guid[] Keep { get; set; } = [];

    /// <summary><see cref="Request.Mark"/> of what was shown; forms without are let through.</summary>
    public string? Seen { get; set; }
}

/// <summary>Every act on a professional request passes here.</summary>
internal sealed partial class RequestDesk(AppDb db, RequestTypes types, RoutingTable routing, NetworkRegister register, AccountDesk accounts, ServiceBook book,
    FileStore files, Sendings sendings, Regions regions, WorkCalendar calendar, ProcessLog log, TimeProvider clock)
{
    public const int MostFiles = 10;
    public const int LongestResult = 50_000;
    private const int MostOpen = 20;

    /// <summary>Working days that a member has to quote.</summary>
    public const int QuoteWorkdays = 5;

    /// <summary>Days that a quote holds, and that a client has to choose another member.</summary>
    public const int HoldDays = 30;

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
        if (it.ClientKind is not { } kind || !Request.ClientKinds.ContainsKey(kind))
            faults["ClientKind"] = new("请选择申请人类型", "Choose who asks");
        if (!SafeText.IsPhone(it.Phone))
            faults["Phone"] = new("请填写联系电话：5 到 30 位数字，可含 + - ( )", "Give a telephone number: 5 to 30 digits, + - ( ) allowed");
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

            if (await requests.CountAsync(row => row.AccountId == client.Id && RequestLifecycle.Open.Contains(row.State), ct) >= MostOpen)
                return new("request.many", new($"同时在办的申请最多 {MostOpen} 件，可先取消或撤回不再需要的", $"At most {MostOpen} requests are open at a time: cancel or withdraw one"));
            var offering = await OfferingAsync(type.Item, ct);
            var chosen = input.To is { } wanted ? offering.FirstOrDefault(candidate => candidate.Id == wanted)
                : ServiceRouting.Choose(input.Region!, ServiceRouting.OtherSubject, type.Item, offering) ?? offering.OrderBy(candidate => candidate.Open)
                .ThenBy(candidate => candidate.Id).FirstOrDefault();
            if (chosen is null)
                return offering.Count > 0 ? new("request.to", new("所选机构现在不能网上受理，请另选", "The member chosen does not take it on the web now: choose another")) : Nobody;
            made = new()
            {
                Id = Guid.CreateVersion7(now),
                Code = CaseCode.New("XM"),
                Type = type.Code,
                ItemCode = type.Item,
                AccountId = client.Id,
                Client = client.Name,
                Employer = input.Employer!,
                ClientKind = input.ClientKind!,
                Phone = input.Phone!,
                Email = client.Email,
                Region = input.Region!,
                Title = input.Title!,
                Answers = type.Fields.ToDictionary(field => field.Name, field => input.Answers[field.Name] ?? ""),
                WantedBy = input.WantedBy,
                OrganisationId = chosen.Id,
                Chosen = input.To is not null,
                DueAt = calendar.Due(now, QuoteWorkdays),
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

    /// <summary>No member has people here and offers the service.</summary>
    public static Refusal Nobody { get; } = new("request.nobody", new("目前没有机构可以网上受理这项服务，请先咨询", "No member takes this on the web now: make an enquiry first"));

    /// <summary>The members that have people here, each with the services it offers and with what waits at it.</summary>
    public async Task<IReadOnlyList<Candidate>> OnlineAsync(CancellationToken ct)
    {
        var requests = db.ServiceRequests;
        var busy = await requests.Where(row => row.State == RequestState.Submitted || row.State == RequestState.InWork).GroupBy(row => row.OrganisationId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        return await routing.ReadAsync(busy, ct);
    }

    /// <summary>The members that offer a service and have people here.</summary>
    public async Task<IReadOnlyList<Candidate>> OfferingAsync(string item, CancellationToken ct) =>
        [.. (await OnlineAsync(ct)).Where(candidate => candidate.Items.Contains(item))];

    /// <summary>Does something with a request.</summary>
    public Task<Refusal?> DoAsync(Guid id, RequestAct act, RequestParty party, Actor actor, RequestBody body, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var requests = db.ServiceRequests;
        if (await requests.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } request)
            return new("request.gone", new("没有这件申请", "There is no such request"));
        if (!string.IsNullOrEmpty(body.Seen) && body.Seen != request.Mark)
            return SeenForm.Changed;
        if (RequestLifecycle.Table.Find(request.State, act, party) is not { } row)
            return RequestLifecycle.Table.NotAllowed(request.State, act);
        var (text, notices) = (SafeText.OrNull(body.Text)?.ReplaceLineEndings("\n"), new List<ProcessNotice>());
        var most = act == RequestAct.Deliver ? LongestResult : 4000;
        if (text?.Length > most)
            return new("request.text", new($"文字太长，不超过 {most} 字", $"The text has at most {most} characters"));
        if (text is null && (RequestLifecycle.NeedsReason(act) || act is RequestAct.Quote or RequestAct.Log or RequestAct.Say or RequestAct.Deliver))
            return new("request.text", RequestLifecycle.NeedsReason(act) ? new("请写明理由", "Say why") : new("请填写内容", "Write the text"));
        var before = request.State;
        if (await ChangeAsync(request, act, party, actor, body, text, notices, ct) is { } refusal)
            return refusal;
        (request.State, request.Revision) = (row.To, request.Revision + 1);
        log.Record($"request.{act.Code()}", actor, request.AsSubject(), RequestLifecycle.NeedsReason(act) ? text : null,
            new { state = before }, new { state = row.To, request.Quote, request.Rating, request.OrganisationId }, notices);
        return null;
    }, ct);
}
