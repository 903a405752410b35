using Zhishu.Foundation;

namespace Zhishu.Cases;

/// <summary>One row of the table of a case: the only ways by which anything changes.</summary>
/// <typeparam name="TCase">The case.</typeparam>
/// <typeparam name="TState">Its states.</typeparam>
/// <typeparam name="TAct">What is done with it.</typeparam>
/// <typeparam name="TWho">Who does it; flags.</typeparam>
/// <param name="From">States in which it may be done.</param>
/// <param name="Act">What is done.</param>
/// <param name="Who">Who may do it.</param>
/// <param name="To">States after; where there are several, <see cref="Then"/> chooses, and may choose no other; none: it stays as it stands.</param>
public sealed record CaseRow<TCase, TState, TAct, TWho>(IReadOnlyList<TState> From, TAct Act, TWho Who, IReadOnlyList<TState> To)
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    /// <summary>Who is told.</summary>
    public TWho Tell { get; init; }

    /// <summary>What they are told, or null for what was done with which kind of case.</summary>
    public Bilingual? Says { get; init; }

    /// <summary>What to know before it is done, or null.</summary>
    public Bilingual? Hint { get; init; }

    /// <summary>Something beside the course of the case, such as a message: it never comes too late, and what others have open stays good.</summary>
    public bool Aside { get; init; }

    /// <summary>What whoever does it must give; the clock gives nothing.</summary>
    public Fields Needs { get; init; } = Fields.None;

    /// <summary>Of which cases it is true, or null for all; two rows of one act lead different cases different ways.</summary>
    public Func<TCase, bool>? When { get; init; }

    /// <summary>What it changes in the case, besides its state.</summary>
    public Action<TCase, CaseWork<TState>>? Does { get; init; }

    /// <summary>What follows from it, after <see cref="Does"/>; says why not, or null.</summary>
    public Func<TCase, CaseWork<TState>, Task<Refusal?>>? Then { get; init; }
}

/// <summary>The table of a case: a state machine as data. Pages, desk, clock and the picture in the docs read the same rows.</summary>
/// <param name="name">Name in codes, such as <c>order</c>.</param>
/// <param name="title">What the case is called.</param>
/// <param name="first">States in which it may begin.</param>
/// <param name="label">Labels of the states.</param>
/// <param name="actLabel">Labels of the acts.</param>
/// <param name="rows">The rows.</param>
/// <typeparam name="TCase">The case.</typeparam>
/// <typeparam name="TState">Its states.</typeparam>
/// <typeparam name="TAct">What is done with it.</typeparam>
/// <typeparam name="TWho">Who does it; flags.</typeparam>
public sealed class CaseTable<TCase, TState, TAct, TWho>(string name, Bilingual title, IReadOnlyList<TState> first, Func<TState, Bilingual> label, Func<TAct, Bilingual> actLabel,
    IReadOnlyList<CaseRow<TCase, TState, TAct, TWho>> rows) : IStateMachine
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Bilingual Title => title;

    /// <inheritdoc/>
    public string First => string.Join(' ', first);

    /// <inheritdoc/>
    public IReadOnlyList<(string Code, Bilingual Label)> States => [.. Enum.GetValues<TState>().Select(state => (state.ToString(), label(state)))];

    /// <inheritdoc/>
    public IReadOnlyList<DrawnRow> Drawn =>
    [
        .. from row in rows
           from state in row.From
           select new DrawnRow(state.ToString(), actLabel(row.Act), row.Who.ToString(), [.. (row.To.Count > 0 ? row.To : [state]).Select(to => to.ToString())],
               Convert.ToInt32(row.Tell, null) == 0 ? "" : row.Tell.ToString(), string.Join("、", row.Needs.Where(need => need.Kind != FieldKind.Hidden).Select(need => need.Label.Zh))),
    ];

    /// <summary>States in which a case may begin.</summary>
    public IReadOnlyList<TState> Begins => first;

    /// <summary>Label of a state.</summary>
    public Bilingual Label(TState state) => label(state);

    /// <summary>Label of an act.</summary>
    public Bilingual Label(TAct act) => actLabel(act);

    /// <summary>The row by which an act is allowed, or null.</summary>
    public CaseRow<TCase, TState, TAct, TWho>? Find(TCase it, TState from, TAct act, TWho who) =>
        From(it, from, who).FirstOrDefault(row => EqualityComparer<TAct>.Default.Equals(row.Act, act));

    /// <summary>The rows that somebody may use in a state, one for each act.</summary>
    public IEnumerable<CaseRow<TCase, TState, TAct, TWho>> From(TCase it, TState state, TWho who) =>
        rows.Where(row => row.From.Contains(state) && Shares(row.Who, who) && row.When?.Invoke(it) != false).DistinctBy(row => row.Act);

    /// <summary>What an act needs, whichever row it goes by.</summary>
    public Fields NeedsOf(TAct act) => rows.First(row => EqualityComparer<TAct>.Default.Equals(row.Act, act)).Needs;

    /// <summary>Says that an act is not allowed in a state: somebody was faster, or it is not theirs to do.</summary>
    public Refusal NotAllowed(TState from, TAct act) => new($"{name}.{CaseNames.Of(act)}.state", new(
        $"现在的状态是“{label(from)}”，不能{actLabel(act)}。可能已有人办理，请刷新查看。"));

    private static bool Shares(TWho a, TWho b) => (Convert.ToInt32(a, null) & Convert.ToInt32(b, null)) != 0;
}

/// <summary>How states and acts are written in codes.</summary>
public static class CaseNames
{
    /// <summary>A name beginning in lower case, such as <c>askAgain</c>.</summary>
    public static string Of(Enum value)
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
