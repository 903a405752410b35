using Zhishu.Filings.Schemes;
using Zhishu.Foundation;

namespace Zhishu.Filings.Dossiers;

/// <summary>Who does something in a case.</summary>
[Flags]
internal enum Party
{
    None = 0,
    Applicant = 1,
    Recommender = 2,
    Decider = 4,
    Clock = 8,
}

/// <summary>What must hold for a transition besides its being in the table.</summary>
[Flags]
internal enum Guard
{
    None = 0,
    Eligible = 1,
    Complete = 2,
    Reason = 4,
    Opinion = 8,
    ObjectionsSettled = 16,
    Overdue = 32,
    Evidence = 64,
    Due = 128,
    Named = 256,
}

/// <summary>One row of a transition table.</summary>
/// <param name="From">State before.</param>
/// <param name="Act">What is done.</param>
/// <param name="Who">Who may do it.</param>
/// <param name="To">State after.</param>
/// <param name="Tell">Who is told.</param>
/// <param name="Guard">What must hold.</param>
/// <param name="With">The row counts only in schemes with this step.</param>
/// <param name="Without">The row counts only in schemes without this step.</param>
internal sealed record Transition<TState, TAct>(TState From, TAct Act, Party Who, TState To, Party Tell, Guard Guard = Guard.None, Step? With = null, Step? Without = null)
    where TState : struct, Enum
    where TAct : struct, Enum;

/// <summary>A state machine as data: nothing changes state but by a row of its table.</summary>
internal sealed class Lifecycle<TState, TAct>(string name, Bilingual title, IReadOnlyList<Transition<TState, TAct>> rows, Func<TState, Bilingual> label, Func<TAct, Bilingual> actLabel)
    : IStateMachine
    where TState : struct, Enum
    where TAct : struct, Enum
{
    public string Name => name;

    public Bilingual Title => title;

    public string First => rows[0].From.ToString();

    public IReadOnlyList<(string Code, Bilingual Label)> States => [.. Enum.GetValues<TState>().Select(state => (state.ToString(), label(state)))];

    public IReadOnlyList<DrawnRow> Drawn =>
    [
        .. rows.Select(row => new DrawnRow(row.From.ToString(), actLabel(row.Act), row.Who.ToString(), [row.To.ToString()], row.Tell == Party.None ? "" : row.Tell.ToString(),
            string.Join("; ", new[] { row.Guard == Guard.None ? null : row.Guard.ToString(), row.With is { } with ? $"schemes with {with}" : null,
                row.Without is { } without ? $"schemes without {without}" : null }.Where(text => text is not null)))),
    ];

    public IReadOnlyList<Transition<TState, TAct>> Rows => rows;

    public Bilingual Label(TState state) => label(state);

    public Bilingual Label(TAct act) => actLabel(act);

    public Transition<TState, TAct>? Find(TState from, TAct act, Party who, Scheme scheme) =>
        rows.FirstOrDefault(row => Equals(row.From, from) && Equals(row.Act, act) && (row.Who & who) != 0 && Counts(row, scheme));

    /// <summary>What the parties may do in a state.</summary>
    public IEnumerable<TAct> ActsFrom(TState from, Party who, Scheme scheme) =>
        rows.Where(row => Equals(row.From, from) && (row.Who & who) != 0 && Counts(row, scheme)).Select(row => row.Act).Distinct();

    /// <summary>Whether nothing leads out of a state.</summary>
    public bool IsFinal(TState state) => rows.All(row => !Equals(row.From, state));

    public Refusal NotAllowed(TState from, TAct act) => new($"{name}.{char.ToLowerInvariant(act.ToString()[0])}{act.ToString()[1..]}.state", new(
        $"现在的状态是“{label(from)}”，不能{actLabel(act)}。可能已有人办理，请刷新查看。"));

    private static bool Counts(Transition<TState, TAct> row, Scheme scheme) =>
        (row.With is not { } with || scheme.Steps.Contains(with)) && (row.Without is not { } without || !scheme.Steps.Contains(without));
}
