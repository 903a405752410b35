using System.Text.Json;
using System.Text.Json.Serialization;
using Zhishu.Foundation.Processes;

namespace Zhishu.Foundation;

/// <summary>Who does something.</summary>
/// <param name="Account">The account, or null for the hub itself and for visitors.</param>
/// <param name="Name">Name to show.</param>
/// <param name="Address">Network address the request came from, or null.</param>
public sealed record Actor(Guid? Account, string Name, string? Address)
{
    /// <summary>The hub acting by the clock.</summary>
    public static Actor Clock { get; } = new(null, "系统", null);

    /// <summary>The operator at the command line.</summary>
    public static Actor Operator { get; } = new(null, "命令行", null);

    /// <summary>A visitor who gives no name to the trail.</summary>
    public static Actor Visitor(string? address) => new(null, "公众", address);
}

/// <summary>What something was done to.</summary>
/// <param name="Kind">Kind, such as <c>filing</c>.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Name to show.</param>
/// <param name="About">The organisation it concerns, or null.</param>
public sealed record Subject(string Kind, string Id, string Name, Guid? About = null)
{
    /// <summary>A subject with a key of the hub's own.</summary>
    public Subject(string kind, Guid id, string name, Guid? about = null)
        : this(kind, id.ToString(), name, about)
    {
    }
}

/// <summary>A message that a process sends to people.</summary>
/// <param name="Audience">Whom: <c>account:ID</c>, <c>organisation:ID</c>, or a duty and its reach such as <c>recommender:region:31</c>, <c>national</c>.</param>
/// <param name="Zh">Text in Chinese.</param>
/// <param name="En">Text in English.</param>
/// <param name="Url">Where it leads, a path of this hub.</param>
[method: JsonConstructor]
public sealed record ProcessNotice(string Audience, string Zh, string En, string Url)
{
    /// <summary>A message that the program says.</summary>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="text">The message.</param>
    /// <param name="url">Page it leads to.</param>
    public ProcessNotice(string audience, Bilingual text, string url)
        : this(audience, text.Zh, text.En, url)
    {
    }
}

/// <summary>
/// The audit trail, history and outbox in one. What is recorded is written by the same <c>SaveChanges</c> as the change itself,
/// chained by hash to what came before.
/// </summary>
public sealed class ProcessLog(AppDb db, TimeProvider clock)
{
    /// <summary>Records one process, to be written when the changes are saved.</summary>
    /// <param name="type">What happened, such as <c>filing.submit</c>.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="subject">To what.</param>
    /// <param name="reason">Why, in the words of the actor, or null.</param>
    /// <param name="before">State before, or null.</param>
    /// <param name="after">State after, or null.</param>
    /// <param name="notices">Who must hear of it, or null.</param>
    public void Record(string type, Actor actor, Subject subject, string? reason = null, object? before = null, object? after = null, IReadOnlyList<ProcessNotice>? notices = null) =>
        db.Recorded.Add(new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            At = ProcessChain.ToMicroseconds(clock.GetUtcNow()),
            Type = type,
            ActorId = actor.Account,
            ActorName = actor.Name,
            Address = actor.Address,
            SubjectKind = subject.Kind,
            SubjectId = subject.Id,
            SubjectName = subject.Name,
            About = subject.About,
            Reason = reason,
            Before = Json(before),
            After = Json(after),
            Notices = notices is { Count: > 0 } ? Json(notices) : null,
        });

    /// <summary>Drops what was recorded and not written, because the change was refused after all.</summary>
    public void Forget() => db.Forget();

    /// <summary>Records a process that stands alone, and writes it at once.</summary>
    public async Task WriteAsync(string type, Actor actor, Subject subject, string? reason, CancellationToken ct)
    {
        Record(type, actor, subject, reason);
        await db.SaveChangesAsync(ct);
    }

    private static string? Json(object? value) => value is null ? null : JsonSerializer.Serialize(value, JsonColumn.Options);
}
