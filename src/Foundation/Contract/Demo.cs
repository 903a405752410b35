using System.Data.Common;

namespace Zhishu.Foundation;

/// <summary>What a module adds to the demo network, once its members and accounts are there.</summary>
public interface IDemoPart
{
    /// <summary>Adds it, through the same acts as everybody.</summary>
    Task LoadAsync(CancellationToken ct);

    /// <summary>Removes what hangs on the members and accounts of the demo network, inside the transaction in which they go.</summary>
    Task RemoveAsync(DbTransaction transaction, CancellationToken ct);
}
