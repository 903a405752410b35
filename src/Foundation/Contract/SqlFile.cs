using System.Collections.Concurrent;
using System.Reflection;

namespace Zhishu.Foundation;

/// <summary>Reads the SQL files that a module keeps under <c>Sql/</c>, embedded in its assembly.</summary>
public static class SqlFile
{
    private static readonly ConcurrentDictionary<(Assembly, string), string> Cache = new();

    /// <summary>The text of <c>Sql/{name}.sql</c> in the assembly.</summary>
    /// <exception cref="InvalidOperationException">The assembly has no such file.</exception>
    public static string Read(Assembly assembly, string name) => Cache.GetOrAdd((assembly, name), static key =>
    {
        using var stream = key.Item1.GetManifestResourceStream($"Sql/{key.Item2}.sql")
            ?? throw new InvalidOperationException($"No embedded file Sql/{key.Item2}.sql in {key.Item1.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
