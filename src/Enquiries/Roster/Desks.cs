using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries.Roster;

/// <summary>A desk that a person keeps.</summary>
/// <param name="Owner">Its key, see <see cref="DeskSetting.Owner"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="MaySet">Whether the person decides on sign-off.</param>
internal sealed record KeptDesk(string Owner, string Name, bool MaySet);

/// <summary>Hotlines, rosters (值班表) and the setting by which answers are signed.</summary>
internal sealed class Desks(AppDb db, NetworkRegister register, AccountDesk accounts, Regions regions, ProcessLog log, TimeProvider clock)
{
    public const string National = "national";

    /// <summary>Days ahead for which a roster is written.</summary>
    public const int Ahead = 60;

    /// <summary>Most people on duty on a day.</summary>
    public const int MostADay = 10;

    /// <summary>Most hotlines of members of a province that are shown at once.</summary>
    public const int MostShown = 50;

    /// <summary>The desk of the hub.</summary>
    public static Bilingual Cnipa { get; } = new("国家知识产权局公共服务司");

    private const string Member = "organisation:";
    private const string Office = "recommender:region:";

    public static string OwnerOf(Guid? organisation) => organisation is { } member ? Member + member : National;

    public static string OfficeOf(string region) => Office + region[..2];

    /// <summary>Name of an office: that of a province, or the national one.</summary>
    public static string NameOfOffice(string owner, Regions regions) => owner.StartsWith(Office, StringComparison.Ordinal)
        ? Lang.T($"{regions.NameOf(owner[Office.Length..])}知识产权局")
        : Cnipa.ToString();

    /// <summary>Name of who answers at a desk: a member, or the hub.</summary>
    public static string NameOf(Organisation? member) => member?.Name ?? Cnipa.ToString();

    /// <summary>The desks that a person keeps.</summary>
    public async Task<IReadOnlyList<KeptDesk>> OfAsync(Person person, CancellationToken ct) =>
    [
        .. (await register.ActedForByAsync(person, ct)).OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => new KeptDesk(OwnerOf(row.Id), row.Name, person.Manages(row.Id))),
        .. person.Regions.Select(region => Office + region).Distinct().Select(owner => new KeptDesk(owner, NameOfOffice(owner, regions), false)),
        .. person.Has(Duty.National) ? new[] { new KeptDesk(National, NameOfOffice(National, regions), true) } : [],
    ];

    public async Task<DeskSetting> FindAsync(string owner, CancellationToken ct)
    {
        var settings = db.DeskSettings;
        return await settings.AsNoTracking().FirstOrDefaultAsync(row => row.Owner == owner, ct) ?? new() { Owner = owner };
    }

    /// <summary>Whether another person must sign what a desk answers.</summary>
    public bool Signs(Guid? organisation)
    {
        var (settings, owner) = (db.DeskSettings, OwnerOf(organisation));
        return settings.Any(row => row.Owner == owner && row.SignOff);
    }

    /// <summary>The number under which a member or the hub is called: its hotline, otherwise its telephone; empty when there is none.</summary>
    public async Task<string> NumberOfAsync(Organisation? member, CancellationToken ct) =>
        (await FindAsync(OwnerOf(member?.Id), ct)).Hotline is { Length: > 0 } hotline ? hotline : member?.Phone ?? "";

    /// <summary>Who is on duty, from a day on.</summary>
    public async Task<IReadOnlyList<OnDuty>> RosterAsync(string owner, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var roster = db.Roster;
        return await roster.AsNoTracking().Where(row => row.Owner == owner && row.Day >= from && row.Day <= to).OrderBy(row => row.Day).ThenBy(row => row.Id).ToListAsync(ct);
    }

    /// <summary>The hotlines of the hub and of the offices, and of the members of a province when one is chosen.</summary>
    public async Task<IReadOnlyList<Hotline>> HotlinesAsync(string? province, CancellationToken ct)
    {
        var (settings, roster, today, organisations) = (db.DeskSettings, db.Roster, clock.Today(), register.All());
        var rows = await settings.AsNoTracking().Where(row => row.Hotline != "" && !row.Owner.StartsWith(Member)).OrderBy(row => row.Owner).ToListAsync(ct);
        Dictionary<string, Organisation> members = [];
        if (province is not null)
        {
            members = (await organisations.Where(row => row.VerifiedAt != null && row.Region.StartsWith(province)
                && settings.Any(setting => setting.Hotline != "" && setting.Owner == Member + row.Id.ToString())).OrderBy(row => row.Region).ThenBy(row => row.Name).Take(MostShown).ToListAsync(ct))
                .ToDictionary(row => OwnerOf(row.Id));
            var owners = members.Keys.ToList();
            rows.AddRange(await settings.AsNoTracking().Where(row => owners.Contains(row.Owner)).ToListAsync(ct));
        }

        var keys = rows.Select(row => row.Owner).ToList();
        var now = (await roster.AsNoTracking().Where(row => row.Day == today && keys.Contains(row.Owner)).OrderBy(row => row.Id).ToListAsync(ct)).ToLookup(row => row.Owner);
        return [.. rows.Where(row => province is null || !row.Owner.StartsWith(Office, StringComparison.Ordinal) || row.Owner == Office + province)
            .OrderBy(row => row.Owner == National ? 0 : members.ContainsKey(row.Owner) ? 2 : 1)
            .Select(row => members.TryGetValue(row.Owner, out var member)
                ? new Hotline(member.Name, $"/outlets/{member.Id}", row.Hotline, row.Hours, [.. now[row.Owner]])
                : new Hotline(NameOfOffice(row.Owner, regions), null, row.Hotline, row.Hours, [.. now[row.Owner]]))];
    }

    /// <summary>Keeps hotline and sign-off of a desk; sign-off only when two people can act, or no answer would ever go out.</summary>
    public Task<Refusal?> SetAsync(KeptDesk desk, string? hotline, string? hours, bool signOff, int? seen, Actor actor, CancellationToken ct) =>
        db.ActAsync(SecretLinks.IdOf(desk.Owner), async () =>
    {
        var (settings, number, open) = (db.DeskSettings, SafeText.Narrow(SafeText.Line(hotline)), SafeText.Line(hours));
        if (number.Length > 0 && !SafeText.IsPhone(number))
            return new("enquiry.hotline", new("热线号码：只含数字、加号、减号和括号，5 到 30 位"));
        if (open.Length > 60)
            return new("enquiry.hours", new("接听时间：不超过 60 字"));
        var row = await settings.FirstOrDefaultAsync(setting => setting.Owner == desk.Owner, ct);
        if (seen is { } revision && revision != (row?.Revision ?? 0))
            return SeenForm.Changed;
        if (row is null)
            settings.Add(row = new() { Owner = desk.Owner });
        var before = new { row.Hotline, row.Hours, row.SignOff };
        if (desk.MaySet)
        {
            if (signOff && desk.Owner.StartsWith(Member, StringComparison.Ordinal)
                && (await accounts.PeopleOfAsync(Guid.Parse(desk.Owner[Member.Length..]), ct)).Select(person => person.Account).Distinct().Count() < 2)
                return new("enquiry.signOff", new("答复须经审签：本机构至少要有两个人员账号，由另一人审签"));
            row.SignOff = signOff;
        }

        (row.Hotline, row.Hours, row.Revision) = (number, open, row.Revision + 1);
        log.Record("enquiry.desk", actor, new("desk", desk.Owner, desk.Name), null, before, new { row.Hotline, row.Hours, row.SignOff });
        return null;
    }, ct);

    /// <summary>Puts somebody on duty.</summary>
    public Task<Refusal?> AddAsync(KeptDesk desk, DateOnly? day, string? name, string? phone, Actor actor, CancellationToken ct) =>
        db.ActAsync(SecretLinks.IdOf(desk.Owner), async () =>
    {
        var (roster, today, who, number) = (db.Roster, clock.Today(), SafeText.Line(name), SafeText.Narrow(SafeText.Line(phone)));
        if (day is not { } on || on < today || on > today.AddDays(Ahead))
            return new("enquiry.day", new($"值班日期：今天起 {Ahead} 天内"));
        if (who.Length is 0 or > 30)
            return new("enquiry.name", new("值班人员：1 到 30 字"));
        if (number.Length > 0 && !SafeText.IsPhone(number))
            return new("enquiry.phone", new("值班电话：只含数字、加号、减号和括号，5 到 30 位"));
        if (await roster.AnyAsync(row => row.Owner == desk.Owner && row.Day == on && row.Name == who, ct))
            return new("enquiry.twice", new($"值班人员：{who}当天已在值班表中"));
        if (await roster.CountAsync(row => row.Owner == desk.Owner && row.Day == on, ct) >= MostADay)
            return new("enquiry.most", new($"一天最多 {MostADay} 人"));
        roster.Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), Owner = desk.Owner, Day = on, Name = who, Phone = number });
        log.Record("enquiry.roster", actor, new("desk", desk.Owner, desk.Name), null, null, new { day = on, name = who, phone = number });
        return null;
    }, ct);

    /// <summary>Takes somebody off the roster.</summary>
    public Task<Refusal?> RemoveAsync(KeptDesk desk, Guid id, Actor actor, CancellationToken ct) => db.ActAsync(SecretLinks.IdOf(desk.Owner), async () =>
    {
        var roster = db.Roster;
        if (await roster.FirstOrDefaultAsync(row => row.Id == id && row.Owner == desk.Owner, ct) is not { } row)
            return new("enquiry.gone", new("值班表中没有这一行"));
        roster.Remove(row);
        log.Record("enquiry.roster", actor, new("desk", desk.Owner, desk.Name), null, new { row.Day, row.Name, row.Phone }, null);
        return null;
    }, ct);
}
