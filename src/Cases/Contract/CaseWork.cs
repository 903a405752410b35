using System.Data.Common;
using Zhishu.Foundation;

namespace Zhishu.Cases;

/// <summary>One act in the making: what was given, by whom, and what follows. All of it is saved together or not at all.</summary>
/// <typeparam name="TState">States of the case.</typeparam>
public sealed class CaseWork<TState>
    where TState : struct, Enum
{
    private readonly FileStore _files;
    private TState? _target;

    internal CaseWork(FileStore files, DbTransaction transaction, FormInput input, Actor actor, string address, DateTimeOffset now, CancellationToken ct)
    {
        (_files, Transaction, Input, Actor, Address, Now, Cancelled) = (files, transaction, input, actor, address, now, ct);
    }

    /// <summary>Nothing stands against it.</summary>
    public static Task<Refusal?> Done { get; } = Task.FromResult<Refusal?>(null);

    /// <summary>What was given; checked already.</summary>
    public FormInput Input { get; }

    /// <summary>Who does it.</summary>
    public Actor Actor { get; }

    /// <summary>When.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The transaction of the act.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>Cancels.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>Page of the case.</summary>
    public string Address { get; }

    /// <summary>Why, for the history; null when nothing is said.</summary>
    public string? Reason { get; set; }

    /// <summary>What the audit trail says of it besides the state, or null.</summary>
    public object? Facts { get; set; }

    /// <summary>Who is told what.</summary>
    public ICollection<ProcessNotice> Notices => Told;

    internal List<ProcessNotice> Told { get; } = [];

    internal TState? Target => _target;

    /// <summary>Chooses the state after, where the row has several.</summary>
    public void MoveTo(TState state) => _target = state;

    /// <summary>Tells somebody besides those whom the row names, with the way to the case or to another page.</summary>
    public void Tell(string audience, Bilingual text, string? address = null) => Notices.Add(new(audience, text, address ?? Address));

    /// <summary>Keeps the files of a field with the case, inside the act; says why not, or null.</summary>
    /// <param name="field">The field.</param>
    /// <param name="ownerKind">Kind of what they belong to.</param>
    /// <param name="owner">What they belong to.</param>
    /// <param name="most">Most files of one owner.</param>
    /// <param name="room">The case whose room they take; the owner's own when null.</param>
    public async Task<Bilingual?> KeepAsync(string field, string ownerKind, Guid owner, int most, Guid? room = null)
    {
        foreach (var ready in Input.Ready.GetValueOrDefault(field, []))
        {
            if ((await _files.KeepAsync(Transaction, ready, ownerKind, owner, Actor, most, Cancelled, room)).Fault is { } fault)
                return fault;
        }

        return null;
    }
}
