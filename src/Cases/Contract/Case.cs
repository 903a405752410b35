namespace Zhishu.Cases;

/// <summary>Something that people do for each other: it has a code, stands in a state, and changes by acts of its table alone.</summary>
/// <typeparam name="TState">Its states.</typeparam>
public abstract class Case<TState>
    where TState : struct, Enum
{
    /// <summary>Identity.</summary>
    public Guid Id { get; init; }

    /// <summary>Code that people name it by.</summary>
    public required string Code { get; init; }

    /// <summary>How it stands; the desk alone changes it.</summary>
    public TState State { get; private set; }

    /// <summary>Counts what was done; a form of an older one comes too late.</summary>
    public int Revision { get; private set; }

    /// <summary>Something of it was changed beside its acts: forms opened before come too late.</summary>
    protected void Touch() => Revision++;

    /// <summary>Moves it: by a row of its table, at the end of an act.</summary>
    internal void MoveTo(TState state)
    {
        State = state;
        Revision++;
    }
}

/// <summary>A case that somebody must answer by a day.</summary>
/// <typeparam name="TState">Its states.</typeparam>
public abstract class DueCase<TState> : Case<TState>
    where TState : struct, Enum
{
    /// <summary>When it was opened.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>By when whoever has it must answer.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>When it was found late, or null; what was late stays so until it is in other hands.</summary>
    public DateTimeOffset? LateAt { get; private set; }

    /// <summary>Gives it to somebody who has until then.</summary>
    protected internal void DueBy(DateTimeOffset due) => (DueAt, LateAt) = (due, null);

    /// <summary>Notes that it is late.</summary>
    internal void Late(DateTimeOffset now) => LateAt = now;
}
