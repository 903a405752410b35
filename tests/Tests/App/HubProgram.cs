using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Zhishu.Tests.App;

/// <summary>The program as people run it, in a process of its own.</summary>
internal static class HubProgram
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Zhishu.App.dll");

    /// <summary>Starts a command on a data folder. Settings are names of the environment; the prefix is what it is run by. What it says is read by the caller.</summary>
    public static Process Start(string data, IEnumerable<(string Key, string Value)> settings, string[] arguments, params string[] prefix)
    {
        string[] words = [.. prefix, "dotnet", Program, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            Environment = { ["Zhishu__DataFolder"] = data, ["LANG"] = "zh_CN.UTF-8", ["LC_ALL"] = "", ["DOTNET_TieredPGO"] = "0" },
        };

        // Most lives are of seconds, in which compiling methods a second time, faster, costs more than it gives.
        if (!arguments.Contains("import"))
            start.Environment["DOTNET_TC_CallCounting"] = "0";
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        return Process.Start(start)!;
    }

    /// <summary>The same, with what it says kept in a log, or thrown away.</summary>
    public static Process StartLogged(string data, IEnumerable<(string Key, string Value)> settings, ConcurrentQueue<string>? log, params string[] arguments)
    {
        var process = Start(data, settings, arguments);
        process.OutputDataReceived += (_, line) => log?.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log?.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string data, string[] arguments, params string[] prefix)
    {
        using var process = Start(data, [], arguments, prefix);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Waits until a hub that was started answers.</summary>
    public static async Task ReadyAsync(Process hub, string address, string path = "/readyz")
    {
        using var http = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await http.GetAsync(address + path)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            Assert.True(tries < 1200 && !hub.HasExited, "the hub did not start");
            await Task.Delay(100);
        }
    }

    /// <summary>Ends a hub in order, so that its server stops with it; the caller disposes of the process.</summary>
    public static void Stop(Process? hub)
    {
        if (hub is { HasExited: false })
        {
            using var stop = Process.Start("kill", ["-TERM", hub.Id.ToString(CultureInfo.InvariantCulture)]);
            hub.WaitForExit(60_000);
        }
    }
}
