using System.Linq.Expressions;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Cases;

/// <summary>What waits for a person on the workbench.</summary>
/// <typeparam name="TCase">The case.</typeparam>
/// <param name="Label">What waits, such as 文献传递待提供.</param>
/// <param name="Of">Which cases wait for a person.</param>
public sealed record Waiting<TCase>(Bilingual Label, Func<Person, Expression<Func<TCase, bool>>> Of)
{
    /// <summary>What waits, where it is another from case to case; or null.</summary>
    public Func<TCase, Bilingual>? LabelOf { get; init; }
}

/// <summary>A word that the clock says about a case, once.</summary>
/// <typeparam name="TCase">The case.</typeparam>
/// <param name="Name">Name in the audit trail, such as <c>remind</c>.</param>
/// <param name="When">Which cases it is about, those left out of which it was said.</param>
/// <param name="Note">Notes that it was said.</param>
/// <param name="Notices">What is said to whom.</param>
public sealed record Reminder<TCase>(string Name, Expression<Func<TCase, bool>> When, Action<TCase> Note, Func<TCase, IEnumerable<ProcessNotice>> Notices);

/// <summary>What somebody asked for, in 我的.</summary>
/// <param name="Order">Place, ascending.</param>
/// <param name="Label">Heading.</param>
/// <param name="More">A way to ask for another.</param>
public sealed record OwnList(int Order, Bilingual Label, NavItem More);

/// <summary>What falls due: whoever has the case is reminded, and when days have gone by it is taken out of their hands.</summary>
/// <typeparam name="TState">States of the case.</typeparam>
/// <typeparam name="TAct">Acts of the case.</typeparam>
/// <typeparam name="TWho">Who acts.</typeparam>
/// <param name="Open">States in which it is due.</param>
/// <param name="Tell">Who is reminded.</param>
/// <param name="By">The flag under which the clock acts.</param>
/// <param name="Workdays">Working days between the reminder and the act.</param>
/// <param name="Act">What the clock does then.</param>
public sealed record Deadline<TState, TAct, TWho>(IReadOnlyList<TState> Open, TWho Tell, TWho By, int Workdays, TAct Act)
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    /// <summary>States that nobody has in hand, with what the clock does on the day itself.</summary>
    public IReadOnlyDictionary<TState, TAct> OnTheDay { get; init; } = new Dictionary<TState, TAct>();
}

/// <summary>What is kept about persons: the account and what is blanked when it goes; columns by the names of the properties.</summary>
/// <param name="Account">Property with the account.</param>
/// <param name="Forget">Properties that name the person.</param>
public sealed record PersonColumns(string Account, params IReadOnlyList<string> Forget)
{
    /// <summary>What else happens then, before, in SQL with <c>@account</c> and <c>@now</c>; or null.</summary>
    public string? Also { get; init; }
}

/// <summary>
/// A kind of case (docs/cases.md): what it is called, its table, who may see it and what they are in it, how it is listed, what falls due. Desk, pages,
/// files, workbench, clock, personal data and the picture in the docs follow from it; what is special stands in the methods its rows name.
/// </summary>
/// <typeparam name="TCase">The case.</typeparam>
/// <typeparam name="TState">Its states.</typeparam>
/// <typeparam name="TAct">What is done with it.</typeparam>
/// <typeparam name="TWho">Who does it; flags.</typeparam>
public abstract class CaseKind<TCase, TState, TAct, TWho>
    where TCase : Case<TState>
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    /// <summary>Address of its list; a case is below it.</summary>
    public abstract string Path { get; }

    /// <summary>The table.</summary>
    public abstract CaseTable<TCase, TState, TAct, TWho> Table { get; }

    /// <summary>How it is listed.</summary>
    public abstract Listing<TCase> List { get; }

    /// <summary>What waits for people, by what it is.</summary>
    public virtual IReadOnlyList<Waiting<TCase>> Waits => [];

    /// <summary>What falls due, or null; for cases that are <see cref="DueCase{TState}"/>.</summary>
    public virtual Deadline<TState, TAct, TWho>? Deadline => null;

    /// <summary>What opening one is called: in codes, and in histories.</summary>
    public virtual (string Code, Bilingual Label) Opening => ("ask", new("提出"));

    /// <summary>What is kept about persons, or null.</summary>
    public virtual PersonColumns? Persons => null;

    /// <summary>What stands in 我的 of whoever opened it, or null.</summary>
    public virtual OwnList? Own => null;

    /// <summary>Address of the list and its files.</summary>
    public virtual string ListPath => Path;

    /// <summary>The way to the list on a person's workbench, or null.</summary>
    public virtual NavItem? LinkFor(Person person) => null;

    /// <summary>What is said at a time to those who have to do something soon.</summary>
    public virtual IReadOnlyList<Reminder<TCase>> RemindersAt(DateTimeOffset now) => [];

    /// <summary>What the clock does at a time with which cases, and under which flag.</summary>
    public virtual IReadOnlyList<(Expression<Func<TCase, bool>> When, TAct Act, TWho By)> ActsAt(DateTimeOffset now) => [];

    /// <summary>The cases that a person may see: one rule for pages, lists and files.</summary>
    public abstract IQueryable<TCase> VisibleTo(IQueryable<TCase> cases, Person person);

    /// <summary>The cases of a person's list; of some that may not be seen it may show that they are there.</summary>
    public virtual IQueryable<TCase> ListedFor(IQueryable<TCase> cases, Person person) => VisibleTo(cases, person);

    /// <summary>What a person is in a case; flags.</summary>
    public abstract TWho PartyOf(TCase it, Person person);

    /// <summary>Whom a notice to a party goes to; empty for nobody.</summary>
    public abstract IEnumerable<string> AudiencesOf(TCase it, TWho party);

    /// <summary>The organisation that the case is about in the audit trail, or null.</summary>
    public abstract Guid? About(TCase it);

    /// <summary>What an act needs of a person: the fields of its row, or these with choices of the person's own.</summary>
    public virtual Fields NeedsOf(TAct act, TCase it, Person? person) => Table.NeedsOf(act);

    /// <summary>The same, where it has to be read; asked by page and desk.</summary>
    public virtual Task<Fields> NeedsOfAsync(TAct act, TCase it, Person? person, CancellationToken ct) => Task.FromResult(NeedsOf(act, it, person));

    /// <summary>The forms of what a person may do; what needs a choice of which there is none cannot be done now.</summary>
    public Task<IReadOnlyList<ActForm>> FormsOfAsync(TCase it, Person person, CancellationToken ct) => FormsOfAsync(it, PartyOf(it, person), person, ct);

    /// <summary>The same for a party, which may have no account.</summary>
    public async Task<IReadOnlyList<ActForm>> FormsOfAsync(TCase it, TWho party, Person? person, CancellationToken ct)
    {
        var forms = new List<ActForm>();
        foreach (var row in Table.From(it, it.State, party))
        {
            var needs = await NeedsOfAsync(row.Act, it, person, ct);
            if (!needs.Any(field => field is { Kind: FieldKind.Choice, Optional: false, Options.Count: 0 }))
                forms.Add(new(row.Act.ToString(), Table.Label(row.Act), needs, FormInput.Empty, ActResult.NoFaults) { Hint = row.Hint, Aside = row.Aside });
        }

        return forms;
    }

    /// <summary>The same for a page of something else, which shows several cases.</summary>
    public async Task<ActForms> ActsOfAsync(TCase it, Person person, CancellationToken ct) =>
        new([.. (await FormsOfAsync(it, person, ct)).Select(form => form with { Prefix = $"{it.Code}-" })], it.Revision) { Address = AddressOf(it) };

    /// <summary>What people call it: in notices, on the workbench, in the audit trail.</summary>
    public virtual string NameOf(TCase it) => it.Code;

    /// <summary>Since when it stands on the workbench and in 我的, or null.</summary>
    public virtual DateTimeOffset? SinceOf(TCase it) => (it as DueCase<TState>)?.AskedAt;

    /// <summary>The day by which whoever has it must do something, or null.</summary>
    public virtual DateOnly? DueOf(TCase it) => it is DueCase<TState> due ? ChinaTime.DayOf(due.DueAt) : null;

    /// <summary>What a person who asks for everything that is kept gets of it.</summary>
    public virtual object GivenOf(TCase it) => List.Columns.ToDictionary(column => column.Key, column => column.Show(it));

    /// <summary>What is told to somebody who saw an earlier revision.</summary>
    public virtual Refusal Missed(TCase it, int seen) => Refusal.Conflict;

    /// <summary>The case in the audit trail.</summary>
    public Subject SubjectOf(TCase it) => new(Table.Name, it.Id, NameOf(it), About(it));

    /// <summary>Page of a case.</summary>
    public virtual string AddressOf(TCase it) => $"{Path}/{it.Id}";
}
