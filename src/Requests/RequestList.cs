using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using static Zhishu.Requests.RequestParty;
using static Zhishu.Requests.RequestState;

namespace Zhishu.Requests;

/// <summary>The list of the desk: what a request says is shown to those alone who may read it, the price to those between whom it is.</summary>
internal sealed partial class RequestKind
{
    private const string Nobody = "nobody";

    public override Listing<Request> List => field ??= new("requests",
    [
        new("code", new("编号"), Place.Title, it => it.Code),
        new("title", new("名称"), Place.Title, it => MayRead(it, visitors.Signed) ? it.Title : Lang.T("（内容保密）")),
        new("state", new("状态"), Place.Badge, it => RequestWords.Label(it.State).ToString()),
        new("late", new("Late|逾期"), Place.Badge, it => it.IsLate(clock.GetUtcNow()) ? Lang.T("逾期") : ""),
        new("type", new("Type|类型"), Place.Meta, it => types.Find(it.Type)?.Name ?? it.Type),
        new("region", new("地区"), Place.Meta, it => regions.PathOf(it.Region)),
        new("assignee", new("承办人"), Place.Meta, it => it.Assignee ?? ""),
        new("asked", new("Asked|申请"), Place.Meta, it => ChinaTime.ShowMinute(it.AskedAt)),
        new("due", new("期限"), Place.Meta, it => (it.DueOn ?? (it.DueAt is { } due ? ChinaTime.DayOf(due) : null))?.ToString("O", null) ?? ""),
        new("client", new("Client|申请人"), Place.File, it => Seen(it, it.Client)),
        new("employer", new("单位"), Place.File, it => Seen(it, it.Employer)),
        new("clientKind", new("申请人类型"), Place.File,
            it => Seen(it, Request.ClientKinds.TryGetValue(it.ClientKind, out var kind) ? kind.ToString() : "")),
        new("quote", new("报价"), Place.File,
            it => PartyOf(it, visitors.Signed) == None ? "" : it.Quote?.ToString(CultureInfo.InvariantCulture) ?? ""),
        new("stars", new("评价"), Place.File, it => it.Rating?.ToString(CultureInfo.InvariantCulture) ?? ""),
    ],
    [
        new("find", new("编号、名称、申请人、单位、电话"), Find),
        Filter<Request>.State(RequestWords.Label, it => it.State),
        new("assignee", new("承办人"), (rows, who) => Guid.TryParse(who, out var account) ? rows.Where(it => it.AssigneeId == account)
            : who == Nobody ? rows.Where(it => it.AssigneeId == null) : rows) { OptionsIn = PeopleAsync },
        Filter<Request>.Day("from", new("申请日自"), it => it.AskedAt, from: true),
        Filter<Request>.Day("until", new("申请日至"), it => it.AskedAt, from: false),
        new("late", new("Late|逾期"), (rows, _) => Late(rows)) { Options = new Dictionary<string, Bilingual> { ["true"] = new("只看逾期") } },
    ], rows =>
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        return rows.OrderBy(it => (it.State == Submitted && it.DueAt <= now) || (it.State == InWork && it.DueOn < today) ? 0
                : it.State == Submitted ? 1 : it.State == InWork ? 2 : 3)
            .ThenByDescending(it => it.AskedAt).ThenBy(it => it.Id);
    });

    private string Seen(Request it, string text) => MayRead(it, visitors.Signed) ? text : "";

    private IQueryable<Request> Late(IQueryable<Request> rows)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        return rows.Where(it => (it.State == Submitted && it.DueAt <= now) || (it.State == InWork && it.DueOn < today));
    }

    // Who may not read a request does not learn by searching what it says: for them only its code counts.
    private IQueryable<Request> Find(IQueryable<Request> rows, string text)
    {
        var (part, code, own, me) = (Like.Part(text), CaseCode.Read(text) ?? "", visitors.Signed.Organisations, visitors.Signed.Id);
        var digits = new string([.. SafeText.Narrow(text).Where(char.IsAsciiDigit)]);
        var phone = digits.Length >= 4 && SafeText.IsPhone(SafeText.Narrow(text).Trim()) ? Like.Part(digits) : "";
        return rows.Where(it => it.Code == code || ((it.AccountId == me || own.Contains(it.OrganisationId) || it.Passed.Any(member => own.Contains(member)))
            && (EF.Functions.ILike(it.Title, part, Like.Escape) || EF.Functions.ILike(it.Client, part, Like.Escape)
                || EF.Functions.ILike(it.Employer, part, Like.Escape) || (phone != "" && EF.Functions.Like(it.PhoneDigits, phone)))));
    }

    private static async Task<IReadOnlyDictionary<string, Bilingual>> PeopleAsync(IQueryable<Request> rows, CancellationToken ct)
    {
        var people = await rows.Where(it => it.AssigneeId != null).Select(it => new { it.AssigneeId, it.Assignee }).Distinct()
            .OrderBy(row => row.Assignee).Take(300).ToListAsync(ct);
        return people.DistinctBy(row => row.AssigneeId).Select(row => KeyValuePair.Create($"{row.AssigneeId}", Bilingual.Of(row.Assignee!, row.Assignee!)))
            .Prepend(KeyValuePair.Create(Nobody, new Bilingual("未指定"))).ToDictionary();
    }
}
