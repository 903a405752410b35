using Zhishu.Foundation;

namespace Zhishu.Filings.Dossiers;

/// <summary>The life of a registration, of its reports and changes.</summary>
internal sealed partial class Dossier
{
    /// <summary>Does one act of the table of registrations, or tells why not.</summary>
    public Refusal? Do(Registration registration, RegistrationAct act, Party who, ActInput input, Situation now)
    {
        var (table, from) = (LifeLifecycles.Registration, registration.State);
        if (act == RegistrationAct.Renew || table.Find(from, act, who, now.Scheme) is not { } row)
            return Array.TrueForAll(Enum.GetValues<Party>(), party => table.Find(from, act, party, now.Scheme) is null) ? table.NotAllowed(from, act) : NotYours;
        if (Missing(row.Guard, input.Text) is { } missing)
            return missing;
        if (((row.Guard & Guard.Due) != 0 && now.Today <= registration.LastTerm.UntilDay) || ((row.Guard & Guard.Named) != 0 && !now.Facts.Memberships.Any(now.Scheme.EndsWhenNamed.Contains)))
            return NotDue;
        var open = registration.OpenRectification;
        if ((row.Guard & Guard.Evidence) != 0 && open?.Evidence is null)
            return new("registration.evidence", new("机构还没有提交整改情况。"));
        if ((row.Guard & Guard.Overdue) != 0 && open is not null && now.Today <= open.DueOn)
            return new("registration.notDue", new($"整改期到 {open.DueOn:yyyy年M月d日}，期满前不能以整改不合格为由撤销（第十七条）。"));
        if (act is RegistrationAct.Revoke or RegistrationAct.Terminate && input.Ground is null or Ground.NotRectified)
            return new("registration.ground", new("请选择事由。"));
        if (act == RegistrationAct.Revoke && input.Ground == Ground.OwnRequest)
            return new("registration.ground", new("主动申请的应办理终止，不是撤销。"));

        switch (act)
        {
            case RegistrationAct.OrderRectification:
                registration.Rectifications.Add(new()
                {
                    Id = Guid.CreateVersion7(now.Now),
                    RegistrationId = registration.Id,
                    OrderedOn = now.Today,
                    DueOn = Periods.After(now.Today, now.Scheme.RectifyMonths),
                    Reason = input.Text!
                });
                break;
            case RegistrationAct.CloseRectification:
                (open!.ClosedOn, open.Outcome) = (now.Today, input.Text);
                break;
            default:
                Finish(registration, act, input, now);
                break;
        }

        (registration.State, registration.Since) = (row.To, now.Today);
        registration.Revision++;
        Note($"registration.{Camel(act)}", "registration", registration.Id, now, input.Text, new { state = from }, new { state = row.To, input.Ground },
            row.Tell, $"/filings/registrations/{registration.Id}");
        if (!registration.IsLive)
            EndRenewals(now, table.Label(act));
        if (!registration.IsLive && input.Ground is { } ground)
            BanFor(ground, input.Text!, now);
        return null;
    }

    /// <summary>The outlet tells how it has rectified.</summary>
    public Refusal? Rectified(Registration registration, string? evidence, Party who, Situation now)
    {
        if ((who & Party.Applicant) == 0)
            return NotYours;
        if (registration is not { State: RegistrationState.Rectifying, OpenRectification: { } open })
            return new("registration.notRectifying", new("现在没有进行中的整改。"));
        if (Missing(Guard.Opinion, evidence) is { } missing)
            return missing;
        (open.Evidence, open.EvidenceOn) = (evidence, now.Today);
        registration.Revision++;
        Note("registration.evidence", "registration", registration.Id, now, evidence, null, null, Party.Recommender | Party.Decider, $"/filings/registrations/{registration.Id}");
        return null;
    }

    /// <summary>Does one act of the table of annual reports, or tells why not.</summary>
    public Refusal? Do(AnnualReport report, ReportAct act, Party who, string? text, Situation now)
    {
        var (table, from) = (LifeLifecycles.Report, report.State);
        if (table.Find(from, act, who, now.Scheme) is not { } row)
            return Array.TrueForAll(Enum.GetValues<Party>(), party => table.Find(from, act, party, now.Scheme) is null) ? table.NotAllowed(from, act) : NotYours;
        if (Missing(row.Guard, text) is { } missing)
            return missing;
        if ((row.Guard & Guard.Complete) != 0 && (report.Content.Summary.Length == 0 || report.Content.Plans.Length == 0))
            return new("report.incomplete", new("请填写工作总结和下一年计划。"));
        if (act == ReportAct.Submit)
            report.SubmittedOn = now.Today;
        if (act is ReportAct.Return or ReportAct.Review)
            report.Opinion = text;
        (report.State, report.Since) = (row.To, now.Today);
        report.Revision++;
        Note($"report.{Camel(act)}", "report", report.Id, now, text, new { state = from }, new { state = row.To, report.Year }, row.Tell, $"/filings/reports/{report.Id}");
        return null;
    }

    /// <summary>Reports changed facts of a registered outlet (001·10).</summary>
    public (ChangeReport? Report, Refusal? Refusal) Report(IReadOnlyDictionary<string, string> changes, string? reason, Party who, Situation now)
    {
        if ((who & Party.Applicant) == 0)
            return (null, NotYours);
        if (LiveRegistration is not { } live)
            return (null, new("change.notFiled", new("没有有效的备案，直接修改机构信息即可。")));
        if (changes.Count == 0)
            return (null, new("change.nothing", new("没有需要报备的变更。")));
        if (Changes.Exists(row => !LifeLifecycles.Change.IsFinal(row.State)))
            return (null, new("change.open", new("上一次变更报备还没有办结。")));
        if (Missing(Guard.Reason, reason) is { } missing)
            return (null, missing);
        var recommends = now.Scheme.Steps.Contains(Schemes.Step.Recommendation);
        var report = new ChangeReport
        {
            Id = Guid.CreateVersion7(now.Now),
            DossierId = Id,
            RegistrationId = live.Id,
            State = recommends
            ? ChangeState.Submitted : ChangeState.Forwarded,
            Since = now.Today,
            Changes = changes,
            Reason = reason!,
            SubmittedOn = now.Today,
            Revision = 1
        };
        Changes.Add(report);
        Note("change.open", "change", report.Id, now, reason, null, changes, recommends ? Party.Recommender : Party.Decider, $"/filings/changes/{report.Id}");
        return (report, null);
    }

    /// <summary>Does one act of the table of change reports, or tells why not.</summary>
    public Refusal? Do(ChangeReport report, ChangeAct act, Party who, string? text, Situation now)
    {
        var (table, from) = (LifeLifecycles.Change, report.State);
        if (table.Find(from, act, who, now.Scheme) is not { } row)
            return Array.TrueForAll(Enum.GetValues<Party>(), party => table.Find(from, act, party, now.Scheme) is null) ? table.NotAllowed(from, act) : NotYours;
        if (Missing(row.Guard, text) is { } missing)
            return missing;
        if (act == ChangeAct.Submit)
            report.SubmittedOn = now.Today;
        if (act == ChangeAct.Return)
            report.Opinion = text;
        if (act == ChangeAct.Record)
            Effects.Add(new RegisterEffect.Change(report.Changes));
        (report.State, report.Since) = (row.To, now.Today);
        report.Revision++;
        Note($"change.{Camel(act)}", "change", report.Id, now, text, new { state = from }, new { state = row.To }, row.Tell, $"/filings/changes/{report.Id}");
        return null;
    }

    /// <summary>001·19: an outlet that is named TISC or university centre loses its filing by that alone.</summary>
    public void Named(Situation now)
    {
        if (LiveRegistration is { } live && now.Facts.Memberships.Any(now.Scheme.EndsWhenNamed.Contains))
            Do(live, RegistrationAct.EndByNaming, Party.Clock, new(), now);
    }

    private void Finish(Registration registration, RegistrationAct act, ActInput input, Situation now)
    {
        var reason = act switch
        {
            RegistrationAct.RevokeUnrectified => LifeLifecycles.Label(Ground.NotRectified).Zh,
            RegistrationAct.Revoke or RegistrationAct.Terminate => LifeLifecycles.Label(input.Ground!.Value).Zh,
            _ => LifeLifecycles.Registration.Label(act).Zh,
        };
        registration.Reason = input.Text is null ? reason : $"{reason}：{input.Text}";
        if (registration.OpenRectification is { } open)
            (open.ClosedOn, open.Outcome) = (now.Today, reason);

        // A lapse needs no mark in the register: the last day stands there already.
        if (act != RegistrationAct.Lapse)
            Effects.Add(new RegisterEffect.End(registration.MembershipId, now.Today, reason));
    }

    /// <summary>A renewal has nothing to renew once the registration was taken away.</summary>
    private void EndRenewals(Situation now, Bilingual why)
    {
        if (LiveFiling is { Purpose: Purpose.Renewal } renewal
            && Registrations.Exists(row => row.State is RegistrationState.Revoked or RegistrationState.Terminated or RegistrationState.Ended
            && row.Terms.Exists(term => term.FilingId == renewal.FormerId)))
            Do(renewal, FilingAct.Terminate, Party.Clock, new() { Text = why.Zh }, now);
    }

    private void BanFor(Ground ground, string reason, Situation now)
    {
        if (!LifeLifecycles.Bans(ground))
            return;
        var ban = new Ban
        {
            Id = Guid.CreateVersion7(now.Now),
            DossierId = Id,
            CreditCode = now.Facts.CreditCode,
            Scheme = Scheme,
            FromDay = now.Today,
            UntilDay = Periods.After(now.Today, 12 * now.Scheme.BanYears),
            Ground = ground,
            Reason = reason
        };
        Bans.Add(ban);
        Note("filing.ban", "ban", ban.Id, now, reason, null, new { ban.CreditCode, ban.FromDay, ban.UntilDay, ban.Ground }, Party.Applicant | Party.Recommender | Party.Decider, "/workbench");
    }
}
