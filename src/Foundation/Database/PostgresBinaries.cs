using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhishu.Foundation.Database;

/// <summary>The PostgreSQL server programs of this machine.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    internal const int LeastMajor = 15;

    /// <summary>The programs for a cluster: those of its own version when it exists, otherwise the newest.</summary>
    /// <exception cref="HubFaultException">There are none: the message says what to install, or how to bring the cluster over to the newer ones that are there.</exception>
    public static PostgresBinaries For(string? setting, ClusterPlace place)
    {
        var major = VersionOf(place.Data);
        return Find(setting, major) ?? throw (major is { } old && Find(setting) is { } newer && newer.Major > old ? Older(place, old, newer.Major) : Missing(setting, major));
    }

    /// <summary>The version of the cluster in a folder, null when there is none.</summary>
    public static int? VersionOf(string data)
    {
        var file = Path.Combine(data, "PG_VERSION");
        if (!File.Exists(file))
            return null;
        return int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : throw new HubFaultException("postgres.version", new(
            $"{file} 已损坏，无法得知数据库的版本。请从备份恢复。"));
    }

    /// <summary>Finds the newest usable server, or exactly <paramref name="major"/> when a cluster of that version exists.</summary>
    public static PostgresBinaries? Find(string? setting, int? major = null) =>
        Candidates(setting)
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
            .Select(folder => new PostgresBinaries(folder, MajorOf(folder)))
            .Where(found => major is null ? found.Major >= LeastMajor : found.Major == major)
            .OrderByDescending(found => found.Major)
            .FirstOrDefault();

    /// <summary>How the programs on disk look: time and size of the server and of the library it loads most; null while one is missing.</summary>
    public string? Stamp()
    {
        var files = new[] { Path.Combine(Folder, "postgres"), Path.Combine(Folder, "..", "lib", "plpgsql.so") }.Select(path => new FileInfo(path)).ToList();
        return files[0].Exists ? string.Join('|', files.Where(file => file.Exists).Select(file => $"{file.LastWriteTimeUtc:O} {file.Length}")) : null;
    }

    public static HubFaultException Missing(string? setting, int? major) => new("postgres.missing", new(
        $"找不到 PostgreSQL {(major is null ? new($"{LeastMajor} 或更高版本") : Bilingual.Of($"{major}", ""))}的服务器程序（initdb、pg_ctl）{(setting is null ? new("") : new Bilingual($"，已查找 {setting}"))}。"
        + $"请安装：Debian/Ubuntu 用 apt-get install postgresql，Fedora 用 dnf install postgresql-server，macOS 用 brew install postgresql；"
        + $"或用 Zhishu__PostgresBin 指定目录，或用 ConnectionStrings__Zhishu 使用现有服务器。"));

    internal static HubFaultException Older(ClusterPlace place, int old, int newer) => Find(null, old) is not null
        ? new("postgres.older", new($"数据库属于 PostgreSQL {old}，现在的程序是 PostgreSQL {newer}：请执行 ./zhishu upgrade-database 迁移。"))
        : new("postgres.older", new(
            $"数据库属于 PostgreSQL {old}，本机只有 PostgreSQL {newer}：请装回 PostgreSQL {old} 的程序（如 apt-get install postgresql-{old}），再执行 ./zhishu upgrade-database；"
            + $"装不回时，把 {place.Data} 移到别处，再用 ./zhishu restore 恢复备份。"));

    /// <summary>The programs in a folder that a person named.</summary>
    public static PostgresBinaries In(string folder)
    {
        var found = File.Exists(Path.Combine(folder, "pg_ctl")) ? new PostgresBinaries(Path.GetFullPath(folder), MajorOf(folder)) : null;
        return found is { Major: > 0 } ? found : throw new HubFaultException("postgres.missing", new($"{folder} 中没有 PostgreSQL 的服务器程序（initdb、pg_ctl）。"));
    }

    private static IEnumerable<string> Candidates(string? setting)
    {
        if (!string.IsNullOrWhiteSpace(setting))
            return [setting];
        var packaged = new[] { "/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt" }
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root))
            .Select(version => Path.Combine(version, "bin"));
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return packaged.Concat(["/usr/pgsql-17/bin", "/usr/pgsql-16/bin", "/usr/pgsql-15/bin"]).Concat(path);
    }

    private static int MajorOf(string folder)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "pg_ctl"), "--version") { RedirectStandardOutput = true })!;
            var match = Version().Match(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            return match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return 0;
        }
    }

    [GeneratedRegex(@"(\d+)(\.\d+)?\s*(\(|$)", RegexOptions.Multiline)]
    private static partial Regex Version();
}
