using System.Reflection;

namespace Zhishu.Foundation;

/// <summary>The numbered schema files of one module, embedded as <c>Schema/0001_name.sql</c>.</summary>
/// <param name="Module">Name of the module in lower case: also the name of its PostgreSQL schema.</param>
/// <param name="Assembly">The assembly that carries the files.</param>
public sealed record SchemaSource(string Module, Assembly Assembly)
{
    /// <summary>Name of a statement under <c>Sql/</c> that is run at every start, after the schema files of all modules; null for none. It does no harm run again.</summary>
    public string? Settle { get; init; }

    /// <summary>Tables that the hub empties and builds anew with their indexes: the role that serves owns these and no others. Such as <c>search.entry</c>.</summary>
    public IReadOnlyList<string> Built { get; init; } = [];

    /// <summary>Name of a statement under <c>Sql/</c> that is run once after a backup was brought back; null for none.</summary>
    public string? BroughtBack { get; init; }
}
