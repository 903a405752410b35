namespace Zhishu.Foundation;

/// <summary>Why something cannot be done: a stable code, and words for people.</summary>
/// <param name="Code">Code, such as <c>enquiry.answer.state</c>.</param>
/// <param name="Text">Words for the person who tried.</param>
public sealed record Refusal(string Code, Bilingual Text)
{
    /// <summary>Another person was faster.</summary>
    public static Refusal Conflict { get; } = new("conflict", new("其他人刚刚办理或修改过，您的操作没有生效。请刷新查看后再办理。"));

    /// <summary>The HTTP status that says it: 409 for a conflict, 404 for what is gone or not to be seen, otherwise 400.</summary>
    public int Status => Code.StartsWith("conflict", StringComparison.Ordinal) ? 409 : Code.EndsWith(".gone", StringComparison.Ordinal) ? 404 : 400;
}

/// <summary>One row of a transition table.</summary>
/// <param name="From">State before.</param>
/// <param name="Act">What is done.</param>
/// <param name="Who">Who may do it; flags.</param>
/// <param name="To">State after.</param>
public sealed record StateRow<TState, TAct, TWho>(TState From, TAct Act, TWho Who, TState To)
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum;

/// <summary>A state machine as data: nothing changes state but by a row of its table. Its picture in the docs is drawn from it.</summary>
/// <param name="name">Name in codes, such as <c>enquiry</c>.</param>
/// <param name="title">Title of the picture.</param>
/// <param name="rows">The rows; the first begins in the first state.</param>
/// <param name="label">Labels of the states.</param>
/// <param name="actLabel">Labels of the acts.</param>
public sealed class StateTable<TState, TAct, TWho>(
    string name, Bilingual title, IReadOnlyList<StateRow<TState, TAct, TWho>> rows, Func<TState, Bilingual> label, Func<TAct, Bilingual> actLabel) : IStateMachine
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Bilingual Title => title;

    /// <inheritdoc/>
    public string First => rows[0].From.ToString();

    /// <inheritdoc/>
    public IReadOnlyList<(string Code, Bilingual Label)> States => [.. Enum.GetValues<TState>().Select(state => (state.ToString(), label(state)))];

    /// <inheritdoc/>
    public IReadOnlyList<DrawnRow> Drawn => [.. rows.Select(row => new DrawnRow(row.From.ToString(), actLabel(row.Act), row.Who.ToString(), [row.To.ToString()]))];

    /// <summary>The rows.</summary>
    public IReadOnlyList<StateRow<TState, TAct, TWho>> Rows => rows;

    /// <summary>Label of a state.</summary>
    public Bilingual Label(TState state) => label(state);

    /// <summary>Label of an act.</summary>
    public Bilingual Label(TAct act) => actLabel(act);

    /// <summary>The row by which an act is allowed, or null.</summary>
    public StateRow<TState, TAct, TWho>? Find(TState from, TAct act, TWho who) => rows.FirstOrDefault(row => Equals(row.From, from) && Equals(row.Act, act) && Shares(row.Who, who));

    /// <summary>What the parties may do in a state.</summary>
    public IEnumerable<TAct> ActsFrom(TState from, TWho who) => rows.Where(row => Equals(row.From, from) && Shares(row.Who, who)).Select(row => row.Act).Distinct();

    /// <summary>Whether nothing leads out of a state.</summary>
    public bool IsFinal(TState state) => rows.All(row => !Equals(row.From, state));

    /// <summary>Says that an act is not allowed in a state.</summary>
    public Refusal NotAllowed(TState from, TAct act) => new($"{name}.{char.ToLowerInvariant(act.ToString()[0])}{act.ToString()[1..]}.state", new(
        $"现在的状态是“{label(from)}”，不能{actLabel(act)}。可能已有人办理，请刷新查看。"));

    private static bool Shares(TWho a, TWho b) => (Convert.ToInt32(a, null) & Convert.ToInt32(b, null)) != 0;
}
