using System.Reflection;

namespace Zhishu.Foundation;

/// <summary>The numbered schema files of one module, embedded as <c>Schema/0001_name.sql</c>.</summary>
/// <param name="Module">Name of the module in lower case: also the name of its PostgreSQL schema.</param>
/// <param name="Assembly">The assembly that carries the files.</param>
public sealed record SchemaSource(string Module, Assembly Assembly);
