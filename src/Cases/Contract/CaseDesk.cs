using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Cases;

/// <summary>
/// Opens and changes cases of a kind. Whatever is done: one at a time for each case, by a row of its table, with what the row needs, seen as it is now;
/// state, files, service record, history and notices are saved together or not at all.
/// </summary>
/// <typeparam name="TCase">The case.</typeparam>
/// <typeparam name="TState">Its states.</typeparam>
/// <typeparam name="TAct">What is done with it.</typeparam>
/// <typeparam name="TWho">Who does it; flags.</typeparam>
public sealed class CaseDesk<TCase, TState, TAct, TWho>(CaseKind<TCase, TState, TAct, TWho> kind, AppDb db, FileStore files, Sendings sendings, ProcessLog log, TimeProvider clock)
    where TCase : Case<TState>
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    /// <summary>The cases that a person may see, to be read.</summary>
    public IQueryable<TCase> VisibleTo(Person person) => kind.VisibleTo(db.Set<TCase>().AsNoTracking(), person);

    /// <summary>The cases of a person's list, to be read.</summary>
    public IQueryable<TCase> ListedFor(Person person) => kind.ListedFor(db.Set<TCase>().AsNoTracking(), person);

    /// <summary>Opens a case, once: the same form sent again gives the same case.</summary>
    /// <param name="key">What is locked meanwhile: whose case it is.</param>
    /// <param name="sending">The form as it was sent.</param>
    /// <param name="make">Makes the case.</param>
    /// <param name="then">What follows from it, such as who gets it; chooses the first state where there are several.</param>
    /// <param name="input">What was given.</param>
    /// <param name="actor">Who opens it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The case, or why not.</returns>
    public async Task<(TCase? Case, Refusal? Refusal)> OpenAsync(Guid key, Sending sending, Func<TCase> make, Func<TCase, CaseWork<TState>, Task<Refusal?>> then,
        FormInput input, Actor actor, CancellationToken ct)
    {
        TCase? made = null;
        var refusal = await db.ActAsync(key, async () =>
        {
            var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            if (await sendings.FindAsync(transaction, sending, ct) is { } same && (made = await db.Set<TCase>().FirstOrDefaultAsync(it => it.Id == same, ct)) is not null)
                return null;
            made = make();
            var work = new CaseWork<TState>(files, transaction, input, actor, kind.AddressOf(made), clock.GetUtcNow(), ct);
            if (await then(made, work) is { } refused)
                return refused;
            made.MoveTo(Target(work, kind.Table.Begins, made.State));
            db.Add(made);
            await sendings.NoteAsync(transaction, sending, made.Id, ct);
            log.Record($"{kind.Table.Name}.{kind.Opening.Code}", actor, kind.SubjectOf(made), after: new { made.State }, notices: work.Told);
            return null;
        }, ct);
        return refusal is null ? (made, null) : (null, refusal);
    }

    /// <summary>Reads and scans the files of a form, before the act that keeps them; says what is wrong, or null.</summary>
    public async Task<ActResult?> TakeAsync(FormInput input, CancellationToken ct)
    {
        foreach (var (name, uploads) in input.Uploads.Where(pair => !input.Ready.ContainsKey(pair.Key)))
        {
            var (ready, fault) = await files.TakeAsync(uploads, ct);
            if (fault is { } wrong)
                return ActResult.Wrong(kind.Table.Name, new Dictionary<string, Bilingual> { [name] = wrong });
            input.Ready[name] = ready;
        }

        return null;
    }

    /// <summary>Does something with a case.</summary>
    /// <param name="id">The case.</param>
    /// <param name="act">What is done.</param>
    /// <param name="party">What whoever does it is in the case, as it is now.</param>
    /// <param name="input">What was given; checked here.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="seen">Revision that the person saw, or null.</param>
    /// <param name="person">Who does it, or null for the clock and for who has no account.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Why not, or null; and what is wrong with which field.</returns>
    public Task<ActResult> DoAsync(Guid id, TAct act, Func<TCase, TWho> party, FormInput input, Actor actor, int? seen, Person? person, CancellationToken ct) =>
        DoAsync(it => it.Id == id, id, act, party, input, actor, seen, person, ct);

    /// <summary>The clock does something with a case, if it still is as it was found.</summary>
    internal Task<ActResult> DoAsync(Guid id, TAct act, TWho by, Expression<Func<TCase, bool>> still, CancellationToken ct) =>
        DoAsync(still, id, act, _ => by, FormInput.Empty, Actor.Clock, null, null, ct);

    private async Task<ActResult> DoAsync(
        Expression<Func<TCase, bool>> which, Guid id, TAct act, Func<TCase, TWho> party, FormInput input, Actor actor, int? seen, Person? person, CancellationToken ct)
    {
        if (await TakeAsync(input, ct) is { } wrong)
            return wrong;
        IReadOnlyDictionary<string, Bilingual> faults = ActResult.NoFaults;
        var refusal = await db.ActAsync(id, async () =>
        {
            if (await db.Set<TCase>().Where(which).FirstOrDefaultAsync(it => it.Id == id, ct) is not { } it)
                return new($"{kind.Table.Name}.gone", new($"没有这件{kind.Table.Title}"));
            if (kind.Table.Find(it, it.State, act, party(it)) is not { } row)
                return seen is { } old && old != it.Revision ? kind.Missed(it, old) : kind.Table.NotAllowed(it.State, act);
            if (!row.Aside && seen is { } revision && revision != it.Revision)
                return kind.Missed(it, revision);
            faults = actor == Actor.Clock ? ActResult.NoFaults : (await kind.NeedsOfAsync(act, it, person, ct)).Check(input);
            if (faults.Count > 0)
                return ActResult.Fault(kind.Table.Name, faults);
            var before = it.State;
            var work = new CaseWork<TState>(files, db.Database.CurrentTransaction!.GetDbTransaction(), input, actor, kind.AddressOf(it), clock.GetUtcNow(), ct);
            work.Told.AddRange(Told(it, row, act).Where(notice => notice.Audience != $"account:{actor.Account}"));
            row.Does?.Invoke(it, work);
            if (row.Then is { } then && await then(it, work) is { } refused)
                return refused;
            if (!row.Aside)
                it.MoveTo(Target(work, row.To, it.State));
            log.Record($"{kind.Table.Name}.{CaseNames.Of(act)}", actor, kind.SubjectOf(it), work.Reason, new { state = before },
                work.Facts is { } facts ? new { state = it.State, facts } : new { state = it.State }, work.Told);
            return null;
        }, ct);
        return new(refusal, faults);
    }

    /// <summary>Notes that a case is late, once, and reminds who has it.</summary>
    internal Task<Refusal?> LateAsync(Guid id, TWho tell, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        if (await db.Set<TCase>().FirstOrDefaultAsync(it => it.Id == id, ct) is not DueCase<TState> { LateAt: null } due || due.DueAt > clock.GetUtcNow())
            return new($"{kind.Table.Name}.late", new("不再逾期"));
        due.Late(clock.GetUtcNow());
        var it = (TCase)(Case<TState>)due;
        log.Record($"{kind.Table.Name}.late", Actor.Clock, kind.SubjectOf(it), notices: [.. kind.AudiencesOf(it, tell).Select(audience =>
            new ProcessNotice(audience, new($"{kind.Table.Title}逾期：{kind.NameOf(it)}"), kind.AddressOf(it)))]);
        return null;
    }, ct);

    /// <summary>Says a word about a case, once: whether it still has to be said is looked at again when it is alone.</summary>
    internal Task<Refusal?> RemindAsync(Guid id, Reminder<TCase> reminder, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        if (await db.Set<TCase>().Where(reminder.When).FirstOrDefaultAsync(it => it.Id == id, ct) is not { } it)
            return new($"{kind.Table.Name}.{reminder.Name}", new("不再需要提醒"));
        reminder.Note(it);
        log.Record($"{kind.Table.Name}.{reminder.Name}", Actor.Clock, kind.SubjectOf(it), notices: [.. reminder.Notices(it)]);
        return null;
    }, ct);

    private IEnumerable<ProcessNotice> Told(TCase it, CaseRow<TCase, TState, TAct, TWho> row, TAct act)
    {
        var (title, done, name) = (kind.Table.Title, kind.Table.Label(act), kind.NameOf(it));
        var says = row.Says ?? Bilingual.Of($"{title.Zh}{done.Zh}", $"{title.En}, {done.En}");
        return kind.AudiencesOf(it, row.Tell).Select(audience => new ProcessNotice(audience, $"{says.Zh}：{name}", $"{says.En}: {name}", kind.AddressOf(it)));
    }

    // The picture is the truth: a case goes nowhere but where its row says.
    private static TState Target(CaseWork<TState> work, IReadOnlyList<TState> to, TState from) => work.Target switch
    {
        { } chosen when to.Contains(chosen) => chosen,
        null when to.Count == 0 => from,
        null when to.Count == 1 => to[0],
        var other => throw new InvalidOperationException($"{other?.ToString() ?? "nothing"} is none of {string.Join(", ", to)}"),
    };
}

/// <summary>What came of an act.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Faults">What is wrong with which field.</param>
public sealed record ActResult(Refusal? Refusal, IReadOnlyDictionary<string, Bilingual> Faults)
{
    internal static IReadOnlyDictionary<string, Bilingual> NoFaults { get; } = new Dictionary<string, Bilingual>();

    internal static Refusal Fault(string name, IReadOnlyDictionary<string, Bilingual> faults) => new($"{name}.{faults.Keys.First()}", faults.Values.First());

    internal static ActResult Wrong(string name, IReadOnlyDictionary<string, Bilingual> faults) => new(Fault(name, faults), faults);
}
