using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries.Desk;

/// <summary>What somebody looks for at the desk; a value that makes no sense narrows nothing.</summary>
internal sealed class QueueQuestion
{
    /// <summary>Code, telephone number in any writing or its last digits, name, or words of the thread.</summary>
    public string? Find { get; set; }

    /// <summary>A state, <c>all</c>, or empty for what is not closed.</summary>
    public string? State { get; set; }

    public string? Whose { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public string? Region { get; set; }

    public string? Channel { get; set; }

    public string? Subject { get; set; }

    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>An enquiry of another member, told by its code: where it is and how it stands, nothing of what is in it.</summary>
/// <param name="Code">Code.</param>
/// <param name="Member">Who has it.</param>
/// <param name="Number">Number to call, or empty.</param>
/// <param name="State">How it stands.</param>
internal sealed record Elsewhere(string Code, string Member, string Number, Bilingual State);

/// <summary>The enquiries of a person's members and region, and of the members that the person's node supports.</summary>
[Authorize]
internal sealed class QueueModel(AppDb db, NetworkRegister register, Regions regions, Desks desks, Visitors visitors, TimeProvider clock) : PageModel
{
    public const int Size = 30;
    private const int LongestFind = 100;
    private const string Every = "all";

    public bool IsMember => visitors.Signed.Organisations.Count > 0;

    /// <summary>Whether the person answers at a desk, of a member or of the hub; other officers look on.</summary>
    public bool Answers => IsMember || visitors.Signed.Has(Duty.National);

    public QueueQuestion Asked { get; private set; } = new();

    public string Find { get; private set; } = "";

    public int Total { get; private set; }

    public IReadOnlyList<Enquiry> Rows { get; private set; } = [];

    public Elsewhere? Other { get; private set; }

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public Regions Regions => regions;

    public DateTimeOffset Now => clock.GetUtcNow();

    public IEnumerable<(string, string)> States => [("", Lang.T("未办结；查找时全部", "Not closed; all when searching")), (Every, Lang.T("全部", "All")),
        .. Enum.GetValues<EnquiryState>().Select(state => (state.ToString(), EnquiryLifecycle.Table.Label(state).ToString()))];

    public IEnumerable<(string, string)> WhoseOptions => [("", Lang.T("全部", "All")), ("mine", Lang.T("由我办理", "Mine")), ("here", Lang.T("本机构现办", "At my member now")),
        ("supported", Lang.T("所支撑的网点", "Members supported by mine")), ("call", Lang.T("待回电", "To be called")), ("late", Lang.T("逾期", "Late"))];

    public IEnumerable<(string, string)> RegionOptions => [("", Lang.T("全部", "All")), .. regions.Provinces.Select(region => (region.Code, region.Name.ToString()))];

    public IEnumerable<(string, string)> SubjectOptions => [("", Lang.T("全部", "All")), .. Questions.Subjects];

    public IEnumerable<(string, string)> ChannelOptions => [("", Lang.T("全部", "All")), .. ServiceCatalogue.Channels.Select(pair => (pair.Key, pair.Value.ToString()))];

    public async Task<IActionResult> OnGetAsync(QueueQuestion asked, int page, CancellationToken ct)
    {
        var person = visitors.Signed;
        if (person.Organisations.Count == 0 && person.Offices.Count == 0)
            return NotFound();
        var rows = Ask(asked);
        Total = await rows.CountAsync(ct);
        Rows = await rows.OrderBy(row => row.State == EnquiryState.Open || row.State == EnquiryState.Proposed ? 0 : 1).ThenBy(row => row.DueAt).ThenBy(row => row.Id)
            .Skip(Foundation.Pages.Skip(page, Size)).Take(Size).ToListAsync(ct);
        var ids = Rows.Where(row => row.OrganisationId != null).Select(row => row.OrganisationId!.Value).Distinct().ToList();
        Names = await register.All().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        if (Total == 0 && CaseCode.Read(Find) is { } code)
            Other = await ElsewhereAsync(code, ct);
        return Page();
    }

    /// <summary>The rows of a question; for the page and for its export.</summary>
    internal IQueryable<Enquiry> Ask(QueueQuestion asked)
    {
        (Asked, Find) = (asked, asked.Find is { Length: <= LongestFind } ? asked.Find.Trim() : "");
        var (messages, person, now) = (db.Messages, visitors.Signed, clock.GetUtcNow());
        var rows = db.EnquiriesOf(person, clock.Today());
        if (Find.Length > 0)
        {
            var (part, code, digits) = (Like.Part(Find), CaseCode.Read(Find) ?? "", PhoneDigits.Read(Find) ?? "");
            var ending = new string([.. digits.Reverse()]) + "%";
            rows = rows.Where(row => row.Code == code || (digits != "" && EF.Functions.Like(EF.Functions.Reverse(row.PhoneDigits), ending))
                || EF.Functions.ILike(row.Title, part, Like.Escape) || EF.Functions.ILike(row.Asker, part, Like.Escape)
                || messages.Any(message => message.EnquiryId == row.Id && EF.Functions.ILike(message.Text, part, Like.Escape)));
        }

        if (Enum.TryParse<EnquiryState>(asked.State, out var wanted) && Enum.IsDefined(wanted))
            rows = rows.Where(row => row.State == wanted);
        else if (asked.State != Every && Find.Length == 0 && asked.Whose != "call")
            rows = rows.Where(row => row.State == EnquiryState.Open || row.State == EnquiryState.Proposed || row.State == EnquiryState.Answered);
        if (QueueQuestion.Day(asked.From) is { } from)
            rows = rows.Where(row => row.AskedAt >= ChinaTime.StartOf(from));
        if (QueueQuestion.Day(asked.To) is { } to && to < DateOnly.MaxValue)
            rows = rows.Where(row => row.AskedAt < ChinaTime.StartOf(to.AddDays(1)));
        if (regions.Find(asked.Region) is { } region)
            rows = rows.Where(row => row.Region.StartsWith(region.Code));
        if (asked.Channel is { } channel && ServiceCatalogue.Channels.ContainsKey(channel))
            rows = rows.Where(row => row.Channel == channel);
        if (asked.Subject is { Length: > 0 } subject && Questions.Subjects.Any(known => known.Code == subject))
            rows = rows.Where(row => row.Subject == subject);
        var (own, national, supported) = (person.Organisations, person.Has(Duty.National), db.SupportedBy(person, clock.Today()));
        return asked.Whose switch
        {
            "mine" => rows.Where(row => row.AssigneeId == person.Id),
            "here" => rows.Where(row => row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value)),
            "supported" => rows.Where(row => row.OrganisationId != null && supported.Contains(row.OrganisationId.Value)),
            "call" => rows.Where(row => row.CallSince != null && row.State != EnquiryState.Merged && row.State != EnquiryState.Spam),
            "late" => rows.Where(row => (row.State == EnquiryState.Open || row.State == EnquiryState.Proposed) && row.DueAt < now),
            _ => rows,
        };
    }

    // Who rings any member and gives the code is led to where the enquiry is.
    private async Task<Elsewhere?> ElsewhereAsync(string code, CancellationToken ct)
    {
        var enquiries = db.Enquiries;
        if (await enquiries.AsNoTracking().FirstOrDefaultAsync(row => row.Code == code, ct) is not { } found
            || await db.EnquiriesOf(visitors.Signed, clock.Today()).AnyAsync(row => row.Id == found.Id, ct))
            return null;
        var member = found.OrganisationId is { } id ? await register.FindAsync(id, ct) : null;
        return new(found.Code, member?.Name ?? Desks.NameOfOffice(Desks.National, regions), await desks.NumberOfAsync(member, ct), EnquiryLifecycle.LabelForAsker(found.State));
    }
}

/// <summary>Telephone numbers as digits, in any writing: 0351 1234567, 0351-1234567, +86 351 1234567.</summary>
internal static class PhoneDigits
{
    /// <summary>Fewest digits by which one is looked for.</summary>
    public const int Fewest = 4;

    /// <summary>The digits as the database keeps them (column <c>phone_digits</c>), or null for what is no telephone number.</summary>
    public static string? Read(string text)
    {
        var narrow = SafeText.Narrow(text).Replace("－", "-", StringComparison.Ordinal).Trim();
        if (narrow.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or '-' or ' ' or '(' or ')')))
            return null;
        var digits = new string([.. narrow.Where(char.IsAsciiDigit)]);
        if (narrow.StartsWith('+') && digits.StartsWith("86", StringComparison.Ordinal) || (digits.Length == 13 && digits.StartsWith("861", StringComparison.Ordinal)))
            digits = digits[2..];
        else if (digits.StartsWith("0086", StringComparison.Ordinal))
            digits = digits[4..];
        digits = digits.TrimStart('0');
        return digits.Length >= Fewest ? digits : null;
    }
}
