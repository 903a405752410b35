using System.Text.RegularExpressions;

namespace Zhishu.Foundation.Database;

/// <summary>Takes the settings of a cluster over to one of another version: what the new programs do not know any more is left out and told.</summary>
internal static partial class ClusterSettings
{
    public static async Task CarryAsync(ClusterPlace old, ClusterPlace young, PostgresBinaries binaries, ClusterUser user, List<string> notes, CancellationToken ct)
    {
        foreach (var file in new[] { "pg_hba.conf", "pg_ident.conf" })
            await File.WriteAllBytesAsync(Path.Combine(young.Data, file), await File.ReadAllBytesAsync(Path.Combine(old.Data, file), ct), ct);
        foreach (var file in new[] { "postgresql.conf", "postgresql.auto.conf" })
        {
            // The last line that names a setting holds.
            var lines = new Dictionary<string, string>();
            foreach (var line in await File.ReadAllLinesAsync(Path.Combine(old.Data, file), ct))
            {
                if (Setting().Match(line) is { Success: true } match)
                    lines[match.Groups[1].Value.ToLowerInvariant()] = line;
            }

            var kept = new List<string>();
            foreach (var (name, line) in lines)
            {
                if (await IsKnownAsync(name, young, binaries, user, ct))
                    kept.Add(line);
                else
                    notes.Add(Lang.T($"{file} 中的这一行没有带入新数据库：{line.Trim()}"));
            }

            if (kept.Count > 0)
                await File.AppendAllTextAsync(Path.Combine(young.Data, file), $"\n{string.Join('\n', kept)}\n", ct);
        }
    }

    // Names with a dot are of extensions and always taken; files that are included, and the place of the data, belong to the old folder.
    private static async Task<bool> IsKnownAsync(string name, ClusterPlace young, PostgresBinaries binaries, ClusterUser user, CancellationToken ct) =>
        name is not ("include" or "include_dir" or "include_if_exists" or "data_directory")
        && (name.Contains('.', StringComparison.Ordinal) || (await user.RunAsync(Path.Combine(binaries.Folder, "postgres"), ["-D", young.Data, "-C", name], ct)).Code == 0);

    [GeneratedRegex(@"^\s*([A-Za-z_][\w.]*)\s*[=\s]")]
    private static partial Regex Setting();
}
