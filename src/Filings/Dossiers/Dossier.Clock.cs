using Zhishu.Foundation;

namespace Zhishu.Filings.Dossiers;

/// <summary>A day on which the clock has something to do.</summary>
/// <param name="Key">Names it for good: a deadline with this key is acted on once.</param>
/// <param name="On">The day.</param>
/// <param name="Target">For a reminder the day it reminds of, otherwise null.</param>
/// <param name="Run">What is done; a reminder is skipped when its day is past or a nearer one is due as well.</param>
internal sealed record Deadline(string Key, DateOnly On, DateOnly? Target, Action Run);

/// <summary>What the clock does: ends of publicity, lapses, reports to open, reminders.</summary>
internal sealed partial class Dossier
{
    /// <summary>Acts on every deadline that is due, each once, in the order of their days, and sets the next.</summary>
    public void Tick(Situation now)
    {
        while (Pending(now).Where(deadline => deadline.On <= now.Today).MinBy(deadline => deadline.On) is { } due)
        {
            Fired.Add(new() { DossierId = Id, Key = due.Key, DueOn = due.On, FiredOn = now.Today });
            if (due.Target is null || (due.Target >= now.Today && !Pending(now).Any(nearer => nearer.Target == due.Target && nearer.On <= now.Today && SameSubject(nearer.Key, due.Key))))
                due.Run();
        }

        NextDue = Pending(now).Select(deadline => (DateOnly?)deadline.On).Min();
    }

    /// <summary>Sets the next day on which the clock has something to do.</summary>
    public void Plan(Situation now) => NextDue = Pending(now).Select(deadline => (DateOnly?)deadline.On).Min();

    /// <summary>Deadlines not acted on yet.</summary>
    public IEnumerable<Deadline> Pending(Situation now) => All(now).Where(deadline => !Fired.Exists(fired => fired.Key == deadline.Key));

    private IEnumerable<Deadline> All(Situation now)
    {
        foreach (var filing in Filings.Where(filing => filing.State == FilingState.InPublicity))
            yield return new($"publicity/{filing.Id}", filing.PublicityUntil!.Value.AddDays(1), null, () => Do(filing, FilingAct.EndPublicity, Party.Clock, new(), now));
        foreach (var registration in Registrations.Where(registration => registration.IsLive))
        {
            foreach (var deadline in OfRegistration(registration, now))
                yield return deadline;
        }

        foreach (var report in Reports.Where(report => report.State is ReportState.Open or ReportState.Returned))
        {
            foreach (var deadline in Reminders($"report/{report.Id}", report.DueOn,
                now.Scheme.RemindDays, days => Remind("report", report.Id, now, $"/filings/reports/{report.Id}",
                new($"{report.Year} 年度报告 {days} 天后到期"), Party.Applicant), now))
                yield return deadline;
            yield return new($"reportOver/{report.Id}", report.DueOn.AddDays(1),
                null, () => Note("report.overdue", "report", report.Id, now, null, null, null, Party.Applicant | Party.Recommender, $"/filings/reports/{report.Id}"));
        }
    }

    private IEnumerable<Deadline> OfRegistration(Registration registration, Situation now)
    {
        var (last, url) = (registration.LastTerm, $"/filings/registrations/{registration.Id}");
        foreach (var deadline in Reminders($"expiry/{last.Id}", last.UntilDay,
            now.Scheme.ExpiryRemindDays, days => Remind("registration", registration.Id, now, url,
            new($"备案 {days} 天后到期，请申请续期"), Party.Applicant), now))
            yield return deadline;
        yield return new($"lapse/{last.Id}", last.UntilDay.AddDays(1), null, () => Do(registration, RegistrationAct.Lapse, Party.Clock, new(), now));
        if (registration.OpenRectification is { } open)
        {
            foreach (var deadline in Reminders($"rectify/{open.Id}", open.DueOn,
                now.Scheme.RemindDays, days => Remind("registration", registration.Id, now, url, new($"整改期 {days} 天后届满"), Party.Applicant), now))
                yield return deadline;
            yield return new($"rectifyOver/{open.Id}", open.DueOn.AddDays(1),
                null, () => Note("registration.rectificationOver", "registration", registration.Id, now, null, null, null, Party.Applicant | Party.Recommender | Party.Decider, url));
        }

        // 001·17: the report of each year in which it was filed.
        var year = Reports.Where(report => report.RegistrationId == registration.Id).Select(report => report.Year + 1).DefaultIfEmpty(registration.Terms.Min(term => term.FromDay).Year).Max();
        yield return new($"open/{registration.Id}/{year}", now.Scheme.ReportOpens(year), null, () => OpenReport(registration, year, now));
    }

    private static IEnumerable<Deadline> Reminders(string key, DateOnly target, IReadOnlyList<int> days, Action<int> remind, Situation now) =>
        days.Select(before => new Deadline($"{key}/{before}", target.AddDays(-before), target, () => remind(target.DayNumber - now.Today.DayNumber)));

    private static bool SameSubject(string a, string b) => a.AsSpan(0, a.LastIndexOf('/')).SequenceEqual(b.AsSpan(0, b.LastIndexOf('/')));

    private void OpenReport(Registration registration, int year, Situation now)
    {
        var report = new AnnualReport
        {
            Id = Guid.CreateVersion7(now.Now),
            DossierId = Id,
            RegistrationId = registration.Id,
            Year = year,
            Since = now.Today,
            DueOn = now.Scheme.ReportDue(year),
            Revision = 1
        };
        Reports.Add(report);
        Note("report.open", "report", report.Id, now, null, null, new { year, report.DueOn }, Party.Applicant, $"/filings/reports/{report.Id}");
    }

    private void Remind(string kind, Guid id, Situation now, string url, Bilingual text, Party tell) => Note($"{kind}.remind", kind, id, now, null, null, null, tell, url, text);
}
