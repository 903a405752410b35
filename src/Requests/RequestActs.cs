using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.ServiceDirectory;

namespace Zhishu.Requests;

/// <summary>What each act changes.</summary>
internal sealed partial class RequestDesk
{
    private const decimal MostYuan = 10_000_000m;

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

        // Who acts knows: the other side is told, by the clock both are.
        void TellOther(string zh, string en)
        {
            if (!party.HasFlag(RequestParty.Client))
                TellClient(zh, en);
            if (!party.HasFlag(RequestParty.Handler))
                notices.Add(TellMember(it, zh, en));
        }

        switch (act)
        {
            case RequestAct.Quote:
                if (ReadYuan(body.Amount, MostYuan) is not { } yuan)
                    return new("request.amount", new($"金额应为 0 到 {MostYuan:0} 元，最多两位小数，免费填 0", $"The amount is 0 to {MostYuan:0} yuan with at most two decimals, 0 for free"));
                if (ReadWhole(body.Days, 1000) is not { } days)
                    return new("request.days", new("需要天数应为 1 到 1000 的整数", "The days needed are a whole number from 1 to 1000"));
                (it.Quote, it.QuoteText, it.QuoteDays, it.QuotedAt, it.DueAt, it.RemindedAt) = (yuan, text, days, now, now.AddDays(HoldDays), null);
                Enter(EntryKind.Quote, $"{it.Quote:0.##} 元，{it.QuoteDays} 天。{text}");
                TellClient("申请已报价，请确认", "Quoted: please decide");
                break;
            case RequestAct.Transfer or RequestAct.PassOn or RequestAct.Choose or RequestAct.Consent:
                return await MoveAsync(it, act, body, text, words => Enter(EntryKind.Course, words), TellClient, notices, ct);
            case RequestAct.GiveBack:
                if (it.DueAt > now)
                    return new("request.early", new("报价期限未到", "The time to quote is not over"));
                Enter(EntryKind.Course, $"{await NameAsync(it.OrganisationId, ct)}逾期未报价，退回申请人另选机构");
                notices.Add(TellMember(it, "申请逾期未报价，已退回申请人", "Not quoted in time, given back to the client"));
                notices.Add(TellOffice(it, "逾期未报价，已退回申请人", "not quoted in time, given back to its client"));
                TellClient("机构逾期未报价，请另选机构", "Not quoted in time: choose another member");
                (it.DueAt, it.RemindedAt) = (now.AddDays(HoldDays), null);
                break;
            case RequestAct.Decline:
                Enter(EntryKind.Course, text!);
                (it.ClosedAt, it.DueAt) = (now, null);
                TellClient("申请未受理", "Declined");
                break;
            case RequestAct.Agree:
                (it.BegunAt, it.DueOn, it.DueAt, it.RemindedAt, it.LateAt) = (now, ChinaTime.DayOf(now).AddDays(it.QuoteDays!.Value), null, null, null);
                notices.Add(TellMember(it, "客户同意报价，请开始办理", "Agreed: begin"));
                break;
            case RequestAct.Cancel:
                (it.ClosedAt, it.DueAt) = (now, null);
                if (party == RequestParty.Clock)
                    Enter(EntryKind.Course, $"{HoldDays} 天没有答复，申请自动取消");
                TellOther("申请已取消", "Cancelled");
                break;
            case RequestAct.Assign:
                if ((await accounts.PeopleOfAsync(it.OrganisationId, ct)).FirstOrDefault(person => person.Account == body.To) is not { Name: not null } person)
                    return new("request.assignee", new("请选择本机构人员", "Choose somebody of your member"));
                (it.AssigneeId, it.Assignee) = (person.Account, person.Name);
                notices.Add(new($"account:{person.Account}", $"指定您承办：{it.Code} {it.Title}", $"Assigned to you: {it.Code} {it.Title}", $"/requests/{it.Id}"));
                break;
            case RequestAct.Log:
                if (ReadWhole(body.Minutes, 6000) is not { } minutes)
                    return new("request.minutes", new("用时应为 1 到 6000 分钟的整数", "The minutes are a whole number from 1 to 6000"));
                Enter(EntryKind.Work, text!, minutes);
                break;
            case RequestAct.Say:
                Enter(EntryKind.Message, text!);
                TellOther("申请有新留言", "A message");
                break;
            case RequestAct.Deliver:
                await KeepVersionAsync(it, text!, body.Keep, actor, ct);
                (it.Result, it.DeliveredAt, it.SilenceToldAt) = (text, now, null);
                Enter(EntryKind.Course, "提交成果");
                TellClient("成果已提交，请验收", "Delivered: please accept");
                break;
            case RequestAct.Return:
                var versions = db.ResultVersions;
                if (await versions.Where(row => row.RequestId == it.Id).OrderByDescending(row => row.Number).FirstOrDefaultAsync(ct) is { } last)
                    (last.Criticism, last.ReturnedAt) = (text, now);
                Enter(EntryKind.Course, text!);
                notices.Add(TellMember(it, "成果被退回修改", "Sent back"));
                break;
            case RequestAct.HandOver:
                if (await WrongTargetAsync(it, body.To, ct) is { } wrong)
                    return wrong;
                (it.ProposedBy, it.ProposedTo, it.ProposedWhy) = (RequestParty.Handler, body.To, text);
                Enter(EntryKind.Course, $"提议转给{await NameAsync(body.To!.Value, ct)}：{text}{Done(body)}");
                TellClient("机构提议转给其他机构办理，请决定", "Your member proposes that another goes on: please decide");
                break;
            case RequestAct.End:
                (it.ProposedBy, it.ProposedWhy) = (party.HasFlag(RequestParty.Client) ? RequestParty.Client : RequestParty.Handler, text);
                Enter(EntryKind.Course, $"提议终止：{text}");
                TellOther("对方提议终止，请决定", "The other side proposes to end: please decide");
                break;
            case RequestAct.Keep:
                (it.ProposedBy, it.ProposedTo, it.ProposedWhy) = (null, null, null);
                Enter(EntryKind.Course, text is null ? "继续办理" : $"继续办理：{text}");
                TellOther("继续办理", "The work goes on");
                break;
            case RequestAct.AgreeEnd or RequestAct.Withdraw or RequestAct.Stop:
                if (act == RequestAct.AgreeEnd && (it.ProposedBy is not { } side || (party & ~side) == RequestParty.None))
                    return new("request.side", new("终止须由对方同意", "The other side has to agree"));
                Enter(EntryKind.Course, act switch
                {
                    RequestAct.AgreeEnd => $"双方同意终止。理由：{it.ProposedWhy}",
                    RequestAct.Withdraw => $"申请人撤回委托：{text}",
                    _ => $"机构停止办理：{text}{Done(body)}",
                });
                (it.ProposedBy, it.ProposedTo, it.ProposedWhy, it.ClosedAt) = (null, null, null, now);
                TellOther(act switch { RequestAct.AgreeEnd => "双方同意终止", RequestAct.Withdraw => "申请人已撤回委托", _ => "机构停止办理，可以另选机构" },
                    act switch { RequestAct.AgreeEnd => "Ended by both", RequestAct.Withdraw => "Withdrawn by the client", _ => "Stopped by the member: you can choose another" });
                break;
            case RequestAct.Accept:
                it.ClosedAt = now;
                var entries = db.RequestEntries;
                var worked = await entries.Where(row => row.RequestId == it.Id && row.Kind == EntryKind.Work).SumAsync(row => row.Minutes ?? 0, ct);
                await book.EnterAsync(new(it.OrganisationId, "request", it.Id, it.ItemCode, "web", it.Assignee ?? actor.Name, it.AskedAt, it.DeliveredAt
                    ?? now, "accepted")
                {
                    Region = it.Region,
                    Account = it.AccountId,
                    Minutes = worked > 0 ? worked : null,
                    Client = ServiceDirectory.ClientKinds.Read(it.ClientKind),
                    Due = it.DueOn is { } due ? ChinaTime.StartOf(due.AddDays(1)) : null,
                }, ct);
                if (party == RequestParty.Clock)
                    TellOther("成果视为验收", "The result counts as accepted");
                else
                    TellOther("成果已验收", "The result is accepted");
                if (body.Rating is not null)
                    return await RateAsync(it, body.Rating, ct);
                break;
            default:
                return await RateAsync(it, body.Rating, ct);
        }

        return null;
    }

    /// <summary>The request goes to another member, which quotes anew.</summary>
    private async Task<Refusal?> MoveAsync(Request it, RequestAct act, RequestBody body, string? text, Action<string> enter, Action<string, string> tellClient,
        List<ProcessNotice> notices, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var to = act == RequestAct.Consent ? it.ProposedTo : body.To;
        if (act == RequestAct.PassOn)
        {
            if (it.DueAt > now)
                return new("request.early", new("报价期限未到", "The time to quote is not over"));

            // What a client confided to a member of its choice is shown to no other without being asked.
            var left = it.Chosen ? [] : (await OfferingAsync(it.ItemCode, ct)).Where(row => row.Id != it.OrganisationId && !it.Passed.Contains(row.Id)).ToList();
            to = (ServiceRouting.Choose(it.Region, ServiceRouting.OtherSubject, it.ItemCode, left) ?? left.OrderBy(row => row.Open).ThenBy(row => row.Id).FirstOrDefault())?.Id;
            if (to is null)
                return Nobody;
        }
        else if (await WrongTargetAsync(it, to, ct) is { } wrong)
        {
            return wrong;
        }

        var (before, after) = (await NameAsync(it.OrganisationId, ct), await NameAsync(to!.Value, ct));
        enter($"{before} → {after}{(act == RequestAct.PassOn ? "（逾期未报价）" : "")}{(text is null ? "" : $"：{text}")}");
        if (act != RequestAct.Transfer)
            notices.Add(TellMember(it, act == RequestAct.PassOn ? "申请逾期未报价，已转其他机构" : "申请转由其他机构办理", "The request goes on at another member"));
        if (act == RequestAct.PassOn)
            notices.Add(TellOffice(it, "逾期未报价，已转其他机构", "not quoted in time, passed on"));
        (it.Passed, it.OrganisationId, it.AssigneeId, it.Assignee) = ([.. it.Passed.Where(row => row != it.OrganisationId), it.OrganisationId], to.Value, null, null);
        (it.Quote, it.QuoteText, it.QuoteDays, it.QuotedAt, it.BegunAt, it.DueOn) = (null, null, null, null, null, null);
        (it.ProposedBy, it.ProposedTo, it.ProposedWhy, it.ClosedAt, it.LateAt, it.RemindedAt) = (null, null, null, null, null, null);
        (it.DueAt, it.Chosen) = (calendar.Due(now, QuoteWorkdays), it.Chosen || act is RequestAct.Choose or RequestAct.Consent);
        notices.Add(TellMember(it, "转来的专业化服务申请", "Request handed to you"));
        if (act is RequestAct.Transfer or RequestAct.PassOn)
            tellClient($"申请转由{after}办理", $"Your request goes on at {after}");
        return null;
    }

    private async Task<Refusal?> WrongTargetAsync(Request it, Guid? to, CancellationToken ct) =>
        to is not { } wanted || wanted == it.OrganisationId || (await OfferingAsync(it.ItemCode, ct)).All(candidate => candidate.Id != wanted)
            ? new("request.to", new("请选择另一个提供该服务的机构", "Choose another member that offers the service")) : null;

    private async Task<string> NameAsync(Guid organisation, CancellationToken ct) => (await register.FindAsync(organisation, ct))!.Name;

    /// <summary>Keeps a result as it is handed over: the files that came since the one before, and those of it that still count.</summary>
    private async Task KeepVersionAsync(Request it, string text, Guid[] keep, Actor actor, CancellationToken ct)
    {
        var versions = db.ResultVersions;
        var earlier = await versions.Where(row => row.RequestId == it.Id).OrderBy(row => row.Number).ToListAsync(ct);
        var known = earlier.SelectMany(row => row.Files).ToHashSet();
        var there = (await files.ListAsync(Request.Results, it.Id, ct)).Select(file => file.Id);
        versions.Add(new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            RequestId = it.Id,
            Number = earlier.Count + 1,
            Text = text,
            Files = [.. there.Where(file => !known.Contains(file) || keep.Contains(file))],
            DeliveredAt = clock.GetUtcNow(),
            ByName = actor.Name,
            AccountId = actor.Account,
        });
    }

    private async Task<Refusal?> RateAsync(Request it, int? rating, CancellationToken ct)
    {
        if (rating is not (>= 1 and <= 5))
            return new("request.rating", new("请选择 1 到 5 星", "Choose 1 to 5 stars"));
        it.Rating = rating;
        await book.RateAsync("request", it.Id, rating.Value, ct);
        return null;
    }

    private static string Done(RequestBody body) => SafeText.OrNull(body.Handover) is { } done ? $"\n已完成的工作：{(done.Length > 4000 ? SafeText.Clean(done[..4000]) : done)}" : "";

    /// <summary>Yuan as typed: not negative, not more than two decimals; nothing is rounded.</summary>
    public static decimal? ReadYuan(string? typed, decimal most) =>
        decimal.TryParse(SafeText.Narrow(typed ?? "").Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
        && yuan <= most && decimal.Round(yuan, 2) == yuan ? yuan : null;

    private static int? ReadWhole(string? typed, int most) =>
        int.TryParse(SafeText.Narrow(typed ?? "").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;

    private static ProcessNotice TellMember(Request it, string zh, string en) =>
        new($"organisation:{it.OrganisationId}", $"{zh}：{it.Code} {it.Title}", $"{en}: {it.Code} {it.Title}", $"/requests/{it.Id}");

    /// <summary>The office of the region hears the code and what happened, and nothing of what the request says.</summary>
    internal static ProcessNotice TellOffice(Request it, string zh, string en) =>
        new($"recommender:region:{it.Region[..2]}", $"本地区专业化服务申请{zh}：{it.Code}", $"A professional request of your region: {en}: {it.Code}", $"/requests/desk?find={it.Code}");
}
