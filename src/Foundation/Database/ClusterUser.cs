using System.Diagnostics;

namespace Zhishu.Foundation.Database;

/// <summary>
/// The account the cluster runs as. PostgreSQL refuses to run as root, so a root hub hands it to an unprivileged account;
/// any other hub runs it as itself.
/// </summary>
internal sealed record ClusterUser(string? Name)
{
    private static readonly string[] Accounts = ["zhishu", "postgres"];

    /// <param name="folder">The data folder. A cluster that is there is run by the account that owns it, whatever accounts have come since.</param>
    public static ClusterUser Choose(string folder)
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
            return new ClusterUser((string?)null);
        var known = File.Exists("/etc/passwd") ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet() : [];
        if (ClusterPlace.Read(folder) is { } place && OwnerOf(Path.Combine(place.Data, "PG_VERSION")) is { } owner && owner != "root" && known.Contains(owner))
            return new ClusterUser(owner);
        var account = Accounts.FirstOrDefault(known.Contains) ?? throw new HubFaultException("root.account", new(
            "以 root 启动时，PostgreSQL 需要一个普通账户，但找不到 zhishu 或 postgres 账户。请执行 useradd --system zhishu，或以普通用户启动。"));
        return new ClusterUser(account);
    }

    private static string? OwnerOf(string path)
    {
        if (!File.Exists(path))
            return null;
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%U", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var owner = stat.StandardOutput.ReadToEnd().Trim();
        stat.WaitForExit();
        return stat.ExitCode == 0 ? owner : null;
    }

    /// <summary>Runs a program as this account and returns its exit code with everything it printed.</summary>
    public async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct, bool detached = false)
    {
        var start = new ProcessStartInfo { WorkingDirectory = "/", UseShellExecute = false };
        if (Name is null)
        {
            start.FileName = program;
        }
        else
        {
            start.FileName = "setpriv";
            foreach (var word in new[] { $"--reuid={Name}", $"--regid={Name}", "--init-groups", "--reset-env", program })
                start.ArgumentList.Add(word);
        }

        foreach (var word in arguments)
            start.ArgumentList.Add(word);
        start.Environment["LC_ALL"] = "C";

        // A detached server would hold our pipes open for as long as it lives.
        start.RedirectStandardOutput = start.RedirectStandardError = !detached;
        if (detached)
            start = Silenced(start);
        using var process = Process.Start(start)!;
        try
        {
            var errors = detached ? Task.FromResult("") : process.StandardError.ReadToEndAsync(ct);
            var output = detached ? "" : await process.StandardOutput.ReadToEndAsync(ct) + await errors;
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException) when (!detached)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static ProcessStartInfo Silenced(ProcessStartInfo inner)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/", UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >/dev/null 2>&1 </dev/null");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(inner.FileName);
        foreach (var word in inner.ArgumentList)
            start.ArgumentList.Add(word);
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>Whether this account can enter the folder: a checkout under a closed home folder cannot be entered.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken ct) =>
        Name is null || (await RunAsync("/usr/bin/test", ["-x", folder], ct)).Code == 0;

    /// <summary>Makes a folder that only this account may enter.</summary>
    public async Task MakePrivateFolderAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Name is not null)
            await OwnAsync(folder, ct);
    }

    /// <summary>Gives a folder with all that is in it to this account, and closes it to others.</summary>
    public async Task OwnAllAsync(string folder, CancellationToken ct)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await OwnAsync(folder, ct, "-R");
    }

    /// <summary>Gives a file or folder to this account.</summary>
    public Task OwnAsync(string path, CancellationToken ct) => OwnAsync(path, ct, "-h");

    private async Task OwnAsync(string path, CancellationToken ct, string how)
    {
        if (Name is null)
            return;
        using var chown = Process.Start(new ProcessStartInfo("chown", [how, $"{Name}:", path]))!;
        await chown.WaitForExitAsync(ct);
    }
}
