using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Desk;

/// <summary>What somebody looks for at the desk; of the page and of its export.</summary>
internal sealed class DeskQuestion
{
    /// <summary>Code, title, name, employer, or digits of a telephone number.</summary>
    public string? Find { get; set; }

    public string? State { get; set; }

    /// <summary>Asked on or after, China time.</summary>
    public string? From { get; set; }

    /// <summary>Asked on or before, China time.</summary>
    public string? Until { get; set; }

    /// <summary>Account of who works on it, or <c>nobody</c>.</summary>
    public string? Assignee { get; set; }

    /// <summary>Only what is late.</summary>
    public bool? Late { get; set; }
}

/// <summary>The requests of a person's members and region.</summary>
[Authorize]
internal sealed class ListModel(AppDb db, RequestTypes types, AccountDesk accounts, Regions regions, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 30;
    private const string Nobody = "nobody";

    public DeskQuestion Asked { get; private set; } = new();

    public int Total { get; private set; }

    public IReadOnlyList<Request> Rows { get; private set; } = [];

    public IReadOnlyList<(string, string)> People { get; private set; } = [];

    public RequestTypes Types => types;

    public Regions Regions => regions;

    public static IEnumerable<(string, string)> States => [("", Lang.T("全部", "All")), .. Enum.GetValues<RequestState>()
        .Select(state => (state.ToString(), RequestLifecycle.Table.Label(state).ToString()))];

    public bool IsLate(Request row) => row.IsLate(clock.GetUtcNow());

    public async Task<IActionResult> OnGetAsync(DeskQuestion question, int page, CancellationToken ct)
    {
        if (visitors.Signed is { Organisations.Count: 0, Offices.Count: 0 })
            return NotFound();
        Asked = question;
        var (rows, now, today) = (Ask(question), clock.GetUtcNow(), clock.Today());
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => (row.State == RequestState.Submitted && row.DueAt <= now) || (row.State == RequestState.InWork && row.DueOn < today) ? 0
            : row.State == RequestState.Submitted ? 1 : row.State == RequestState.InWork ? 2 : 3)
            .ThenByDescending(row => row.AskedAt).Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var people = new List<(string, string)>();
        foreach (var member in visitors.Signed.Organisations)
            people.AddRange((await accounts.PeopleOfAsync(member, ct)).Select(row => (row.Account.ToString(), row.Name)));
        People = [("", Lang.T("全部", "All")), (Nobody, Lang.T("未指定", "Nobody yet")), .. people.Distinct()];
        return Page();
    }

    /// <summary>Whether the person signed in may read what a request says.</summary>
    public bool MayOpen(Request row) => row.IsVisibleTo(visitors.Signed);

    /// <summary>The rows of a question; for the page and for its export.</summary>
    internal IQueryable<Request> Ask(DeskQuestion question)
    {
        var (requests, person, now, today) = (db.ServiceRequests, visitors.Signed, clock.GetUtcNow(), clock.Today());
        var own = person.Organisations;
        var rows = requests.AsNoTracking();
        if (!person.Has(Duty.National))
        {
            var prefixes = person.Regions.Select(region => region + "%").ToArray();
            rows = rows.Where(row => own.Contains(row.OrganisationId) || row.Passed.Any(member => own.Contains(member)) || prefixes.Any(prefix => EF.Functions.Like(row.Region, prefix)));
        }

        if (Enum.TryParse<RequestState>(question.State, out var wanted))
            rows = rows.Where(row => row.State == wanted);
        if (DateOnly.TryParse(question.From, CultureInfo.InvariantCulture, out var from))
            rows = rows.Where(row => row.AskedAt >= ChinaTime.StartOf(from));
        if (DateOnly.TryParse(question.Until, CultureInfo.InvariantCulture, out var until) && until < DateOnly.MaxValue)
            rows = rows.Where(row => row.AskedAt < ChinaTime.StartOf(until.AddDays(1)));
        if (question.Assignee == Nobody)
            rows = rows.Where(row => row.AssigneeId == null);
        else if (Guid.TryParse(question.Assignee, out var assignee))
            rows = rows.Where(row => row.AssigneeId == assignee);
        if (question.Late == true)
            rows = rows.Where(row => (row.State == RequestState.Submitted && row.DueAt <= now) || (row.State == RequestState.InWork && row.DueOn < today));
        if (SafeText.OrNull(question.Find) is not { Length: <= 100 } find)
            return rows;

        // Who may not read a request does not learn by searching what it says: for them only its code counts.
        var (part, code) = (Like.Part(find), CaseCode.Read(find) ?? "");
        var digits = new string([.. SafeText.Narrow(find).Where(char.IsAsciiDigit)]);
        var phone = digits.Length >= 4 && SafeText.IsPhone(SafeText.Narrow(find).Trim()) ? Like.Part(digits) : "";
        return rows.Where(row => row.Code == code || ((own.Contains(row.OrganisationId) || row.Passed.Any(member => own.Contains(member)))
            && (EF.Functions.ILike(row.Title, part, Like.Escape) || EF.Functions.ILike(row.Client, part, Like.Escape) || EF.Functions.ILike(row.Employer, part, Like.Escape)
                || (phone != "" && EF.Functions.Like(row.PhoneDigits, phone)))));
    }
}
