using Zhishu.Foundation;

namespace Zhishu.Filings.Dossiers;

/// <summary>
/// All about one organisation under one scheme (卷宗). Every act is a method here: it finds the row of the transition table, checks
/// what must hold, changes the state and notes what has happened. Nothing here knows the database.
/// </summary>
internal sealed partial class Dossier
{
    public Guid Id { get; init; }

    public Guid OrganisationId { get; init; }

    public required string Scheme { get; init; }

    /// <summary>The office that recommends, as an audience of notices; empty when nobody does.</summary>
    public required string Recommender { get; set; }

    /// <summary>The office that decides.</summary>
    public required string Decider { get; set; }

    /// <summary>The day on which the clock next has something to do, or null.</summary>
    public DateOnly? NextDue { get; set; }

    public int Revision { get; set; }

    public List<Filing> Filings { get; } = [];

    public List<Registration> Registrations { get; } = [];

    public List<AnnualReport> Reports { get; } = [];

    public List<ChangeReport> Changes { get; } = [];

    public List<FiredDeadline> Fired { get; } = [];

    /// <summary>Bans of the credit code under the scheme, whatever dossier they came from.</summary>
    public List<Ban> Bans { get; } = [];

    /// <summary>What has happened since it was loaded.</summary>
    public List<DossierEvent> Events { get; } = [];

    /// <summary>What the register must be told.</summary>
    public List<RegisterEffect> Effects { get; } = [];

    /// <summary>The application that is going on, or null.</summary>
    public Filing? LiveFiling => Filings.Find(filing => !FilingLifecycle.Table.IsFinal(filing.State));

    /// <summary>The registration that is alive, or null.</summary>
    public Registration? LiveRegistration => Registrations.Find(registration => registration.IsLive);

    /// <summary>The ban in force on a day, or null.</summary>
    public Ban? BanOn(DateOnly day) => Bans.Find(ban => ban.FromDay <= day && day <= ban.UntilDay);

    /// <summary>Why the organisation cannot apply now, or null (001·18, 19).</summary>
    public Refusal? NotEligible(Situation now, Filing? self)
    {
        if (BanOn(now.Today) is { } ban)
            return new("filings.banned", new($"该机构因“{LifeLifecycles.Label(ban.Ground)}”，在 {ban.UntilDay:yyyy年M月d日} 前（含当日）不得提交备案申请（第十八条）。"));
        if (now.Facts.Memberships.Where(kind => now.Scheme.Exempt.Contains(kind)).Select(kind => (Network.MemberKind?)kind).FirstOrDefault() is { } exempt)
            return new("filings.exempt", new($"该机构已是“{Network.Kinds.Label(exempt)}”，属于已纳入公共服务体系的机构，不需要备案（第十九条）。"));
        if (LiveRegistration is null && self?.Purpose != Purpose.Renewal && now.Facts.Memberships.Contains(now.Scheme.Member))
            return new("filings.member", new($"该机构已是“{Network.Kinds.Label(now.Scheme.Member)}”，无需再备案。"));
        if (self is null && LiveFiling is not null)
            return new("filings.live", new("该机构已有一项正在办理的备案申请。"));
        if (self?.Purpose != Purpose.Renewal && LiveRegistration is { } live && self is not null)
            return new("filings.inForce", new($"该机构的备案（{live.Number}）仍然有效。"));
        return null;
    }

    /// <summary>Begins an application: the first, or a renewal while a registration is alive.</summary>
    public (Filing? Filing, Refusal? Refusal) Open(FilingForm form, Party who, Situation now)
    {
        if (who != Party.Applicant)
            return (null, NotYours);
        if (NotEligible(now, null) is { } not)
            return (null, not);
        var live = LiveRegistration;
        if (live is not null && now.Today < RenewalOpens(live, now))
            return (null, new("filings.early", new($"备案在 {live.LastTerm.UntilDay:yyyy年M月d日} 到期，{RenewalOpens(live, now):yyyy年M月d日} 起可申请续期。")));
        var filing = new Filing
        {
            Id = Guid.CreateVersion7(now.Now),
            DossierId = Id,
            Purpose = live is null ? Purpose.Initial : Purpose.Renewal,
            FormerId = live?.LastTerm.FilingId,
            Form = form,
            FormChangedAt = now.Now,
            CreatedAt = now.Now,
            Since = now.Today,
            Revision = 1,
        };
        Filings.Add(filing);
        Note("filing.open", "filing", filing.Id, now, null, null, new { filing.Purpose }, Party.None, $"/filings/{filing.Id}");
        return (filing, null);
    }

    /// <summary>The first day on which a renewal can be applied for.</summary>
    public static DateOnly RenewalOpens(Registration registration, Situation now) => registration.LastTerm.UntilDay.AddDays(-now.Scheme.RenewalOpensDays);

    private static Refusal NotYours { get; } = new("filings.notYours", new("您没有办理这一步的权限。"));

    private static Refusal NotDue { get; } = new("filings.notDue", new("还没有到期。"));

    private static Refusal? Missing(Guard guard, string? text)
    {
        if ((guard & (Guard.Reason | Guard.Opinion)) == 0)
            return null;
        return string.IsNullOrWhiteSpace(text)
            ? (guard & Guard.Reason) != 0 ? new("filings.reason", new("请写明理由。")) : new("filings.opinion", new("请填写意见。"))
            : text.Length > MostText ? new("filings.long", new($"不超过 {MostText} 字。")) : null;
    }

    /// <summary>Most characters of a reason or opinion.</summary>
    public const int MostText = 2000;

    private void Note(string type, string kind, Guid id, Situation now, string? reason, object? before, object? after, Party tell, string url, Bilingual? text = null)
    {
        var label = text ?? ProcessNames.Of(type);
        var notices = new List<ProcessNotice>();
        void To(Party party, string audience)
        {
            if ((tell & party) != 0 && audience.Length > 0 && notices.TrueForAll(notice => notice.Audience != audience))
                notices.Add(new(audience, $"{now.Facts.Name}：{label.Zh}", $"{now.Facts.Name}: {label.En}", url));
        }

        To(Party.Applicant, $"organisation:{OrganisationId}");
        To(Party.Recommender, Recommender);
        To(Party.Decider, Decider);
        Events.Add(new(type, kind, id, now.Facts.Name, reason, before, after, notices));
    }
}
