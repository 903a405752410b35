using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Network.Register;

/// <summary>An organisation as its own people and the officers of its region or sector see it.</summary>
[Authorize]
internal sealed class ShowModel(AppDb db, NetworkRegister register, AccountDesk accounts, AuditTrail trail, ProcessLog log, Visitors visitors, Regions regions, TimeProvider clock) : PageModel
{
    private Dictionary<Guid, string> _parents = [];

    public Organisation Organisation { get; private set; } = null!;

    public IReadOnlyList<Membership> Memberships { get; private set; } = [];

    public IReadOnlyList<(Guid Account, Guid Grant, string Name, string Email, Duty Duty)> People { get; private set; } = [];

    public IReadOnlyList<JoinRequest> Joining { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public Regions Regions => regions;

    public DateOnly Today => clock.Today();

    public Guid Me => visitors.Signed.Id;

    public bool BelongsHere => visitors.Signed.BelongsTo(Organisation.Id);

    public bool IsOfficer => visitors.Signed.IsOfficerOf(Organisation);

    /// <summary>People are added by a manager once the organisation is confirmed, or by an officer.</summary>
    public bool ManagesPeople => visitors.Signed.Manages(Organisation.Id) || (IsOfficer && Organisation.VerifiedAt is not null);

    /// <summary>Others who say to be the organisation of this credit code, or the one that is confirmed.</summary>
    public IReadOnlyList<Organisation> Rivals { get; private set; } = [];

    public IEnumerable<(string, string)> KindOptions => Enum.GetValues<MemberKind>().Where(MayRegister).Select(kind => (kind.ToString(), kind.Label().ToString()));

    public bool MayRegister(MemberKind kind) => IsOfficer && visitors.Signed.MayGrant(kind, Organisation.Region, Organisation.Sector);

    public string ParentOf(Membership row) => row.ParentId is { } parent ? _parents.GetValueOrDefault(parent, "") : "";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var found = await register.FindForAsync(visitors.Signed, Guid.Parse(RouteData.Values["id"]!.ToString()!), HttpContext.RequestAborted);
        if (found is null)
        {
            context.Result = NotFound();
            return;
        }

        Organisation = found;
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var id = Organisation.Id;
        Memberships = await register.MembershipsAsync(id, ct);
        var (organisations, parents, requests) = (db.Organisations, Memberships.Select(row => row.ParentId).ToList(), db.JoinRequests);
        _parents = await organisations.Where(row => parents.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        People = await accounts.PeopleOfAsync(id, ct);
        Joining = ManagesPeople ? await requests.Where(row => row.OrganisationId == id && row.AnsweredAt == null).OrderBy(row => row.AskedAt).ToListAsync(ct) : [];
        if (Organisation.VerifiedAt is null)
            Rivals = [.. (await register.ClaimsAsync(Organisation.CreditCode, ct)).Append(await register.FindByCodeAsync(Organisation.CreditCode, ct))
                .OfType<Organisation>().Where(row => row.Id != id)];
        History = await trail.ReadAsync(new(About: id), 0, 100, ct);
    }

    public async Task<IActionResult> OnPostVerifyAsync(CancellationToken ct)
    {
        if (!IsOfficer)
            return Forbid();
        Message = (await register.VerifyAsync(Organisation, visitors.Actor, ct))?.Text;
        return Message is null ? await SaveAsync(ct) : await AgainAsync(ct);
    }

    public async Task<IActionResult> OnPostDeclineAsync(string? reason, CancellationToken ct)
    {
        if (!IsOfficer)
            return Forbid();
        var text = SafeText.Clean(reason ?? "").Trim();
        if (text.Length is 0 or > 200)
        {
            Message = new("请填写理由（不超过 200 字）");
            return await AgainAsync(ct);
        }

        await register.DeclineAsync(Organisation, text, visitors.Actor, ct);
        return await SaveAsync(ct);
    }

    public async Task<IActionResult> OnPostMemberAsync(MemberKind kind, string? number, DateOnly? from, DateOnly? until, string? parentCode, string? source, CancellationToken ct)
    {
        if (!Enum.IsDefined(kind) || !MayRegister(kind))
            return Forbid();
        var parent = string.IsNullOrWhiteSpace(parentCode) ? null : CreditCode.Read(parentCode) is { } code ? await register.FindByCodeAsync(code, ct) : null;
        Message = Organisation.VerifiedAt is null ? new("请先核实机构，再登记成员身份") : (from, until, source?.Trim(), number?.Trim()) switch
        {
            (null, _, _, _) => new("请填写起始日"),
            ({ } first, { } last, _, _) when last < first => new("截止日早于起始日"),
            (_, _, null or "" or { Length: > 200 }, _) => new("请填写依据文件（不超过 200 字）"),
            (_, _, _, { Length: > 40 }) => new("编号不超过 40 字"),
            _ when !string.IsNullOrWhiteSpace(parentCode) && parent is null => new("没有这个支撑节点"),
            _ when (await register.MembershipsAsync(Organisation.Id, ct)).Any(row => row.Kind == kind && row.IsInForce(from!.Value)) => new("该机构已是这一类型的成员"),
            _ => null,
        };
        if (Message is not null)
            return await AgainAsync(ct);
        register.Enter(Organisation, kind, string.IsNullOrWhiteSpace(number) ? null : SafeText.Clean(number.Trim()), parent?.Id, from!.Value, until, SafeText.Clean(source!.Trim()), visitors.Actor);
        return await SaveAsync(ct);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid membership, string? reason, CancellationToken ct)
    {
        var found = (await register.MembershipsAsync(Organisation.Id, ct)).FirstOrDefault(row => row.Id == membership);
        if (found is null || !MayRegister(found.Kind))
            return Forbid();
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 200)
        {
            Message = new("请填写理由（不超过 200 字）");
            return await AgainAsync(ct);
        }

        register.End(found, Organisation, Today, SafeText.Clean(reason.Trim()), visitors.Actor);
        return await SaveAsync(ct);
    }

    public async Task<IActionResult> OnPostInviteAsync(string? email, Duty duty, CancellationToken ct)
    {
        if (!ManagesPeople || duty is not (Duty.Staff or Duty.Manager))
            return Forbid();
        Message = await accounts.FindAsync(email is { Length: <= 254 } ? email : "", ct) is { } account
            ? await accounts.GiveAsync(account, new(duty, Organisation: Organisation.Id), visitors.Actor, ct)
            : new Bilingual("没有这个邮箱的账号，请先让对方注册");
        return Message is null ? LocalRedirect($"/organisations/{Organisation.Id}") : await AgainAsync(ct);
    }

    public async Task<IActionResult> OnPostLeaveAsync(Guid account, Guid grant, CancellationToken ct)
    {
        if (!ManagesPeople || account == Me || (await accounts.PeopleOfAsync(Organisation.Id, ct)).All(row => row.Grant != grant))
            return Forbid();
        await accounts.EndAsync(account, grant, visitors.Actor, ct);
        return LocalRedirect($"/organisations/{Organisation.Id}");
    }

    public async Task<IActionResult> OnPostJoinAsync(Guid request, bool granted, CancellationToken ct)
    {
        if (!ManagesPeople)
            return Forbid();
        var (requests, id) = (db.JoinRequests, Organisation.Id);
        if (await requests.FirstOrDefaultAsync(row => row.Id == request && row.OrganisationId == id && row.AnsweredAt == null, ct) is not { } asked)
            return LocalRedirect($"/organisations/{id}");
        if (granted && await accounts.CheckAsync(asked.AccountId, new(Duty.Staff, Organisation: id), ct) is { } fault)
        {
            Message = fault;
            return await AgainAsync(ct);
        }

        (asked.AnsweredAt, asked.Granted) = (clock.GetUtcNow(), granted);
        log.Record("organisation.join", visitors.Actor, Organisation.AsSubject(), after: new { asked.AccountName, granted }, notices:
        [
            new($"account:{asked.AccountId}", $"{Organisation.Name}{(granted ? "已同意您加入" : "没有同意您加入")}", granted
                ? $"You have joined {Organisation.Name}" : $"{Organisation.Name} did not let you join", granted ? $"/organisations/{id}" : "/workbench"),
        ]);
        if (granted)
            Message = await accounts.GiveAsync(asked.AccountId, new(Duty.Staff, Organisation: id), visitors.Actor, ct);
        return Message is null ? await SaveAsync(ct) : await AgainAsync(ct);
    }

    private async Task<IActionResult> SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return LocalRedirect($"/organisations/{Organisation.Id}");
        }
        catch (DbUpdateConcurrencyException)
        {
            Message = new("其他人刚刚修改过，请重新查看后再办理");
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: "23505" })
        {
            Message = new("这个编号已被使用");
        }

        log.Forget();
        Organisation = (await register.FindAsync(Organisation.Id, ct))!;
        return await AgainAsync(ct);
    }

    private async Task<IActionResult> AgainAsync(CancellationToken ct)
    {
        Response.StatusCode = 400;
        await OnGetAsync(ct);
        return Page();
    }
}
