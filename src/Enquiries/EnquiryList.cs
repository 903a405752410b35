using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;
using static Zhishu.Enquiries.EnquiryState;

namespace Zhishu.Enquiries;

/// <summary>The list of the desk: who rings back is found by code, telephone number in any writing or its last digits, name, or words of the thread, closed ones included.</summary>
internal static class EnquiryList
{
    private static readonly Dictionary<string, Bilingual> Whose = new()
    {
        ["mine"] = new("Mine|由我办理"),
        ["here"] = new("本机构现办"),
        ["supported"] = new("所支撑的网点"),
        ["call"] = new("待回电"),
        ["late"] = new("Late|逾期"),
    };

    public static Listing<Enquiry> Of(AppDb db, Regions regions, Visitors visitors, TimeProvider clock) => new("enquiries",
    [
        new("code", new("编号"), Place.Title, it => it.Code),
        new("title", new("问题"), Place.Title, it => it.Title),
        new("asker", new("咨询人"), Place.File, it => it.Asker),
        new("phone", new("电话"), Place.File, it => it.Phone),
        new("email", new("Mail|邮箱"), Place.File, it => it.Email),
        new("client", new("咨询人类型"), Place.File, it => it.ClientKind is { } client ? ClientKinds.All[client].ToString() : ""),
        new("region", new("地区"), Place.Meta, it => regions.PathOf(it.Region)),
        new("subject", new("类别"), Place.Meta, it => Asking.Subjects.TryGetValue(it.Subject, out var subject) ? subject.ToString() : it.Subject),
        new("channel", new("渠道"), Place.Meta, it => ServiceCatalogue.Channels.TryGetValue(it.Channel, out var way) ? way.ToString() : it.Channel),
        new("state", new("状态"), Place.Badge, it => EnquiryWords.Label(it.State).ToString()),
        new("call", new("待回电"), Place.Badge, it => it.CallSince is null ? "" : Lang.T("to be called|待回电")),
        new("overdue", new("Late|逾期"), Place.Badge, it => it.IsWaiting && it.DueAt < clock.GetUtcNow() ? Lang.T("逾期") : ""),
        new("at", new("现办机构"), Place.Meta, it => Desks.NameOf(it.Member)),
        new("assignee", new("经办人"), Place.Meta, it => it.Assignee ?? ""),
        new("asked", new("Asked|提出"), Place.Meta, it => ChinaTime.Show(it.AskedAt)),
        new("due", new("期限"), Place.Meta, it => ChinaTime.Show(it.DueAt)),
        new("first", new("首次答复"), Place.File, it => it.FirstAnsweredAt is { } first ? ChinaTime.Show(first) : ""),
        new("late", new("曾逾期"), Place.Meta, it => it.FirstLateAt is { } late ? ChinaTime.Show(late) : ""),
        new("answer", new("答复"), Place.File, it => it.Messages is [var answer, ..] ? answer.Text : ""),
        new("rating", new("评价"), Place.File, it => it.Rating is { } stars ? $"{stars}" : ""),
    ],
    [
        new("find", new("编号、电话（可只输末几位）、称呼、问题或答复中的字"), (rows, text) => Found(db, rows, text)),
        Filter<Enquiry>.State(EnquiryWords.Label, it => it.State, open: it => it.State == Open || it.State == Proposed || it.State == Answered),
        new("whose", new("范围"), (rows, whose) => Of(db, rows, whose, visitors.Signed, clock)) { Options = Whose, Lifts = whose => whose == "call" },
        Filter<Enquiry>.Day("from", new("提出日期从"), it => it.AskedAt, from: true),
        Filter<Enquiry>.Day("to", new("to|到"), it => it.AskedAt, from: false),
        new("region", new("地区"), (rows, code) => regions.Find(code) is { } region ? rows.Where(it => it.Region.StartsWith(region.Code)) : rows) { Type = "region" },
        new("channel", new("渠道"), (rows, channel) => rows.Where(it => it.Channel == channel)) { Options = ServiceCatalogue.Channels },
        new("subject", new("类别"), (rows, subject) => rows.Where(it => it.Subject == subject)) { Options = Asking.Subjects },
    ], rows => rows.Include(it => it.Messages.Where(message => message.Kind == MessageKind.Answer).OrderByDescending(message => message.At).Take(1))
        .OrderBy(it => it.State == Open || it.State == Proposed ? 0 : 1).ThenBy(it => it.DueAt).ThenBy(it => it.Id));

    private static IQueryable<Enquiry> Found(AppDb db, IQueryable<Enquiry> rows, string text)
    {
        var (messages, part, code, digits) = (db.Messages, Like.Part(text), CaseCode.Read(text) ?? "", PhoneDigits.Read(text) ?? "");
        var ending = new string([.. digits.Reverse()]) + "%";
        return rows.Where(it => it.Code == code || (digits != "" && EF.Functions.Like(EF.Functions.Reverse(it.PhoneDigits), ending))
            || EF.Functions.ILike(it.Title, part, Like.Escape) || EF.Functions.ILike(it.Asker, part, Like.Escape)
            || messages.Any(message => message.EnquiryId == it.Id && EF.Functions.ILike(message.Text, part, Like.Escape)));
    }

    private static IQueryable<Enquiry> Of(AppDb db, IQueryable<Enquiry> rows, string whose, Person person, TimeProvider clock)
    {
        var (own, national, supported, now) = (person.Organisations, person.Has(Duty.National), db.SupportedBy(person, clock.Today()), clock.GetUtcNow());
        return whose switch
        {
            "mine" => rows.Where(it => it.AssigneeId == person.Id),
            "here" => rows.Where(it => it.OrganisationId == null ? national : own.Contains(it.OrganisationId.Value)),
            "supported" => rows.Where(it => it.OrganisationId != null && supported.Contains(it.OrganisationId.Value)),
            "call" => rows.Where(it => it.CallSince != null && it.State != Merged && it.State != Spam),
            _ => rows.Where(it => (it.State == Open || it.State == Proposed) && it.DueAt < now),
        };
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
