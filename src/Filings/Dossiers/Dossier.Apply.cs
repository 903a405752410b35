using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Dossiers;

/// <summary>The course of an application.</summary>
internal sealed partial class Dossier
{
    public const int MostOfOneSender = 2;

    /// <summary>Does one act of the table, or tells why not.</summary>
    public Refusal? Do(Filing filing, FilingAct act, Party who, ActInput input, Situation now)
    {
        var (table, from) = (FilingLifecycle.Table, filing.State);
        if (table.Find(from, act, who, now.Scheme) is not { } row)
            return Array.TrueForAll(Enum.GetValues<Party>(), party => table.Find(from, act, party, now.Scheme) is null) ? table.NotAllowed(from, act) : NotYours;
        if (Missing(row.Guard, input.Text) is { } missing)
            return missing;
        if ((row.Guard & Guard.Eligible) != 0 && (NotEligible(now, filing) ?? NotRecommendable(now)) is { } not)
            return not;
        if ((row.Guard & Guard.Complete) != 0 && FilingChecks.Missing(filing, now) is { Count: > 0 } incomplete)
            return new("filings.incomplete", new($"还有 {incomplete.Count} 项没有完成：{Bilingual.List(incomplete.Select(check => check.Label))}。"));
        if ((row.Guard & Guard.Due) != 0 && now.Today <= filing.PublicityUntil)
            return NotDue;
        if ((row.Guard & Guard.ObjectionsSettled) != 0 && filing.Objections.Find(objection => objection.State != ObjectionState.Dismissed) is { } open)
            return open.State == ObjectionState.Received
                ? new("filings.objections", new("还有异议没有核实，不能准予备案。"))
                : new("filings.upheld", new("有异议成立，不能准予备案。"));
        if (act == FilingAct.Accept && NotAcceptable(filing, input, now) is { } wrong)
            return wrong;

        Change(filing, act, input, now);
        (filing.State, filing.Since) = (row.To, now.Today);
        filing.Revision++;
        Note($"filing.{Camel(act)}", "filing", filing.Id, now,
            input.Text, new { state = from }, new
            {
                state = row.To,
                input.Rank,
                input.Effective,
                input.Number,
                input.Ground,
                form = act == FilingAct.Submit
            ? filing.Form.Digest() : null
            }, row.Tell, $"/filings/{filing.Id}");
        if (act == FilingAct.Terminate && input.Ground is { } ground)
            BanFor(ground, input.Text!, now);
        return null;
    }

    /// <summary>The public objects while a filing is in publicity.</summary>
    public (Objection? Objection, Refusal? Refusal) Object(Filing filing, string name, string contact, string text, Situation now, string? sender = null)
    {
        if (filing.State != FilingState.InPublicity || now.Today > filing.PublicityUntil)
            return (null, new("filings.notInPublicity", new("公示已结束，不再接受异议。")));

        // The same again from the same place is one. Different people are never refused: what they say alike is answered at once.
        var own = sender is null ? [] : filing.Objections.Where(row => row.Sender == sender).ToList();
        if (own.Find(row => SameText(row.Text, text)) is { } same)
            return (same, null);
        if (own.Count >= MostOfOneSender)
            return (null, new("filings.objectionsOfOne", new($"从这个网络地址已对该机构提出 {MostOfOneSender} 件异议，备案部门正在核实。补充材料请直接联系备案部门。")));
        var objection = new Objection { Id = Guid.CreateVersion7(now.Now), FilingId = filing.Id, Name = name, Contact = contact, Text = text, Sender = sender, ReceivedAt = now.Now };
        filing.Objections.Add(objection);

        // Nothing of who objects, and of what is said, goes into the trail or to the parties.
        Note("objection.receive", "filing", filing.Id, now, null, null, null, Party.Decider, $"/filings/{filing.Id}");
        return (objection, null);
    }

    /// <summary>Whether two objections say the same: blanks and marks aside.</summary>
    public static bool SameText(string one, string other) =>
        string.Equals(string.Concat(one.Where(char.IsLetterOrDigit)), string.Concat(other.Where(char.IsLetterOrDigit)), StringComparison.OrdinalIgnoreCase);

    /// <summary>The deciding office settles an objection, and with it all open ones that say the same.</summary>
    public Refusal? Settle(Filing filing, Objection objection, ObjectionAct act, Party who, string? answer, Situation now)
    {
        if (LifeLifecycles.Objection.Find(objection.State, act, who, now.Scheme) is not { } row)
            return (who & Party.Decider) == 0 ? NotYours : LifeLifecycles.Objection.NotAllowed(objection.State, act);
        if (filing.State is not (FilingState.InPublicity or FilingState.AwaitingDecision))
            return new("filings.decided", new("申请已经办结。"));
        if (Missing(row.Guard, answer) is { } missing)
            return missing;
        var from = objection.State;
        foreach (var alike in filing.Objections.Where(other => other.State == from && SameText(other.Text, objection.Text)).ToList())
            (alike.State, alike.Answer, alike.AnsweredOn) = (row.To, answer, now.Today);
        filing.Revision++;
        Note($"objection.{Camel(act)}", "filing", filing.Id, now, null, null, null, row.Tell, $"/filings/{filing.Id}");
        return null;
    }

    /// <summary>001·7: a provincial office recommends only its own provincial outlets; organisations run by an industry authority go through it.</summary>
    public static Refusal? NotRecommendable(Situation now) =>
        now.Scheme.Requires is { } kind && now.Facts.Sector is null && !now.Facts.Memberships.Contains(kind)
            ? new("filings.notMember", new($"由省级知识产权局推荐的机构须为“{kind.Label()}”（第七条）。请先申请省级网点，或由行业主管部门推荐。"))
            : null;

    private Refusal? NotAcceptable(Filing filing, ActInput input, Situation now)
    {
        if (filing.Purpose == Purpose.Renewal && LiveRegistration is { State: RegistrationState.Rectifying })
            return new("filings.rectifying", new("该机构正在整改，整改合格后才能续期。"));
        var effective = input.Effective ?? now.Today;
        if (effective < now.Today || effective > now.Today.AddDays(366))
            return new("filings.effective", new("生效日期应在今天到一年之内。"));
        return input.Number is null ? new("filings.number", new("没有编号。")) : null;
    }

    private void Change(Filing filing, FilingAct act, ActInput input, Situation now)
    {
        switch (act)
        {
            case FilingAct.Submit:
                (filing.SubmittedOn, filing.ReturnReason, filing.Opinion, filing.Rank) = (now.Today, null, null, null);
                break;
            case FilingAct.Return:
                filing.ReturnReason = input.Text;
                break;
            case FilingAct.Recommend:
                (filing.RecommendedOn, filing.Opinion, filing.Rank, filing.Checks) = (now.Today, input.Text, input.Rank, input.Checks ?? new Dictionary<string, bool>());
                Effects.Add(new RegisterEffect.Verify());
                break;
            case FilingAct.Publish:
                (filing.PublicityFrom, filing.PublicityUntil, filing.BatchId) = (now.Today, now.Today.AddDays(now.Scheme.PublicityDays), input.Batch);
                break;
            case FilingAct.Accept:
                (filing.DecidedOn, filing.DecisionReason) = (now.Today, input.Text);
                Register(filing, input, now);
                break;
            case FilingAct.Decline or FilingAct.Refuse or FilingAct.Terminate:
                (filing.DecidedOn, filing.DecisionReason) = (now.Today, input.Text);
                break;
            default:
                break;
        }
    }

    private void Register(Filing filing, ActInput input, Situation now)
    {
        // A renewal follows the term before; after a lapse it begins anew.
        var live = LiveRegistration;
        var from = live is null ? input.Effective ?? now.Today : live.LastTerm.UntilDay.AddDays(1);
        var until = Periods.LastDay(from, now.Scheme.ValidYears);
        if (live is null)
        {
            live = new() { Id = Guid.CreateVersion7(now.Now), DossierId = Id, MembershipId = Guid.CreateVersion7(now.Now), Number = input.Number!, Since = now.Today, Revision = 1 };
            Registrations.Add(live);
            Effects.Add(new RegisterEffect.Enter(live.MembershipId, now.Scheme.Member, live.Number, from, until));
        }
        else
        {
            live.Revision++;
            Effects.Add(new RegisterEffect.Extend(live.MembershipId, until));
        }

        live.Terms.Add(new() { Id = Guid.CreateVersion7(now.Now), RegistrationId = live.Id, FilingId = filing.Id, FromDay = from, UntilDay = until });
        (filing.EffectiveFrom, filing.Number) = (from, live.Number);
        Effects.Add(new RegisterEffect.Verify());
    }

    private static string Camel<T>(T act)
        where T : struct, Enum => act.Code();
}
