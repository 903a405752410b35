using System.Data.Common;

namespace Zhishu.Foundation;

/// <summary>Hears of every process after it was committed, in order, at least once; what it writes in the transaction given is written exactly once.</summary>
public interface IProcessSubscriber
{
    /// <summary>Name under which its place in the trail is kept.</summary>
    string Name { get; }

    /// <summary>Takes the next processes.</summary>
    Task HandleAsync(IReadOnlyList<AuditEntry> entries, DbTransaction transaction, CancellationToken ct);
}
